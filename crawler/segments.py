"""The pieces that a page is cut into, in the order of the page, and the nodes that hold them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from crawler.tree import Element


class Segment(NamedTuple):
    """One piece: text, an image, a caption, a figure, an embed."""

    #: p, text, h, li, quote, pre, cell, figure, image, caption, embed, table, break
    kind: str
    text: str
    #: characters of the text that stand in links
    linked: int
    #: index of the node that holds it
    node: int
    element: Element
    #: headings: 1 to 6
    level: int
    links: tuple[str, ...]


class Node(NamedTuple):
    """A block-level element on the way down to segments."""

    parent: int
    element: Element
    #: what its class and id say
    mark: str


@dataclass(slots=True)
class Page:
    """The segments of a page and the nodes that hold them."""

    segments: list[Segment] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    #: elements with nothing in them that a segment was made of: boilerplate, scripts, hidden parts
    left_out: list[Element] = field(default_factory=list)
    #: the page's own forms and its footer: there neither byline nor date of an article stands
    closed: list[Element] = field(default_factory=list)
    #: the walk ended at MAX_SEGMENTS
    cut: bool = False


def until(page: Page, end: int) -> Page:
    """The page's first segments."""
    return page if end >= len(page.segments) else Page(page.segments[:end], page.nodes)


def without(page: Page, indices: Iterable[int]) -> Page:
    """The page with nothing to read at some places; the others keep theirs."""
    segments = list(page.segments)
    for index in indices:
        segments[index] = segments[index]._replace(kind="caption", text="", level=0, links=())
    return Page(segments, page.nodes)


def is_inside(page: Page, node: int, outer: int) -> bool:
    """Whether a node is another one or stands in it; nodes come after what holds them."""
    while node > outer:
        node = page.nodes[node].parent
    return node == outer


def summed(page: Page, values: list[float]) -> list[float]:
    """What each node holds, itself and all nodes below it: these come later in the list."""
    for index in range(len(values) - 1, 0, -1):
        parent = page.nodes[index].parent
        if parent >= 0:
            values[parent] += values[index]
    return values


def held(page: Page, chosen: list[int]) -> list[float]:
    """Characters of the chosen segments below each node."""
    sizes = [0.0] * len(page.nodes)
    for index in chosen:
        segment = page.segments[index]
        if segment.node >= 0:
            sizes[segment.node] += len(segment.text)
    return summed(page, sizes)
