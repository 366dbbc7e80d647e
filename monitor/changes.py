"""What was done to which block, told as edits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import groupby

from monitor.align import Alignment, align
from monitor.budget import Budget
from monitor.classify import told
from monitor.content import Content
from monitor.matching import Unit
from monitor.naming import Article
from monitor.parts import caption, differing_parts, doubled, part_field, part_label
from monitor.tokens import typographic
from monitor.words import Spans, diff
from storage.records import Block, Edit, Op, Side

#: blocks that came, or went, beyond which neighbours are told together
_EACH = 10_000
#: how many times as long as a caption its copy can be, in another typesetting
_LONGER = 2
#: for each kind, the labels of one that came, went, moved, was doubled, was undoubled
_KIND_LABELS: dict[str, tuple[str, str, str, str, str]] = {
    "paragraph": (
        "paragraph_added",
        "paragraph_removed",
        "paragraph_moved",
        "paragraph_duplicated",
        "paragraph_unduplicated",
    ),
    "figure": (
        "photo_added",
        "photo_removed",
        "block_moved",
        "caption_duplicated",
        "caption_unduplicated",
    ),
    "correction": (
        "correction_added",
        "correction_removed",
        "block_moved",
        "block_duplicated",
        "block_unduplicated",
    ),
    "update_note": ("update_note",) * 2 + ("block_moved", "block_duplicated", "block_unduplicated"),
    "live_entry": ("live_entry",) * 2 + ("block_moved", "block_duplicated", "block_unduplicated"),
}
_OTHER_KIND = (
    "block_added",
    "block_removed",
    "block_moved",
    "block_duplicated",
    "block_unduplicated",
)
#: labels that a change of any part of such a block bears
_CHANGED_KIND = {
    "correction": ("correction_changed",),
    "update_note": ("update_note",),
    "live_entry": ("live_entry",),
}


def block_edits(old: Content, new: Content, article: Article, budget: Budget) -> list[Edit]:
    """The edits of the blocks, in the order of the new page; what is gone where it stood."""
    if old.units == new.units:
        return []
    alignment = align(old.units, new.units, budget)
    return _BlockEdits(old, new, alignment, article, budget).all()


class _BlockEdits:
    """An alignment told as edits."""

    def __init__(
        self, old: Content, new: Content, alignment: Alignment, article: Article, budget: Budget
    ) -> None:
        self._old = old
        self._new = new
        self._alignment = alignment
        self._article = article
        self._budget = budget
        self._targets = dict(alignment.pairs)

    def all(self) -> list[Edit]:
        """Every edit, sorted by its place."""
        found = [
            *self._pairs(),
            *self._groups(),
            *self._copies(),
            *self._insertions(),
            *self._deletions(),
        ]
        return sorted(found, key=self._place)

    def _pairs(self) -> Iterator[Edit]:
        old, new = self._old.units, self._new.units
        for i, j in self._alignment.pairs:
            if old[i] != new[j] or i in self._alignment.moved:
                yield from self._pair(i, j)

    def _pair(self, i: int, j: int) -> Iterator[Edit]:
        before, after = self._old.units[i], self._new.units[j]
        labels = _labels_of(after.kind)[2:3] if i in self._alignment.moved else ()
        if before.kind != after.kind:
            labels += ("kind_changed",)
        is_figure = before.kind == after.kind == "figure"
        rewritten = before.text != after.text and not is_figure
        parts, explained = self._part_edits(i, j)
        if labels or rewritten or not explained:
            if rewritten:
                labels += _CHANGED_KIND.get(after.kind, ())
            op: Op = "move" if i in self._alignment.moved else "modify"
            yield self._changed(op, after.kind, ((i,), (j,)), (before.text, after.text), labels)
        yield from parts

    def _part_edits(self, i: int, j: int) -> tuple[list[Edit], bool]:
        """The edits of what the blocks hold beside their text; whether that explains the pair."""
        old, new = self._old.units[i], self._new.units[j]
        if not (old.mark or new.mark or "figure" in (old.kind, new.kind)):
            return [], False
        before, after = self._old.blocks[i], self._new.blocks[j]
        parts = list(self._parts((i, j), before, after))
        return parts, bool(parts) or self._is_copied(before, after)

    def _parts(self, at: tuple[int, int], before: Block, after: Block) -> Iterator[Edit]:
        """Edits of what a block holds beside its text."""
        for name, was, now in differing_parts(before, after):
            label = (name == "caption" and doubled(was, now)) or part_label(name, after)
            op: Op = "modify" if was and now else "insert" if now else "delete"
            if label == "caption_duplicated":
                op = "duplicate"
            field = part_field(name, label)
            yield self._changed(op, field, (at[:1], at[1:]), (was, now), (label,))
        yield from self._marked_captions(at, before, after)

    def _marked_captions(self, at: tuple[int, int], before: Block, after: Block) -> Iterator[Edit]:
        """A caption that the page itself shows twice, as its reading notes."""
        had, has = ("caption_duplicated" in block.labels for block in (before, after))
        if had == has or self._is_copied(before, after):
            return
        text = caption(after) if has else caption(before)
        op: Op = "duplicate" if has else "modify"
        label = "caption_duplicated" if has else "caption_unduplicated"
        yield self._changed(op, "caption", (at[:1], at[1:]), (text, text), (label,))

    def _is_copied(self, before: Block, after: Block) -> bool:
        """Whether the copy of a caption that the page shows twice is told as a block of its own."""
        had, has = ("caption_duplicated" in block.labels for block in (before, after))
        if had == has:
            return False
        if has:
            copies = [self._new.blocks[j] for _, j in self._alignment.copied]
        else:
            copies = [self._old.blocks[i] for i, _ in self._alignment.uncopied]
        return caption(after if has else before) in map(caption, copies)

    def _groups(self) -> Iterator[Edit]:
        for i, parts in self._alignment.splits:
            yield self._group("split", (i,), parts, "paragraph_split")
        for parts, j in self._alignment.merges:
            yield self._group("merge", parts, (j,), "paragraphs_merged")

    def _group(self, op: Op, olds: tuple[int, ...], news: tuple[int, ...], label: str) -> Edit:
        before = "\n".join(self._old.units[i].text for i in olds)
        after = "\n".join(self._new.units[j].text for j in news)
        field = self._new.units[news[0]].kind
        labels = (label, *_labels_of(field)[2:3]) if olds[0] in self._alignment.moved else (label,)
        return self._changed(op, field, (olds, news), (before, after), labels)

    def _copies(self) -> Iterator[Edit]:
        for i, j in self._alignment.copied:
            yield self._copy(i, j, _labels_of(self._new.units[j].kind)[3])
        for i, _ in self._alignment.uncopied:
            label = _labels_of(self._old.units[i].kind)[4]
            yield self._one_sided("delete", (i,), self._old, label)

    def _copy(self, i: int, j: int, label: str) -> Edit:
        """Old block `i` as it stands twice in the new: where it stood, and at `j`."""
        texts = [_told(self._new, k, label) for k in (self._targets[i], j)]
        before, after = _told(self._old, i, label), "\n".join(texts)
        field = "caption" if label == "caption_duplicated" else self._new.units[j].kind
        places = ((i,), (self._targets[i], j))
        return self._changed("duplicate", field, places, (before, after), (label,))

    def _insertions(self) -> Iterator[Edit]:
        for run in self._runs(self._alignment.inserted, self._new):
            unit = self._new.units[run[0]]
            held = self._captioned(unit) if len(run) == 1 else None
            if held is not None:
                yield self._copy(held, run[0], "caption_duplicated")
            else:
                yield self._one_sided("insert", run, self._new, _labels_of(unit.kind)[0])

    def _deletions(self) -> Iterator[Edit]:
        for run in self._runs(self._alignment.deleted, self._old):
            unit = self._old.units[run[0]]
            doubled = len(run) == 1 and self._captioned(unit) is not None
            label = "caption_unduplicated" if doubled else _labels_of(unit.kind)[1]
            yield self._one_sided("delete", run, self._old, label)

    def _captioned(self, unit: Unit) -> int | None:
        """The old figure that stands in both readings with the text of `unit` as its caption."""
        if unit.kind == "figure" or len(unit.text) > _LONGER * self._longest_figure:
            return None
        return self._standing_captions.get(typographic(unit.text))

    @cached_property
    def _longest_figure(self) -> int:
        return max([len(unit.text) for unit in self._old.units if unit.kind == "figure"], default=0)

    def _runs(self, places: tuple[int, ...], side: Content) -> Iterator[tuple[int, ...]]:
        """Each block alone; where they are beyond counting, neighbours of a kind together."""
        if len(places) <= _EACH:
            yield from ((at,) for at in places)
            return
        self._budget.coarser("edits")
        for _, group in groupby(
            enumerate(places), key=lambda item: (item[1] - item[0], side.units[item[1]].kind)
        ):
            yield tuple(at for _, at in group)

    def _one_sided(self, op: Op, run: tuple[int, ...], content: Content, label: str) -> Edit:
        text = "\n".join(content.units[at].text for at in run)
        side = Side(blocks=run, text=text)
        spans: Spans = (("+" if op == "insert" else "-", text),) if text else ()
        field = "caption" if label == "caption_unduplicated" else content.units[run[0]].kind
        sides = (side, None) if op == "delete" else (None, side)
        return told(self._article, op, field, sides, spans=spans, labels=(label,))

    def _changed(
        self,
        op: Op,
        field: str,
        places: tuple[tuple[int, ...], tuple[int, ...]],
        texts: tuple[str, str],
        labels: tuple[str, ...],
    ) -> Edit:
        """An edit that names blocks of both sides."""
        sides = (Side(blocks=places[0], text=texts[0]), Side(blocks=places[1], text=texts[1]))
        spans = diff(*texts, self._budget)
        return told(self._article, op, field, sides, spans=spans, labels=labels)

    @cached_property
    def _standing_captions(self) -> dict[str, int]:
        """Old figures whose caption stands in both readings, by its folded text."""
        found: dict[str, int] = {}
        for i, j in self._alignment.pairs:
            if self._old.units[i].kind == self._new.units[j].kind == "figure":
                held = caption(self._old.blocks[i])
                if held and held == caption(self._new.blocks[j]):
                    for text in {held, self._new.units[j].text}:
                        found.setdefault(typographic(text), i)
        return found

    def _place(self, edit: Edit) -> tuple[int, int, int]:
        if edit.new is not None and edit.new.blocks:
            return (edit.new.blocks[0], 0, 0)
        old = edit.old.blocks[0] if edit.old and edit.old.blocks else 0
        return (self._stood_after[old], 1, old)

    @cached_property
    def _stood_after(self) -> list[int]:
        """For each old block, the place in the new after which it stood."""
        targets = {i: j for i, j in self._alignment.pairs if i not in self._alignment.moved}
        places = []
        last = -1
        for i in range(len(self._old.blocks)):
            last = targets.get(i, last)
            places.append(last)
        return places


def _told(side: Content, at: int, label: str) -> str:
    """The text of a block that is told as copied; of a figure, its caption."""
    held = caption(side.blocks[at]) if label == "caption_duplicated" else ""
    return held or side.units[at].text


def _labels_of(kind: str) -> tuple[str, ...]:
    return _KIND_LABELS.get(kind, _OTHER_KIND)
