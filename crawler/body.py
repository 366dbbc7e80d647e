"""Where the article stands on the page: the node that holds most of its prose."""

from __future__ import annotations

import re

from crawler import corrections, datelines, notes
from crawler.segments import Page, Segment, summed
from crawler.tree import Element

_SENTENCE_ENDS = frozenset(".!?…。！？।:;»”\"'’)]")
#: weight from which on a paragraph is more than a line
_SENTENCES = 30.0
#: weight of some paragraphs
_STORY = 300.0
_PROSE = frozenset({"p", "text", "li", "quote", "pre", "cell"})


def weight(segment: Segment) -> float:
    """How much a segment looks like prose: long, with few links, ended like a sentence."""
    kind, text, linked = segment[0], segment[1], segment[2]
    size = len(text)
    if kind not in _PROSE or size < 25:
        return 0.0
    free = 1.0 - linked / size
    if free < 0.5:
        return 0.0
    value = size * min(size, 500) / 250 * free * free
    if kind in ("li", "cell"):
        value *= 0.5
    if text[-1] not in _SENTENCE_ENDS:
        value *= 0.4
    return value


def locate(page: Page, start: int, known: str) -> int:
    """The index of the node that holds the article, or -1.

    `start` is the index of the headline's segment; `known` the article's text where the page
    states it.
    """
    weights = _weights(page, start, known)
    sums = [0.0] * len(page.nodes)
    for segment, value in zip(page.segments, weights, strict=True):
        if value and segment.node >= 0:
            sums[segment.node] += value
    return _descend(page, summed(page, sums), start)


def _weights(page: Page, start: int, known: str) -> list[float]:
    weights = [weight(segment) for segment in page.segments]
    for index in range(min(start, len(weights))):
        weights[index] *= 0.3
    _discount_lists(page, start, weights)
    if len(known) > 400:
        matched = [
            len(segment.text) > 40 and segment.text[:40] in known for segment in page.segments
        ]
        covered = sum(len(s.text) for s, hit in zip(page.segments, matched, strict=True) if hit)
        if covered > 0.5 * len(known):
            weights = [w * (3.0 if hit else 0.1) for w, hit in zip(weights, matched, strict=True)]
    return weights


def _discount_lists(page: Page, start: int, weights: list[float]) -> None:
    """What stands in the box of a heading such as "Related stories" counts less."""
    titled = _above(page, start)
    box = -1
    for index, segment in enumerate(page.segments):
        node = segment.node
        while box >= 0 and node > box:
            node = page.nodes[node].parent
        if box >= 0 and node == box:
            weights[index] *= 0.1
        elif segment.level and index > start and notes.is_interface(segment.text):
            outer = page.nodes[segment.node].parent
            box = outer if outer not in titled else -1


def _descend(page: Page, sums: list[float], start: int) -> int:
    """Down from the root as long as one child holds enough of what its parent holds."""
    children: dict[int, list[int]] = {}
    for index, node in enumerate(page.nodes):
        if sums[index] and node.element.tag not in _LEAVES:
            children.setdefault(node.parent, []).append(index)
    titled = _above(page, start)
    held = sum(sums[index] for index in children.get(-1, ()))
    here = -1
    while held and children.get(here):
        best = max(children[here], key=lambda index: sums[index] * _pull(page, index))
        alike = sum(page.nodes[index].mark == "body" for index in children[here])
        own = _of_several(page, children[here], sums, start)
        if own < 0 and sums[best] < held * _share(page, best, titled, alike):
            break
        here = best if own < 0 else own
        held = sums[here]
    return here


def _of_several(page: Page, children: list[int], sums: list[float], start: int) -> int:
    """The child that holds the headline where others like it are articles too; else -1."""
    titled = _above(page, start) if len(children) > 1 else ()
    own = next((index for index in children if index in titled), -1)
    if own < 0 or sums[own] < _STORY:
        return -1
    mine, heading = page.nodes[own].element, page.segments[start].element.tag
    for index in children:
        other = page.nodes[index].element
        if index == own or sums[index] < _SENTENCES or _kind(other) != _kind(mine):
            continue
        dated = other.tag == "article" or next(other.iter("time"), None) is not None
        if dated and next(other.iter(heading), None) is not None:
            return own
    return -1


def _kind(element: Element) -> tuple[str, str]:
    """The tag and the first class of an element."""
    return element.tag, (element.get("class") or "").partition(" ")[0]


def _above(page: Page, start: int) -> set[int]:
    """The nodes that hold the headline."""
    return _ancestors(page, page.segments[start].node) if start >= 0 else set()


def _ancestors(page: Page, node: int) -> set[int]:
    """A node and those that hold it."""
    found: set[int] = set()
    while node >= 0:
        found.add(node)
        node = page.nodes[node].parent
    return found


def _is_stated(element: Element) -> bool:
    """Whether the page states that the element is the article's text."""
    return "articleBody" in (element.get("itemprop"), element.get("name"), element.get("property"))


def _pull(page: Page, index: int) -> float:
    node = page.nodes[index]
    if _is_stated(node.element):
        return 2.5
    return 1.6 if node.mark == "body" else 1.0


def _share(page: Page, index: int, titled: set[int], alike: int) -> float:
    """How much of what its parent holds a child must hold to be the way down."""
    node = page.nodes[index]
    if _is_stated(node.element):
        return 0.4
    if index in titled and node.element.tag in ("article", "main", "section", "div"):
        return 0.35
    if node.mark == "body" and alike == 1:
        return 0.6
    return 0.85


_LEAVES = frozenset({"p", "li", "blockquote", "h1", "h2", "h3", "h4", "td", "dd", "dt", "pre"})


def below(page: Page, node: int) -> set[int]:
    """The node and all nodes under it."""
    inside = {node} if node >= 0 else set(range(len(page.nodes)))
    for index in range(max(node, 0), len(page.nodes)):
        if page.nodes[index].parent in inside:
            inside.add(index)
    return inside


def choose(page: Page, node: int, inside: set[int], at: int) -> tuple[list[int], int]:
    """The segments of the article in order, and the index of the first one of its body.

    Beside what stands in the body's node: pictures and notes between the headline and the body,
    and notes and contributor lines after it, where the same part of the page holds them; and what
    says itself that it corrects the article, wherever it stands near the end.
    """
    within = [i for i, segment in enumerate(page.segments) if segment.node in inside and i > at]
    if not within:
        return [], len(page.segments)
    first, last = within[0], within[-1]
    common = below(page, _common(page, node, at))
    before = [
        i
        for i in range(max(0, at - 4), first)
        if page.segments[i].node in common
        and (page.segments[i].kind in _PICTURES or (i > at and _is_note(page.segments[i])))
    ]
    beside = _ancestors(page, node) - _above(page, at)
    lead = range(max(at, first - _LEAD) + 1, first)
    before += [i for i in lead if _is_lead(page, i, common) or _is_beside(page, i, beside)]
    before.sort()
    after = [
        i
        for i in range(last + 1, min(len(page.segments), last + 60))
        if (page.segments[i].node in common and _is_note(page.segments[i]))
        or _is_note_anywhere(page.segments[i])
    ]
    return [*before, *within, *after], first


#: what a list is called that sums up the article, before its text
_POINTS = re.compile(
    r"key-?_?(?:point|fact|takeaway|detail)|take-?_?aways?|highlights|summary|bullet|at-a-glance|"
    r"tl-?dr|abstract|standfirst|sub-?headline|(?:^|[-_\s])dek\b|in-?_?brief|essent?[ie]+[ln]|resum[eo]n?|sintesi|punti-chiave|pontos|claves|"
    r"auf-einen-blick|das-wichtigste|zusammenfassung|samenvatting|kernpunten|sammendrag|"
    r"sammanfattning|faktaruta"
)
_BOX_OF_POINTS = re.compile(r"key-?_?(?:point|fact|takeaway)|take-?_?aways?")
_LABELS = ("class", "id", "data-component", "data-testid", "data-qa")
#: characters of a point; elements up to the box of the list
_SHORT, _LEVELS = 15, 4
#: segments before the body among which its first paragraphs may stand
_LEAD = 12


def _is_lead(page: Page, index: int, common: set[int]) -> bool:
    """Whether what stands before the body is of it: a paragraph or its main points, in a box."""
    segment = page.segments[index]
    first = page.segments[index + 1] if segment.level > 1 else segment
    if first.kind == "li" or (first.kind == "p" and _is_in_points(page, first)):
        return segment.node in common and _is_point(page, first)
    if segment.kind != "p" or weight(segment) < _SENTENCES:
        return False
    if segment.node in common and datelines.opens(segment.text):
        return True
    node, says_so = segment.node, False
    while node in common and not says_so:
        here = page.nodes[node]
        says_so = here.mark == "body" or _is_stated(here.element)
        node = here.parent
    return says_so


def _is_beside(page: Page, index: int, nodes: set[int]) -> bool:
    """Whether a paragraph stands in what holds the body, as before a box for subscribers."""
    segment = page.segments[index]
    if segment.kind != "p" or segment.node < 0 or weight(segment) < _SENTENCES:
        return False
    return page.nodes[segment.node].parent in nodes


def _is_in_points(page: Page, paragraph: Segment) -> bool:
    """Whether a paragraph's box is called the main points; alone it may be the dek."""
    box = page.nodes[paragraph.node].parent
    name = page.nodes[box].element.get("class") if box >= 0 else None
    return name is not None and _BOX_OF_POINTS.search(name.lower()) is not None


def _is_point(page: Page, segment: Segment) -> bool:
    """Whether an item is of the list that sums up the article."""
    node = segment.node
    for _ in range(_LEVELS):
        if node < 0 or segment.linked > 0.5 * len(segment.text) or len(segment.text) < _SHORT:
            return False
        element = page.nodes[node].element
        if _POINTS.search(" ".join(element.get(name) or "" for name in _LABELS).lower()):
            return True
        node = page.nodes[node].parent
    return False


_PICTURES = frozenset({"figure", "image", "caption", "credit"})


def _is_note(segment: Segment) -> bool:
    if segment.kind not in _PROSE or segment.linked > 0.5 * len(segment.text):
        return False
    return notes.kind_of(segment.text, notes.label_of(segment.element)) is not None


def _is_note_anywhere(segment: Segment) -> bool:
    """Whether a segment outside of the part of the page that holds the article corrects it."""
    if segment.kind not in _PROSE or segment.linked > 0.5 * len(segment.text):
        return False
    marked = len(segment.text) > 40 and notes.is_marked(notes.label_of(segment.element))
    return marked or corrections.says_so(segment.text)


def _common(page: Page, node: int, at: int) -> int:
    """The deepest node that holds both the body and the headline, below the page's root."""
    if node < 0 or at < 0:
        return node
    above = _above(page, at)
    while node >= 0 and node not in above:
        node = page.nodes[node].parent
    return node
