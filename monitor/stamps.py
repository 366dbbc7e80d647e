"""Which revision brought each character of a text, and how a changed text inherits that."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate, pairwise
from typing import NamedTuple

from monitor.budget import Budget
from monitor.sentences import sentences
from monitor.sequences import Run, common_runs
from monitor.tokens import tokens

#: the stamp of a character whose revision is not known yet
UNKNOWN = "\0"
#: the highest number that a stamp can hold
LAST_REVISION = 0x10FFFF

#: (length, revision), one after the other
Lengths = tuple[int, ...]
#: start and end of a stretch of characters
Stretch = tuple[int, int]

#: least share of the shorter text that is kept of it in the other
_KEPT = 0.2
_STOPS = ".!?…。؟।”»"
_EQUAL = re.compile(r"(.)\1*", re.DOTALL)
_KNOWN = re.compile(r"[^\0]+")
_UNKNOWN = re.compile(r"\0+")


class Stamped(NamedTuple):
    """A text and its stamps."""

    text: str
    #: as long as the text: for each character the code point of its revision's number
    stamps: str

    def part(self, start: int, end: int) -> Stamped:
        """A stretch of it, without the white space around it."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        return Stamped(text, self.stamps[start : start + len(text)])


class Inherited(NamedTuple):
    """What a changed text has from the text before it."""

    #: of the new text; UNKNOWN where nothing was inherited
    stamps: str
    #: stretches of the old text that the new one does not have
    gone: list[Stretch]
    #: sentences of the old text that the new one does not have as they were
    sentences: list[Stretch]


def stamped(text: str, revision: int) -> Stamped:
    """`text` as that revision brought it."""
    return Stamped(text, chr(revision) * len(text))


def lengths(stamps: str) -> Lengths:
    """Stamps run by run."""
    if not stamps:
        return ()
    ends = _ends(stamps)
    return tuple(
        [
            number
            for start, end in pairwise([0, *ends])
            for number in (end - start, ord(stamps[start]))
        ]
    )


def _ends(stamps: str) -> list[int]:
    """Where each run of equal stamps ends."""
    if stamps == stamps[:1] * len(stamps):
        return [len(stamps)]
    return [run.end() for run in _EQUAL.finditer(stamps)]


def stamps_of(runs: Lengths) -> str:
    """What `lengths` was made from."""
    pairs = zip(runs[::2], runs[1::2], strict=True)
    return "".join([chr(revision) * length for length, revision in pairs])


def split(one: Stamped) -> tuple[tuple[str, int], ...]:
    """The text in runs, each with its revision's number; joined, they are the text."""
    runs = lengths(one.stamps)
    if len(runs) == 2:
        return ((one.text, runs[1]),)
    ends = list(accumulate(runs[::2], initial=0))
    return tuple(
        (one.text[start:end], revision)
        for start, end, revision in zip(ends, ends[1:], runs[1::2], strict=False)
    )


def unknown(stamps: str) -> Iterable[Stretch]:
    """The stretches without a revision."""
    return [found.span() for found in _UNKNOWN.finditer(stamps)] if UNKNOWN in stamps else []


def known(stamps: str) -> Iterable[Stretch]:
    """The stretches that have a revision."""
    return [found.span() for found in _KNOWN.finditer(stamps)]


def with_next_word(text: str, stamps: str) -> str:
    """`stamps` with white space between the words of two revisions given to the later word."""
    ends = _ends(stamps)
    if not any(text[end - 1].isspace() for end in ends[:-1]):
        return stamps
    marks = list(stamps)
    for end in ends[:-1]:
        at = end
        while at and text[at - 1].isspace():
            at -= 1
            marks[at] = marks[end]
    return "".join(marks)


def inherit(old: Stamped, new: str, budget: Budget) -> Inherited:
    """The stamps that the words of `new` keep from `old`, word by word and in order.

    A few short words that both texts happen to have amid what changed are no inheritance.
    """
    before, after = sentences(old.text), sentences(new)
    lead = _shared(before, after)
    tail = _shared(before[lead:][::-1], after[lead:][::-1])
    start = sum(map(len, before[:lead]))
    rest = sum(map(len, before[len(before) - tail :]))
    old_end, new_end = len(old.text) - rest, len(new) - rest
    middle = Stamped(old.text[start:old_end], old.stamps[start:old_end])
    stamps, gone = _Change(middle, new[start:new_end]).inherited(budget)
    standing = {sentence.strip() for sentence in after[lead : len(after) - tail]}
    left = []
    at = start
    for sentence in before[lead : len(before) - tail]:
        if sentence.strip() not in standing:
            left.append((at, at + len(sentence)))
        at += len(sentence)
    return Inherited(
        old.stamps[:start] + stamps + old.stamps[old_end:],
        [(start + first, start + last) for first, last in gone],
        left,
    )


def _shared(left: list[str], right: list[str]) -> int:
    """How many items both lists begin with."""
    for at, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return at
    return min(len(left), len(right))


class _Change:
    """Two texts as tokens, with the places of the tokens in them."""

    def __init__(self, old: Stamped, new: str) -> None:
        self._stamps = old.stamps
        self._old = tokens(old.text)
        self._new = tokens(new)
        self._old_words = [token.lstrip() for token in self._old]
        self._new_words = [token.lstrip() for token in self._new]
        self._old_at = list(accumulate(map(len, self._old), initial=0))
        self._new_at = list(accumulate(map(len, self._new), initial=0))

    def inherited(self, budget: Budget) -> tuple[str, list[Stretch]]:
        """The stamps of the new text, and what of the old one is gone."""
        runs = self._slid(common_runs(self._old_words, self._new_words, budget))
        runs = self._with_stops(self._meant(runs))
        runs = runs if self._is_kept(runs) else []
        parts: list[str] = []
        gone: list[Stretch] = []
        a = b = 0
        for start_a, start_b, size in [*runs, (len(self._old), len(self._new), 0)]:
            if start_a > a:
                gone.append((self._old_at[a], self._old_at[start_a]))
            parts.append(UNKNOWN * (self._new_at[start_b] - self._new_at[b]))
            a, b = start_a + size, start_b + size
            parts.append(self._kept((start_a, a), (start_b, b)))
        return "".join(parts), gone

    def _kept(self, old: Stretch, new: Stretch) -> str:
        """The stamps of equal words; white space that differs has those of its word."""
        if self._old[slice(*old)] == self._new[slice(*new)]:
            return self._stamps[self._old_at[old[0]] : self._old_at[old[1]]]
        parts = []
        for i, j in zip(range(*old), range(*new), strict=True):
            end = self._old_at[i + 1]
            word = self._stamps[end - max(len(self._old_words[i]), 1) : end]
            space = len(self._new[j]) - len(self._new_words[j])
            parts.append(word[:1] * space + word[: len(self._new_words[j])])
        return "".join(parts)

    def _meant(self, runs: list[Run]) -> list[Run]:
        """The runs that are no chance; repeated, since each one dropped makes a change larger."""
        for _ in range(6):
            left = self._without_chance(runs)
            if len(left) == len(runs):
                break
            runs = left
        return runs

    def _without_chance(self, runs: list[Run]) -> list[Run]:
        kept: list[Run] = []
        end: Run = (len(self._old), len(self._new), 0)
        before: Run = (0, 0, 0)
        for run, after in zip(runs, [*runs[1:], end], strict=False):
            if not self._is_chance(before, run, after):
                kept.append(run)
                before = run
        return kept

    def _is_kept(self, runs: list[Run]) -> bool:
        """Whether so much of the shorter text is kept that the other one came from it."""
        size = sum([self._old_at[a + size] - self._old_at[a] for a, _, size in runs])
        return size >= _KEPT * min(self._old_at[-1], self._new_at[-1])

    def _with_stops(self, runs: list[Run]) -> list[Run]:
        """The runs without the stop that ends a sentence of which nothing else is kept."""
        kept: list[Run] = []
        end_a = end_b = 0
        for a, b, size in runs:
            stop = (
                min(a - end_a, b - end_b) > 0
                and self._new_words[b] in _STOPS
                and self._begins(end_a, end_b)
            )
            if size > stop:
                kept.append((a + stop, b + stop, size - stop))
            end_a, end_b = a + size, b + size
        return kept

    def _begins(self, a: int, b: int) -> bool:
        """Whether a sentence begins there in both texts."""
        return (a == 0 or self._old_words[a - 1][-1:] in _STOPS) and (
            b == 0 or self._new_words[b - 1][-1:] in _STOPS
        )

    def _slid(self, runs: list[Run]) -> list[Run]:
        """The runs with what came or went between two shifted to where a sentence begins."""
        slid = list(runs)
        for at in range(len(slid) - 1):
            (a, b, size), (after_a, after_b, after_size) = slid[at : at + 2]
            if a + size == after_a:
                by = _shift(self._new_words, b, b + size, (after_b, after_b + after_size))
            elif b + size == after_b:
                by = _shift(self._old_words, a, a + size, (after_a, after_a + after_size))
            else:
                continue
            slid[at] = (a, b, size + by)
            slid[at + 1] = (after_a + by, after_b + by, after_size - by)
        return [run for run in slid if run[2]]

    def _is_chance(self, before: Run, run: Run, after: Run) -> bool:
        if run[2] > 12 or self._is_sentence(run):
            return False
        change = min(self._between(before, run), self._between(run, after))
        if not change:
            return False
        words = [word for word in self._new_words[run[1] : run[1] + run[2]] if word[:1].isalnum()]
        size = sum(map(len, words))
        return 3 * size <= change or (len(words) <= 2 and size <= 6 and 2 * size <= change)

    def _is_sentence(self, run: Run) -> bool:
        """Whether the run is made of whole sentences in both texts."""
        a, b, size = run
        return size > 2 and self._new_words[b + size - 1][-1:] in _STOPS and self._begins(a, b)

    def _between(self, left: Run, right: Run) -> int:
        """How many characters differ between two runs, on the side with more."""
        return max(
            self._old_at[right[0]] - self._old_at[left[0] + left[2]],
            self._new_at[right[1]] - self._new_at[left[1] + left[2]],
        )


def _shift(words: list[str], low: int, start: int, after: Stretch) -> int:
    """By how many words the stretch from `start` to `after` can best move, from `low` on."""
    end, high = after
    left = right = 0
    while start - left > low and words[start - left - 1] == words[end - left - 1]:
        left += 1
    while end + right < high and words[start + right] == words[end + right]:
        right += 1
    return max(
        range(-left, right + 1),
        key=lambda by: (start + by == 0 or words[start + by - 1][-1:] in _STOPS, -abs(by)),
    )
