"""Boxes in which an article presents other stories: a linked title, and some words on each."""

from __future__ import annotations

from crawler import links, segments
from crawler.segments import Page, Segment
from crawler.tree import absolute

#: characters of a title; of a box with all that stands in it
_TITLE, _BOX = 25, 450
#: lines before the title: a section's name, a date; characters of one
_FIRST, _LABEL = 2, 25
#: what the boxes may hold of an article: among its paragraphs, and where all of them follow it
_AMONG, _AFTER = 0.3, 0.6
#: boxes at the end that are a list
_LIST = 3


def find(page: Page, chosen: list[int], host: str) -> set[int]:
    """The indices among `chosen` of what such boxes hold; `host` is the name of the page's site.

    A page that consists of them is an article about them; so is one whose own headings are links.
    """
    linked = [place for place, i in enumerate(chosen) if page.segments[i].linked > _TITLE]
    titles = [place for place in linked if _is_title(page.segments[chosen[place]], host)]
    if not titles:
        return set()
    own = {page.segments[i].level for i in chosen if not _is_whole_link(page.segments[i])} - {0}
    held = segments.held(page, chosen)
    whole = sum(len(page.segments[index].text) for index in chosen)
    boxes = {
        _box(page, chosen[place], held, min(_BOX, _AMONG * whole)): place
        for place in titles
        if page.segments[chosen[place]].level not in own
    }
    found = [
        inside for box, place in boxes.items() if (inside := _inside(page, chosen, place, box))
    ]
    return _of_others(page, chosen, found, whole)


def _of_others(page: Page, chosen: list[int], boxes: list[list[int]], whole: int) -> set[int]:
    """What stands in the boxes, where the article has enough beside them."""
    told = set().union(*boxes)
    last = max((index for index in chosen if index not in told), default=-1)
    after = [inside for inside in boxes if inside[0] > last]
    among = [inside for inside in boxes if inside[0] < last]
    away: set[int] = set()
    for group, share in ((after if len(after) >= _LIST else [], _AFTER), (among, _AMONG)):
        size = sum(len(page.segments[index].text) for inside in group for index in inside)
        if size < share * whole:
            away.update(*group)
            whole -= size
    return away


def _is_title(segment: Segment, host: str) -> bool:
    """Whether a line is the title of another page of the site, and links to it."""
    if not _is_whole_link(segment) or len(segment.links) != 1:
        return False
    home = f"https://{host}/"
    address = absolute(home, segment.links[0])
    return address is not None and address != home and links.same_site(home, address)


def _box(page: Page, title: int, held: list[float], most: float) -> int:
    """The largest node around a title that holds so many characters at most."""
    node = page.segments[title].node
    while node >= 0 and (parent := page.nodes[node].parent) >= 0 and held[parent] <= most:
        node = parent
    return node


def _inside(page: Page, chosen: list[int], title: int, box: int) -> list[int]:
    """What stands in a box that begins with its title and tells something under it; else none."""
    first = last = title
    while first > 0 and segments.is_inside(page, page.segments[chosen[first - 1]].node, box):
        first -= 1
    end = len(chosen) - 1
    while last < end and segments.is_inside(page, page.segments[chosen[last + 1]].node, box):
        last += 1
    inside = chosen[first : last + 1]
    texts = [page.segments[index] for index in inside if page.segments[index].text]
    lead = next((n for n, one in enumerate(texts) if len(one.text) > _LABEL or one.level), 0)
    if lead > _FIRST or lead + 1 >= len(texts) or not _is_whole_link(texts[lead]):
        return []
    return inside


def _is_whole_link(segment: Segment) -> bool:
    return len(segment.text) > _TITLE and segment.linked >= 0.9 * len(segment.text)
