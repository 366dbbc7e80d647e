"""Lists of other stories inside an article, found by the headings over them."""

from __future__ import annotations

from crawler import notes
from crawler.body import summed, weight
from crawler.segments import Page, Segment

#: weight from which a segment is a paragraph of some substance
_PROSE = 60.0
#: weight from which it is a sentence at least
_SENTENCE = 10.0


def find(page: Page, chosen: list[int]) -> set[int]:
    """The indices among `chosen` that point to other stories."""
    held = _held(page, chosen)
    whole = sum(len(page.segments[index].text) for index in chosen)
    away: set[int] = set()
    container = -1
    running = False
    for place, index in enumerate(chosen):
        segment = page.segments[index]
        if segment.level:
            following = page.segments[chosen[place + 1]] if place + 1 < len(chosen) else None
            running = _points_away(segment, following)
            container = _container(page, segment, held, whole) if running else container
        elif running:
            running = not _goes_on(segment)
        if running or (container >= 0 and _inside(page, segment.node, container)):
            away.add(index)
    return away


def _goes_on(segment: Segment) -> bool:
    """Whether the article itself goes on after a list of other stories."""
    if segment.kind in ("figure", "table"):
        return True
    text = segment.text
    return segment.kind != "li" and weight(segment) > _SENTENCE and segment.linked < 0.3 * len(text)


def _points_away(heading: Segment, following: Segment | None) -> bool:
    size = len(heading.text)
    if notes.is_interface(heading.text):
        return True
    if size <= 25 or heading.linked <= 0.9 * size:
        return False
    return following is None or weight(following) < 2 * _PROSE or following.level > 0


def _held(page: Page, chosen: list[int]) -> list[float]:
    """Characters below each node."""
    held = [0.0] * len(page.nodes)
    for index in chosen:
        segment = page.segments[index]
        if segment.node >= 0:
            held[segment.node] += len(segment.text)
    return summed(page, held)


def _container(page: Page, heading: Segment, held: list[float], whole: int) -> int:
    """The largest node around the heading that holds little of the article; -1 for none."""
    best = -1
    node = heading.node
    while node >= 0 and held[node] < 0.25 * whole:
        best = node
        node = page.nodes[node].parent
    return best


def _inside(page: Page, node: int, container: int) -> bool:
    while node > container:
        node = page.nodes[node].parent
    return node == container
