"""Variorum's comparison behind the interface of the truth harness: names are mapped, no more.

The harness has typed blocks with an article's fields among them; Variorum has fields beside
blocks. Run from the project's root:

    PYTHONPATH=benchmarks .venv/bin/python ../shared/tools/diff_truth.py score diff_engine:diff \
        --patch diff_engine:patch --unpatch diff_engine:unpatch --seed SEED --pairs 400 --hash-seeds
"""

from __future__ import annotations

from typed_blocks import Made, parted, whole

from monitor.compare import compare_contents
from monitor.content import Content
from monitor.matching import Unit
from storage.records import Block

LABELS = {
    "caption_duplicated": "caption_duplicated",
    "spelling": "typo_fix",
    "punctuation": "punctuation",
    "typography": "typography",
    "number_changed": "number_changed",
    "quote_changed": "quote_changed",
    "name_changed": "entity_changed",
    "hedging_changed": "hedging_changed",
    "attribution_changed": "hedging_changed",
    "wording": "wording",
    "sentence_added": "sentence_added",
    "sentence_removed": "sentence_removed",
    "paragraph_added": "paragraph_added",
    "paragraph_removed": "paragraph_removed",
    "correction_added": "correction_added",
    "correction_changed": "correction_changed",
}
FIELD_LABELS = {
    "headline": "headline_change",
    "dek": "dek_change",
    "authors": "byline_change",
    "published": "date_change",
    "updated": "date_change",
}
ARTICLE_LABELS = {
    "silent_edit": "stealth_edit",
    "date_bump_only": "date_bump_only",
    "headline": "headline_changed",
}


def diff(old, new):
    """The harness's engine: two lists of {type, text} in, edits and labels of the article out."""
    if old == new:
        return {"edits": [], "labels": ["no_change"]}
    units = Made(Unit)
    before, after = parted(old, units), parted(new, units)
    fields = list(before[0])
    if fields != list(after[0]):
        fields = []  # no fields where the two sides do not begin with the same ones
        before, after = ({}, whole(old, units)), ({}, whole(new, units))
    comparison = compare_contents(_content(*before), _content(*after))
    edits = []
    for edit in comparison.edits:
        olds, news = _places(edit.old, edit.field, fields), _places(edit.new, edit.field, fields)
        if edit.op == "duplicate":
            news = news[1:]  # the first is the block itself, where it stood
        edits += _told(edit, (olds, news), (old, new))
    labels = {ARTICLE_LABELS[label] for label in comparison.labels if label in ARTICLE_LABELS}
    if any(edit.field == "correction" for edit in comparison.edits):
        labels.add("correction_notice")
    return {"edits": edits, "labels": sorted(labels)}


def patch(old, edits):
    """The new blocks, from the old ones and the edits alone."""
    return _patched(old, edits, "old", "new")


def unpatch(new, edits):
    """The old blocks, from the new ones and the edits alone."""
    return _patched(new, edits, "new", "old")


def _content(values, units):
    return Content(fields=values, blocks=_Blocks(units), units=tuple(units))


class _Blocks:
    """The blocks of plain units, each made when it is looked at: a reading has them already."""

    def __init__(self, units):
        self._units = units

    def __len__(self):
        return len(self._units)

    def __getitem__(self, at):
        return Block(kind=self._units[at].kind, text=self._units[at].text)


def _places(side, field, fields):
    """Where an edit's side stands among all blocks: the fields, then the others."""
    if side is None:
        return []
    if side.blocks is None:
        return [fields.index(field)]
    return [at + len(fields) for at in side.blocks]


def _told(edit, places, sides):
    """One edit of ours as the harness has it; a move of changed words is a move and a change."""
    (olds, news), (old, new) = places, sides
    before, after = [old[i] for i in olds], [new[j] for j in news]
    told = {
        "op": edit.op,
        "old": olds,
        "new": news,
        "words": edit.spans,
        "types": [[block["type"] for block in before], [block["type"] for block in after]],
        "texts": [[block["text"] for block in before], [block["text"] for block in after]],
    }
    if edit.op in ("split", "merge"):
        return [told]
    if edit.op != "move":
        told["labels"] = _labels(edit, told["types"])
        return [told]
    if before == after or edit.field == "figure":  # a figure's parts follow
        return [told]
    return [told, {**told, "op": "modify", "labels": _labels(edit, told["types"])}]


def _labels(edit, types):
    if edit.field in FIELD_LABELS:
        return [FIELD_LABELS[edit.field]]
    labels = {LABELS[label] for label in edit.labels if label in LABELS}
    if "correction" in types[0] + types[1]:
        labels &= {"correction_added", "correction_changed"}
    return sorted(labels)


def _patched(blocks, edits, source, target):
    """Take out what the edits name on one side, and put in what they name on the other."""
    side = 0 if source == "old" else 1
    gone, come = set(), {}
    for edit in edits:
        if edit["op"] == "duplicate":
            extra = edit["new"] if side == 0 else []
            gone.update(edit["new"] if side == 1 else [])
        else:
            gone.update(edit[source])
            extra = edit[target]
        for at, kind, text in zip(
            extra, edit["types"][1 - side], edit["texts"][1 - side], strict=False
        ):
            come[at] = {"type": kind, "text": text}
    kept = iter([block for at, block in enumerate(blocks) if at not in gone])
    size = len(blocks) - len(gone) + len(come)
    return [come[at] if at in come else next(kept) for at in range(size)]
