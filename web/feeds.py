"""Changes as Atom (RFC 4287, paged as in RFC 5005) and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import Element, SubElement, _Element, tostring
from starlette.requests import Request
from starlette.responses import Response

from storage.archive import Archive
from storage.browse import Browse, Change
from storage.errors import BadQuery, NotFound
from storage.records import Revision
from storage.revisions import Filter
from web import cursors, wording
from web.filters import asked, to_filter
from web.searching import asked_for, found_by
from web.site import Site, site_of

#: entries of one page of a feed
ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
#: what XML 1.0 cannot hold, in any escape
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What both formats say."""

    title: str
    #: the page that lists the same
    home: str
    #: this feed
    own: str
    #: the page of older entries; None where there is none
    next: str | None
    changes: Sequence[Change]
    site: Site


def changes(request: Request) -> Response:
    """Changes in all articles, or those that fit the same filters as the page's."""
    wanted = asked(request.query_params)
    title = "Changes" + (f" ({wanted.query()[1:]})" if wanted.narrowed else "")
    return _answer(request, to_filter(wanted), title=title, home=f"/{wanted.query()}")


def article(request: Request) -> Response:
    """The versions of one article."""
    article_id = request.path_params["article_id"]
    with site_of(request).shelf.reading() as archive:
        found = archive.articles.get(article_id)
    return _answer(
        request,
        Filter(article_id=article_id),
        title=found.headline or found.url,
        home=f"/articles/{article_id}",
    )


def source(request: Request) -> Response:
    """Changes in the articles that one source brought."""
    source_id = request.path_params["source_id"]
    with site_of(request).shelf.reading() as archive:
        found = archive.sources.get(source_id)
    return _answer(
        request,
        Filter(source_id=source_id, first=False),
        title=f"Changes in {found.label or found.url}",
        home=f"/?source={source_id}",
    )


def rule(request: Request) -> Response:
    """What one alert rule told of."""
    name = request.path_params["name"]
    site = site_of(request)
    with site.shelf.reading() as archive:
        archive.outbox.rule(name)
        told = _told(archive, name)
        found = Browse(archive.db).described(told)
    return _written(request, found, title=f"Rule {name}", home="/rules", following=None)


def search(request: Request) -> Response:
    """The versions that a search finds, the newest first: the same words as the page's."""
    words = asked_for(request)
    if not (words["q"] or words["removed"] or words["added"]):
        raise BadQuery("give at least one word to search for")
    with site_of(request).shelf.reading() as archive:
        hits = found_by(archive, words, limit=ENTRIES).found
        revisions = {hit.revision.id: hit.revision for hit in hits}
        found = Browse(archive.db).described(tuple(revisions.values()))
    said = " → ".join(words[name] for name in ("q", "removed", "added") if words[name])
    home = f"/search?{request.url.query}"
    return _written(request, found, title=f"Search: {said}", home=home, following=None)


def _told(archive: Archive, name: str) -> tuple[Revision, ...]:
    rows = archive.db.conn.execute(
        "SELECT DISTINCT revision_id FROM delivery WHERE rule = ? AND revision_id IS NOT NULL"
        " AND state <> 'held' ORDER BY revision_id DESC LIMIT ?",
        (name, ENTRIES),
    )
    return archive.revisions.chosen([revision_id for (revision_id,) in rows])


def _answer(request: Request, chosen: Filter, *, title: str, home: str) -> Response:
    site = site_of(request)
    before = cursors.read(request.query_params.get("before"))
    with site.shelf.reading() as archive:
        found = Browse(archive.db).changes(chosen, limit=ENTRIES + 1, before=before)
    following = None
    if len(found) > ENTRIES:
        last = found[ENTRIES - 1].revision
        ended = cursors.write((last.seen_at, last.id))
        following = request.url.path + asked(request.query_params).query(before=ended)
    return _written(request, found[:ENTRIES], title=title, home=home, following=following)


def _written(
    request: Request,
    found: Sequence[Change],
    *,
    title: str,
    home: str,
    following: str | None,
) -> Response:
    base = site_of(request).base_url
    query = f"?{request.url.query}" if request.url.query else ""
    feed = Feed(
        title=title,
        home=base + home,
        own=base + request.url.path + query,
        next=base + following if following else None,
        changes=found,
        site=site_of(request),
    )
    if request.path_params["form"] == "atom":
        return Response(atom(feed), media_type="application/atom+xml")
    if request.path_params["form"] == "json":
        return Response(json.dumps(json_feed(feed)), media_type="application/feed+json")
    raise NotFound("feeds end in .atom or .json")


def address(base: str, change: Change) -> str:
    """The permanent address of what changed, or of the version where it is the first."""
    of_article = f"{base}/articles/{change.revision.article_id}"
    number = change.revision.number
    if change.previous and change.revision.kind != "first":
        return f"{of_article}/r{change.previous}..r{number}"
    return f"{of_article}/r{number}"


def identity(site: Site, revision: Revision) -> str:
    """A tag URI (RFC 4151) that stays the same wherever the archive is shown."""
    host = urlsplit(site.base_url).hostname or "localhost"
    return f"tag:{host},2026:article/{revision.article_id}/r{revision.number}"


def title_of(change: Change) -> str:
    """The headline, and what kind of version this is."""
    said = change.revision.headline or change.url
    words = [] if change.revision.kind == "edit" else [wording.revision_kind(change.revision.kind)]
    words += ["silent"] if change.revision.silent else []
    return f"{said} ({', '.join(words)})" if words else said


def said_of(change: Change) -> str:
    """What changed, in one line."""
    return wording.sentence(change.summary or wording.revision_kind(change.revision.kind))


def content_of(change: Change) -> str:
    """What changed and when, as plain text."""
    revision = change.revision
    lines = [said_of(change)]
    if revision.labels:
        lines.append("Labels: " + ", ".join(wording.label(label) for label in revision.labels))
    if revision.unchanged_as_of:
        lines.append(f"Unchanged as of {wording.stamp(revision.unchanged_as_of)}")
    lines.append(f"Seen at {wording.stamp(revision.seen_at)}")
    lines.append(f"Updated, as stated: {wording.claim(revision.updated)}")
    return "\n".join(lines)


def atom(feed: Feed) -> bytes:
    """The feed as Atom; its text is text, never markup of a page."""
    root = Element("feed", {"xmlns": _ATOM})
    _texts(root, id=feed.own, title=feed.title, updated=_updated(feed))
    SubElement(root, "link", rel="self", type="application/atom+xml", href=_xml(feed.own))
    SubElement(root, "link", rel="alternate", type="text/html", href=_xml(feed.home))
    if feed.next:
        SubElement(root, "link", rel="next", href=_xml(feed.next))
    _texts(SubElement(root, "author"), name="Variorum")
    _texts(root, generator="Variorum")
    for change in feed.changes:
        _entry(SubElement(root, "entry"), feed, change)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _entry(entry: _Element, feed: Feed, change: Change) -> None:
    revision = change.revision
    _texts(
        entry,
        id=identity(feed.site, revision),
        title=title_of(change),
        updated=_iso(revision.seen_at),
        published=_iso(revision.seen_at),
        content=content_of(change),
    )
    base = feed.site.base_url
    links = {
        "alternate": address(base, change),
        "via": wording.link(change.url),
        "timemap": f"{base}/timemap/link/{change.url}",
    }
    for rel, href in links.items():
        if href:
            SubElement(entry, "link", rel=rel, href=_xml(href))
    for term in (revision.weight, *(["silent"] if revision.silent else []), *revision.labels):
        SubElement(entry, "category", term=_xml(term))


def json_feed(feed: Feed) -> dict[str, Any]:
    """The feed as JSON Feed 1.1 (jsonfeed.org), with our own fields under `_variorum`."""
    shape: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "items": [_item(feed, change) for change in feed.changes],
    }
    if feed.next:
        shape["next_url"] = feed.next
    return shape


def _item(feed: Feed, change: Change) -> dict[str, Any]:
    revision = change.revision
    item: dict[str, Any] = {
        "id": identity(feed.site, revision),
        "url": address(feed.site.base_url, change),
        "title": title_of(change),
        "content_text": content_of(change),
        "summary": said_of(change),
        "date_published": _iso(revision.seen_at),
        "tags": [revision.weight, *revision.labels],
        "_variorum": {
            "article_url": change.url,
            "revision": revision.number,
            "kind": revision.kind,
            "weight": revision.weight,
            "silent": revision.silent,
            "unchanged_as_of": revision.unchanged_as_of and _iso(revision.unchanged_as_of),
            "seen_at": _iso(revision.seen_at),
        },
    }
    if wording.link(change.url):
        item["external_url"] = change.url
    return item


def _texts(element: _Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(element, name).text = _xml(text)


def _xml(text: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _updated(feed: Feed) -> str:
    """The newest entry's time; the epoch for a feed that never had one."""
    newest = max((change.revision.seen_at for change in feed.changes), default=None)
    return _iso(newest or datetime(1970, 1, 1, tzinfo=UTC))


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
