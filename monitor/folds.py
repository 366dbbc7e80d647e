"""Blocks that differ in their marks, their typesetting, or their digits and punctuation only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable
from functools import cache, partial

from monitor.matching import Keys, Matching, Unit, match_in_gaps
from monitor.tokens import typographic

_LETTER = re.compile(r"[^\W\d_]")
_MASKED = re.compile(r"[\d\W_]+")
#: the letters of ASCII in lower case, and spaces for all else
_ASCII_LETTERS = "".join(char.lower() if char.isalpha() else " " for char in map(chr, range(128)))


def match_folded(matching: Matching) -> None:
    """Pair what differs in its marks, its typesetting, or its digits and punctuation only."""
    marked = any([matching.old[i].mark for olds, _ in matching.gaps() for i in olds]) or any(
        [matching.new[j].mark for _, news in matching.gaps() for j in news]
    )
    # two units alone with each other are told apart by their words, later
    least = 2 if marked else 3
    if all(len(olds) + len(news) < least for olds, news in matching.gaps()):
        return
    plain, rim = cache(typographic), cache(_rim)
    folds: list[Callable[[str], str]] = [plain, lambda text: skeleton(plain(text))]
    if marked:
        folds.insert(0, str)
    for fold in folds:
        match_in_gaps(matching, partial(_keys, matching, rim, fold), least)


def _keys(
    matching: Matching,
    rim: Callable[[Unit], Hashable],
    fold: Callable[[str], str],
    olds: list[int],
    news: list[int],
) -> Keys:
    """The units of a gap, folded; where nothing across could fold alike, what equals nothing."""
    before, after = [matching.old[i] for i in olds], [matching.new[j] for j in news]
    hopeful = set(map(rim, before)).intersection(map(rim, after))
    if not hopeful:
        return (), ()
    folded = [
        [(unit.kind, fold(unit.text) if rim(unit) in hopeful else "") for unit in units]
        for units in (before, after)
    ]
    return [key if key[1] else 0 for key in folded[0]], [key if key[1] else 1 for key in folded[1]]


def skeleton(text: str) -> str:
    """The letters of `text` in lower case, with everything else masked; "" where few are left."""
    if text.isascii():  # the same as below, in a third of the time
        letters = "#".join(f"|{text.translate(_ASCII_LETTERS)}|".split())
        letters = letters.removeprefix("|").removesuffix("|")
    else:
        letters = _MASKED.sub("#", text.casefold())
    return letters if len(letters) >= 4 else ""


def _rim(unit: Unit) -> tuple[str, str]:
    """The kind, with the first and the last letter: the same for units that fold alike."""
    ends = [_LETTER.search(unit.text), _LETTER.search(unit.text[::-1])]
    letters = "".join([found.group() for found in ends if found])
    return unit.kind, letters.lower() if letters.isascii() else _base(letters)


def _base(letters: str) -> str:
    return "".join([unicodedata.normalize("NFD", letter.casefold())[0] for letter in letters])
