"""Deliver what is owed: group, word, send, and note how it went."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.batches import CALM, Item, gathered, one_by_one, together
from monitor.cloudevents import cloud_event, notice_event
from monitor.desk import ChannelLike, Delivered, Desk, Sender
from monitor.inert import inert, one_line
from monitor.messages import Face, Message, batch_key, compose
from monitor.samples import sample_story
from monitor.stories import Story, stamp
from monitor.templates import render
from storage.deliveries import Delivery
from storage.errors import BadRule, BadSetting, DeliveryError, NotFound

log = logging.getLogger(__name__)


async def deliver(desk: Desk) -> Delivered:
    """Send what is owed by now, all channels side by side; return when each was served."""
    room = asyncio.Semaphore(desk.policy.channels)

    async def serve(name: str) -> Delivered:
        async with room:
            return await _serve(desk, name)

    names = desk.port.outbox.waiting(desk.now())
    results = await asyncio.gather(*(serve(name) for name in names), return_exceptions=True)
    total = Delivered()
    for result in results:
        if isinstance(result, BaseException):
            raise result
        total += result
    return total


async def trial(sender: Sender, key: str, at: datetime) -> None:
    """Send an invented message, to see whether a channel works; DeliveryError says why not."""
    if sender.face is None:
        body = notice_event(key, "trial", "This is a trial of this channel.", stamp(at))
        await sender.send(Message(key=key, subject="", body=body, form="text"))
    else:
        await sender.send(replace(compose([sample_story()], sender.face), key=key))


async def _serve(desk: Desk, name: str) -> Delivered:
    outbox = desk.port.outbox
    try:
        channel = outbox.channel(name)
    except NotFound:
        return _bury(desk, name, "there is no such channel any more")
    now = desk.now()
    if not _claim(desk, name, now):
        return Delivered()
    try:
        sender = desk.senders.open(channel.address)
        return await _Round(desk, channel, sender, now + desk.policy.lease).run()
    except BadSetting as error:
        return _bury(desk, name, str(error))
    finally:
        outbox.release(name, desk.holder)


def _claim(desk: Desk, name: str, now: datetime) -> bool:
    return desk.port.outbox.claim(name, desk.holder, now=now, until=now + desk.policy.lease)


def _bury(desk: Desk, name: str, reason: str) -> Delivered:
    """Nothing can ever be sent: say so on each message."""
    with desk.port.transaction():
        due = desk.port.outbox.due(desk.now(), channel=name, limit=desk.policy.limit)
        desk.port.outbox.failed([one.id for one in due], reason=reason, retry_at=None)
    return Delivered(dead=len(due))


class _Round:
    """One channel, served once."""

    def __init__(
        self, desk: Desk, channel: ChannelLike, sender: Sender, ours_until: datetime
    ) -> None:
        self.desk = desk
        self.channel = channel
        self.sender = sender
        self.ours_until = ours_until
        #: revisions that were looked at for the plan
        self.read = 0
        self.failures = channel.failures
        self.in_a_row = 0
        #: articles whose message has to be tried again: nothing overtakes it
        self.stuck: set[int] = set()
        self.total = Delivered()

    async def run(self) -> Delivered:
        for batch in self._plan():
            if not self.stuck.isdisjoint(_articles(batch)):
                continue
            if not self._still_ours():
                break
            await self._send(batch)
            if self.in_a_row >= self.desk.policy.in_a_row or (self.in_a_row and self._was_bad):
                break
        return self.total

    def _still_ours(self) -> bool:
        """Whether the channel is ours for one more attempt; the claim is renewed in time."""
        now = self.desk.now()
        if self.ours_until - now < self.desk.policy.lease / 2:
            self.ours_until = now + self.desk.policy.lease
            return _claim(self.desk, self.channel.name, now)
        return True

    @property
    def _was_bad(self) -> bool:
        return self.channel.failures > 0

    def _plan(self) -> list[list[Item]]:
        """The batches in their order, written down so that each attempt sends the same."""
        outbox, now, policy = self.desk.port.outbox, self.desk.now(), self.desk.policy
        limit = policy.whole if self.sender.face is None else policy.limit
        with self.desk.port.transaction():
            due = outbox.due(now, channel=self.channel.name, limit=limit)
            if self.sender.face is not None:
                sent = outbox.sent_since(self.channel.name, now - CALM)
                due = gathered(due, sent, now)
            batches = self._arranged([item for one in due if (item := self._item(one))])
            for batch in batches:
                if batch[0].delivery.batch is None:
                    key = batch_key([item.delivery.key for item in batch])
                    outbox.bundle([item.delivery.id for item in batch], key)
        return batches

    def _arranged(self, items: list[Item]) -> list[list[Item]]:
        """Batches of earlier attempts whole and first, then the new ones."""
        known = dict.fromkeys(one.delivery.batch for one in items if one.delivery.batch is not None)
        batches = [
            [item for one in self.desk.port.outbox.batch(name) if (item := self._item(one))]
            for name in known
        ]
        fresh = [one for one in items if one.delivery.batch is None]
        arrange = one_by_one if self.sender.face is None else together
        return [*filter(None, batches), *arrange(fresh)]

    def _item(self, delivery: Delivery) -> Item | None:
        """The delivery with what decides about its company; without its revision it is dead."""
        if "text" in delivery.payload:
            return Item(delivery, None, "")
        try:
            if delivery.revision_id is None:
                raise NotFound("the revision was removed")
            revision = self.desk.port.revisions.get(delivery.revision_id)
        except NotFound:
            self.desk.port.outbox.failed(
                [delivery.id], reason="its revision is no longer in the archive", retry_at=None
            )
            self.total += Delivered(dead=1)
            return None
        self.read += 1
        if self.sender.face is None or self.read > self.desk.policy.whole:
            return Item(delivery, revision.article_id, "")
        return Item(delivery, revision.article_id, self._story(delivery).signature)

    def _story(self, delivery: Delivery) -> Story:
        revision = self.desk.port.revisions.get(delivery.revision_id or 0)
        article = self.desk.port.articles.get(revision.article_id)
        why = delivery.payload.get("why", "")
        return Story(
            key=delivery.key,
            rule=delivery.rule,
            why=(why,) if why else (),
            article=article,
            revision=revision,
            comparison=self.desk.port.revisions.comparison(revision),
            link=self.desk.link(article, revision),
        )

    async def _send(self, batch: list[Item]) -> None:
        ids = [item.delivery.id for item in batch]
        try:
            await self.sender.send(self._message(batch))
        except DeliveryError as error:
            self._note_failure(batch, ids, error)
            return
        with self.desk.port.transaction():
            self.desk.port.outbox.sent(ids, self.desk.now())
            if self.failures:
                self.desk.port.outbox.channel_tried(self.channel.name, failures=0, retry_at=None)
        self.failures = self.in_a_row = 0
        self.total += Delivered(sent=len(ids))

    def _message(self, batch: list[Item]) -> Message:
        face, first = self.sender.face, batch[0].delivery
        if "text" in first.payload:
            return _notice(first, face)
        whole = batch[: self.desk.policy.whole]
        stories = [self._story(item.delivery) for item in whole]
        if face is None:
            return Message(key=first.key, subject="", body=cloud_event(stories[0]), form="text")
        message = self._worded(stories, face, len(batch) - len(whole))
        key = first.batch or batch_key([item.delivery.key for item in batch])
        return replace(message, key=key)

    def _worded(self, stories: list[Story], face: Face, left: int) -> Message:
        if self.channel.template:
            try:
                return render(self.channel.template, stories, face, left=left)
            except BadRule as error:
                log.warning("channel %s: %s", self.channel.name, error)
        return compose(stories, face, left=left)

    def _note_failure(self, batch: list[Item], ids: list[int], error: DeliveryError) -> None:
        now, policy = self.desk.now(), self.desk.policy
        attempts = max(item.delivery.attempts for item in batch) + 1
        dead = error.permanent or attempts >= policy.attempts
        wait = self._wait(attempts, error.retry_after)
        if not error.permanent:
            self.failures += 1
            self.in_a_row = policy.in_a_row if error.retry_after else self.in_a_row + 1
        with self.desk.port.transaction():
            self.desk.port.outbox.failed(
                ids, reason=one_line(str(error), 300), retry_at=None if dead else now + wait
            )
            pause = self._pause(error)
            self.desk.port.outbox.channel_tried(
                self.channel.name,
                failures=self.failures,
                retry_at=None if pause is None else now + pause,
            )
        if not dead:
            self.stuck.update(_articles(batch))
        self.total += Delivered(dead=len(ids)) if dead else Delivered(failed=len(ids))

    def _wait(self, failures: int, asked: float | None) -> timedelta:
        """How long until the next attempt: as long as asked, else longer each time."""
        policy, jitter = self.desk.policy, self.desk.jitter()
        if asked is not None:
            return timedelta(seconds=max(asked, 1.0)) * (1 + jitter / 10)
        doubled = policy.first_wait * float(2 ** min(failures - 1, 30))
        return min(doubled, policy.longest_wait) * (0.75 + jitter / 2)

    def _pause(self, error: DeliveryError) -> timedelta | None:
        """How long the channel is left alone; None where only one message failed."""
        if error.permanent:
            return None
        if self.in_a_row < self.desk.policy.in_a_row and not self._was_bad:
            return None
        return self._wait(self.failures, error.retry_after)


def _articles(batch: list[Item]) -> set[int]:
    return {item.article_id for item in batch if item.article_id is not None}


def _notice(delivery: Delivery, face: Face | None) -> Message:
    """A message that is about no revision."""
    text, subject = delivery.payload["text"], delivery.payload.get("subject", delivery.rule)
    if face is None:
        body = notice_event(delivery.key, delivery.rule, text, stamp(delivery.created_at))
        return Message(key=delivery.key, subject="", body=body, form="text")
    said = text if face.titled else f"{subject}: {text}"
    return Message(
        key=delivery.key,
        subject=one_line(subject, 200),
        body=inert(one_line(said, face.limit // 2), face.form, mail=face.mail)[: face.limit],
        form=face.form,
    )
