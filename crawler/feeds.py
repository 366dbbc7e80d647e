"""The articles that a feed names: RSS, Atom, RDF, JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from crawler.feedxml import Pieces, is_html, local, moment, root_of, text_of
from crawler.urls import normalise
from storage.errors import BadURL, InputError
from storage.records import Found

#: entries read of one feed
MOST = 5000

_ROOTS = frozenset({"rss", "feed", "RDF", "channel"})
_PUBLISHED = ("published", "pubDate", "issued", "date", "created")
_MODIFIED = ("updated", "modified", "lastBuildDate")
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def read_feed(utf8: bytes, url: str) -> tuple[str | None, tuple[Found, ...]]:
    """The feed's title and its articles, in its order; InputError where this is no feed."""
    if utf8.lstrip()[:1] == b"{":
        return _json_feed(utf8, url)
    check_root(utf8, _ROOTS, "feed")
    title: str | None = None
    found: dict[str, Found] = {}
    pieces = Pieces(utf8, frozenset({"item", "entry", "title"}))
    for element in islice(pieces, MOST):
        if local(element) == "title":
            title = title or text_of(element) or None
        elif one := _entry(element, url):
            found.setdefault(one.url, one)
    if not found:
        pieces.refuse_nothing("a feed")
    return title, tuple(found.values())


def check_root(utf8: bytes, roots: frozenset[str], what: str) -> None:
    """InputError where this is not XML with such a root."""
    if is_html(utf8):
        raise InputError(f"a {what} that is not XML: this is a page for readers (HTML)")
    root = root_of(utf8)
    if root is None:
        raise InputError(f"a {what} that is not XML: it has no element at all")
    if root not in roots:
        raise InputError(f"this is no {what}: its root element is <{root}>")


def is_json_feed(utf8: bytes) -> bool:
    """Whether this is a JSON Feed, as far as its first kilobytes tell."""
    head = utf8.lstrip()[:4096]
    return head[:1] == b"{" and b"jsonfeed.org/version" in head.replace(b"\\/", b"/")


def absolute(href: str | None, base: str) -> str | None:
    """The normalised address that a link leads to; None where it leads to none."""
    if not href:
        return None
    href = href.strip()
    try:
        whole = href.startswith(("https://", "http://"))
        return normalise(href if whole else urljoin(base, href))
    except (BadURL, ValueError):
        return None


def _entry(element: Any, base: str) -> Found | None:
    base = urljoin(base, element.base or "")  # xml:base, of its parents too
    fields: dict[str, str] = {}
    for child in element:
        name = local(child)
        if name and name not in ("link", "content", "description", "encoded", "summary"):
            fields.setdefault(name, text_of(child))
    links = (fields.get("origLink"), *_links(element), _guid(element), element.get(_ABOUT))
    url = next((found for link in links if (found := absolute(link, base))), None)
    if url is None:
        return None
    return Found(
        url=url,
        title=fields.get("title") or None,
        published=_first(fields, _PUBLISHED),
        modified=_first(fields, _MODIFIED),
    )


def _links(element: Any) -> Iterator[str]:
    """RSS writes the address as text, Atom as `href`; the page's own comes first."""
    ranked = []
    for child in element:
        if local(child) != "link":
            continue
        href = child.get("href")
        if href is None:
            ranked.append((0, text_of(child, 8000)))
        elif child.get("rel", "alternate") == "alternate":
            ranked.append((0 if "html" in child.get("type", "html") else 1, href))
    yield from (href for _, href in sorted(ranked, key=lambda pair: pair[0]) if href)


def _guid(element: Any) -> str | None:
    """An RSS guid is an address unless it says that it is not; an Atom id may be one."""
    for child in element:
        if local(child) in ("guid", "id") and child.get("isPermaLink", "true") != "false":
            text = text_of(child, 8000)
            return text if text.startswith(("http://", "https://")) else None
    return None


def _first(fields: dict[str, str], names: tuple[str, ...]) -> datetime | None:
    return next((time for name in names if (time := moment(fields.get(name)))), None)


def _json_feed(utf8: bytes, url: str) -> tuple[str | None, tuple[Found, ...]]:
    """JSON Feed 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(utf8)
    except (ValueError, RecursionError) as error:
        raise InputError(f"a feed that is not JSON: {error}") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version")):
        raise InputError("this JSON is no JSON Feed: it has no version and items of one")
    found: dict[str, Found] = {}
    for item in items[:MOST]:
        one = _item(item, url) if isinstance(item, dict) else None
        if one is not None:
            found.setdefault(one.url, one)
    return _string(feed.get("title")), tuple(found.values())


def _item(item: dict[str, Any], base: str) -> Found | None:
    own = _string(item.get("id")) or ""
    links = (item.get("url"), item.get("external_url"), own if own.startswith("http") else None)
    url = next((found for link in links if (found := absolute(_string(link), base))), None)
    if url is None:
        return None
    return Found(
        url=url,
        title=_string(item.get("title")),
        published=moment(_string(item.get("date_published"))),
        modified=moment(_string(item.get("date_modified"))),
    )


def _string(value: Any) -> str | None:
    return (" ".join(value.split())[:8000] or None) if isinstance(value, str) else None
