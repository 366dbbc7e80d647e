"""One revision's passages, found in those of the revision before it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from monitor.align import align
from monitor.beads import ends_alike
from monitor.budget import Budget
from monitor.matching import Unit
from monitor.passages import Line, Passage
from monitor.sentences import bag, sentences
from monitor.stamps import UNKNOWN, Stamped, inherit, with_next_word

#: share of the telling words of the richer passage that two neighbours have in common
_ALIKE = 0.5


class Descent:
    """What the passages of a revision have from the one before, and what is left of that one."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        #: texts that are no more, or not as they were: (field or kind, whole text), ("", sentence)
        self.left: list[tuple[str, Stamped]] = []
        #: (field or kind, words) that are gone from where they stood
        self.gone: list[tuple[str, Stamped]] = []

    def fields(self, old: Sequence[Line], new: Sequence[Passage]) -> list[Line]:
        """The new fields, each from the field of its name."""
        lines = {line.passage.field: line for line in old}
        found = []
        for passage in new:
            line = lines.pop(passage.field, None)
            found.append(self._pair(line, passage) if line else _unheard(passage))
        for line in lines.values():
            self._went(line)
        return found

    def blocks(self, old: Sequence[Line], new: Sequence[Passage]) -> list[Line]:
        """The new blocks: kept, changed, moved, split, merged, copied; else unknown."""
        places = _Places(old, new)
        found = [old[i] if i >= 0 else None for i in places.origin]
        for i, j in places.neighbours():
            found[j] = self._pair(old[i], new[j])
        olds, news = places.free()
        if olds and news:
            self._align([old[i] for i in olds], [new[j] for j in news], news, found)
        else:
            for i in olds:
                self._went(old[i])
        return [line or _unheard(passage) for line, passage in zip(found, new, strict=True)]

    def _align(
        self,
        old: list[Line],
        new: list[Passage],
        places: list[int],
        found: list[Line | None],
    ) -> None:
        """Fill `found` at `places` with what the new passages have from the old lines."""
        if len(old) == len(new) == 1 and old[0].passage.field == new[0].field:
            found[places[0]] = self._pair(old[0], new[0])
            return
        alignment = align(
            [_unit(line.passage) for line in old], [_unit(one) for one in new], self._budget
        )
        for i, j in alignment.pairs:
            found[places[j]] = self._pair(old[i], new[j])
        for i, parts in alignment.splits:
            texts = [new[j].text for j in parts]
            stamps = self._changed([old[i]], "\n".join(texts))
            for j, text in zip(parts, texts, strict=True):
                found[places[j]] = Line(new[j], stamps[: len(text)])
                stamps = stamps[len(text) + 1 :]
        for olds, j in alignment.merges:
            found[places[j]] = Line(new[j], self._changed([old[i] for i in olds], new[j].text))
        for i, j in alignment.copied:
            found[places[j]] = Line(new[j], old[i].stamps)
        for i in (*alignment.deleted, *(i for i, _ in alignment.uncopied)):
            self._went(old[i])

    def _pair(self, line: Line, passage: Passage) -> Line:
        if line.passage == passage:
            return line
        if line.passage.text == passage.text:
            return Line(passage, line.stamps)
        return Line(passage, self._changed([line], passage.text))

    def _changed(self, lines: Sequence[Line], text: str) -> str:
        """The stamps of a text that stands in the place of others."""
        old = _joined([line.stamped for line in lines if line.stamps])
        inherited = inherit(old, text, self._budget)
        field = lines[0].passage.field
        self.gone += [(field, old.part(start, end)) for start, end in inherited.gone]
        self.left += [(line.passage.field, line.stamped) for line in lines]
        self.left += [("", old.part(start, end)) for start, end in inherited.sentences]
        return with_next_word(text, inherited.stamps)

    def _went(self, line: Line) -> None:
        whole = line.stamped
        self.gone.append((line.passage.field, whole))
        self.left.append((line.passage.field, whole))
        parts = sentences(whole.text)
        if len(parts) > 1:
            ends = list(accumulate(map(len, parts), initial=0))
            self.left += [("", whole.part(start, end)) for start, end in pairwise(ends)]


class _Places:
    """Which old line each new passage is, as far as that is plain."""

    def __init__(self, old: Sequence[Line], new: Sequence[Passage]) -> None:
        self._old = old
        self._new = new
        start, tail = _shared_ends(old, new)
        old_end, new_end = len(old) - tail, len(new) - tail
        #: for each new passage the index of the equal line, wherever it stood, or -1; a further
        #: copy has that of the first
        self.origin = [*range(start), *[-1] * (new_end - start), *range(old_end, len(old))]
        waiting: dict[Passage, list[int]] = {}
        for i in range(old_end - 1, start - 1, -1):
            waiting.setdefault(old[i].passage, []).append(i)
        for j in range(start, new_end):
            if places := waiting.get(new[j]):
                self.origin[j] = places.pop()
        self._free_old = {i for places in waiting.values() for i in places}
        self._free_new = [j for j in range(start, new_end) if self.origin[j] < 0]
        if self._free_new:
            self._place_copies()

    def _place_copies(self) -> None:
        first: dict[Passage, int] = {}
        for i in range(len(self._old) - 1, -1, -1):
            first[self._old[i].passage] = i
        for j in self._free_new:
            if self._new[j].text:
                self.origin[j] = first.get(self._new[j], -1)
        self._free_new = [j for j in self._free_new if self.origin[j] < 0]

    def neighbours(self) -> list[tuple[int, int]]:
        """Pairs of a line and a passage that share most words, beside lines that were kept."""
        if not self._free_old or not self._free_new:
            return []
        found = []
        for order, step in ((self._free_new, 1), (self._free_new[::-1], -1)):
            for j in order:
                i = self._beside(j, step)
                if self.origin[j] < 0 and i in self._free_old and self._alike(i, j):
                    self.origin[j] = i
                    self._free_old.discard(i)
                    found.append((i, j))
        return found

    def free(self) -> tuple[list[int], list[int]]:
        """The lines and the passages that are not placed, in order."""
        return sorted(self._free_old), [j for j in self._free_new if self.origin[j] < 0]

    def _beside(self, j: int, step: int) -> int:
        """The line after, or before, the one of the passage before, or after."""
        if 0 <= j - step < len(self._new):
            before = self.origin[j - step]
            return before + step if before >= 0 else -1
        return 0 if step > 0 else len(self._old) - 1

    def _alike(self, i: int, j: int) -> bool:
        old, new = self._old[i].passage, self._new[j]
        if old.field != new.field or old.anchor != new.anchor:
            return False
        if ends_alike(old.text, new.text):
            return True
        words, others = bag(old.text), bag(new.text)
        return len(words & others) >= max(_ALIKE * max(len(words), len(others)), 1)


def _shared_ends(old: Sequence[Line], new: Sequence[Passage]) -> tuple[int, int]:
    """How many passages are equal at the beginning, and how many at the end."""
    size = min(len(old), len(new))
    start = tail = 0
    while start < size and old[start].passage == new[start]:
        start += 1
    while tail < size - start and old[-1 - tail].passage == new[-1 - tail]:
        tail += 1
    return start, tail


def _joined(parts: list[Stamped]) -> Stamped:
    """Texts on lines of their own; a line break is of the revision before it."""
    stamps = [part.stamps + part.stamps[-1] for part in parts]
    return Stamped("\n".join([part.text for part in parts]), "".join(stamps)[:-1])


def _unit(passage: Passage) -> Unit:
    return Unit(passage.field, passage.text, "", passage.anchor)


def _unheard(passage: Passage) -> Line:
    return Line(passage, UNKNOWN * len(passage.text))
