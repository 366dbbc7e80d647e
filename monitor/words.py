"""The words that differ between two texts, as a human would mark them."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Postfix, Prefix

from monitor.budget import Budget
from monitor.marks import Marks
from monitor.sequences import Run, common_runs
from monitor.tokens import tokens
from storage.records import Mark

Spans = tuple[tuple[Mark, str], ...]

#: less than this share of the longer text kept: shown as rewritten
REWRITTEN_BELOW = 0.3
#: words and signs; a shorter text is never shown as rewritten
_SHORT = 12


@dataclass(frozen=True, slots=True)
class WordDiff:
    """What became of the words of one text."""

    #: joining "=" and "-" gives the old text, joining "=" and "+" the new one, exactly
    spans: Spans
    #: too little was kept for the marks to be read: the spans show both texts whole
    rewritten: bool = False


@dataclass(slots=True)
class Hunk:
    """A stretch of tokens that differs: old[a:a_end] became new[b:b_end]."""

    a: int
    a_end: int
    b: int
    b_end: int
    #: characters of the words on each side
    gone: int = 0
    come: int = 0

    def shift(self, by: int) -> None:
        """Move the stretch on both sides."""
        self.a += by
        self.a_end += by
        self.b += by
        self.b_end += by


def diff(old: str, new: str, budget: Budget | None = None) -> WordDiff:
    """The words of `old` that are gone and those of `new` that have come, in reading order."""
    if old == new:
        return WordDiff((("=", old),) if old else ())
    if not old or not new:
        return WordDiff((("-", old),) if old else (("+", new),))
    budget = budget or Budget()
    if not budget.take_text():
        return WordDiff((("-", old), ("+", new)))
    pair = _Pair(old, new)
    hunks = pair.hunks(common_runs(pair.old_words, pair.new_words, budget))
    if pair.is_rewritten(hunks):
        return _whole(old, new, budget)
    return WordDiff(pair.spans(pair.slid(pair.cleaned(hunks)), budget))


def _whole(old: str, new: str, budget: Budget) -> WordDiff:
    marks = Marks()
    marks.change(old, new, budget)
    rewritten = all(mark != "=" or not text.strip() for mark, text in marks.spans)
    return WordDiff(tuple(marks.spans), rewritten)


class _Pair:
    """Two texts as tokens, and the hunks between them."""

    def __init__(self, old: str, new: str) -> None:
        start, end = _alike(old, new)
        #: what both begin and end with: cut into tokens only where a hunk may shift into it
        self.lead, self.tail = old[:start], old[len(old) - end :]
        self.old = tokens(old[start : len(old) - end])
        self.new = tokens(new[start : len(new) - end])
        self.old_words = list(map(str.lstrip, self.old))
        self.new_words = list(map(str.lstrip, self.new))

    def widen(self, hunks: list[Hunk]) -> None:
        """Hold the tokens of the whole texts from now on, with the hunks among them."""
        if not self.lead and not self.tail:
            return
        lead, tail = tokens(self.lead), tokens(self.tail)
        self.lead = self.tail = ""
        self.old, self.new = [*lead, *self.old, *tail], [*lead, *self.new, *tail]
        self.old_words = list(map(str.lstrip, self.old))
        self.new_words = list(map(str.lstrip, self.new))
        for hunk in hunks:
            hunk.shift(len(lead))

    def hunks(self, runs: list[Run]) -> list[Hunk]:
        """The gaps between the runs."""
        found: list[Hunk] = []
        a = b = 0
        for start_a, start_b, size in [*runs, (len(self.old), len(self.new), 0)]:
            if start_a > a or start_b > b:
                gone = sum(map(len, self.old_words[a:start_a]))
                come = sum(map(len, self.new_words[b:start_b]))
                found.append(Hunk(a, start_a, b, start_b, gone, come))
            a, b = start_a + size, start_b + size
        return found

    def is_rewritten(self, hunks: list[Hunk]) -> bool:
        """Whether so little of a text of some length is kept that marks would only confuse."""
        # each word between spaces is one token at least
        outside = len(self.lead.split()) + len(self.tail.split())
        if not self._is_little_kept(hunks, outside):
            return False
        self.widen(hunks)
        longer = max(len(self.old), len(self.new))
        return longer > _SHORT and self._is_little_kept(hunks, 0)

    def _is_little_kept(self, hunks: list[Hunk], outside: int) -> bool:
        """Whether too little is kept, where so many more tokens are equal on both sides."""
        longer = max(len(self.old), len(self.new)) + outside
        gone = max(
            sum([hunk.a_end - hunk.a for hunk in hunks]),
            sum([hunk.b_end - hunk.b for hunk in hunks]),
        )
        return longer - gone < REWRITTEN_BELOW * longer

    def cleaned(self, hunks: list[Hunk]) -> list[Hunk]:
        """Join hunks that too little lies between; repeated until nothing changes."""
        while True:
            joined: list[Hunk] = []
            for hunk in hunks:
                if joined and self._is_chance(joined[-1], hunk):
                    joined[-1] = self._joined(joined[-1], hunk)
                else:
                    joined.append(hunk)
            if len(joined) == len(hunks):
                return joined
            hunks = joined

    def _is_chance(self, left: Hunk, right: Hunk) -> bool:
        """Whether the words between two hunks are equal by chance rather than kept."""
        if right.a - left.a_end > 12:
            return False
        between = self.old_words[left.a_end : right.a]
        words = [word for word in between if word[:1].isalnum()]
        if not words:
            return True
        size = sum(map(len, words))
        change = min(max(left.gone, left.come), max(right.gone, right.come))
        return 3 * size <= change or (len(words) <= 2 and size <= 6 and 2 * size <= change)

    def _joined(self, left: Hunk, right: Hunk) -> Hunk:
        between = sum(map(len, self.old_words[left.a_end : right.a]))
        return Hunk(
            left.a,
            right.a_end,
            left.b,
            right.b_end,
            left.gone + between + right.gone,
            left.come + between + right.come,
        )

    def slid(self, hunks: list[Hunk]) -> list[Hunk]:
        """Shift pure insertions and deletions to where a sentence or a clause begins."""
        if all(hunk.a < hunk.a_end and hunk.b < hunk.b_end for hunk in hunks):
            return hunks
        self.widen(hunks)
        for at, hunk in enumerate(hunks):
            low = hunks[at - 1].a_end if at else 0
            high = hunks[at + 1].a if at + 1 < len(hunks) else len(self.old)
            if hunk.a == hunk.a_end:
                self._slide(
                    hunk, self.new_words, (hunk.b, hunk.b_end), (hunk.a - low, high - hunk.a)
                )
            elif hunk.b == hunk.b_end:
                self._slide(
                    hunk, self.old_words, (hunk.a, hunk.a_end), (hunk.a - low, high - hunk.a_end)
                )
        return hunks

    def _slide(
        self, hunk: Hunk, words: list[str], span: tuple[int, int], room: tuple[int, int]
    ) -> None:
        start, end = span
        left, right = _reach(words, start, end, room)
        if left or right:
            shift = max(
                range(-left, right + 1),
                key=lambda by: (
                    _boundary(words, start + by) + _boundary(words, end + by),
                    -abs(by),
                ),
            )
            hunk.shift(shift)

    def spans(self, hunks: list[Hunk], budget: Budget) -> Spans:
        """The marks of the hunks and of what is kept between them."""
        marks = Marks()
        marks.keep(self.lead, budget)
        a = b = 0
        for hunk in [*hunks, Hunk(len(self.old), len(self.old), len(self.new), len(self.new))]:
            self._keep(marks, (a, hunk.a), (b, hunk.b), budget)
            marks.pend(self.old[hunk.a : hunk.a_end], self.new[hunk.b : hunk.b_end])
            a, b = hunk.a_end, hunk.b_end
        marks.keep(self.tail, budget)
        marks.flush(budget)
        return tuple(marks.spans)

    def _keep(
        self, marks: Marks, old: tuple[int, int], new: tuple[int, int], budget: Budget
    ) -> None:
        kept, shown = self.old[slice(*old)], self.new[slice(*new)]
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
            marks.pend([before[: len(before) - len(word)]], [after[: len(after) - len(word)]])
            same = [word]
        marks.keep("".join(same), budget)


def _alike(old: str, new: str) -> tuple[int, int]:
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


def _reach(words: list[str], start: int, end: int, room: tuple[int, int]) -> tuple[int, int]:
    """How far words[start:end] can be shifted to the left and right and still be the same words."""
    reach = [0, 0]
    for side, limit in enumerate(room):
        while reach[side] < limit:
            by = reach[side] if side else -reach[side] - 1
            if words[start + by] != words[end + by]:
                break
            reach[side] += 1
    return reach[0], reach[1]


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
