"""What a page's links say of it: which address is its own, which its outlet's, where it goes on."""

from __future__ import annotations

import re
from typing import cast
from urllib.parse import urlsplit

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


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one outlet: the same host but for its first labels."""
    return _site(urlsplit(one).hostname or "") == _site(urlsplit(other).hostname or "")


def _site(host: str) -> str:
    """The registrable part, near enough: two labels, three where the second is a short one."""
    labels = host.split(".")
    if host.replace(".", "").isdigit() or ":" in host:
        return host
    short = len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2
    return ".".join(labels[-3:] if short else labels[-2:])
