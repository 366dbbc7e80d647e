"""Where the parts of an article stand on the page, and what stands near its headline."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from crawler import authors, claims, dates
from crawler.metadata import Statements
from crawler.segments import Page, Segment

#: elements around a date above the headline in which the headline must stand
_LEVELS = 3
#: characters of a day, "2026-03-04"
_DAY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the parts of an article stand on the page."""

    #: index of the headline's segment; -1 for none
    at: int
    #: index of the first segment of the body
    body: int
    #: index of its last one
    last: int
    #: nodes of the body
    inside: frozenset[int]
    #: segments of the article, those of its body among them
    chosen: frozenset[int]
    #: how dates are meant there
    where: claims.Where


def ancestors(page: Page, node: int) -> list[int]:
    """The nodes that hold a node, nearest first."""
    found: list[int] = []
    while node >= 0:
        found.append(node)
        node = page.nodes[node].parent
    return found


def is_beside(page: Page, index: int, above: list[int]) -> bool:
    """Whether a segment stands close to the headline: the page's head bears today's date."""
    near = ancestors(page, page.segments[index].node)[:_LEVELS]
    return not near or bool(set(near) & set(above[: 2 * _LEVELS]))


def label(segment: Segment, page: Page) -> str:
    """What the segment's element, what is in it and what holds it call themselves."""
    called = authors.label_of(segment.element)
    for element in islice(segment.element.iterdescendants("span", "a"), 2):
        called += f" {authors.label_of(element)}"
    return called + authors.label_of_holder(page, segment)


def days(stated: Statements, url: str) -> tuple[str, ...]:
    """The days that the metadata and the address of the page state."""
    known = (*stated.published, *stated.updated, dates.of_address(url))
    return tuple(dates.day_of(time) for time in known if time and len(time.value) >= _DAY)
