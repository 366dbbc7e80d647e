"""The articles that a sitemap names, and the sitemaps that an index names (sitemaps.org, 0.9)."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import Any

from crawler.feeds import absolute, check_root
from crawler.feedxml import Pieces, local, moment, text_of
from crawler.sections import can_be_article
from storage.records import Found

#: addresses in one sitemap (the protocol's own limit)
MOST = 50_000

_ROOTS = frozenset({"urlset", "sitemapindex"})
_OLDEST = datetime.min.replace(tzinfo=UTC)


def read_sitemap(utf8: bytes, url: str) -> tuple[tuple[Found, ...], tuple[str, ...]]:
    """The articles in the sitemap's order, and an index's sitemaps, the newest first.

    InputError where this is no sitemap; a list of addresses as plain text is one.
    """
    if utf8.lstrip()[:4].lower() == b"http":
        return _plain(utf8, url), ()
    check_root(utf8, _ROOTS, "sitemap")
    found: dict[str, Found] = {}
    children: dict[str, datetime] = {}
    pieces = Pieces(utf8, frozenset({"url", "sitemap"}))
    for element in islice(pieces, MOST):
        fields = _fields(element)
        address = absolute(fields.get("loc"), url)
        if address is None:
            continue
        if local(element) == "sitemap":
            children.setdefault(address, moment(fields.get("lastmod")) or _OLDEST)
        elif "publication_date" in fields or can_be_article(address):
            found.setdefault(address, _found(address, fields))
    if not found and not children:
        pieces.refuse_nothing("a sitemap")
    newest = sorted(children, key=lambda address: children[address], reverse=True)
    return tuple(found.values()), tuple(newest)


def _found(url: str, fields: dict[str, str]) -> Found:
    return Found(
        url=url,
        title=fields.get("title"),
        published=moment(fields.get("publication_date")),
        modified=moment(fields.get("lastmod")),
    )


def _fields(element: Any) -> dict[str, str]:
    """loc and lastmod of the address itself, and what a news sitemap adds one level down."""
    fields: dict[str, str] = {}
    for child in element:
        name = local(child)
        if name in ("loc", "lastmod"):
            fields.setdefault(name, text_of(child, 8000))
        elif name == "news":
            for part in child:
                if local(part) in ("publication_date", "title") and text_of(part):
                    fields.setdefault(local(part), text_of(part))
    return fields


def _plain(utf8: bytes, url: str) -> tuple[Found, ...]:
    lines = utf8.decode("utf-8", "replace").split()[:MOST]
    addresses = dict.fromkeys(found for line in lines if (found := absolute(line, url)))
    return tuple(Found(url=address) for address in addresses if can_be_article(address))
