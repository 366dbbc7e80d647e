"""What a rule is asked about: one revision, with everything that a condition may name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property, lru_cache

from monitor.expressions import Expressions
from monitor.occurrences import Occurrences
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


@dataclass(frozen=True, slots=True)
class Sought:
    """Everything that some rules look for in the texts of edits."""

    #: in lines of words
    phrases: Expressions = field(default_factory=Expressions)
    #: in the texts as they stand
    patterns: Expressions = field(default_factory=Expressions)


@dataclass(frozen=True)
class Facts:
    """An event, prepared once for all rules."""

    event: Event
    sought: Sought = field(default_factory=Sought)

    @cached_property
    def phrases(self) -> Occurrences:
        """The phrases that are sought, in the words of each edit."""
        return Occurrences(self._changed, self.sought.phrases, _line)

    @cached_property
    def patterns(self) -> Occurrences:
        """The regular expressions that are sought, in the texts of each edit."""
        return Occurrences(self._changed, self.sought.patterns, _bytes)

    @cached_property
    def _changed(self) -> tuple[tuple[str, str], ...]:
        """The texts before and after each edit that changes some."""
        pairs = (
            (edit.old.text if edit.old else "", edit.new.text if edit.new else "")
            for edit in self.event.comparison.edits
        )
        return tuple(pair for pair in pairs if pair[0] != pair[1])

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


def _line(text: str) -> bytes:
    return line(spoken(text)).encode("utf-8", "replace")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


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


@lru_cache(maxsize=256)
def _offset(zone: str | None) -> tzinfo:
    try:
        return datetime.strptime(zone or "Z", "%z").tzinfo or UTC
    except ValueError:
        return UTC
