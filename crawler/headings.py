"""Lines that are subheads though no heading tag says so, and what stands under "Correction"."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from crawler import corrections, lexicon, marks
from crawler.segments import Page, Segment
from crawler.tree import Element, consists_of
from storage.records import Block

#: of a subhead without a tag of its own
LEVEL = 3
_CALLED = lexicon.words(
    """
    subhead subheading subheadline subheadingline subheader sectiontitle sectionheading
    paragraphtitle
    paragraphheading inlinehead inlineheading crosshead crossheading zwischentitel
    zwischenueberschrift zwischenüberschrift intertitre intertitulo ladillo mellanrubrik
    mellomtittel tussenkop
    mezititulek srodtytul subtitle subtitulo intertitle soustitre sottotitolo tussenkopje
    underrubrik väliotsikko valiotsikko alcim kozcim arabaslik
    """
)
_BOLD = frozenset({"b", "strong"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ENDED = re.compile(r"[.,;…。、][\"”’'»)\]]*$")
_BULLETS = "-–—•*·▪►"
_MAX_CHARACTERS = 90
_MAX_WORDS = 14
#: blocks under a heading over corrections, at the end of an article
_FEW = 4


def looks_like_one(segment: Segment) -> bool:
    """Whether a line by itself could be a subhead: short, unended, and all in bold or capitals."""
    text = segment.text
    if segment.kind not in ("p", "text") or not 3 < len(text) <= _MAX_CHARACTERS:
        return False
    if len(text.split()) > _MAX_WORDS or _ENDED.search(text) or 2 * segment.linked > len(text):
        return False
    if 2 * sum(map(str.isalpha, text)) < len(text) or text[0] in _BULLETS:
        return False
    return _is_called(segment.element) or _is_bold(segment.element) or _is_shouted(segment)


def _is_called(element: Element) -> bool:
    if element.get("role") == "heading":
        return True
    words = marks.words_in(element.get("class") or "")
    together = (f"{one}{two}" for one, two in pairwise(words))
    return not _CALLED.isdisjoint(words) or not _CALLED.isdisjoint(together)


def _is_bold(element: Element) -> bool:
    if element.tag in _BOLD:
        return True  # a break sets it apart from the rest of its paragraph
    return element.tag in ("p", "div") and consists_of(element, _is_bold_part)


def _is_bold_part(part: Element) -> bool:
    if part.tag in _BOLD or _BOLD_STYLE.search(part.get("style") or ""):
        return True
    return part.tag in ("span", "u", "em", "i", "font", "a") and consists_of(part, _is_bold_part)


def _is_shouted(segment: Segment) -> bool:
    return segment.text.isupper() and segment.element.tag == "p" and " " in segment.text


def settle(placed: list[tuple[int, Block]], page: Page) -> list[tuple[int, Block]]:
    """The blocks, each with its segment's index; lines that stand as subheads do are subheads."""
    lines = {
        place
        for place, (index, block) in enumerate(placed)
        if block.kind == "paragraph" and looks_like_one(page.segments[index])
    }
    prose = (p for p, (_, b) in enumerate(placed) if b.kind == "paragraph" and p not in lines)
    first = next(prose, len(placed))
    done = list(placed)
    for place in lines:
        is_followed = place + 1 < len(placed) and placed[place + 1][1].kind != "subhead"
        if first < place and is_followed and lines.isdisjoint((place - 1, place + 1)):
            index, block = placed[place]
            done[place] = (index, replace(block, kind="subhead", level=LEVEL))
    return _corrected(done)


def _corrected(placed: list[tuple[int, Block]]) -> list[tuple[int, Block]]:
    """Paragraphs at the end, under a heading over corrections, are corrections."""
    for place in range(max(0, len(placed) - _FEW - 1), len(placed) - 1):
        if corrections.is_heading(placed[place][1].text):
            return [
                (index, replace(block, kind="correction"))
                if at > place and block.kind == "paragraph"
                else (index, block)
                for at, (index, block) in enumerate(placed)
            ]
    return placed
