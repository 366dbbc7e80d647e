"""Where the sentences of a text begin and end, in any script."""

from __future__ import annotations

import re
from itertools import pairwise

from monitor.tokens import is_unspaced

#: stops and what closes after them: before white space, or anywhere in unspaced scripts; each
#: run of stops is tried once, from its beginning, so that a million of them take no longer
_END = re.compile(
    r"(?<![.!?…؟۔։。！？｡।॥\n])[.!?…؟۔։。！？｡।॥\n]++[\"'”’»›」』）)\]]*+"
    r"(?:\s++|(?<=[。！？｡।॥」』）\n])|(?<=[。！？｡।॥][\"”’»]))"
)
_WORD = re.compile(r"\w+")
_LONG_WORD = re.compile(r"\w{4,}")


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each with the white space after it; joined, they are `text`.

    A point after an abbreviation ends a sentence too: what matters is that the same words are
    always cut alike, wherever they stand.
    """
    ends = [found.end() for found in _END.finditer(text)]
    if not ends:
        return [text] if text else []
    if ends[-1] < len(text):
        ends.append(len(text))
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def tells(text: str, words: int = 4) -> bool:
    """Whether `text` has enough words to be known again wherever it stands."""
    if is_unspaced(text):
        return sum(map(str.isalnum, text)) >= 2 * words
    return any(found == words for found, _ in enumerate(_WORD.finditer(text), 1))


def bag(text: str) -> frozenset[str]:
    """The words that tell a text: of four letters and more; in unspaced scripts, pairs of signs."""
    if is_unspaced(text):
        return frozenset(map("".join, pairwise(text)))
    return frozenset(_LONG_WORD.findall(text))
