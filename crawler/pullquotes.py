"""Passages of an article that it shows a second time, set apart in larger type."""

from __future__ import annotations

import re

from crawler import headline
from crawler.memory import remembered
from crawler.segments import Page, Segment
from crawler.tree import Element

#: how such a passage's box is called
_BOX = re.compile(
    r"quote|callout|break-?out|zitat|destacad|exergue|citazione|citaat|sitat|highlight|tweetable"
)
_KINDS = frozenset({"p", "text", "quote", "h"})
#: characters of a passage, of who is named under it
_SHORTEST, _LONGEST, _NAME = 25, 500, 80
#: elements up from a passage to its box
_LEVELS = 4


def find(page: Page, chosen: list[int]) -> set[int]:
    """The indices among `chosen` that only repeat what stands elsewhere, and who said it."""
    known: dict[int, bool] = {}
    boxes = {
        index: box for index in chosen if (box := _box(page, page.segments[index], known)) >= 0
    }
    if not boxes:
        return set()
    texts = (page.segments[index].text for index in chosen if index not in boxes)
    whole = headline.key(" ".join(texts))
    repeated = {
        boxes[index]
        for index in boxes
        if _SHORTEST <= len(page.segments[index].text) <= _LONGEST
        and headline.key(page.segments[index].text) in whole
    }
    again = {index for index, box in boxes.items() if box in repeated}
    return {
        index
        for index in again
        if len(page.segments[index].text) < _NAME
        or headline.key(page.segments[index].text) in whole
    }


def _box(page: Page, segment: Segment, known: dict[int, bool]) -> int:
    """The outermost node around a segment that sets it apart; -1 for none.

    `known` keeps which nodes do, since a page's segments have most of theirs in common.
    """
    found, node = -1, segment.node
    for _ in range(_LEVELS if segment.kind in _KINDS else 0):
        if node < 0:
            break
        if node not in known:
            known[node] = _sets_apart(page.nodes[node].element)
        if known[node]:
            found = node
        node = page.nodes[node].parent
    return found


def _sets_apart(element: Element) -> bool:
    name = element.get("class")
    return element.tag in ("aside", "blockquote", "figure") or bool(name and _names_box(name))


@remembered(1 << 12)
def _names_box(name: str) -> bool:
    return _BOX.search(name.lower()) is not None
