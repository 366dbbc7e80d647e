"""What a rule is asked about: one revision, with everything that a condition may name."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property

from monitor.phrases import line, spoken
from storage.records import Article, ClaimedTime, Comparison, Reading, Revision, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A revision as the rules see it."""

    article: Article
    revision: Revision
    #: empty of edits where there was nothing to compare
    comparison: Comparison
    #: of the reading before and after, each once
    authors: tuple[str, ...] = ()
    #: labels of the sources that brought the article
    source_labels: tuple[str, ...] = ()
    source_urls: tuple[str, ...] = ()
    #: every address of the article, the preferred one first
    urls: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """What the revision is called: "https://…@r3"."""
        return f"{self.article.url}@r{self.revision.number}"


def event(
    *,
    article: Article,
    revision: Revision,
    comparison: Comparison,
    readings: tuple[Reading, ...] = (),
    sources: tuple[Source, ...] = (),
    aliases: tuple[str, ...] = (),
) -> Event:
    """The event of a revision; `readings` are the one before and the one after it."""
    return Event(
        article=article,
        revision=revision,
        comparison=comparison,
        authors=tuple(dict.fromkeys(name for reading in readings for name in reading.authors)),
        source_labels=tuple(
            dict.fromkeys(
                (*article.labels, *(source.label for source in sources if source.label is not None))
            )
        ),
        source_urls=tuple(dict.fromkeys(source.url for source in sources)),
        urls=tuple(dict.fromkeys((article.url, *aliases))),
    )


@dataclass(frozen=True)
class Changed:
    """The two sides of one edit, prepared once for all rules."""

    old: str
    new: str

    @cached_property
    def old_words(self) -> tuple[str, ...]:
        """The words of the old side, folded."""
        return spoken(self.old)

    @cached_property
    def new_words(self) -> tuple[str, ...]:
        """The words of the new side, folded."""
        return spoken(self.new)

    @cached_property
    def old_line(self) -> str:
        """The old side as a line that a phrase is found in."""
        return line(self.old_words)

    @cached_property
    def new_line(self) -> str:
        """The new side as a line that a phrase is found in."""
        return line(self.new_words)

    @cached_property
    def old_bytes(self) -> bytes:
        """The old side in UTF-8."""
        return self.old.encode("utf-8", "replace")

    @cached_property
    def new_bytes(self) -> bytes:
        """The new side in UTF-8."""
        return self.new.encode("utf-8", "replace")


@dataclass(frozen=True)
class Facts:
    """An event, prepared once for all rules."""

    event: Event
    #: expressions that a combined search has found on either side; None where none was made
    found: frozenset[str] | None = field(default=None)

    @cached_property
    def changed(self) -> tuple[Changed, ...]:
        """The sides of each edit whose text differs."""
        pairs = (
            (edit.old.text if edit.old else "", edit.new.text if edit.new else "")
            for edit in self.event.comparison.edits
        )
        return tuple(Changed(old, new) for old, new in pairs if old != new)

    @cached_property
    def words(self) -> frozenset[str]:
        """Each word on either side of an edit."""
        sides = (words for side in self.changed for words in (side.old_words, side.new_words))
        return frozenset().union(*sides)

    @cached_property
    def sorted_words(self) -> list[str]:
        """The words in order, to find those that begin alike."""
        return sorted(self.words)

    def has_start(self, start: str) -> bool:
        """Whether a word begins so."""
        place = bisect_left(self.sorted_words, start)
        return place < len(self.sorted_words) and self.sorted_words[place].startswith(start)

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels of the revision and of its edits."""
        return frozenset((*self.event.revision.labels, *self.event.comparison.labels))

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that edits touch."""
        return frozenset(edit.field for edit in self.event.comparison.edits)

    @cached_property
    def ops(self) -> frozenset[str]:
        """What the edits do."""
        return frozenset(edit.op for edit in self.event.comparison.edits)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The article's host, and each domain that it belongs to."""
        parts = self.event.article.host.lower().split(".")
        return frozenset(".".join(parts[start:]) for start in range(len(parts)))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Labels and addresses of the sources."""
        return (*self.event.source_labels, *self.event.source_urls)

    @cached_property
    def author_line(self) -> str:
        """The authors, before and after, as lines that a name is found in."""
        before = (
            edit.old.text
            for edit in self.event.comparison.edits
            if edit.field in ("authors", "contributors") and edit.old is not None
        )
        return "\n".join(line(spoken(name)) for name in (*self.event.authors, *before))

    @cached_property
    def age(self) -> timedelta:
        """From the publication as claimed, else from our first sight, to this revision."""
        seen = self.event.revision.seen_at
        claimed = instant(self.event.revision.published)
        began = self.event.article.first_seen if claimed is None else claimed
        return max(seen - min(began, seen), timedelta())


def instant(claim: ClaimedTime | None) -> datetime | None:
    """A claimed time as an instant, where it is precise to the day or better.

    A day is its first moment, and a zone that is a mere abbreviation counts as UTC: the error is
    hours, where rules ask for days.
    """
    if claim is None or claim.precision in ("year", "month"):
        return None
    try:
        time = datetime.fromisoformat(claim.value)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=_offset(claim.zone))


def _offset(zone: str | None) -> tzinfo:
    try:
        return datetime.strptime(zone or "Z", "%z").tzinfo or UTC
    except ValueError:
        return UTC
