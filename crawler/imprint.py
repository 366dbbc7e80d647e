"""What of a page its reading follows from, as a digest: pages with the same one read the same.

Each look at an article that nobody edited brings other adverts, links and tokens around it, so
that its bytes differ. Most of these stand in what the walk over the page leaves out. That is
emptied before anything else is read: all that is read then follows from what is left, and from
what the page's metadata state. The digest of both is known when half of the reading's work is
still to be done.
"""

from __future__ import annotations

from dataclasses import fields
from hashlib import blake2b
from typing import TYPE_CHECKING

from lxml import etree

from crawler import marked
from crawler.segments import Page
from crawler.tree import Element

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: no page can state it: the parser sets the names of attributes in small letters
_EMPTIED = "Emptied"
#: bytes
_SIZE = 16


def empty(page: Page) -> None:
    """Take away the inside of what the walk left out, where no byline or date can stand in it."""
    silent = [element for element in page.left_out if not marked.may_tell(element)]
    for element in (*page.closed, *silent):
        element.clear(keep_tail=True)  # type: ignore[call-arg] # the stubs lack it
        element.set(_EMPTIED, "")


def of(start: Element, *records: DataclassInstance) -> str:
    """The digest, in hexadecimal digits, of what is left of a page and of what is known of it.

    A record counts with all its values, those among them that are not shown in its `repr`.
    """
    digest = blake2b(etree.tostring(start, encoding="utf-8"), digest_size=_SIZE)
    outer = [element.items() for element in start.iterancestors()]
    known = [[getattr(one, item.name) for item in fields(one)] for one in records]
    digest.update(repr((outer, known)).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()
