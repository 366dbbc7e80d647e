"""Where a text quotes somebody."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_CLOSERS = {"“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", '"': '"', "‘": "’"}
#: the sign first, its surroundings after: so the text is skimmed for signs alone
_SIGNS = re.compile(r"[“”„«»「」『』\"‘’](?<!\w‘)(?!(?<=’)\w)")

_ANY = re.compile('[“„«»「『"‘]')

#: offsets of what stands between two marks: start, end
Range = tuple[int, int]


def quoted(text: str) -> list[Range]:
    """The stretches between quotation marks; an opening curly one without its end runs on.

    A quotation that goes on in the next paragraph is not closed, by convention.
    """
    found: list[Range] = []
    if '"' not in text and (text.isascii() or not _ANY.search(text)):
        return found
    start = -1
    closers = ""
    for sign in _SIGNS.finditer(text):
        mark = sign.group()
        if start >= 0 and mark in closers:
            found.append((start, sign.start()))
            start = -1
        elif start < 0 and mark in _CLOSERS and _opens(mark, text, sign.start()):
            start, closers = sign.end(), _CLOSERS[mark]
    if start >= 0 and closers == "”":
        found.append((start, len(text)))
    return found


def touches(ranges: list[Range], start: int, end: int) -> bool:
    """Whether [start, end) reaches into a quotation without taking in all of it."""
    for first, last in _near(ranges, start, end):
        whole = start < first and end > last
        if not whole and (start == end or (start < last and end > first)):
            return True
    return False


def inside(ranges: list[Range], start: int, end: int, text: str) -> list[str]:
    """The quotations that [start, end) takes in whole."""
    near = _near(ranges, start, end)
    return [text[first:last] for first, last in near if start < first and last < end]


def _near(ranges: list[Range], start: int, end: int) -> list[Range]:
    """The quotations that [start, end) touches; ranges are disjoint and in order."""
    low = bisect_left(ranges, start, key=lambda found: found[1])
    high = bisect_right(ranges, end, key=lambda found: found[0])
    return ranges[low:high]


def _opens(mark: str, text: str, at: int) -> bool:
    """Whether a mark that both opens and closes does open here."""
    return mark not in "»“" or mark == "“" or not text[at - 1 : at].strip()
