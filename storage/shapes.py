"""Readings and comparisons to and from the JSON shapes that every face shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any

from storage.errors import InputError
from storage.records import (
    Block,
    ClaimedTime,
    Comparison,
    Edit,
    Quality,
    Reading,
    Side,
)


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """All fields, in the order of the record; blocks without what they do not have."""
    shape = _flat(reading, skip={"published", "updated", "blocks", "quality"})
    shape["published"] = _time_to_json(reading.published)
    shape["updated"] = _time_to_json(reading.updated)
    shape["blocks"] = [_block_to_json(block) for block in reading.blocks]
    shape["quality"] = _flat(reading.quality)
    return {item.name: shape[item.name] for item in fields(Reading)}


def reading_from_json(shape: Any) -> Reading:
    """The reading that `reading_to_json` made; InputError names what does not fit."""
    try:
        return Reading(
            **_lists_to_tuples(shape, skip={"published", "updated", "blocks", "quality"}),
            published=_time_from_json(shape.get("published")),
            updated=_time_from_json(shape.get("updated")),
            blocks=tuple(_block_from_json(block) for block in shape["blocks"]),
            quality=Quality(**_lists_to_tuples(shape["quality"])),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"this JSON is not a reading: {error}") from error


def comparison_to_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as the command line and the API show it."""
    shape = _flat(comparison, skip={"edits"})
    shape["edits"] = [edit_to_json(edit) for edit in comparison.edits]
    return {item.name: shape[item.name] for item in fields(Comparison)}


def comparison_from_json(shape: Any) -> Comparison:
    """The comparison that `comparison_to_json` made."""
    return Comparison(
        **_lists_to_tuples(shape, skip={"edits"}),
        edits=tuple(edit_from_json(edit) for edit in shape["edits"]),
    )


def edit_to_json(edit: Edit) -> dict[str, Any]:
    """One edit; `old` and `new` are null or {blocks, text}."""
    return {
        "op": edit.op,
        "field": edit.field,
        "old": _side_to_json(edit.old),
        "new": _side_to_json(edit.new),
        "spans": [list(span) for span in edit.spans],
        "labels": list(edit.labels),
        "proofs": [list(proof) for proof in edit.proofs],
    }


def edit_from_json(shape: Any) -> Edit:
    """The edit that `edit_to_json` made."""
    return Edit(
        op=shape["op"],
        field=shape["field"],
        old=_side_from_json(shape["old"]),
        new=_side_from_json(shape["new"]),
        spans=tuple((mark, text) for mark, text in shape["spans"]),
        labels=tuple(shape["labels"]),
        proofs=tuple((label, old, new) for label, old, new in shape["proofs"]),
    )


#: compact JSON text, the same for the same shape; lone surrogates stay escaped
dumps: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def _flat(record: Any, skip: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    return {
        item.name: list(value) if isinstance(value := getattr(record, item.name), tuple) else value
        for item in fields(record)
        if item.name not in skip
    }


def _lists_to_tuples(
    shape: dict[str, Any], skip: frozenset[str] | set[str] = frozenset()
) -> dict[str, Any]:
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in shape.items()
        if key not in skip
    }


def _time_to_json(time: ClaimedTime | None) -> dict[str, Any] | None:
    return None if time is None else _flat(time)


def _time_from_json(shape: Any) -> ClaimedTime | None:
    return None if shape is None else ClaimedTime(**shape)


def _block_to_json(block: Block) -> dict[str, Any]:
    shape = {
        name: value
        for name, value in _flat(block, skip={"time"}).items()
        if name in ("kind", "text") or value not in (None, [])
    }
    if block.kind == "figure":
        shape |= {name: getattr(block, name) for name in ("image", "alt", "caption", "credit")}
    if block.time is not None:
        shape["time"] = _time_to_json(block.time)
    return shape


def _block_from_json(shape: Any) -> Block:
    known = {item.name for item in fields(Block) if item.default is not MISSING} | {"kind"}
    if strange := set(shape) - known:
        raise InputError(f"this JSON is not a reading: a block has no {sorted(strange)[0]!r}")
    return Block(**_lists_to_tuples(shape, skip={"time"}), time=_time_from_json(shape.get("time")))


def _side_to_json(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {"blocks": None if side.blocks is None else list(side.blocks), "text": side.text}


def _side_from_json(shape: Any) -> Side | None:
    if shape is None:
        return None
    blocks = shape["blocks"]
    return Side(blocks=None if blocks is None else tuple(blocks), text=shape["text"])
