"""Blocks that differ in their marks, their typesetting, or their digits and punctuation only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable
from functools import cache

from monitor.matching import Gap, Matching, Unit, match_in_gaps
from monitor.tokens import typographic

_LETTER = re.compile(r"[^\W\d_]")
_MASKED = re.compile(r"[\d\W_]+")
#: the letters of ASCII in lower case, and spaces for all else
_ASCII_LETTERS = "".join(char.lower() if char.isalpha() else " " for char in map(chr, range(128)))


def match_folded(matching: Matching) -> None:
    """Pair what differs in its marks, its typesetting, or its digits and punctuation only."""
    sides = (matching.old, matching.new)
    gaps = matching.gaps()
    marked = any([unit.mark for units in _units(matching, gaps) for unit in units])
    # two units alone with each other are told apart by their words, later
    least = 2 if marked else 3
    gaps = [gap for gap in gaps if len(gap[0]) + len(gap[1]) >= least]
    rim = cache(_rim)
    olds, news = _units(matching, gaps)
    hopeful = set(map(rim, olds)).intersection(map(rim, news))
    if not hopeful:
        return
    plain = cache(typographic)
    folds: list[Callable[[str], str]] = [plain, lambda text: skeleton(plain(text))]
    if marked:
        folds.insert(0, str)
    for fold in folds:

        def key(side: int, at: int, fold: Callable[[str], str] = fold) -> Hashable:
            unit = sides[side][at]
            folded = fold(unit.text) if rim(unit) in hopeful else ""
            return (unit.kind, folded) if folded else (side, at)

        match_in_gaps(matching, key, least)


def skeleton(text: str) -> str:
    """The letters of `text` in lower case, with everything else masked; "" where few are left."""
    if text.isascii():  # the same as below, in a third of the time
        letters = "#".join(f"|{text.translate(_ASCII_LETTERS)}|".split())
        letters = letters.removeprefix("|").removesuffix("|")
    else:
        letters = _MASKED.sub("#", text.casefold())
    return letters if len(letters) >= 4 else ""


def _units(matching: Matching, gaps: list[Gap]) -> tuple[list[Unit], list[Unit]]:
    """The units of both sides that stand in the gaps."""
    return (
        [matching.old[i] for olds, _ in gaps for i in olds],
        [matching.new[j] for _, news in gaps for j in news],
    )


def _rim(unit: Unit) -> tuple[str, str]:
    """The kind, with the first and the last letter: the same for units that fold alike."""
    ends = [_LETTER.search(unit.text), _LETTER.search(unit.text[::-1])]
    letters = "".join([found.group() for found in ends if found])
    return unit.kind, letters.lower() if letters.isascii() else _base(letters)


def _base(letters: str) -> str:
    return "".join([unicodedata.normalize("NFD", letter.casefold())[0] for letter in letters])
