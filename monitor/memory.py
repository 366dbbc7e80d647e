"""Text that an article no longer has: known again when it returns, and kept to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from monitor.sentences import bag, sentences, tells
from monitor.stamps import Lengths, Stamped, Stretch, lengths, split, stamps_of

#: texts that are known again; those gone longest are forgotten first
MOST_KNOWN = 4_096
#: runs of revisions in all of them together
MOST_RUNS = 32_768
#: passages that are kept to be shown, and the characters in them
MOST_REMOVED = 1_024
MOST_CHARACTERS = 262_144
#: characters that one step searches for what returned
MOST_SEARCHED = 200_000_000
#: what looking into one passage costs beside its characters
_EACH = 200
#: pairs of a new and a removed passage that one step compares
MOST_COMPARED = 300_000
#: a passage returned, though changed, when it has so many telling words, and this share of them
#: stood in one that was removed
LEAST_WORDS = 5
LEAST_SHARE = 0.6
#: the same for a single sentence, which is more easily like another one
SENTENCE_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Removed:
    """A passage that once stood and no longer does."""

    #: where it stood: a field's name, or a block's kind
    place: str
    #: its words, and which revisions brought them
    passage: Stamped
    #: number of the first revision without it
    removed: int
    #: the words that tell it; none where they are few
    words: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", _telling(self.passage.text))

    @property
    def text(self) -> str:
        """The words."""
        return self.passage.text

    @property
    def runs(self) -> tuple[tuple[str, int], ...]:
        """(words, number of the revision that brought them); joined, they are the text."""
        return split(self.passage)


class Memory:
    """What is gone, within bounds; each step changes a copy."""

    def __init__(
        self,
        known: dict[str, Lengths] | None = None,
        removed: Iterable[Removed] = (),
        degraded: Iterable[str] = (),
    ) -> None:
        #: digest of a text → the revisions of its characters; in the order in which they went
        self.known = known or {}
        #: in the order in which they went
        self.removed = list(removed)
        #: limits that were hit
        self.degraded = set(degraded)
        self._compared = 0
        self._searched = 0

    def copy(self) -> Memory:
        """A memory that can change without this one."""
        return Memory(dict(self.known), self.removed, self.degraded)

    def learn(self, place: str, gone: Stamped) -> None:
        """Know `gone` again when it returns; what was first known of it holds.

        The same words may have stood in several places, with another history in each.
        """
        own = lengths(gone.stamps)
        first = self._learn(gone.text, own)
        if first != own and place:
            self._learn(_placed(place, gone.text), own)

    def _learn(self, text: str, own: Lengths) -> Lengths:
        key = _digest(text)
        self.known[key] = runs = self.known.pop(key, own)
        return runs

    def find(self, text: str, place: str = "") -> str | None:
        """The stamps of a text that stood before, there or anywhere; None for one that did not."""
        there = self.known.get(_digest(_placed(place, text))) if place else None
        runs = there or self.known.get(_digest(text), ())
        return stamps_of(runs) if runs and sum(runs[::2]) == len(text) else None

    def keep(self, place: str, passage: Stamped, removed: int) -> None:
        """Keep a passage that is gone, to be shown; one without words is not."""
        if any(map(str.isalnum, passage.text)):
            self.removed.append(Removed(place, passage.part(0, len(passage.text)), removed))

    def nearest(self, text: str, share: float) -> int | None:
        """Which removed passage holds most of the words of `text`; None if none has that share."""
        words = _telling(text)
        if not words:
            return None
        self._compared += len(self.removed)
        if self._compared > MOST_COMPARED:
            self.degraded.add("returns")
            return None
        best, place = share * len(words), None
        for at, one in enumerate(self.removed):
            shared = len(words & one.words)
            if shared >= best:
                best, place = float(shared), at
        return place

    def leave(self, at: int, gone: Iterable[Stretch]) -> None:
        """Only these stretches of the removed passage at that index are still gone."""
        self.removed[at : at + 1] = _parts(self.removed[at], gone)

    def take_back(self, returned: Iterable[str]) -> None:
        """Drop what returned from what is kept as gone, the latest first."""
        for text in returned:
            if not self._take_back(text.strip()):
                for sentence in sentences(text):
                    self._take_back(sentence.strip())

    def _take_back(self, text: str) -> bool:
        telling = tells(text)
        for at in range(len(self.removed) - 1, -1, -1):
            stood = self.removed[at].passage.text
            self._searched += len(stood) + _EACH
            if self._searched > MOST_SEARCHED:
                self.degraded.add("returns")
                break
            start = stood.find(text)
            if start >= 0 and (telling or stood == text):
                self.leave(at, [(0, start), (start + len(text), len(stood))])
                return True
        return False

    def trim(self) -> None:
        """Forget what is beyond the bounds, the oldest first."""
        runs = sum(map(len, self.known.values())) // 2
        while len(self.known) > MOST_KNOWN or runs > MOST_RUNS:
            runs -= len(self.known.pop(next(iter(self.known)))) // 2
            self.degraded.add("memory")
        room, first = MOST_CHARACTERS, len(self.removed)
        while first and first > len(self.removed) - MOST_REMOVED:
            room -= len(self.removed[first - 1].text)
            if room < 0:
                break
            first -= 1
        if first:
            del self.removed[:first]
            self.degraded.add("removed")


def _parts(one: Removed, stretches: Iterable[Stretch]) -> list[Removed]:
    parts = [one.passage.part(start, end) for start, end in stretches]
    return [
        Removed(one.place, part, one.removed) for part in parts if any(map(str.isalnum, part.text))
    ]


def _telling(text: str) -> frozenset[str]:
    """The words that tell a text; none where they are too few."""
    if len(text) < 4 * LEAST_WORDS and text.isascii():
        return frozenset()
    words = bag(text)
    return words if len(words) >= LEAST_WORDS else frozenset()


def _placed(place: str, text: str) -> str:
    """What a text is known by that stood in one place."""
    return f"{place}\0{text}"


def _digest(text: str) -> str:
    """Six bytes: of a few thousand texts, no two are alike by chance."""
    return blake2b(text.strip().encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
