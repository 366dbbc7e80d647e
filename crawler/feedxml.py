"""XML of strangers, read piece by piece: no entities, no network, bounded depth and memory."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from storage.errors import InputError

#: elements that stay open to the end; what stands right inside them is emptied once it was seen
_FRAMES = frozenset({"channel", "feed", "rss", "RDF", "urlset", "sitemapindex"})
_W3C = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)


def local(element: Any) -> str:
    """The element's name without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def root_of(utf8: bytes) -> str | None:
    """The local name of the first element; None where the text has none."""
    try:
        return next((local(element) for _, element in _events(utf8, "start")), None)
    except etree.XMLSyntaxError:
        return None


def is_html(utf8: bytes) -> bool:
    """Whether the text begins like a page for readers."""
    head = utf8.lstrip()[:512].lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


class Pieces:
    """The elements of some names right inside a feed's or sitemap's frame, each complete.

    An element is emptied when the next one is asked for. Broken XML is read as far as it goes.
    """

    def __init__(self, utf8: bytes, names: frozenset[str]) -> None:
        self._events = _events(utf8, "end")
        self._names = names

    def __iter__(self) -> Iterator[Any]:
        for _, element in self._events:
            parent = element.getparent()
            if parent is None or local(parent) not in _FRAMES or local(element) in _FRAMES:
                continue
            if local(element) in self._names:
                yield element
            _forget(element, parent)

    def refuse_nothing(self, what: str) -> None:
        """InputError where the XML is broken: to be asked when nothing came of it."""
        fatal = next((one for one in self._events.error_log if one.level_name == "FATAL"), None)
        if fatal is not None:
            raise InputError(f"{what} that is not XML: {fatal.message} (line {fatal.line})")


def text_of(element: Any, limit: int = 1000) -> str:
    """The element's text, folded. Entities that HTML knows are read; declared ones are not."""
    return " ".join("".join(_parts(element)).split())[:limit]


def moment(text: str | None) -> datetime | None:
    """A time as feeds and sitemaps write it (RFC 5322, W3C-DTF); UTC where no zone is stated."""
    if not text:
        return None
    match = _W3C.fullmatch(text.strip())
    try:
        found = parsedate_to_datetime(text.strip()) if match is None else _w3c(match)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _w3c(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, zone = match.groups()
    stamp = f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}"
    return datetime.fromisoformat(stamp + (zone or "+00:00").upper())


def _events(utf8: bytes, event: str) -> Any:
    return etree.iterparse(
        io.BytesIO(utf8.lstrip()),
        events=(event,),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
    )


def _forget(element: Any, parent: Any) -> None:
    """Free what was read: a sitemap of 50 MB then needs no tree of 50 MB."""
    element.clear()
    while (before := element.getprevious()) is not None:
        parent.remove(before)


def _parts(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _parts(child)
        elif child.tag is etree.Entity:
            yield html.unescape(child.text)
        yield child.tail or ""
