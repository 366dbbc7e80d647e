"""Who hears of a revision: what is owed is written with it, and sent afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from crawler.guard import blocked
from look.chronicle import SITE_WIDE
from monitor.alerts import deliver
from monitor.couriers import Couriers
from monitor.desk import Delivered, Desk
from monitor.events import Event, event
from monitor.health import Alarm, Facts, HostReading, raise_alarms
from monitor.rules import RuleSet, owed
from settings import Settings
from storage.archive import Archive
from storage.deliveries import Rule
from storage.records import Article, Comparison, Reading, Revision
from storage.vitals import Vitals, vitals


def now_utc() -> datetime:
    """The time."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Teller:
    """The rules in force, and the outbox they write to."""

    archive: Archive
    settings: Settings
    now: Callable[[], datetime] = now_utc
    _rules: tuple[Rule, ...] = ()
    _set: RuleSet | None = None
    _couriers: Couriers | None = None
    _holder: str = field(default_factory=lambda: uuid4().hex)

    def refresh(self) -> None:
        """Take up the rules as they are now."""
        rules = self.archive.outbox.rules()
        if self._set is None or rules != self._rules:
            self._rules, self._set = rules, RuleSet.of(rules)

    def tell(
        self, article: Article, revision: Revision, comparison: Comparison, reading: Reading | None
    ) -> None:
        """Owe what the rules want of this revision; the caller holds its transaction."""
        if self._set is None:
            self.refresh()
        assert self._set is not None  # noqa: S101 -- refreshed just now
        if not self._rules:
            return
        readings = () if reading is None else (reading,)
        seen = _event(self.archive, article, revision, comparison, readings)
        now = self.now()
        for message in owed(seen, self._set, now):
            self.archive.outbox.owe(
                key=message.key,
                rule=message.rule,
                channel=message.channel,
                revision_id=revision.id,
                at=now,
                due_at=message.due_at,
                held=message.held or _held(revision),
                payload={"why": "; ".join(message.why)},
            )

    async def deliver(self) -> Delivered:
        """Send what is owed by now, to every channel side by side."""
        self.refresh()
        return await deliver(self._desk())

    def _desk(self) -> Desk:
        if self._couriers is None:
            self._couriers = couriers_of(self.settings, self.now)
        return Desk(
            port=self.archive,
            senders=self._couriers,
            now=self.now,
            link=self._link,
            jitter=random.random,
            holder=self._holder,
        )

    def _link(self, article: Article, revision: Revision) -> str:
        """The page of a revision's comparison, or of the revision where it is the first."""
        number, base = revision.number, f"{self.settings.public_url}/articles/{article.id}"
        return f"{base}/r{number}" if number == 1 else f"{base}/r{number - 1}..r{number}"


def couriers_of(settings: Settings, now: Callable[[], datetime]) -> Couriers:
    """Who carries messages, and what they may reach: as little as the crawl, or anything."""
    open_to = ("0.0.0.0/0", "::/0") if settings.alerts_to_private else settings.allow_networks
    return Couriers(blocked=lambda ip: blocked(ip, open_to), now=now)


def _held(revision: Revision) -> str | None:
    """Why nobody is told of this revision by itself."""
    if SITE_WIDE not in revision.labels:
        return None
    return "site-wide: the same change was made in many articles of the site at once"


def event_of(archive: Archive, revision: Revision) -> Event:
    """A kept revision as the rules saw it."""
    return _event(
        archive,
        archive.articles.get(revision.article_id),
        revision,
        archive.revisions.comparison(revision),
        (archive.revisions.reading(revision),),
    )


def _event(
    archive: Archive,
    article: Article,
    revision: Revision,
    comparison: Comparison,
    readings: tuple[Reading, ...],
) -> Event:
    return event(
        article=article,
        revision=revision,
        comparison=comparison,
        readings=readings,
        sources=archive.sources.of_article(article.id),
        aliases=tuple(alias.url for alias in archive.articles.aliases(article.id)),
    )


def alarm(archive: Archive, settings: Settings, now: datetime) -> tuple[Alarm, ...]:
    """Judge how the archive is doing, and owe each alarm to the operator once per episode."""
    return raise_alarms(archive, facts_of(archive, vitals(archive, now)), settings.alarms_to)


def facts_of(archive: Archive, found: Vitals) -> Facts:
    """The vitals as the judge of health wants them."""
    return Facts(
        now=found.at,
        sources=found.sources,
        hosts=tuple(
            HostReading(host=one.host, captures=one.captures, unread=one.unread)
            for one in found.hosts
        ),
        free_bytes=found.free_bytes,
        oldest_owed=found.oldest_owed,
        dead=found.deliveries.get("dead", 0),
        last_check=found.last_check,
        overdue=found.backlog,
        broken_rules=tuple(
            (rule.name, what) for rule, what in RuleSet.of(archive.outbox.rules()).broken
        ),
    )
