"""Which articles a feed, a sitemap or a section page names, and what a watched address is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.decode import to_utf8, unpack
from crawler.feeds import absolute, is_json_feed, read_feed
from crawler.feedxml import root_of
from crawler.sections import read_section, shape_points
from crawler.sitemaps import read_sitemap
from crawler.tree import Element, parse, text_of
from storage.errors import InputError
from storage.records import Capture, Found, SourceKind

#: bytes of an unpacked sitemap (the protocol's own limit)
MAX_BYTES = 50 * 1024 * 1024
#: bytes of a page that tell whether it is an article or a list of them
MOST_PAGE = 4 * 1024 * 1024

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
    }
)
_ARTICLE_DATA = re.compile(
    rb'"@type"\s*:\s*(?:\[[^\]]{0,200})?"(?:[A-Za-z]*Article|LiveBlogPosting|BlogPosting|Report)"'
)
_LIST_DATA = re.compile(
    rb'"@type"\s*:\s*(?:\[[^\]]{0,200})?"(?:CollectionPage|ItemList|SearchResultsPage)"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """What a source names."""

    title: str | None = None
    found: tuple[Found, ...] = ()
    #: addresses of the sitemaps that an index names, the newest first
    children: tuple[str, ...] = ()


def discover(
    body: bytes,
    *,
    kind: SourceKind,
    url: str,
    content_type: str | None,
    content_encoding: str | None = None,
) -> Discovered:
    """What the answer of a source names; InputError where it is not what it should be.

    `body` as it came over the wire; gzip is recognised without a header, too.
    """
    utf8 = _utf8(body, content_type, content_encoding)
    if not utf8.strip():
        raise InputError(f"a {kind} without a single character: {url}")
    if kind == "feed":
        title, found = read_feed(utf8, url)
        return Discovered(title=title, found=found)
    if kind == "sitemap":
        found, children = read_sitemap(utf8, url)
        return Discovered(found=found, children=children)
    if kind == "section":
        title, found = read_section(utf8, url)
        return Discovered(title=title, found=found)
    return Discovered(found=(Found(url=url),))


def read_source(capture: Capture, kind: SourceKind) -> Discovered:
    """What the answer of a source names, whatever its content encoding."""
    return discover(
        capture.body,
        kind=kind,
        url=capture.final_url,
        content_type=capture.header("content-type"),
        content_encoding=capture.header("content-encoding"),
    )


def kind_of(
    body: bytes, content_type: str | None, url: str, content_encoding: str | None = None
) -> SourceKind:
    """What a watched address is; "page" where nothing says otherwise."""
    utf8 = _utf8(body, content_type, content_encoding)
    if is_json_feed(utf8):
        return "feed"
    root = root_of(utf8)
    if root in ("rss", "feed", "RDF"):
        return "feed"
    if root in ("urlset", "sitemapindex"):
        return "sitemap"
    return _page_or_section(utf8, url)


def feeds_of(html: bytes, url: str) -> tuple[str, ...]:
    """The feeds that a page offers, in its order, those of comments left out (RFC 8288)."""
    root, _ = parse(_utf8(html, None, None))
    offered = []
    for link in root.iter("link") if root is not None else ():
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        rels = (link.get("rel") or "").lower().split()
        address = absolute(link.get("href"), url)
        if address and kind in _FEED_TYPES and "alternate" in rels and not _of_comments(link):
            offered.append(address)
    return tuple(dict.fromkeys(offered))


def _of_comments(link: Element) -> bool:
    href = link.get("href") or ""
    words = f"{link.get('title') or ''} {href}".lower()
    return "comment" in words or "/wp-json/" in href or "oembed" in href


def _page_or_section(utf8: bytes, url: str) -> SourceKind:
    """What the page says of itself; else an article has paragraphs, a section has headlines."""
    root, _ = parse(utf8[:MOST_PAGE])
    if root is None:
        return "page"
    stated = next(
        (
            (meta.get("content") or "").lower()
            for meta in root.iter("meta")
            if meta.get("property") == "og:type"
        ),
        "",
    )
    if stated == "article" or (_ARTICLE_DATA.search(utf8) and not _LIST_DATA.search(utf8)):
        return "page" if shape_points(url) or _prose(root) >= 400 else "section"
    _, found = read_section(utf8[:MOST_PAGE], url)
    if len(found) >= 8 and _prose(root) < 150 * len(found) and shape_points(url) < 3:
        return "section"
    return "page"


def _prose(root: Element) -> int:
    """Characters in paragraphs of some length that are not links."""
    return sum(
        len(text)
        for paragraph in root.iter("p")
        if next(paragraph.iterancestors("a"), None) is None
        and len(text := text_of(paragraph)) >= 80
    )


def _utf8(body: bytes, content_type: str | None, content_encoding: str | None) -> bytes:
    return to_utf8(unpack(body, content_encoding, MAX_BYTES).body, content_type).utf8
