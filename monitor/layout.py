"""Where each edit stands when old and new are read side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from storage.records import Comparison, Edit, Reading, Side

#: same: unchanged; changed: modified, split, merged; came, gone: on one side only;
#: left: stood here before it moved away; arrived: moved here
Place = Literal["same", "changed", "came", "gone", "left", "arrived"]


@dataclass(frozen=True, slots=True)
class Row:
    """Blocks that stand beside each other, and what was done to them."""

    place: Place
    #: indices into the blocks of the old and of the new reading
    old: tuple[int, ...]
    new: tuple[int, ...]
    #: none for an unchanged block
    edits: tuple[Edit, ...] = ()


def field_edits(comparison: Comparison) -> tuple[Edit, ...]:
    """The edits of the article's fields."""
    return tuple(edit for edit in comparison.edits if not _at(edit.old) and not _at(edit.new))


def rows(old: Reading, new: Reading, comparison: Comparison) -> list[Row]:
    """Every block of both readings, in reading order; what is gone stands where it stood."""
    return _Walk(comparison, len(old.blocks), len(new.blocks)).rows()


def is_copy(edit: Edit) -> bool:
    """Whether the edit tells of a further copy: its new side is the block, then the copy."""
    return edit.op == "duplicate" and len(_at(edit.new)) == 2


class _Walk:
    """The readings walked in step: unnamed blocks are unchanged and in order."""

    def __init__(self, comparison: Comparison, old_size: int, new_size: int) -> None:
        self._sizes = (old_size, new_size)
        self._by_old: defaultdict[int, list[Edit]] = defaultdict(list)
        self._by_new: defaultdict[int, list[Edit]] = defaultdict(list)
        for edit in comparison.edits:
            if is_copy(edit):
                self._by_new[_at(edit.new)[1]].append(edit)
                continue
            for i in _at(edit.old):
                self._by_old[i].append(edit)
            for j in _at(edit.new):
                self._by_new[j].append(edit)
        #: old blocks that no edit names: unchanged, and in the order of the new ones
        self._kept = [i for i in range(old_size) if i not in self._by_old]
        #: how many of those have been met, and the old block that comes next
        self._met = 0
        self._next = 0

    def rows(self) -> list[Row]:
        """All rows."""
        found: list[Row] = []
        told: set[int] = set()
        for j in range(self._sizes[1]):
            if j not in told:
                found += self._row(j)
                told.update(found[-1].new)
        found += self._until(self._sizes[0])
        return found

    def _row(self, j: int) -> Iterator[Row]:
        edits = tuple(self._by_new.get(j, ()))
        pairs = [edit for edit in edits if _at(edit.old) and not is_copy(edit)]
        if not edits:
            i = self._kept[self._met]
            self._met += 1
            yield from self._until(i)
            yield Row("same", (i,), (j,))
        elif not pairs:
            yield Row("came", (), (j,), edits)
        elif any(edit.op == "move" for edit in pairs):
            yield Row("arrived", _at(pairs[0].old), (j,), edits)
        else:
            olds = _at(pairs[0].old)
            if self._is_in_order(olds[0]):
                yield from self._until(olds[0])
            yield Row("changed", olds, _at(pairs[0].new), edits)

    def _is_in_order(self, i: int) -> bool:
        """Whether no unchanged block stood before old block `i` that is still to come."""
        return self._met == len(self._kept) or self._kept[self._met] > i

    def _until(self, end: int) -> Iterator[Row]:
        """What stood before old block `end`, has not been shown, and stands there no more."""
        for i in range(self._next, end):
            edits = tuple(self._by_old.get(i, ()))
            if any(edit.op == "move" for edit in edits):
                yield Row("left", (i,), (), edits)
            elif edits and not any(_at(edit.new) for edit in edits):
                yield Row("gone", (i,), (), edits)
        self._next = max(self._next, end)


def _at(side: Side | None) -> tuple[int, ...]:
    return side.blocks or () if side is not None else ()
