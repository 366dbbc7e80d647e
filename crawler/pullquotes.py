"""Passages of an article that it shows a second time, set apart in larger type."""

from __future__ import annotations

import re

from crawler import headline
from crawler.memory import recalled
from crawler.segments import Page, Segment
from crawler.tree import Element

#: how such a passage's box is called
_BOX = re.compile(
    r"citation|pull|callout|break-?out|destacad|exergue|tweetable|(?<!block)quote|zitat"
)
_KINDS = frozenset({"p", "text", "quote", "h"})
#: characters of a passage, of a box, of who is named in it
_SHORTEST, _LONGEST, _NAME = 25, 500, 80
#: elements up from a passage to its box
_LEVELS = 4


def find(page: Page, chosen: list[int]) -> set[int]:
    """The indices among `chosen` that only repeat what stands elsewhere, and who said it."""
    known: dict[int, bool] = {}
    boxes: dict[int, list[int]] = {}
    for index in chosen:
        if (box := _box(page, page.segments[index], known)) >= 0:
            boxes.setdefault(box, []).append(index)
    if not boxes:
        return set()
    boxed = {index for inside in boxes.values() for index in inside}
    whole = headline.key(" ".join(page.segments[i].text for i in chosen if i not in boxed))
    away: set[int] = set()
    for inside in boxes.values():
        if _repeats([page.segments[index].text for index in inside], whole):
            away.update(inside)
    return away


def _repeats(texts: list[str], whole: str) -> bool:
    """Whether the words of a box stand in the text, but for a name under them."""
    size = sum(map(len, texts))
    looked = texts if size <= _LONGEST else []
    quoted = [text for text in looked if len(text) >= _SHORTEST and headline.key(text) in whole]
    return bool(quoted) and size <= sum(map(len, quoted)) + _NAME


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
    return element.tag in ("aside", "figure") or bool(name and _names_box(name))


@recalled(1 << 12)
def _names_box(name: str) -> bool:
    return _BOX.search(name.lower()) is not None
