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

#: the format, and how many words it has; the one before it had no `Pulse.steady`
_FORMAT, _WORDS = "2", 11
_EARLIER = "1"
#: what `Pulse.live` counts in
CERTAIN = 1000
#: what `Pulse.steady` counts in
MILLION = 1_000_000


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

    #: the chance that this is a live blog, in thousandths: 0 and 1000 where the page says what
    #: it is, -1 where nothing is known
    live: int
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
    #: the chance that this, if no live blog, is a page that is kept up, in millionths; -1 where
    #: nothing is known
    steady: int = -1

    @classmethod
    def first(
        cls,
        *,
        seen: datetime,
        published: datetime | None = None,
        kind: ArticleKind | None = None,
    ) -> Pulse:
        """An article just found; a claimed publication later than that is not believed."""
        claimed = seen if published is None else published
        born = max(1, min(seconds(claimed), seconds(seen)))
        return cls(live=-1 if kind is None else stated(kind), born=born)

    @property
    def kind(self) -> ArticleKind:
        """What the article probably is."""
        return "live" if self.live > CERTAIN / 2 else "article"

    @property
    def told(self) -> bool:
        """Whether the page says what it is."""
        return self.live in (0, CERTAIN)

    @property
    def origin(self) -> int:
        """From when the time to the next change is counted."""
        return self.changed or self.born

    def dumps(self) -> str:
        """The pulse as one line of text, under 200 bytes."""
        numbers = (
            self.live,
            self.born,
            self.tried,
            self.checked,
            self.changed,
            self.changes,
            self.hinted,
            self.failures,
            self.doubts,
            self.steady,
        )
        return " ".join((_FORMAT, *map(str, numbers)))

    @classmethod
    def loads(cls, text: str) -> Pulse:
        """The pulse that `dumps` wrote; InputError where it is something else."""
        words = text.split(" ")
        if words[0] == _EARLIER:
            words = [_FORMAT, *words[1:], "-1"]
        if len(words) != _WORDS or words[0] != _FORMAT or not all(map(_is_number, words[2:-1])):
            raise InputError(f"this is no pulse of an article: {text[:80]!r}")
        live, steady = _chance(words[1], CERTAIN), _chance(words[-1], MILLION)
        if live is None or steady is None:
            raise InputError(f"this is no pulse of an article: {text[:80]!r}")
        return cls(*(live, *map(int, words[2:-1]), steady))


def stated(kind: ArticleKind) -> int:
    """`Pulse.live` of an article whose page says what it is."""
    return CERTAIN if kind == "live" else 0


def _chance(word: str, most: int) -> int | None:
    """A chance in parts of `most`, -1 for an unknown one; None where the word is neither."""
    if word == "-1":
        return -1
    return int(word) if _is_number(word) and int(word) <= most else None


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 12


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970, UTC."""
    return int(moment.timestamp())


def moment(stamp: float) -> datetime:
    """The time of that many seconds since 1970, in UTC."""
    return datetime.fromtimestamp(stamp, UTC)
