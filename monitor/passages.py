"""A reading as the passages whose words have a history: its fields, then its blocks."""

from __future__ import annotations

from base64 import b64encode
from hashlib import blake2b
from typing import NamedTuple

from monitor.content import unit
from monitor.parts import caption
from monitor.stamps import Stamped
from storage.records import Block, ClaimedTime, Reading

_FIELDS = (
    "kicker",
    "headline",
    "dek",
    "section",
    "authors",
    "contributors",
    "published",
    "updated",
    "tags",
)
#: kinds of blocks that may bear an identity
_BEARING = ("figure", "embed", "live_entry")
#: fields that hold a time: a time that is gone is no removed text
TIMES = ("published", "updated")


class Passage(NamedTuple):
    """One field or block, as plain text."""

    #: the field's name, or the block's kind
    field: str
    text: str
    #: digest of the identity that a block bears: a live entry's, an image's; "" for none
    anchor: str = ""


class Line(NamedTuple):
    """A passage with its stamps."""

    passage: Passage
    stamps: str

    @property
    def stamped(self) -> Stamped:
        """The text and its stamps."""
        return Stamped(self.passage.text, self.stamps)


def fields_of(reading: Reading) -> tuple[Passage, ...]:
    """The fields that have words, in the order of the page; names are joined by ", "."""
    found = [(name, value) for name in _FIELDS if (value := getattr(reading, name))]
    return tuple([Passage(name, text) for name, value in found if (text := _words(value))])


def blocks_of(reading: Reading) -> tuple[Passage, ...]:
    """Every block, in order; of a figure, its caption."""
    return tuple(
        [
            _bearing(block) if block.kind in _BEARING else Passage(block.kind, block.text)
            for block in reading.blocks
        ]
    )


def _bearing(block: Block) -> Passage:
    """A block of a kind that may bear an identity."""
    anchor = unit(block).anchor
    text = caption(block) if block.kind == "figure" else block.text
    return Passage(block.kind, text, _digest(anchor) if anchor else "")


def _words(value: str | tuple[str, ...] | ClaimedTime) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ", ".join(value)
    return value.raw or value.value


def _digest(anchor: str) -> str:
    raw = blake2b(anchor.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return b64encode(raw).decode("ascii")
