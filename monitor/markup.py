"""A comparison as HTML fragments: classes, no styles, no script, everything of a page escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby
from typing import get_args

from monitor.layout import Row, field_edits, is_copy, rows
from monitor.plain import clean
from storage.records import Block, BlockKind, Comparison, Edit, Reading

#: unchanged blocks beside a change that stay in sight
_CONTEXT = 1
_TAGS = {"subhead": "h3", "quote": "blockquote", "table": "pre"}
#: fields of edits that show the text of their block; those of a part show the part alone
_WHOLE = frozenset(get_args(BlockKind)) | {"caption"}
_NOTES = {
    "came": "added",
    "gone": "removed",
    "left": "moved from here",
    "arrived": "moved here",
    "changed": "changed",
}


def html_inline(old: Reading, new: Reading, comparison: Comparison) -> str:
    """One column: the new text with what is gone left standing, struck out."""
    return _page("inline", old, new, comparison, _inline_row)


def html_side_by_side(old: Reading, new: Reading, comparison: Comparison) -> str:
    """Two columns: each block of the old beside what became of it."""
    return _page("side", old, new, comparison, _side_row)


def _page(
    name: str,
    old: Reading,
    new: Reading,
    comparison: Comparison,
    draw: Callable[[Reading, Reading, Row], str],
) -> str:
    parts = [f'<div class="comparison {name}">']
    fields = [_field(edit, side_by_side=name == "side") for edit in field_edits(comparison)]
    if fields:
        parts += ['<div class="fields">', *fields, "</div>"]
    found = rows(old, new, comparison)
    parts += _folded(found, lambda row: draw(old, new, row))
    parts.append("</div>")
    return "\n".join(parts)


def _folded(found: list[Row], draw: Callable[[Row], str]) -> Iterator[str]:
    """Rows as HTML; a stretch of unchanged ones closed up."""
    for same, group in groupby(found, key=lambda row: row.place == "same"):
        run = list(group)
        hidden = run[_CONTEXT : len(run) - _CONTEXT]
        if not same or len(hidden) < 2:
            yield from map(draw, run)
            continue
        yield from map(draw, run[:_CONTEXT])
        yield f'<details class="unchanged"><summary>{len(hidden)} unchanged</summary>'
        yield from map(draw, hidden)
        yield "</details>"
        yield from map(draw, run[len(run) - _CONTEXT :])


def _field(edit: Edit, *, side_by_side: bool) -> str:
    name = edit.field.replace("_", " ")
    body = (
        f'<div class="old">{_spans(edit, "-")}</div><div class="new">{_spans(edit, "+")}</div>'
        if side_by_side
        else f"<div>{_spans(edit, '-+')}</div>"
    )
    return f'<div class="field {edit.field}"><h3>{name}</h3>{body}{_labels((edit,))}</div>'


def _inline_row(old: Reading, new: Reading, row: Row) -> str:
    return _wrapped(row, _content(old, new, row, "-+"))


def _side_row(old: Reading, new: Reading, row: Row) -> str:
    before = _content(old, new, row, "-") if row.old and row.place != "arrived" else ""
    after = _content(old, new, row, "+") if row.new else ""
    return _wrapped(row, f'<div class="old">{before}</div><div class="new">{after}</div>')


def _wrapped(row: Row, body: str) -> str:
    """A row with its anchor, its link to the other end of a move, and its labels."""
    classes = f"row {row.place}"
    if row.place == "same":
        return f'<div class="{classes}">{body}</div>'
    anchor = link = ""
    if row.place == "left":
        anchor, link = f' id="from-{row.old[0]}"', f'<a href="#to-{row.old[0]}">{_note(row)}</a>'
    elif row.place == "arrived":
        anchor, link = f' id="to-{row.old[0]}"', f'<a href="#from-{row.old[0]}">{_note(row)}</a>'
    else:
        link = f"<span>{_note(row)}</span>"
    labels = "" if row.place == "left" else _labels(row.edits)
    return f'<div class="{classes}"{anchor}><p class="note">{link}</p>{body}{labels}</div>'


def _note(row: Row) -> str:
    ops = {edit.op for edit in row.edits}
    for op, note in (("duplicate", "stands twice"), ("split", "split"), ("merge", "merged")):
        if op in ops:
            return note
    return _NOTES[row.place]


def _content(old: Reading, new: Reading, row: Row, marks: str) -> str:
    if row.place == "same":
        return _block(new.blocks[row.new[0]])
    if row.place == "left":
        return f"<del>{_block(old.blocks[row.old[0]])}</del>"
    if row.place == "gone":
        return f"<del>{_block(old.blocks[row.old[0]])}</del>"
    if row.place == "came":
        return f"<ins>{_block(new.blocks[row.new[0]])}</ins>"
    edits = [edit for edit in row.edits if not is_copy(edit)]
    drawn = "".join(_edit(edit, marks) for edit in edits)
    if any(edit.field in _WHOLE for edit in edits):
        return drawn
    return _block(new.blocks[row.new[0]]) + drawn


def _edit(edit: Edit, marks: str) -> str:
    tag = _TAGS.get(edit.field, "p")
    return f'<{tag} class="{edit.field}">{_spans(edit, marks)}</{tag}>'


def _spans(edit: Edit, marks: str) -> str:
    """The marks of one edit that the column shows."""
    tags = {"-": "del", "+": "ins"}
    return "".join(
        _safe(text) if mark == "=" else f"<{tags[mark]}>{_safe(text)}</{tags[mark]}>"
        for mark, text in edit.spans
        if mark == "=" or mark in marks
    )


def _block(block: Block) -> str:
    if block.kind == "figure":
        return f'<p class="figure">{_safe(block.text or block.alt or block.image or "")}</p>'
    tag = _TAGS.get(block.kind, "p")
    return f'<{tag} class="{block.kind}">{_safe(block.text)}</{tag}>'


def _labels(edits: tuple[Edit, ...]) -> str:
    names = dict.fromkeys(label for edit in edits for label in edit.labels)
    items = "".join(f'<li class="{name}">{name.replace("_", " ")}</li>' for name in names)
    return f'<ul class="labels">{items}</ul>' if items else ""


def _safe(text: str) -> str:
    return escape(clean(text)).replace("\n", "<br>")
