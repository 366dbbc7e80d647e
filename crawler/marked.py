"""Bylines and dates that the markup names, where the walk over the page leaves them out.

Themes put them into boxes for sharing or for "meta data", whose class says that they are no text
of an article, and under the article. What marks them is older than any theme: `rel=author`, `time`,
microdata's `itemprop` and the class names of hAtom ("author vcard", "published").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.segments import Page, Segment
from crawler.tree import Element, text_of

_MARK = re.compile(
    r"byline|author|autor|auteur|vcard|writer|reporter|journalist|firma\b|signature|entry-date|"
    r"posted|publish|(?:post|entry|article)[-_]*meta\b|(?:post|article|story|pub)[-_]*date|"
    r"dateline|timestamp|meta[-_]info|dt-p|dt-u"
)
_OTHERS = re.compile(
    r"comment|related|recirc|recommend|most[-_ ]?(?:read|popular)|trending|sidebar|widget-area|"
    r"newsletter|teaser|tweet|twitter|feed|(?<![vh-])card|promo|bio\b|about[-_]author|author[-_]box"
)
_CLOSED = frozenset({"script", "style", "nav", "form", "article", "template", "noscript", "svg"})
_PROPERTIES = frozenset({"author", "datePublished", "dateModified"})
#: characters of a byline with all that stands in its box
_LONG = 400
#: elements that are looked at on each side
_MANY = 300
#: elements around the headline or the body whose other children are looked at
_LEVELS = 5


def segments(page: Page, at: int, first: int, last: int) -> list[Segment]:
    """What is marked as a byline or a date: after the headline, before it, under the body.

    `at`, `first` and `last` are the indices of the headline and of the body's ends.
    """
    end = len(page.segments) - 1
    if at < 0 or not 0 <= first <= last <= end:
        return []
    title, body = page.segments[at].element, page.segments[first].element
    found = [
        *_outermost(_outward(title), body),
        *_outermost(_outward(title, preceding=True), body),
        *_outermost(_outward(page.segments[last].element), title),
    ]
    return [_segment(element) for element in dict.fromkeys(found)]


def _segment(element: Element) -> Segment:
    return Segment("about", text_of(element), 1, -1, element, 0, ())


def _outward(element: Element, *, preceding: bool = False) -> Iterator[Element]:
    """The siblings of an element, then those of what holds it, up to the article's own."""
    here: Element | None = element
    for _ in range(_LEVELS):
        if here is None or here.tag in ("body", "article", "main"):
            return
        yield from here.itersiblings(preceding=preceding)
        here = here.getparent()


def _outermost(roots: Iterator[Element], stop: Element) -> Iterator[Element]:
    """The marked elements below the roots, in order, none inside another, as far as `stop`."""
    seen = 0
    for root in roots:
        waiting = [root]
        while waiting:
            element = waiting.pop()
            seen += 1
            if element is stop or seen > _MANY:
                return
            if _is_closed(element):
                continue
            if _is_marked(element):
                yield element
            else:
                waiting.extend(reversed(element))


def _label(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:300].lower()


def _is_closed(element: Element) -> bool:
    if element.tag in _CLOSED or element.get("hidden") is not None:
        return True
    style = element.get("style") or ""
    return "display:none" in style.replace(" ", "") or _OTHERS.search(_label(element)) is not None


def _is_marked(element: Element) -> bool:
    named = (
        element.tag == "time"
        or "author" in (element.get("rel") or "").split()
        or element.get("itemprop") in _PROPERTIES
        or _MARK.search(_label(element)) is not None
    )
    return named and 2 < len(text_of(element)) <= _LONG
