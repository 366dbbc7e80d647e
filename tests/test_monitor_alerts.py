"""Delivering: each message arrives, in order, once for each key; no channel holds another."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alerting import SECRET, never_blocked, receiving

from factories import NOON, after, make_comparison, make_edit, make_new_revision, make_reading
from monitor.alerts import deliver, trial
from monitor.couriers import Couriers
from monitor.desk import Delivered, Desk, Policy
from monitor.messages import Face, Message
from storage.archive import Archive
from storage.errors import ArchiveError, BadSetting, DeliveryError
from storage.records import Article

PROCESS = Path(__file__).parent / "delivering.py"


@dataclass
class Clock:
    """A time that stands until it is moved."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Collector:
    """A sender that collects, and fails as it is told."""

    face: Face | None = field(default_factory=lambda: Face(form="text"))
    taken: list[Message] = field(default_factory=list)
    fails: list[DeliveryError | None] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    async def send(self, message: Message) -> None:
        self.tried.append(message.key)
        failure = self.fails.pop(0) if self.fails else None
        if failure is not None:
            raise failure
        self.taken.append(message)


@dataclass
class Collectors:
    """Collectors by address."""

    known: dict[str, Collector] = field(default_factory=lambda: defaultdict(Collector))

    def open(self, address: str) -> Collector:
        if address == "bad":
            raise BadSetting("this address is not understood")
        return self.known[address]


def make_desk(archive: Archive, clock: Clock, senders: object, **overrides: object) -> Desk:
    values = {
        "port": archive,
        "senders": senders,
        "now": clock,
        "link": lambda article, revision: (
            f"https://variorum.example/{article.id}/{revision.number}"
        ),
        "jitter": lambda: 0.5,
        "holder": "me",
    }
    return Desk(**(values | overrides))


def add_article(archive: Archive, number: int) -> Article:
    url = f"https://paper.example/news/{number}"
    return archive.articles.ensure(url, seen_at=NOON, source_id=None)[0]


def owe(
    archive: Archive, article: int, number: int, channel: str = "wire", **values: object
) -> str:
    """One revision more of an article, and a message about it."""
    at = values.pop("at", NOON)
    revision = archive.revisions.add(
        make_new_revision(
            article,
            kind="edit",
            seen_at=at,
            reading=make_reading(),
            reading_key=f"{article}/{number}",
            comparison=values.pop(
                "comparison", make_comparison(make_edit(spans=(("+", f"{article}/{number}"),)))
            ),
        )
    )
    key = f"{channel}/{article}/{number}"
    archive.outbox.owe(
        key=key,
        rule=str(values.pop("rule", "desk")),
        channel=channel,
        revision_id=revision.id,
        at=at,
        due_at=values.pop("due_at", at),
        payload={"why": "silent"},
    )
    return key


def states(archive: Archive) -> dict[str, tuple[str, str | None]]:
    return {one.key: (one.state, one.reason) for one in archive.outbox.deliveries(limit=1000)}


def test_what_is_due_is_sent_and_noted(archive: Archive) -> None:
    clock, senders = Clock(), Collectors()
    archive.outbox.set_channel("wire", "one", at=NOON)
    add_article(archive, 1)
    key = owe(archive, 1, 1)
    owe(archive, 1, 2, due_at=after(60))

    done = asyncio.run(deliver(make_desk(archive, clock, senders)))

    (message,) = senders.known["one"].taken
    assert done == Delivered(sent=1)
    assert (message.key, message.subject) == (
        key,
        "Changed silently: Council votes on bridge (desk)",
    )
    assert "{+1/1+}" in message.body
    assert "https://variorum.example/1/1" in message.body
    assert states(archive) == {"wire/1/1": ("sent", None), "wire/1/2": ("owed", None)}


def test_a_webhook_gets_each_event_by_itself_and_people_get_a_digest(archive: Archive) -> None:
    clock, senders = Clock(), Collectors()
    senders.known["machine"].face = None
    for name, address in (("wire", "people"), ("hook", "machine")):
        archive.outbox.set_channel(name, address, at=NOON)
        for number in range(1, 4):
            add_article(archive, number)
            owe(archive, number, 1, name, due_at=NOON)

    asyncio.run(deliver(make_desk(archive, clock, senders)))

    assert [one.subject for one in senders.known["people"].taken] == [
        "3 changes in 3 articles (desk)"
    ]
    events = [json.loads(one.body) for one in senders.known["machine"].taken]
    assert [one["id"] for one in events] == ["hook/1/1", "hook/2/1", "hook/3/1"]
    assert events[0]["data"]["comparison"]["edits"][0]["spans"] == [["+", "1/1"]]


def test_a_failed_message_goes_out_again_as_it_was(archive: Archive) -> None:
    """What became due in between does not join it: that would be another message."""
    clock, senders = Clock(), Collectors()
    collector = senders.known["one"]
    collector.fails = [DeliveryError("the server is away")]
    archive.outbox.set_channel("wire", "one", at=NOON)
    for number in (1, 2):
        add_article(archive, number)
        owe(archive, number, 1)

    desk = make_desk(archive, clock, senders)
    first = asyncio.run(deliver(desk))
    owe(archive, 1, 2, at=NOON)
    clock.pass_by(seconds=10)
    second = asyncio.run(deliver(desk))
    clock.pass_by(seconds=60)
    third = asyncio.run(deliver(desk))

    assert (first, second, third) == (Delivered(failed=2), Delivered(), Delivered(sent=3))
    assert collector.tried[0] == collector.tried[1] == collector.taken[0].key
    assert collector.taken[1].key == "wire/1/2"


def test_nothing_of_an_article_overtakes_its_failed_message(archive: Archive) -> None:
    clock, senders = Clock(), Collectors()
    collector = senders.known["one"]
    collector.face = None
    collector.fails = [DeliveryError("500")]
    archive.outbox.set_channel("wire", "one", at=NOON)
    for number in (1, 2):
        add_article(archive, number)
    for minute, (article, number) in enumerate(((1, 1), (1, 2), (2, 1), (2, 2))):
        owe(archive, article, number, at=after(minute))

    clock.at = after(10)
    desk = make_desk(archive, clock, senders)
    asyncio.run(deliver(desk))
    clock.pass_by(seconds=5)
    owe(archive, 1, 3, at=after(9))
    asyncio.run(deliver(desk))
    clock.pass_by(seconds=60)
    asyncio.run(deliver(desk))

    assert [one.key for one in collector.taken] == [
        "wire/2/1",
        "wire/2/2",
        "wire/1/1",
        "wire/1/2",
        "wire/1/3",
    ]


def test_a_channel_that_fails_again_and_again_is_left_alone_longer_each_time(
    archive: Archive,
) -> None:
    clock, senders = Clock(), Collectors()
    collector = senders.known["one"]
    collector.fails = [DeliveryError("away")] * 100
    archive.outbox.set_channel("wire", "one", at=NOON)
    for number in range(1, 7):
        add_article(archive, number)
        owe(archive, number, 1, at=after(number))

    desk = make_desk(archive, clock, senders)
    tries = []
    for _ in range(48):
        clock.pass_by(minutes=10)
        before = len(collector.tried)
        asyncio.run(deliver(desk))
        tries.append(len(collector.tried) - before)

    assert tries[0] == 3
    assert max(tries[1:]) == 1
    assert 0 < sum(tries[24:]) <= 4
    assert archive.outbox.channel("wire").failures > 8


def test_retry_after_is_heeded_for_the_whole_channel(archive: Archive) -> None:
    clock, senders = Clock(), Collectors()
    collector = senders.known["one"]
    collector.fails = [DeliveryError("429", retry_after=600)]
    archive.outbox.set_channel("wire", "one", at=NOON)
    for number in (1, 2):
        add_article(archive, number)
        owe(archive, number, 1, at=after(-number))

    desk = make_desk(archive, clock, senders)
    done = []
    for seconds in (0, 599, 100):
        clock.pass_by(seconds=seconds)
        done.append(asyncio.run(deliver(desk)))

    assert done == [Delivered(failed=1), Delivered(), Delivered(sent=2)]
    assert archive.outbox.channel("wire").failures == 0


def test_what_can_never_be_taken_is_dead_with_its_reason(archive: Archive) -> None:
    clock, senders = Clock(), Collectors()
    senders.known["one"].fails = [DeliveryError("it wants no more", permanent=True)]
    archive.outbox.set_channel("wire", "one", at=NOON)
    archive.outbox.set_channel("odd", "bad", at=NOON)
    add_article(archive, 1)
    for channel in ("wire", "odd", "gone"):
        owe(archive, 1, 1, channel)
    lost = owe(archive, 1, 2, at=after(-1))
    archive.db.execute("UPDATE delivery SET revision_id = NULL WHERE key = ?", (lost,))

    done = asyncio.run(deliver(make_desk(archive, clock, senders)))

    assert done == Delivered(dead=4)
    assert states(archive) == {
        "wire/1/1": ("dead", "it wants no more"),
        "odd/1/1": ("dead", "this address is not understood"),
        "gone/1/1": ("dead", "there is no such channel any more"),
        "wire/1/2": ("dead", "its revision is no longer in the archive"),
    }


def test_too_many_attempts_end_as_dead_and_can_be_sent_again(archive: Archive) -> None:
    clock, senders = Clock(), Collectors()
    collector = senders.known["one"]
    collector.fails = [DeliveryError("away")] * 3
    archive.outbox.set_channel("wire", "one", at=NOON)
    add_article(archive, 1)
    key = owe(archive, 1, 1)
    desk = make_desk(archive, clock, senders, policy=Policy(attempts=3))

    for _ in range(5):
        asyncio.run(deliver(desk))
        clock.pass_by(hours=1)
    dead = states(archive)
    archive.outbox.again(archive.outbox.deliveries()[0].id, clock())
    asyncio.run(deliver(desk))

    assert dead == {key: ("dead", "away")}
    assert states(archive) == {key: ("sent", None)}
    assert collector.tried == [key] * 4


def test_a_rule_that_floods_is_gathered_after_its_first_messages(archive: Archive) -> None:
    clock, senders = Clock(), Collectors()
    collector = senders.known["one"]
    archive.outbox.set_channel("wire", "one", at=NOON)
    desk = make_desk(archive, clock, senders)
    for number in range(1, 41):
        add_article(archive, number)
        owe(archive, number, 1, at=clock())
        asyncio.run(deliver(desk))
        clock.pass_by(minutes=1)

    clock.pass_by(hours=1)
    asyncio.run(deliver(desk))

    assert [one.subject for one in collector.taken[9:]] == [
        "Changed silently: Council votes on bridge (desk)",
        "30 changes in 30 articles (desk)",
    ]


def test_one_bad_channel_holds_no_other(archive: Archive) -> None:
    """Real receivers: one hangs, one fails, one asks for patience, one is away, one works."""

    async def scenario() -> tuple[list[str], float]:
        async with (
            receiving("hang") as hanging,
            receiving("500 Oops") as failing,
            receiving("429 Slow\r\nRetry-After: 900") as slow,
            receiving() as well,
        ):
            ports = {
                "hanging": hanging.port,
                "failing": failing.port,
                "slow": slow.port,
                "well": well.port,
                "away": 9,
            }
            for name, port in ports.items():
                address = f"webhook+http://127.0.0.1:{port}/#{SECRET}"
                archive.outbox.set_channel(name, address, at=NOON)
                for number in range(1, 6):
                    owe(archive, number, 1, name)
            senders = Couriers(never_blocked, Clock(), timeout=0.4)
            began = time.monotonic()
            await deliver(make_desk(archive, Clock(), senders))
            return well.keys, time.monotonic() - began

    for number in range(1, 6):
        add_article(archive, number)
    keys, seconds = asyncio.run(scenario())

    assert keys == [f"well/{number}/1" for number in range(1, 6)]
    assert seconds < 30
    reasons = defaultdict(set)
    for one in archive.outbox.deliveries(limit=100):
        reasons[one.channel].add((one.state, one.reason))
    assert reasons["slow"] == {("owed", "the receiver answered 429"), ("owed", None)}
    assert ("owed", "no answer within 0.4 s") in reasons["hanging"]
    assert ("owed", "the receiver answered 500") in reasons["failing"]
    assert reasons["well"] == {("sent", None)}


def test_a_great_digest_is_one_message_that_counts_what_it_does_not_read(
    archive: Archive,
) -> None:
    clock, senders = Clock(), Collectors()
    archive.outbox.set_channel("wire", "one", at=NOON, template="{{ count }} {{ more }}")
    archive.outbox.set_channel("mail", "two", at=NOON)
    for number in range(1, 13):
        add_article(archive, number)
        for channel in ("wire", "mail"):
            owe(archive, number, 1, channel)
    desk = make_desk(archive, clock, senders, policy=Policy(whole=4))

    asyncio.run(deliver(desk))

    (worded,), (message,) = senders.known["one"].taken, senders.known["two"].taken
    assert (worded.body, message.subject) == ("12 8", "12 changes (desk)")
    assert message.body.endswith("\n\nand 8 more")
    assert message.key == archive.outbox.deliveries(state="sent")[0].batch


def test_only_one_process_sends_to_a_channel(archive: Archive) -> None:
    clock, senders = Clock(), Collectors()
    archive.outbox.set_channel("wire", "one", at=NOON)
    add_article(archive, 1)
    owe(archive, 1, 1)
    archive.outbox.claim("wire", "another", now=NOON, until=after(1))
    desk = make_desk(archive, clock, senders)

    while_held = asyncio.run(deliver(desk))
    clock.pass_by(minutes=2)
    afterwards = asyncio.run(deliver(desk))

    assert (while_held, afterwards) == (Delivered(), Delivered(sent=1))


def test_a_channel_that_was_taken_over_is_left_at_once(archive: Archive) -> None:
    clock, senders = Clock(), Collectors()
    collector = senders.known["one"]
    archive.outbox.set_channel("wire", "one", at=NOON)
    for number in (1, 2):
        add_article(archive, number)
        owe(archive, number, 1, at=after(-number))
    plain = collector.send

    async def slow(message: Message) -> None:
        await plain(message)
        clock.pass_by(minutes=5)
        assert archive.outbox.claim("wire", "another", now=clock(), until=clock.at + timedelta(9))

    collector.send = slow  # type: ignore[method-assign]

    done = asyncio.run(deliver(make_desk(archive, clock, senders)))

    assert done == Delivered(sent=1)


def test_a_failure_of_the_archive_is_not_swallowed(archive: Archive) -> None:
    class Broken(Collector):
        async def send(self, message: Message) -> None:
            raise ArchiveError("the archive is away")

    archive.outbox.set_channel("wire", "one", at=NOON)
    add_article(archive, 1)
    owe(archive, 1, 1)
    senders = Collectors(defaultdict(Broken))

    with pytest.raises(ArchiveError):
        asyncio.run(deliver(make_desk(archive, Clock(), senders)))


def test_a_channel_has_its_own_words_and_falls_back_when_they_fail(archive: Archive) -> None:
    clock, senders = Clock(), Collectors()
    archive.outbox.set_channel("wire", "one", at=NOON, template="Look: {{ headline }}")
    archive.outbox.set_channel("odd", "two", at=NOON, template="{{ nonsense }}")
    add_article(archive, 1)
    for channel in ("wire", "odd"):
        owe(archive, 1, 1, channel)

    asyncio.run(deliver(make_desk(archive, clock, senders)))

    assert senders.known["one"].taken[0].body == "Look: Council votes on bridge"
    assert senders.known["two"].taken[0].body.startswith("Council votes on bridge")


def test_a_notice_is_sent_as_words_or_as_an_event(archive: Archive) -> None:
    senders = Collectors()
    senders.known["machine"].face = None
    senders.known["untitled"].face = Face(form="text", titled=False)
    for name, address in (("wire", "people"), ("hook", "machine"), ("toot", "untitled")):
        archive.outbox.set_channel(name, address, at=NOON)
        archive.outbox.owe(
            key=f"k/{name}",
            rule="health",
            channel=name,
            revision_id=None,
            at=NOON,
            due_at=NOON,
            payload={"subject": "Disk", "text": "It is @full"},
        )

    asyncio.run(deliver(make_desk(archive, Clock(), senders)))

    (words,), (event,) = senders.known["people"].taken, senders.known["machine"].taken
    (untitled,) = senders.known["untitled"].taken
    assert (words.subject, words.body) == ("Disk", "It is @\u2060full")
    assert untitled.body == "Disk: It is @\u2060full"
    assert json.loads(event.body)["type"] == "variorum.health"


def test_a_channel_can_be_tried_out() -> None:
    people, machine = Collector(), Collector(face=None)

    for sender in (people, machine):
        asyncio.run(trial(sender, "vr_trial", NOON))

    assert people.taken[0].key == "vr_trial"
    assert json.loads(machine.taken[0].body)["type"] == "variorum.trial"
