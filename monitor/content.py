"""What counts in a reading: its fields and blocks without the noise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b

from monitor.matching import Unit
from monitor.noise import address, folded, picture
from storage.records import Block, ClaimedTime, Reading

FieldValue = str | tuple[str, ...] | ClaimedTime | None

#: the compared fields, in the order of the page
FIELDS = (
    "kicker",
    "headline",
    "alternative_headlines",
    "dek",
    "section",
    "authors",
    "contributors",
    "published",
    "updated",
    "language",
    "copyright",
    "canonical_url",
    "tags",
)
_SETS = ("alternative_headlines", "tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A reading reduced to what is compared."""

    #: values of FIELDS that are not empty
    fields: dict[str, FieldValue]
    blocks: Sequence[Block]
    #: one a block
    units: tuple[Unit, ...]


def content(reading: Reading) -> Content:
    """The fields and blocks of `reading`, settled: without what never counts."""
    blocks = tuple(_settled(block) for block in reading.blocks)
    fields = {name: _field(name, getattr(reading, name)) for name in FIELDS}
    return Content(
        fields={name: value for name, value in fields.items() if value},
        blocks=blocks,
        units=tuple(unit(block) for block in blocks),
    )


def content_key(reading: Reading) -> str:
    """A digest that is equal for two readings exactly when `compare` finds no edits."""
    settled = content(reading)
    fields = [(name, comparable(value)) for name, value in settled.fields.items()]
    shape = json.dumps([fields, settled.units], ensure_ascii=True, separators=(",", ":"))
    return blake2b(shape.encode("ascii"), digest_size=16).hexdigest()


def unit(block: Block) -> Unit:
    """`block` as alignment sees it."""
    if block.kind == "paragraph":
        return Unit("paragraph", block.text, _mark(block))
    if block.kind == "figure":
        text = block.text or block.caption or block.alt or block.image or ""
        return Unit("figure", text, _mark(block), picture(block.image) if block.image else "")
    anchor = block.url or "" if block.kind == "embed" else ""
    if block.kind == "live_entry":
        anchor = block.identity or block.url or ""
    return Unit(block.kind, block.text, _mark(block), anchor)


def comparable(value: FieldValue) -> str | tuple[str, ...] | None:
    """A field's value in a form that is equal where the value means the same."""
    return instant(value) if isinstance(value, ClaimedTime) else value


def instant(time: ClaimedTime) -> str:
    """The time as text: in UTC where it states an offset, else as claimed, with its zone."""
    moment = parsed(time)
    if moment is not None and moment.tzinfo is not None and len(time.value) > len("2025-09-22"):
        return f"{moment.astimezone(UTC).isoformat()} {time.precision}"
    return f"{time.value} {time.zone or ''}".rstrip()


def parsed(time: ClaimedTime) -> datetime | None:
    """The claimed time as a datetime, aware where an offset is stated; None where it is no date."""
    zone = time.zone or ""
    offset = zone if zone == "Z" or zone[:1] in ("+", "-") else ""
    for text in (time.value + offset, time.value) if offset else (time.value,):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            continue
    return None


def _mark(block: Block) -> str:
    """What else counts in a block, as text; "" for a plain one."""
    parts = [*block.links]
    if block.alt:
        parts.append("alt=" + block.alt)
    if block.caption:
        parts.append("caption=" + block.caption)
    if block.credit:
        parts.append("credit=" + block.credit)
    if block.url:
        parts.append("url=" + block.url)
    if block.image:
        parts.append("image=" + picture(block.image))
    if block.time is not None:
        parts.append("time=" + instant(block.time))
    if "caption_duplicated" in block.labels:
        parts.append("caption_duplicated")
    return "\n".join(parts)


def _settled(block: Block) -> Block:
    changes: dict[str, object] = {}
    for name in ("text", "alt", "caption", "credit"):
        value = getattr(block, name)
        if value and (plain := folded(value)) != value:
            changes[name] = plain
    if block.links and (links := tuple(map(address, block.links))) != block.links:
        changes["links"] = links
    if block.url and (url := address(block.url)) != block.url:
        changes["url"] = url
    return replace(block, **changes) if changes else block  # type: ignore[arg-type]


def _field(name: str, value: FieldValue) -> FieldValue:
    if isinstance(value, tuple):
        values = [plain for plain in map(folded, value) if plain]
        return tuple(sorted(set(values)) if name in _SETS else values)
    if isinstance(value, str):
        return address(folded(value)) if name == "canonical_url" else folded(value)
    return value


def picture_changed(before: str, after: str) -> bool:
    """Whether two image addresses show different pictures."""
    return (picture(before) if before else "") != (picture(after) if after else "")
