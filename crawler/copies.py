"""Figures that stand on a page twice: copies of the markup, and duplicates for the reader."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, islice

from crawler import credits
from crawler.memory import recalled
from crawler.tree import Element
from storage.records import Block

#: set while blocks are made: the picture is a copy for another screen, or for a lightbox
COPY = "copy"
#: a fact that the reading keeps
DOUBLED = "caption_duplicated"

_SCREEN = re.compile(
    r"desktop|mobile|tablet|phone|lightbox|modal|fullscreen|full-screen|zoom|enlarge|expanded|"
    r"popup|"
    r"\b(?:hidden|visible|show|hide|only|d|is)-(?:xs|sm|md|lg|xl|none|block|small|large|medium|"
    r"for)|"
    r"\b(?:xs|sm|md|lg|xl):(?:hidden|block)|print-only|screen-only|small-only|large-only"
)


#: characters of a caption from which on it tells a picture from others
_TELLING = 20


def settle(blocks: list[Block]) -> list[Block]:
    """Copies made one; captions that stand twice for the reader kept twice and labelled."""
    kept: list[Block] = []
    places: dict[str, int] = {}
    for block in blocks:
        is_told = block.kind == "figure" and len(block.text) > _TELLING
        told = block.text.casefold() if is_told else ""
        place = places.get(block.image or "", places.get(told))
        if place is not None and _is_copy(kept[place], block):
            kept[place] = _fuller(kept[place], block)
            continue
        if block.kind == "figure" and block.image:
            places |= dict.fromkeys(filter(None, (block.image, told)), len(kept))
        kept.append(block)
    return _labelled([_plain(block) for block in kept])


def owned(blocks: list[Block]) -> list[Block]:
    """Lines that say whose a picture is go to the picture before them that lacks it, or the first.

    A line that says it once more is left out; one without any picture stays.
    """
    kept: list[Block] = []
    lines = 0
    for block in blocks:
        credit = credits.of_line(block.text) if block.kind in _LINES else None
        lines += credit is not None
        if credit is None or lines > _MANY or not _is_owned(kept, credit):
            kept.append(block)
    return kept


def _is_owned(blocks: list[Block], credit: str) -> bool:
    """Whether a picture has the credit, or has it now."""
    figures = [at for at, block in enumerate(blocks) if block.kind == "figure"]
    lacking = next((at for at in reversed(figures) if not blocks[at].credit), None)
    if lacking is None:
        return any(credit in (blocks[at].credit or "") for at in figures)
    text = " ".join(part for part in (blocks[lacking].caption, credit) if part)
    blocks[lacking] = replace(blocks[lacking], credit=credit, text=text)
    return True


#: lines of an article that say whose its pictures are; more are something else
_MANY = 100
_LINES = frozenset({"paragraph", "list_item"})


def _labelled(blocks: list[Block]) -> list[Block]:
    seen: dict[str, Block] = {}
    done: list[Block] = []
    shown = (block.text.casefold() for block in blocks if block.kind == "figure")
    longest = max(map(len, shown), default=0)
    for block in blocks:
        prose = block.kind == "paragraph" and _TELLING < len(block.text) <= longest
        first = seen.get(block.text.casefold()) if prose else None
        if first is not None:
            done.append(
                Block(
                    kind="figure",
                    text=block.text,
                    caption=first.caption,
                    credit=first.credit,
                    labels=(DOUBLED,),
                )
            )
            continue
        if block.kind != "figure" or len(block.caption or "") <= _TELLING:
            done.append(block)
            continue
        again = block.caption is not None and block.caption.casefold() in seen
        if again and DOUBLED not in block.labels:
            done.append(replace(block, labels=(*block.labels, DOUBLED)))
        else:
            done.append(block)
        seen |= {(block.caption or "").casefold(): block, block.text.casefold(): block}
    return done


def for_screen(element: Element) -> bool:
    """Whether the element, or what holds it closely, is for one kind of screen or a lightbox."""
    for node in islice(chain((element,), element.iterancestors()), 3):
        if _names_screen(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
    return False


@recalled(1 << 12)
def _names_screen(label: str) -> bool:
    return _SCREEN.search(label.lower()) is not None


def _is_copy(one: Block, other: Block) -> bool:
    if one.caption == other.caption:
        return COPY in one.labels or COPY in other.labels or not one.caption
    return not (one.caption and other.caption)


def _fuller(one: Block, other: Block) -> Block:
    return max(one, other, key=lambda block: (len(block.caption or ""), len(block.credit or "")))


def _plain(block: Block) -> Block:
    if COPY not in block.labels:
        return block
    return replace(block, labels=tuple(label for label in block.labels if label != COPY))
