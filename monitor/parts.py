"""The parts of a block beside its text: caption, credit, picture, links, times."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.content import comparable, picture_changed
from storage.records import Block

#: the label of a changed part of a block
_PART_LABELS = {
    "caption": "caption_changed",
    "credit": "credit_changed",
    "image": "photo_replaced",
    "alt": "alt_changed",
}
#: the field of such a change, where it is not named as the block names the part
_PART_FIELDS = {"embed_changed": "embed", "link_changed": "links"}


def caption(block: Block) -> str:
    """The words under a figure, without its credit where that is known apart."""
    if block.caption is None and block.credit is None and block.kind == "figure":
        return block.text
    return block.caption or ""


def differing_parts(before: Block, after: Block) -> Iterator[tuple[str, str, str]]:
    """Each part that means something else: its name, what it was, what it is."""
    for name in ("caption", "credit", "image", "alt", "url"):
        was, now = getattr(before, name) or "", getattr(after, name) or ""
        if name == "caption":
            was, now = caption(before), caption(after)
        if was != now and (name != "image" or picture_changed(was, now)):
            yield name, was, now
    if before.links != after.links:
        yield "links", "\n".join(before.links), "\n".join(after.links)
    was, now = _entry_time(before), _entry_time(after)
    if was != now:
        yield "entry_time", was, now


def part_field(name: str, label: str) -> str:
    """The field that an edit of a part names."""
    return _PART_FIELDS.get(label, name)


def part_label(name: str, block: Block) -> str:
    """The label of a changed part."""
    if name == "entry_time":
        return "entry_time_changed"
    if name == "url" and block.kind == "embed":
        return "embed_changed"
    return _PART_LABELS.get(name, "link_changed")


def _entry_time(block: Block) -> str:
    return str(comparable(block.time) or "")


def doubled(was: str, now: str) -> str | None:
    """The label where one caption is the other one twice over."""
    if was and now.startswith(was) and now[len(was) :].strip() == was:
        return "caption_duplicated"
    if now and was.startswith(now) and was[len(now) :].strip() == now:
        return "caption_unduplicated"
    return None
