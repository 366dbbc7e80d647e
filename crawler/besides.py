"""Text beside a picture that is its caption or its credit, though no class says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from crawler import body, credits, notes, promotions, roles
from crawler.segments import Page, Segment
from crawler.tree import Element, consists_of, fold, word_count

_BYLINE = re.compile(
    r"(?:\w+ ){0,2}(?i:by|von|par|por|de|di|av|af|door) [A-ZÀ-Þ]|(?i:published|updated|posted)\b"
)
_EMPHASIS = frozenset({"em", "i", "small", "center", "font", "cite"})
#: what holds more than a picture and its caption
_LARGE = frozenset({"body", "p", "article", "main"})
#: characters of a caption that only its place and its looks tell
_BARE = 250
#: weight of a sentence; the box of a picture and its caption has no other after these
_PROSE = 4.0
#: steps that are taken up the page from a picture or from a text
_STEPS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text stands to a picture: indices of segments."""

    picture: int
    text: int
    #: the text is of the article's body, and not of what stands above it
    is_inside: bool
    alt: str | None


def is_credit(page: Page, place: Place) -> bool:
    """Whether the text says whose the picture is, and nothing else."""
    segment = page.segments[place.text]
    text = segment.text
    if not _is_plain(segment) or len(text) > 120 or not credits.is_credit(text):
        return False
    return (place.is_inside or _is_boxed(page, place)) and not notes.kind_of(text)


def is_caption(page: Page, place: Place, *, weak: bool) -> bool:
    """Whether the text is the picture's caption; a weak picture may be none of the article's."""
    segment = page.segments[place.text]
    text = segment.text
    if not _is_plain(segment) or not 2 < len(text) <= 400 or segment.linked > 0.5 * len(text):
        return False
    if promotions.is_promotion(text, segment.linked) or notes.kind_of(text) or roles.is_talk(text):
        return False
    if _is_alt(fold(place.alt).casefold(), text.casefold()):
        return True
    if weak or (not place.is_inside and (word_count(text) < 6 or _BYLINE.match(text))):
        return False
    if len(text) < 300 and credits.split(text)[1] is not None:
        return True
    return len(text) <= _BARE and _looks_like_caption(page, place)


def _is_plain(segment: Segment) -> bool:
    """Whether a segment is a line of text without a time."""
    if segment.kind not in ("p", "text", "cell"):
        return False
    return all(node.tag != "time" for node in islice(segment.element.iter(), 40))


def _is_alt(alt: str, text: str) -> bool:
    return bool(alt) and (alt == text or (len(text) > 25 and alt.startswith(text)))


def _looks_like_caption(page: Page, place: Place) -> bool:
    element = page.segments[place.text].element
    if _is_set_apart(element) or _is_boxed(page, place):
        return True
    following = page.segments[place.text + 1 : place.text + 2]
    return _is_centred(element) and not any(_is_centred(s.element) for s in following)


def _is_centred(element: Element) -> bool:
    style = (element.get("style") or "").replace(" ", "")
    return element.get("align") == "center" or "align:center" in style


def _is_set_apart(element: Element) -> bool:
    """Whether all of a line is in italics or small."""
    if element.tag == "center":
        return True
    return consists_of(element, _is_emphasis)


def _is_emphasis(part: Element) -> bool:
    return part.tag in _EMPHASIS or (part.tag == "span" and consists_of(part, _is_emphasis))


def _is_boxed(page: Page, place: Place) -> bool:
    """Whether the picture and the text stand in a box that holds nothing else."""
    box = shared(page, place.picture, place.text)
    if box < 0 or page.nodes[box].element.tag in _LARGE:
        return False
    if "media-text" in (page.nodes[box].element.get("class") or ""):
        return False  # WordPress sets paragraphs beside a picture so
    size = 0
    first, last = place.picture - 3, place.text + 2
    for near in range(max(0, first), min(len(page.segments), last + 1)):
        segment = page.segments[near]
        if _is_in(page, segment.node, box):
            other_prose = near > place.text and body.weight(segment) > _PROSE
            if segment.level or near in (first, last) or other_prose:
                return False
            size += len(segment.text)
    return size <= 400


def shared(page: Page, one: int, other: int) -> int:
    """The deepest node that holds both segments; -1 where it is far above them."""
    left, right = page.segments[one].node, page.segments[other].node
    for _ in range(2 * _STEPS):
        if left == right:
            return left
        if left > right:
            left = page.nodes[left].parent
        else:
            right = page.nodes[right].parent
    return -1


def _is_in(page: Page, node: int, box: int) -> bool:
    for _ in range(2 * _STEPS):
        if node <= box:
            return node == box
        node = page.nodes[node].parent
    return True
