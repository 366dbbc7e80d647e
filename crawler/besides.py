"""Text beside a picture that is its caption or its credit, though no class says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from crawler import body, credits, lexicon, notes, promotions, roles
from crawler.segments import Page, Segment
from crawler.tree import Element, consists_of, fold, word_count

_BYLINE = re.compile(
    r"(?:\w+ ){0,2}(?i:by|von|par|por|de|di|av|af|door) [A-ZÀ-Þ]|(?i:published|updated|posted)\b"
)
_EMPHASIS = frozenset({"em", "i", "small", "center", "font", "cite"})
_SMALL_CLASSES = lexicon.words(
    "small text-xs text-sm text-small is-small is-size-7 font-small has-small-font-size italic"
)
_SMALL_STYLE = re.compile(
    r"font-size\s*:\s*(?:x{0,2}-?small|(?:[6-9]|1[0-3])(?:\.\d+)?p[xt]|0?\.[5-9]\d*r?em|[6-8]\d%)|"
    r"font-style\s*:\s*italic"
)
#: what holds more than a picture and its caption
_LARGE = frozenset({"body", "p", "article", "main"})
#: characters of a caption; with its credit; where only its place and its looks tell
_LONGEST, _CREDITED, _BARE = 400, 300, 250
#: characters of words on whose a picture is
_OWNER = 120
#: weight of a sentence; the box of a picture and its caption has no other after these
_PROSE = 4.0
#: level from which on headings are captions as well; how these end
_LOW, _ENDED = 4, (".", "。", ")", "]")
#: characters that a caption and a description have in common where one repeats the other
_SAME = 40
#: steps that are taken up the page from a picture or from a text
_STEPS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text stands to a picture: indices of segments."""

    picture: int
    text: int
    #: the text is of the article's body, and not of what stands above it
    is_inside: bool
    #: the picture's caption, which was found by its place, stands right before
    is_next: bool = False
    alt: str | None


def is_credit(page: Page, place: Place) -> bool:
    """Whether the text says whose the picture is, and nothing else."""
    segment = page.segments[place.text]
    text = segment.text
    if (
        segment.kind == "li"
        or not _is_plain(segment)
        or len(text) > _OWNER
        or not credits.is_credit(text)
    ):
        return False
    near = place.is_inside or place.is_next or _is_boxed(page, place)
    return near and not notes.kind_of(text)


def is_caption(page: Page, place: Place, *, weak: bool) -> bool:
    """Whether the text is the picture's caption; a weak picture may be none of the article's."""
    segment = page.segments[place.text]
    text = segment.text
    if not 2 < len(text) <= _LONGEST or 2 * segment.linked > len(text):
        return False
    if not _may_be_line(page, place) or _is_talk(segment):
        return False
    if _is_alt(fold(place.alt).casefold(), text.casefold()):
        return True
    if not place.is_inside and (word_count(text) < 6 or _BYLINE.match(text)):
        return False
    if len(text) < _CREDITED and credits.split(text)[1] is not None:
        return not weak or _is_shown(page, place)
    return not weak and (_is_credited_after(page, place) or _looks_like_caption(page, place))


def _is_talk(segment: Segment) -> bool:
    """Whether a line is about the article, or of the page's controls."""
    text = segment.text
    asks = promotions.is_promotion(text, segment.linked) or roles.is_talk(text)
    return asks or bool(notes.kind_of(text))


def _is_shown(page: Page, place: Place) -> bool:
    """Whether a picture that leads to a page is the article's: a line and no byline goes with it.

    The line is the rest of a paragraph that begins with the picture, or all else of its box.
    """
    line = page.segments[place.text]
    if not place.is_inside or _BYLINE.match(line.text):
        return False
    return shared(page, place.picture, place.text) == line.node or _is_boxed(page, place)


def _is_credited_after(page: Page, place: Place) -> bool:
    """Whether the text and whose picture it is stand right after it, in a box of their own."""
    after = place.text + 1
    if place.text != place.picture + 1 or after >= len(page.segments):
        return False
    following = page.segments[after]
    if len(following.text) > _OWNER or not _is_plain(following):
        return False
    box = shared(page, place.text, after)
    if box < 0 or not (box > shared(page, place.picture, place.text) or _is_boxed(page, place)):
        return False
    last = page.segments[after + 1].node if after + 1 < len(page.segments) else -1
    return not _is_in(page, last, box) and credits.is_credit(following.text)


def _may_be_line(page: Page, place: Place) -> bool:
    """Whether it is a line of text, a low heading, or an item of a list of pictures."""
    segment = page.segments[place.text]
    if segment.level:
        return _is_small_heading(page, place)
    return _is_plain(segment) and (segment.kind != "li" or _is_item(page, place))


def _is_plain(segment: Segment) -> bool:
    """Whether a segment is a line of text without a time."""
    if segment.kind not in ("p", "text", "cell", "li"):
        return False
    return all(node.tag != "time" for node in islice(segment.element.iter(), 40))


def _is_small_heading(page: Page, place: Place) -> bool:
    """Whether a heading of a low level right under a picture ends as a caption does."""
    heading = page.segments[place.text]
    if heading.level < _LOW or place.text != place.picture + 1 or not place.is_inside:
        return False
    return heading.text.endswith(_ENDED) or credits.split(heading.text)[1] is not None


def _is_item(page: Page, place: Place) -> bool:
    """Whether an item of a list is a picture and its caption."""
    box = shared(page, place.picture, place.text)
    return box >= 0 and page.nodes[box].element.tag == "li" and _is_boxed(page, place)


def _is_alt(alt: str, text: str) -> bool:
    """Whether a text is what the picture's description says, or has it all but for whose it is."""
    if not alt:
        return False
    if alt == text or (len(text) > 25 and alt.startswith(text)):
        return True
    start, end = text[:_SAME], alt.rstrip(" .")[-_SAME:]
    return (len(start) == _SAME and start in alt) or (len(end) == _SAME and end in text)


def _looks_like_caption(page: Page, place: Place) -> bool:
    element = page.segments[place.text].element
    if len(page.segments[place.text].text) > _BARE:
        return False
    if page.segments[place.text].level or _is_set_apart(element) or _is_boxed(page, place):
        return True
    following = page.segments[place.text + 1 : place.text + 2]
    return _is_centred(element) and not any(_is_centred(s.element) for s in following)


def _is_centred(element: Element) -> bool:
    style = (element.get("style") or "").replace(" ", "")
    return element.get("align") == "center" or "align:center" in style


def _is_set_apart(element: Element) -> bool:
    """Whether all of a line is in italics or small."""
    if element.tag == "center" or _is_small(element):
        return True
    return consists_of(element, _is_emphasis)


def _is_emphasis(part: Element) -> bool:
    if part.tag in _EMPHASIS:
        return True
    return part.tag == "span" and (_is_small(part) or consists_of(part, _is_emphasis))


def _is_small(element: Element) -> bool:
    """Whether a class or a style sets an element in smaller letters than the text around."""
    name, style = element.get("class"), element.get("style")
    if name and not _SMALL_CLASSES.isdisjoint(name.split()):
        return True
    return style is not None and _SMALL_STYLE.search(style.lower()) is not None


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
            other_heading = segment.level and near != place.text
            if other_heading or near in (first, last) or other_prose:
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
