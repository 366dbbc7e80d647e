"""Text of a page made safe and fit for a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

#: what a terminal or a browser might obey: controls, changes of direction, halves of characters
_OBEYED = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)
#: a word with its spaces before it
_PIECE = re.compile(r"\n|[ \t]*[^\s]+|[ \t]+")

#: a style's name ("" for none) and the text that bears it
Styled = tuple[str, str]


def clean(text: str) -> str:
    """`text` with everything that a terminal might obey shown as its code point: <U+001B>."""
    return _OBEYED.sub(lambda found: f"<U+{ord(found.group()):04X}>", text).replace("\t", " ")


def columns(text: str) -> int:
    """How many columns `text` takes on a terminal (UAX 11; marks and joiners take none)."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def wrapped(parts: Iterable[Styled], width: int) -> list[list[Styled]]:
    """The lines of styled text, none wider than `width` columns where a space allows it."""
    lines: list[list[Styled]] = [[]]
    used = 0
    for word in _words(_pieces(parts, width), width):
        size = sum(columns(piece) for _, piece in word)
        style, first = word[0]
        if first == "\n" or (used and used + size > width):
            lines.append([])
            used = 0
            size -= columns(first) - columns(first.lstrip())
            word[0] = (style, first.lstrip())
        lines[-1] += [(style, piece) for style, piece in word if piece]
        used += size
    return lines


def _words(pieces: Iterable[Styled], width: int) -> Iterator[list[Styled]]:
    """The pieces that no space parts, as far as they fit on a line together."""
    word: list[Styled] = []
    size = 0
    for style, piece in pieces:
        wide = columns(piece)
        if word and (piece[0].isspace() or word[-1][1] == "\n" or size + wide > width):
            yield word
            word, size = [], 0
        word.append((style, piece))
        size += wide
    if word:
        yield word


def _pieces(parts: Iterable[Styled], width: int) -> Iterator[Styled]:
    """Words; one wider than a line in pieces that fit."""
    for style, text in parts:
        for found in _PIECE.finditer(text):
            piece = found.group()
            if columns(piece) <= width:
                yield style, piece
                continue
            for part in _fitting(piece, width):
                yield style, part


def _fitting(word: str, width: int) -> Iterator[str]:
    start = used = 0
    for at, char in enumerate(word):
        size = _columns(char)
        if used + size > width and at > start and size:
            yield word[start:at]
            start, used = at, 0
        used += size
    yield word[start:]


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
