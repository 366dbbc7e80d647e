"""What the markup itself states of the article: microdata (schema.org), hAtom and h-entry.

Both are given in JSON-LD's shape. A property belongs to the nearest item around it, so that what
related articles, comments and the publisher state of themselves is no statement of the page
(https://html.spec.whatwg.org/multipage/microdata.html, https://microformats.org/wiki/hatom).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import cast

from lxml import etree

from crawler import jsonld, lexicon
from crawler.tree import Element, fold, holds, text_of

_CONTAINERS = ("html", "body", "main", "article", "section", "div")
#: works and pages of any kind; what they state is an article's
_WORK = re.compile(r"/(?:CreativeWork|WebPage|ItemPage)$")
_PROPERTIES = lexicon.words(
    """
    headline datePublished dateCreated dateModified author creator description keywords
    """
)
_TIMES = frozenset({"datePublished", "dateCreated", "dateModified"})
_PEOPLE = frozenset({"author", "creator"})
_ENTRIES = frozenset({"hentry", "h-entry"})
_ENTRY = {
    "entry-title": "headline",
    "p-name": "headline",
    "published": "datePublished",
    "dt-published": "datePublished",
    "updated": "dateModified",
    "dt-updated": "dateModified",
    "p-author": "author",
    "author": "author",
}
_CARDS = frozenset({"vcard", "h-card", "p-author"})
_HOLDERS = _ENTRIES | _CARDS | {"comment"}
_FULL_NAMES = frozenset({"fn", "p-name"})
_NAMED = etree.XPath(".//*[@itemprop]")
#: properties of one item that are looked at
_MANY = 400
#: items that are looked at where none holds the headline; characters of no headline
_FEW, _SHORT = 5, 12
#: characters of a value
_LONG = 600


def read(root: Element) -> tuple[jsonld.Node, jsonld.Node]:
    """(microdata, hAtom) of the page's own article, each as a node; empty where there is none."""
    items: list[Element] = []
    entries: list[Element] = []
    for element in root.iter(*_CONTAINERS):
        if element.get("itemtype") is not None and _is_article(element):
            items.append(element)
        name = element.get("class")
        if name and "entry" in name and not _ENTRIES.isdisjoint(name.split()):
            entries.append(element)
    return _own(items, _item, root), _own(entries, _entry, root)


def is_of_page(meta: Element) -> bool:
    """Whether a property is of the page as a whole, and not of one of the items on it."""
    parent = meta.getparent()
    return (parent is not None and parent.tag == "head") or _scope(meta) is None


def _is_article(element: Element) -> bool:
    kinds = _kinds(element)
    return jsonld.is_article({"@type": kinds}) or any(map(_WORK.search, kinds))


def _kinds(element: Element) -> list[str]:
    return (element.get("itemtype") or "").split()


def _own(
    found: list[Element], read_one: Callable[[Element], jsonld.Node], root: Element
) -> jsonld.Node:
    """The one that is the page's article: it holds the headline, or is called what the page is."""
    if not found:
        return {}
    best: Element | None = None
    for element in found:
        inner = best is None or best in element.iterancestors()
        if inner and holds(element, "h1"):
            best = element
    if best is not None:
        return read_one(best)
    nodes = (read_one(element) for element in found[:_FEW])
    title = _title(root)
    return next((node for node in nodes if _is_called(node, title)), {})


def _title(root: Element) -> str:
    title = next(root.iter("title"), None)
    return text_of(title).casefold() if title is not None else ""


def _is_called(node: jsonld.Node, title: str) -> bool:
    return len(node.get("headline", "")) > _SHORT and node["headline"].casefold() in title


def _item(item: Element) -> jsonld.Node:
    node: jsonld.Node = {"@type": _kinds(item)}
    people: list[str] = []
    for element in islice(_named(item), _MANY):
        keys = _PROPERTIES.intersection((element.get("itemprop") or "").split())
        if not keys or not _belongs(element, item, keys):
            continue
        for key in keys:
            if key in _PEOPLE:
                people += _names(element)
            elif value := _value(element):
                node.setdefault(key, value)
    return {**node, "author": people} if people else node


def _named(item: Element) -> list[Element]:
    return cast("list[Element]", _NAMED(item))


def _belongs(element: Element, item: Element, keys: frozenset[str]) -> bool:
    """Whether properties are an item's; people have no dates, so one by an author is its too."""
    owner = _scope(element)
    if owner is item or owner is None:
        return owner is item
    return owner.get("itemprop") == "author" and keys <= _TIMES and _scope(owner) is item


def _scope(element: Element) -> Element | None:
    """The nearest item around an element."""
    return next((e for e in element.iterancestors() if e.get("itemscope") is not None), None)


def _value(element: Element) -> str:
    stated = element.get("content") or element.get("datetime")
    return (fold(stated) if stated else text_of(element))[:_LONG]


def _names(element: Element) -> list[str]:
    """What a person is called: the item's name, or all of its words where it is no item."""
    if element.get("itemscope") is not None:
        inner = (one for one in _named(element) if "name" in (one.get("itemprop") or "").split())
        names = [_value(one) for one in inner if _scope(one) is element]
        if names:
            return names
    return [_value(element)]


def _entry(entry: Element) -> jsonld.Node:
    node: jsonld.Node = {}
    people: list[str] = []
    for element, key in _classed(entry):
        if _holder(element) is not entry:
            continue
        if key == "author":
            people.append(_full_name(element))
        elif value := _moment(element) if key.startswith("date") else text_of(element)[:_LONG]:
            node.setdefault(key, value)
    return {**node, "author": people} if people else node


def _classed(entry: Element) -> Iterator[tuple[Element, str]]:
    for element in entry.iterdescendants():
        name = element.get("class")
        if not name:
            continue
        classes = name.split()
        for one in classes:
            key = _ENTRY.get(one)
            if key is not None and (key != "author" or not _CARDS.isdisjoint(classes)):
                yield element, key


def _holder(element: Element) -> Element | None:
    """The nearest entry, person or comment around an element; all of them have names and dates."""
    return next(
        (e for e in element.iterancestors() if not _HOLDERS.isdisjoint(e.get("class", "").split())),
        None,
    )


def _moment(element: Element) -> str:
    inner = element.find(".//*[@class='value-title']")
    stated = element.get("datetime") or element.get("title")
    return stated or (inner.get("title") if inner is not None else "") or text_of(element)[:_LONG]


def _full_name(card: Element) -> str:
    for element in card.iterdescendants():
        if not _FULL_NAMES.isdisjoint((element.get("class") or "").split()):
            return text_of(element)
    return text_of(card)
