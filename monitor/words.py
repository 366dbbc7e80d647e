"""The words that differ between two texts, as a human would mark them."""

from __future__ import annotations

from itertools import accumulate

from rapidfuzz.distance import Postfix, Prefix

from monitor.budget import Budget
from monitor.marks import Marks
from monitor.sequences import Run, common_runs
from monitor.tokens import tokens
from storage.records import Mark

Spans = tuple[tuple[Mark, str], ...]
#: a stretch of tokens that differs, (a, a_end, b, b_end): old[a:a_end] became new[b:b_end]
Hunk = tuple[int, int, int, int]

#: less than this share of the longer text kept: shown as rewritten
REWRITTEN_BELOW = 0.3
#: at least this share of the shorter text kept: not rewritten, but cut or added to
_HELD = 0.8
#: words and signs; a shorter text is never shown as rewritten
_SHORT = 12


def diff(old: str, new: str, budget: Budget | None = None) -> Spans:
    """The words of `old` that are gone and those of `new` that have come, in reading order.

    Where too little is kept for marks to be read, the spans show both texts whole.
    """
    if old == new:
        return (("=", old),) if old else ()
    if not old or not new:
        return (("-", old),) if old else (("+", new),)
    budget = budget or Budget()
    if not budget.take_text():
        return (("-", old), ("+", new))
    pair = _Pair(old, new)
    hunks = pair.hunks(common_runs(pair.old_words, pair.new_words, budget))
    if pair.is_rewritten(hunks):
        marks = Marks()
        marks.change(old, new, budget)
        return tuple(marks.spans)
    return pair.spans(pair.slid(pair.cleaned(hunks)), budget)


class _Pair:
    """Two texts as tokens, and the hunks between them."""

    def __init__(self, old: str, new: str) -> None:
        start, end = alike(old, new)
        #: what both begin and end with: cut into tokens only where a hunk may shift into it
        self.lead, self.tail = old[:start], old[len(old) - end :]
        self.old = tokens(old[start : len(old) - end])
        self.new = tokens(new[start : len(new) - end])
        self.old_words = list(map(str.lstrip, self.old))
        self.new_words = list(map(str.lstrip, self.new))

    def _widen(self) -> int:
        """Hold the tokens of the whole texts from now on; returns how many stand before."""
        lead, tail = tokens(self.lead), tokens(self.tail)
        self.lead = self.tail = ""
        self.old, self.new = [*lead, *self.old, *tail], [*lead, *self.new, *tail]
        self.old_words = list(map(str.lstrip, self.old))
        self.new_words = list(map(str.lstrip, self.new))
        return len(lead)

    def hunks(self, runs: list[Run]) -> list[Hunk]:
        """The gaps between the runs."""
        found: list[Hunk] = []
        a = b = 0
        for start_a, start_b, size in [*runs, (len(self.old), len(self.new), 0)]:
            if start_a > a or start_b > b:
                found.append((a, start_a, b, start_b))
            a, b = start_a + size, start_b + size
        return found

    def is_rewritten(self, hunks: list[Hunk]) -> bool:
        """Whether so little of a text of some length is kept that marks would only confuse."""
        if not self._is_little_kept(hunks, 0, 0):
            return False
        # each word between spaces is one token at least
        least = len(self.lead.split()) + len(self.tail.split())
        if not self._is_little_kept(hunks, least, 0):
            return False
        outside = len(tokens(self.lead)) + len(tokens(self.tail))
        return self._is_little_kept(hunks, outside, _SHORT)

    def _is_little_kept(self, hunks: list[Hunk], outside: int, short: int) -> bool:
        """Whether too little is kept, where so many more tokens are equal on both sides."""
        shorter, longer = sorted((len(self.old) + outside, len(self.new) + outside))
        kept = len(self.old) + outside - sum([a_end - a for a, a_end, _, _ in hunks])
        if kept >= _HELD * shorter:
            return False  # one text holds the other
        return longer > short and kept < REWRITTEN_BELOW * longer

    def cleaned(self, hunks: list[Hunk]) -> list[Hunk]:
        """Join hunks that too little lies between; repeated until nothing changes."""
        if len(hunks) < 2:
            return hunks
        sizes = (
            list(accumulate(map(len, self.old_words), initial=0)),
            list(accumulate(map(len, self.new_words), initial=0)),
        )
        while True:
            joined = [hunks[0]]
            for hunk in hunks[1:]:
                last = joined[-1]
                if self._is_chance(last, hunk, sizes):
                    joined[-1] = (last[0], hunk[1], last[2], hunk[3])
                else:
                    joined.append(hunk)
            if len(joined) == len(hunks):
                return joined
            hunks = joined

    def _is_chance(self, left: Hunk, right: Hunk, sizes: tuple[list[int], list[int]]) -> bool:
        """Whether the words between two hunks are equal by chance rather than kept."""
        if right[0] - left[1] > 12:
            return False
        words = [word for word in self.old_words[left[1] : right[0]] if word[:1].isalnum()]
        if not words:
            return True
        size = sum(map(len, words))
        old, new = sizes
        change = min(
            max(old[a_end] - old[a], new[b_end] - new[b]) for a, a_end, b, b_end in (left, right)
        )
        return 3 * size <= change or (len(words) <= 2 and size <= 6 and 2 * size <= change)

    def slid(self, hunks: list[Hunk]) -> list[Hunk]:
        """Shift pure insertions and deletions to where a sentence or a clause begins."""
        if all([a < a_end and b < b_end for a, a_end, b, b_end in hunks]):
            return hunks
        if (self.lead or self.tail) and self._leave(hunks):
            by = self._widen()
            hunks = [(a + by, a_end + by, b + by, b_end + by) for a, a_end, b, b_end in hunks]
        slid: list[Hunk] = []
        for hunk, (high, *_) in zip(hunks, [*hunks[1:], self._end()], strict=True):
            a, a_end, b, b_end = hunk
            by = self._shift(hunk, slid[-1][1] if slid else 0, high)
            slid.append((a + by, a_end + by, b + by, b_end + by))
        return slid

    def _leave(self, hunks: list[Hunk]) -> bool:
        """Whether the first or the last hunk might be shifted beyond what is cut into tokens."""
        first, last, size = hunks[0], hunks[-1], len(self.old)
        high, low = (hunks[1][0], hunks[-2][1]) if len(hunks) > 1 else (size, 0)
        if self.lead and self._reach(first, 0, high)[0] == first[0]:
            return True
        return bool(self.tail) and self._reach(last, low, size)[1] == size - last[1]

    def _reach(self, hunk: Hunk, low: int, high: int) -> tuple[int, int]:
        """How far a hunk can be shifted to the left and right and still be the same words."""
        a, a_end, b, b_end = hunk
        words, start, end = (self.new_words, b, b_end) if a == a_end else (self.old_words, a, a_end)
        left = right = 0
        if a == a_end or b == b_end:
            while left < a - low and words[start - left - 1] == words[end - left - 1]:
                left += 1
            while right < high - a_end and words[start + right] == words[end + right]:
                right += 1
        return left, right

    def _shift(self, hunk: Hunk, low: int, high: int) -> int:
        """By how many tokens a hunk is best shifted between two places of the old text."""
        left, right = self._reach(hunk, low, high)
        if not left and not right:
            return 0
        a, a_end, b, b_end = hunk
        words, start, end = (self.new_words, b, b_end) if a == a_end else (self.old_words, a, a_end)
        return max(
            range(-left, right + 1),
            key=lambda by: (
                _boundary(words, start + by) + _boundary(words, end + by),
                -abs(by),
            ),
        )

    def _end(self) -> Hunk:
        return (len(self.old), len(self.old), len(self.new), len(self.new))

    def spans(self, hunks: list[Hunk], budget: Budget) -> Spans:
        """The marks of the hunks and of what is kept between them."""
        marks = Marks()
        marks.keep(self.lead, budget)
        a = b = 0
        for start, a_end, other, b_end in [*hunks, self._end()]:
            self._keep(marks, self.old[a:start], self.new[b:other], budget)
            marks.pend("".join(self.old[start:a_end]), "".join(self.new[other:b_end]))
            a, b = a_end, b_end
        marks.keep(self.tail, budget)
        marks.flush(budget)
        return tuple(marks.spans)

    def _keep(self, marks: Marks, kept: list[str], shown: list[str], budget: Budget) -> None:
        """Keep words that both sides have; the space before them may differ."""
        if kept == shown:
            marks.keep("".join(kept), budget)
            return
        same: list[str] = []
        for before, after in zip(kept, shown, strict=True):
            if before == after:
                same.append(before)
                continue
            marks.keep("".join(same), budget)
            word = before.lstrip()
            marks.pend(before[: len(before) - len(word)], after[: len(after) - len(word)])
            same = [word]
        marks.keep("".join(same), budget)


def alike(old: str, new: str) -> tuple[int, int]:
    """How many characters both begin and end with, up to where a token with its space begins."""
    start = Prefix.similarity(old, new)
    end = min(Postfix.similarity(old, new), min(len(old), len(new)) - start)
    # equal words after unequal space would have been matched from the front
    if end and (old[start].isspace() or new[start].isspace()):
        end = 0
    return _last_space(old[:start]), _from_first_space(old[len(old) - end :])


def _last_space(text: str) -> int:
    """Where white space after a word last begins: no token reaches across."""
    parts = text.rsplit(None, 1)
    return len(parts[0]) if len(parts) == 2 else 0


def _from_first_space(text: str) -> int:
    """How many characters there are from where white space after a word first begins."""
    parts = text.lstrip().split(None, 1)
    return len(text.lstrip()) - len(parts[0]) if len(parts) == 2 else 0


def _boundary(words: list[str], at: int) -> int:
    """How good a place to begin or end a change is just before words[at]."""
    if at <= 0 or at >= len(words):
        return 5
    last = words[at - 1][-1:]
    if last in ".!?…。؟।”»":
        return 4
    if last in ",;:–—-)(" or words[at][:1] in "“«([–—":
        return 2
    return 1
