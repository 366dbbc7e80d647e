"""Words of a rule in the texts of an edit: whole words, in any case and any typesetting."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from monitor.tokens import UNSPACED, typographic

#: all of ASCII but letters and digits as spaces, letters in lower case
_ASCII = "".join(char.lower() if char.isalnum() else " " for char in map(chr, range(128)))
#: the same for text that is in lower case already, as bytes of UTF-8, of which others stay
_BYTES = _ASCII.encode() + bytes(range(128, 256))
#: signs of typesetting that stand between words, the commonest first
_BETWEEN = "“”’‘–—…«»„‚‹›•·¡¿§€\xa0"
#: a character that takes care: what NFKC changes, what is invisible, a mark, an unspaced script
_ODD = re.compile(rf"[^\0-\x7f{_BETWEEN}À-ÖØ-öø-ıĴ-ľŁ-ňŊ-žΆΈ-ΊΌΎ-ΡΣ-ώЀ-҂Ҋ-ԯא-תء-غف-ي]")
_RUN = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")


def spoken(text: str) -> tuple[str, ...]:
    """The words of `text`, folded; a script without spaces gives one word a character."""
    if text.isascii():
        return tuple(text.translate(_ASCII).split())
    if _ODD.search(text):
        return _carefully(unicodedata.normalize("NFKC", typographic(text)).casefold())
    for sign in _BETWEEN:
        if sign in text:
            text = text.replace(sign, " ")
    pieces = text.casefold().encode().translate(_BYTES).decode().split()
    return tuple(pieces) if "".join(pieces).isalnum() else _carefully(" ".join(pieces))


def line(words: Iterable[str]) -> str:
    """Words as a line in which a phrase is found as a substring, whole words only."""
    joined = "  ".join(words)
    return f" {joined} " if joined else ""


def phrase(text: str) -> str:
    """What to look for in a `line`; a star at the end leaves the last word open."""
    words = line(spoken(text))
    return words[:-1] if text.endswith("*") else words


def _carefully(folded: str) -> tuple[str, ...]:
    words: list[str] = []
    for run in _RUN.findall(folded):
        if _UNSPACED.match(run):
            words.extend(run)
        else:
            words.append(run)
    return tuple(words)
