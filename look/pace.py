"""When to look again: the cadence's model or a source's own timetable, and the price of a look."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.cadence import Model, Price
from monitor.history import Seen, Step
from monitor.pulse import Finding, Look, Pulse
from monitor.timetable import next_time
from storage.archive import Archive
from storage.records import Article, Capture, Source

#: how soon a doubtful look is repeated
CONFIRM_AFTER = timedelta(minutes=3)
#: however old an article is, it is looked at again within this, then after twice the time, …
FIRST_WAIT = timedelta(days=1)
#: how often a source without a timetable is looked at
SOURCE_EVERY = "10m"
_MODEL, _PRICE = "cadence", "price"


@dataclass(slots=True)
class Pace:
    """What was learned of when articles change, and what a look must be worth now."""

    model: Model = field(default_factory=Model)
    price: Price = field(default_factory=Price)

    @classmethod
    def of(cls, archive: Archive) -> Pace:
        """The pace that the archive remembers."""
        learned, price = archive.about.get(_MODEL), archive.about.get(_PRICE)
        return cls(
            model=Model.loads(learned) if learned else Model(),
            price=Price(value=float(price)) if price else Price(),
        )

    def keep(self, archive: Archive) -> None:
        """Let the archive remember it."""
        with archive.transaction():
            archive.about.set(_MODEL, self.model.dumps())
            archive.about.set(_PRICE, repr(self.price.value))

    def after(
        self, article: Article, look: Look, now: datetime, *, published: datetime | None = None
    ) -> Pulse:
        """The article's pulse after a look."""
        return self.model.observe(self.pulse(article, published), article.host, look, now)

    def pulse(self, article: Article, published: datetime | None = None) -> Pulse:
        """What the cadence remembers of this article."""
        if article.cadence:
            return Pulse.loads(article.cadence)
        return Pulse.first(seen=article.first_seen, published=published)

    def still_due(
        self, article: Article, sources: tuple[Source, ...], now: datetime
    ) -> datetime | None:
        """None where a look is worth the present price; else when it will be.

        The price has moved since the look was planned; fixed times do not ask for it.
        """
        if article.cadence is None or any(source.every for source in sources):
            return None
        due = self.model.next_due(self.pulse(article), article.host, now, self.price.value)
        return due if due > now else None

    def next_due(
        self, article: Article, pulse: Pulse, sources: tuple[Source, ...], now: datetime
    ) -> datetime:
        """The next look: by the sources' timetables where they have one, else by its worth."""
        adaptive = self.model.next_due(pulse, article.host, now, self.price.asking)
        known = now - article.first_seen
        adaptive = min(adaptive, now + max(FIRST_WAIT, known))
        due = [
            next_time(source.every, source.quiet, now)
            if source.every
            else next_time(None, source.quiet, adaptive)
            for source in sources
        ]
        return min(due, default=adaptive)


def look_of(capture: Capture, seen: Seen, taken: Step) -> Look:
    """What the cadence hears of a look."""
    return Look(
        found=_finding(taken),
        modified=_modified(capture, seen),
        kind=seen.reading.kind if seen.reading else None,
    )


def _finding(taken: Step) -> Finding:
    if taken.outcome == "gone":
        return "gone"
    if taken.confirm:
        return "suspicious"
    if taken.outcome != "captured":
        return "failed"
    return "unchanged" if taken.kind in (None, "first") else "changed"


def _modified(capture: Capture, seen: Seen) -> datetime | None:
    """When the publisher says that it changed: on the page, else in the header."""
    if seen.updated is not None:
        return seen.updated
    try:
        return parsedate_to_datetime(capture.header("last-modified") or "").astimezone(UTC)
    except ValueError:
        return None


def source_due(source: Source, now: datetime) -> datetime:
    """When a source is looked at next; failures in a row make it wait longer."""
    due = next_time(source.every or SOURCE_EVERY, source.quiet, now)
    return due + (due - now) * min(source.failures, 12)
