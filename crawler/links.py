"""What a page's links say of it: which address is its own, and where the article goes on."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from crawler.tree import Element, absolute

_NEXT = etree.XPath("/html/head/link[@rel='next']")
#: at the end of an address, what tells the pages of an article apart
_NUMBERED = re.compile(
    r"(?:[/,_?&-](?:(?:page|seite|pagina|p|pg|s)[/=_-]?)?\d{1,2})?(?:\.\w{2,5})?/?$"
)


def canonical(root: Element, url: str) -> str | None:
    """The address that the page calls its own."""
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            found = absolute(url, link.get("href"))
            if found:
                return found
    return None


def following(root: Element, url: str) -> str | None:
    """The next page of the article: a page whose address goes on as this one's begins."""
    own = _NUMBERED.sub("", url.partition("#")[0])
    for link in cast("list[Element]", _NEXT(root)):
        found = absolute(url, link.get("href"))
        if found and found != url and _NUMBERED.sub("", found) == own:
            return found
    return None
