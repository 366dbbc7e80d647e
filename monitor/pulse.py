"""What the cadence remembers of one article, and what one look at it brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from storage.errors import InputError
from storage.records import ArticleKind

#: changed, unchanged: a trusted reading; suspicious: a reading that does not count yet;
#: gone: 404, 410 or a soft 404; failed: no answer
Finding = Literal["changed", "unchanged", "suspicious", "gone", "failed"]

_FORMAT = "1"
_KIND_MARKS: dict[ArticleKind, str] = {"article": "a", "live": "l"}
_FIELDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at an article brought."""

    found: Finding
    #: the answer's Last-Modified, or the page's own date of modification
    modified: datetime | None = None
    #: what the page says it is; None keeps what was known
    kind: ArticleKind | None = None


@dataclass(frozen=True, slots=True)
class Pulse:
    """The memory of one article; times are whole seconds since 1970 (UTC), 0 for never."""

    kind: ArticleKind
    #: publication, as far as it is known and not later than the discovery
    born: int
    #: the last look, whatever it brought
    tried: int = 0
    #: the last trusted reading
    checked: int = 0
    #: when the last change is estimated to have been made
    changed: int = 0
    #: changes seen
    changes: int = 0
    #: the time of the newest hint that no reading answered yet
    hinted: int = 0
    #: failures in a row
    failures: int = 0
    #: suspicious readings or "gone" answers in a row
    doubts: int = 0

    @classmethod
    def first(
        cls, *, seen: datetime, published: datetime | None = None, kind: ArticleKind = "article"
    ) -> Pulse:
        """An article just found; a claimed publication later than that is not believed."""
        claimed = seen if published is None else published
        return cls(kind=kind, born=max(1, min(seconds(claimed), seconds(seen))))

    @property
    def origin(self) -> int:
        """From when the time to the next change is counted."""
        return self.changed or self.born

    def dumps(self) -> str:
        """The pulse as one line of text, under 200 bytes."""
        numbers = (
            self.born,
            self.tried,
            self.checked,
            self.changed,
            self.changes,
            self.hinted,
            self.failures,
            self.doubts,
        )
        return " ".join((_FORMAT, _KIND_MARKS[self.kind], *map(str, numbers)))

    @classmethod
    def loads(cls, text: str) -> Pulse:
        """The pulse that `dumps` wrote; InputError where it is something else."""
        words = text.split(" ")
        kinds = {mark: kind for kind, mark in _KIND_MARKS.items()}
        if len(words) != _FIELDS or words[0] != _FORMAT or words[1] not in kinds:
            raise InputError(f"this is no pulse of an article: {text[:80]!r}")
        numbers = words[2:]
        if not all(word.isascii() and word.isdigit() and len(word) <= 12 for word in numbers):
            raise InputError(f"this is no pulse of an article: {text[:80]!r}")
        return cls(kinds[words[1]], *map(int, numbers))


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970, UTC."""
    return int(moment.timestamp())


def moment(stamp: float) -> datetime:
    """The time of that many seconds since 1970, in UTC."""
    return datetime.fromtimestamp(stamp, UTC)
