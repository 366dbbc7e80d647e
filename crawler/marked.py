"""Bylines and dates that the markup names, where the walk over the page leaves them out.

Themes put them into boxes for sharing or for "meta data", whose class says that they are no text
of an article, and under the article. What marks them is older than any theme: `rel=author`, `time`,
microdata's `itemprop` and the class names of hAtom ("author vcard", "published").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from crawler import body, date_words, lexicon
from crawler.memory import recalled
from crawler.segments import Page, Segment
from crawler.tree import Element, fold, text_of

_MARK = re.compile(
    r"byline|author|autor|auteur|vcard|writer|reporter|journalist|firma\b|signature|entry-date|"
    r"posted|publish|(?:post|entry|article)[-_]*meta\b|(?:post|entry|article|story|pub|news)[-_]*"
    r"(?:date|time)|(?:^|\s)(?:date|time|datetime|data|fecha|datum)(?:\s|$)|"
    r"dateline|timestamp|meta[-_]info|dt-p|dt-u"
)
_BYLINE = re.compile(r"byline|author(?![-_ ]*(?:image|img|photo|avatar))")
_OTHERS = re.compile(
    r"comment|related|recirc|recommend|most[-_ ]?(?:read|popular)|trending|sidebar|widget-area|"
    r"newsletter|teaser|tweet|twitter|feed|caption|quote|(?<![vh-])card|promo|bio\b|about[-_]author|author[-_]box"
)
_CLOSED = lexicon.words(
    "script style nav form article template noscript svg figure figcaption blockquote"
)
_DIGIT = re.compile(r"\d")
_PROPERTIES = frozenset({"author", "datePublished", "dateModified"})
#: characters of a byline with all that stands in its box
_LONG = 400
#: weight from which on a segment is of the text, and no line of the head in the same box
_PROSE = 10.0
#: characters with which a line says that it tells of an update
_SAID = 14
#: characters of a class and an identity that count
_NAMES = 300
#: elements that are looked at on each side
_MANY = 300
#: elements in a box that holds a byline beside other things
_BOX = 150
#: elements around the headline or the body whose other children are looked at
_LEVELS = 5


def segments(page: Page, at: int, first: int, last: int) -> Iterator[list[Segment]]:
    """What is marked as a byline or a date: after the headline, before it, under the body.

    `at`, `first` and `last` are the indices of the headline and of the body's ends.
    """
    end = len(page.segments) - 1
    if at < 0 or not 0 <= first <= last <= end:
        return
    title = page.segments[at].element
    prose = (s.element for s in page.segments[first : last + 1] if body.weight(s) > _PROSE)
    stop = next(prose, page.segments[first].element)
    yield _outermost(_outward(title), stop)
    yield _outermost(_outward(title, preceding=True), stop)
    yield _outermost(_outward(page.segments[last].element), title)


def may_tell(element: Element) -> bool:
    """Whether `segments` could find something in an element of any page."""
    if element.tag in _CLOSED or _is_closed(element, _label(element)):
        return False
    inside = list(islice(element.iter(), _BOX + 1))
    if len(inside) > _BOX:
        return False
    for inner in inside:  # noqa: SIM110 -- a generator costs as much as what it asks
        if _is_marked(inner, _label(inner)):
            return True
    return False


def _outward(element: Element, *, preceding: bool = False) -> Iterator[Element]:
    """The siblings of an element, then those of what holds it, up to the article's own."""
    here: Element | None = element
    for _ in range(_LEVELS):
        if here is None or here.tag in ("body", "article", "main"):
            return
        yield from here.itersiblings(preceding=preceding)
        here = here.getparent()


def _outermost(roots: Iterator[Element], stop: Element) -> list[Segment]:
    """The marked elements below the roots, in order, none inside another, as far as `stop`."""
    found: list[Segment] = []
    seen = 0
    for root in roots:
        waiting = [root]
        while waiting:
            element = waiting.pop()
            seen += 1
            if element is stop or seen > _MANY:
                return found
            if element.tag in _CLOSED:
                continue
            label = _label(element)
            if _is_closed(element, label):
                continue
            text = _spaced(element) if _is_marked(element, label) else ""
            if 2 < len(text) <= _LONG and not _is_box(element, label):
                linked = sum(len(text_of(link)) for link in element.iter("a"))
                found.append(Segment("about", text, linked, -1, element, 0, ()))
            else:
                waiting.extend(reversed(element))
    return found


def _spaced(element: Element) -> str:
    """The words of an element, those of its parts set apart."""
    parts = [element.text or ""]
    for part in element:
        parts += [text_of(part), part.tail or ""]
    return fold(" ".join(parts))


def _label(element: Element) -> str:
    """What it is called: its class and its identity, nothing for most."""
    names, identity = element.get("class"), element.get("id")
    return f"{names or ''} {identity or ''}" if names or identity else ""


@recalled(1 << 13)
def _is_mark(label: str) -> bool:
    return _MARK.search(label[:_NAMES].lower()) is not None


@recalled(1 << 13)
def _is_of_others(label: str) -> bool:
    return _OTHERS.search(label[:_NAMES].lower()) is not None


def _is_box(element: Element, label: str) -> bool:
    """Whether it holds bylines and dates that are marked themselves, beside other things."""
    if "meta" not in label[:_NAMES].lower():
        return False
    labels = (_label(inner)[:_NAMES].lower() for inner in element.iterdescendants())
    return any(map(_BYLINE.search, labels))


def _is_closed(element: Element, label: str) -> bool:
    """Whether it is hidden or about others."""
    if label and _is_of_others(label):
        return True
    if element.get("hidden") is not None:
        return True
    return "display:none" in (element.get("style") or "").replace(" ", "")


@recalled(1 << 12)
def _tells_update(words: str) -> bool:
    """Whether the words of a line without a class are when it was updated."""
    return _DIGIT.search(words, 0, 60) is not None and date_words.said(words[:_SAID]).updated


def _is_marked(element: Element, label: str) -> bool:
    if element.tag == "time" or (label and _is_mark(label)):
        return True
    names = element.keys()
    if "rel" in names and "author" in (element.get("rel") or "").split():
        return True
    if "itemprop" in names and element.get("itemprop") in _PROPERTIES:
        return True
    if len(element):
        return False
    words = element.text
    return words is not None and _tells_update(words)
