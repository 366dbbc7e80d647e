"""Passages of an article that it shows a second time, set apart in larger type."""

from __future__ import annotations

import re

from crawler import headline
from crawler.memory import remembered
from crawler.segments import Page, Segment

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
    boxes = {index: box for index in chosen if (box := _box(page, page.segments[index])) >= 0}
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


def _box(page: Page, segment: Segment) -> int:
    """The outermost node around a segment that sets it apart; -1 for none."""
    found, node = -1, segment.node
    for _ in range(_LEVELS if segment.kind in _KINDS else 0):
        if node < 0:
            break
        element = page.nodes[node].element
        if element.tag in ("aside", "blockquote", "figure") or _is_called(element.get("class")):
            found = node
        node = page.nodes[node].parent
    return found


def _is_called(name: str | None) -> bool:
    return name is not None and _names_box(name)


@remembered(1 << 12)
def _names_box(name: str) -> bool:
    return _BOX.search(name.lower()) is not None
