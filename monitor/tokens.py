"""Text as the words that a reader sees: whole, with their marks, in any script."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

#: scripts that put no spaces between words: Thai, Lao, Myanmar, Khmer, Kana, Han
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b"
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
_JOINERS = r"['’.,\-\u00ad\u2011]"
#: possessive, since nothing taken is ever given back
_PLAIN = re.compile(rf"\s*+(?:\w++(?:{_JOINERS}\w++)*+|[^\w\s])|\s++")
#: a character that needs the careful pattern: marks, joiners, unspaced scripts, emoji
_NEEDS_CARE = re.compile(
    r"[^\0-\u02ff\u0370-\u0482\u048a-\u0590\u0620-\u064a\u1e00-\u200b\u200e-\u20cf\u2100-\u22ff]"
)
_HAS_UNSPACED = re.compile(f"[{UNSPACED}]")
#: the plain form of what typesetting varies, the commonest first
_FOLDS = tuple(
    (char, plain)
    for chars, plain in (
        ("“”„‟″«»", '"'),
        ("’‘‚‛′´`ʼ", "'"),
        ("–—‐‑‒―−", "-"),
        ("…", "..."),
        ("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
    )
    for char in chars
)


def tokens(text: str) -> list[str]:
    """The words and signs of `text`, each with the white space before it; joined, they are `text`.

    A word keeps its combining marks, inner apostrophes, hyphens, points and commas ("O'Donnell",
    "1,234.5"). A script without spaces gives one token a character, with the number after it (第3);
    an emoji stays in one piece.
    """
    if text.isascii() or not _NEEDS_CARE.search(text):
        return _PLAIN.findall(text)
    return _careful_pattern().findall(text)


def typographic(text: str) -> str:
    """`text` without what typesetting alone changes: quotation marks, dashes, spaces."""
    if text.isascii() and text.isalnum():
        return text
    if not text.isascii():
        for char, plain in _FOLDS:
            if char in text:
                text = text.replace(char, plain)
        text = unicodedata.normalize("NFC", text)
    elif "`" in text:
        text = text.replace("`", "'")
    return " ".join(text.split())


def alphanumerics(text: str) -> int:
    """How many letters and digits `text` has."""
    return sum(map(str.isalnum, text))


def is_unspaced(text: str) -> bool:
    """Whether `text` holds characters of a script that puts no spaces between words."""
    return not text.isascii() and _HAS_UNSPACED.search(text) is not None


@cache
def _careful_pattern() -> re.Pattern[str]:
    """The pattern for any script; Unicode's extended grapheme clusters (UAX 29), simplified."""
    marks = _marks()
    letters = rf"(?:[^\W{UNSPACED}]++[{marks}\u200c\u200d]*+)++"
    word = rf"{letters}(?:{_JOINERS}{letters})*+"
    single = rf"[{UNSPACED}][{marks}]*+(?:\d(?:[\d.,]*\d)?)?"
    flag = "[\U0001f1e6-\U0001f1ff]{2}"
    sign = rf"[^\w\s][{marks}]*+(?:\u200d[^\w\s][{marks}]*+)*+"
    return re.compile(rf"\s*+(?:{single}|{word}|{flag}|{sign})|\s++")


def _marks() -> str:
    """A class of what belongs to the character before it.

    Combining marks, variation selectors, skin tones, and the tags of flags.
    """
    ranges: list[list[int]] = []
    for code in (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0)):
        if unicodedata.category(chr(code)) in ("Mn", "Mc", "Me"):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    spans = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
    return spans + "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
