"""One revision's passages, found in those of the revision before it."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.align import align
from monitor.budget import Budget
from monitor.matching import Unit
from monitor.passages import Line, Passage
from monitor.stamps import UNKNOWN, Stamped, inherit


class Descent:
    """What the passages of a revision have from the one before, and what is left of that one."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        #: lines that changed or went, each with the new text in its place
        self.left: list[tuple[Line, str]] = []
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
        found, olds, news = _equal(old, new)
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
        old = Stamped(
            "\n".join([line.passage.text for line in lines]),
            "\n".join([line.stamps for line in lines]),
        )
        inherited = inherit(old, text, self._budget)
        field = lines[0].passage.field
        for start, end in inherited.gone:
            self.gone.append((field, Stamped(old.text[start:end], old.stamps[start:end])))
        self.left += [(line, text) for line in lines]
        return inherited.stamps

    def _went(self, line: Line) -> None:
        self.gone.append((line.passage.field, line.stamped))
        self.left.append((line, ""))


def _equal(
    old: Sequence[Line], new: Sequence[Passage]
) -> tuple[list[Line | None], list[int], list[int]]:
    """The lines of equal passages, wherever they stand, and the indices of all other ones.

    A further copy of a passage has the stamps of the first one.
    """
    waiting: dict[Passage, list[int]] = {}
    for i in range(len(old) - 1, -1, -1):
        waiting.setdefault(old[i].passage, []).append(i)
    found: list[Line | None] = [None] * len(new)
    news = []
    last: dict[Passage, Line] = {}
    for j, passage in enumerate(new):
        places = waiting.get(passage)
        if places is None:
            news.append(j)
        elif places:
            found[j] = last[passage] = old[places.pop()]
        else:
            found[j] = last[passage] if passage.text else None
    olds = sorted(i for places in waiting.values() for i in places)
    return found, olds, news


def _unit(passage: Passage) -> Unit:
    return Unit(passage.field, passage.text, "", passage.anchor)


def _unheard(passage: Passage) -> Line:
    return Line(passage, UNKNOWN * len(passage.text))
