"""Undo the gzip of a body in such a way that the very same bytes can be made again.

Deltas of compressed bytes are useless, so what is kept is the content, with a recipe that gives
back the wire's bytes. Which settings of zlib a server used is found by trying; what another
implementation of deflate made is mostly not to be had, and stays as it came.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: bytes of content beyond which a body stays as it came: no article is so long, a bomb is
MOST_CONTENT = 1 << 24
#: bytes of content given to zlib at a time while a recipe is looked for
_STEP = 1 << 14
#: flags of the gzip header, RFC 1952, section 2.3.1
_FHCRC, _FEXTRA, _FNAME, _FCOMMENT = 2, 4, 8, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How content becomes the wire's gzip member again."""

    #: the header's bytes as they came
    head: bytes
    #: zlib's compression level
    level: int
    #: zlib's memLevel
    memory: int


#: the most usual first: nginx and Python at any level (8), Apache (9)
SETTINGS = tuple((level, memory) for level in (6, 1, 9, 5, 4, 2, 3, 7, 8) for memory in (8, 9))


def undo(
    wire: bytes, hints: Iterable[tuple[int, int]] = (), *, content: bytes | None = None
) -> tuple[bytes, Recipe] | None:
    """The content and its recipe, or None where no setting of zlib gives these bytes.

    `hints` are (level, memory) to try first, `content` what is inside, if it is known. Content
    beyond MOST_CONTENT is not undone.
    """
    start = _header_length(wire)
    if start is None:
        return None
    content = _inflate(wire, start) if content is None else content
    if content is None or len(content) > MOST_CONTENT:
        return None
    for level, memory in dict.fromkeys([*hints, *SETTINGS]):
        recipe = Recipe(head=wire[:start], level=level, memory=memory)
        if _gives(recipe, content, wire):
            return content, recipe
    return None


def redo(content: bytes, recipe: Recipe) -> bytes:
    """The wire's bytes."""
    return b"".join(_pieces(content, recipe))


def _pieces(content: bytes, recipe: Recipe) -> Iterator[bytes]:
    yield recipe.head
    deflate = zlib.compressobj(recipe.level, zlib.DEFLATED, -15, recipe.memory)
    view = memoryview(content)
    for start in range(0, len(content), _STEP):
        yield deflate.compress(view[start : start + _STEP])
    yield deflate.flush()
    yield struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)


def _gives(recipe: Recipe, content: bytes, wire: bytes) -> bool:
    """Stops at the first byte that differs, so that a wrong setting costs one block."""
    done = 0
    for piece in _pieces(content, recipe):
        if wire[done : done + len(piece)] != piece:
            return False
        done += len(piece)
    return done == len(wire)


def _inflate(wire: bytes, start: int) -> bytes | None:
    inflate = zlib.decompressobj(-15)
    try:
        content = inflate.decompress(wire[start:], MOST_CONTENT + 1)
    except zlib.error:
        return None
    whole = inflate.eof and len(inflate.unused_data) == 8
    return content if whole else None


def _header_length(wire: bytes) -> int | None:
    """RFC 1952, section 2.3; None where this is no gzip member."""
    if len(wire) < 18 or wire[:3] != b"\x1f\x8b\x08":
        return None
    flags = wire[3]
    position = 10
    if flags & _FEXTRA:
        position += 2 + int.from_bytes(wire[position : position + 2], "little")
    for flag in (_FNAME, _FCOMMENT):
        if flags & flag:
            end = wire.find(b"\0", position)
            if end < 0:
                return None
            position = end + 1
    if flags & _FHCRC:
        position += 2
    return position if position < len(wire) - 8 else None
