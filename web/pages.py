"""The pages for reading: what changed lately, articles, versions, comparisons."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from crawler.urls import normalise
from monitor.render import html_inline, html_side_by_side
from storage.archive import Archive
from storage.browse import ArticleFilter, Browse
from storage.errors import BadURL, NotFound
from storage.facets import Facets
from storage.records import Article, Revision
from storage.revisions import Filter
from web import cursors, timeline, wording
from web.access import WRITE
from web.filters import Asked, asked, to_filter
from web.paths import rest_of_path
from web.site import site_of, visitor_of

#: entries of a page of a list
PAGE = 40
#: runs of checks shown with an article
CHECKS = 60
_STATES = ("live", "unreachable", "suspected_gone", "gone", "restored")


def lately(request: Request) -> Response:
    """What changed lately, in all articles or those that fit."""
    site = site_of(request)
    wanted = asked(request.query_params)
    before = cursors.read(request.query_params.get("before"))
    with site.shelf.reading() as archive:
        changes = Browse(archive.db).changes(to_filter(wanted), limit=PAGE + 1, before=before)
        options = _options(archive, wanted)
    shown, last = changes[:PAGE], changes[PAGE - 1 :][:1]
    more = len(changes) > PAGE
    ended = cursors.write((last[0].revision.seen_at, last[0].revision.id)) if more else None
    newest = shown[0].revision if shown and before is None else None
    return site.page(
        request,
        "lately.html",
        section="/",
        changes=shown,
        params=wanted,
        filtered=wanted.narrowed,
        query=wanted.query(),
        feed="/feeds/changes",
        next=f"/{wanted.query(before=ended)}" if ended else None,
        newest=cursors.write((newest.seen_at, newest.id)) if newest else "",
        **options,
    )


def _options(archive: Archive, wanted: Asked) -> dict[str, Any]:
    """What the filters offer, each with how many changes it has."""
    facets, browse = Facets(archive.db), Browse(archive.db)
    labels = facets.counts("label", limit=60)
    hosts = facets.counts("host", limit=200)
    sources = browse.source_labels()
    return {
        "label_options": _counted(labels, wanted.label, wording.label),
        "host_options": _counted(hosts, wanted.host, str),
        "source_options": [("", "any"), *((name, name) for name in sources)],
    }


def _counted(counts: dict[str, int], chosen: str | None, word: Any) -> list[tuple[str, str]]:
    named = [(value, f"{word(value)} ({count:,})") for value, count in counts.items()]
    if chosen and chosen not in counts:
        named.append((chosen, word(chosen)))
    return [("", "any"), *sorted(named)]


def fresh(request: Request) -> Response:
    """How many changes came since the page was made, for its live line; 204 for none."""
    site = site_of(request)
    chosen = to_filter(asked(request.query_params))
    after = cursors.read(request.query_params.get("after"))
    with site.shelf.reading() as archive:
        changes = Facets(archive.db).changes(chosen, limit=PAGE)
    new = [one for one in changes if after is None or (one.seen_at, one.id) > after]
    if not new:
        return Response(status_code=204)
    many = f"{PAGE} or more" if len(new) == PAGE else str(len(new))
    return PlainTextResponse(f"{many} new {'change' if len(new) == 1 else 'changes'}: show")


def articles(request: Request) -> Response:
    """The articles, the latest changed first."""
    site = site_of(request)
    chosen = ArticleFilter(
        host=request.query_params.get("host") or None,
        state=request.query_params.get("state") or None,
    )
    before = cursors.read(request.query_params.get("before"))
    with site.shelf.reading() as archive:
        found = Browse(archive.db).articles(chosen, limit=PAGE + 1, before=before)
        facets = Facets(archive.db)
        hosts, states = facets.counts("host_first", limit=200), facets.counts("state")
    ended = None
    if len(found) > PAGE:
        article, changed = found[PAGE - 1]
        ended = cursors.write((changed, article.id))
    wanted = Asked(host=chosen.host)
    return site.page(
        request,
        "articles.html",
        section="/articles",
        articles=found[:PAGE],
        params=chosen,
        total=sum(states.values()),
        filtered=bool(chosen.host or chosen.state),
        host_options=_counted(hosts, chosen.host, str),
        state_options=_counted(
            {state: states.get(state, 0) for state in _STATES}, chosen.state, wording.state
        ),
        next=f"/articles{wanted.query(state=chosen.state, before=ended)}" if ended else None,
    )


def article(request: Request) -> Response:
    """One article: its timeline, its checks, its addresses."""
    site = site_of(request)
    before = cursors.read(request.query_params.get("before"))
    with site.shelf.reading() as archive:
        found = archive.articles.get(request.path_params["article_id"])
        chosen = Filter(article_id=found.id)
        browse = Browse(archive.db)
        revisions = browse.described(archive.revisions.log(chosen, limit=PAGE + 1, before=before))
        checks = archive.ledger.of_article(found.id, CHECKS)
        context = {
            "aliases": archive.articles.aliases(found.id),
            "latest": archive.revisions.latest(found.id),
            "wished": browse.wished(found.id),
        }
    shown = revisions[:PAGE]
    ended = None
    if len(revisions) > PAGE:
        ended = cursors.write((shown[-1].revision.seen_at, shown[-1].revision.id))
    return site.page(
        request,
        "article.html",
        section="/articles",
        article=found,
        revisions=shown,
        checks=checks[::-1],
        picture=timeline.picture(found, [change.revision for change in shown], checks),
        pick_old=shown[1].revision.number if len(shown) > 1 else None,
        pick_new=shown[0].revision.number if len(shown) > 1 else None,
        next=f"/articles/{found.id}?before={ended}" if ended else None,
        before=before,
        may_write=visitor_of(request).may(WRITE),
        **context,
    )


def revision(request: Request) -> Response:
    """One version as it was read."""
    site = site_of(request)
    with site.shelf.reading() as archive:
        found = archive.articles.get(request.path_params["article_id"])
        chosen = archive.revisions.numbered(found.id, request.path_params["number"])
        browse = Browse(archive.db)
        reading = archive.revisions.reading(chosen)
        older, newer = browse.earlier(chosen), browse.later(chosen)
        replacement = browse.replacement(chosen)
        capture = archive.captures.row(chosen.capture_id) if chosen.capture_id else None
        painted = archive.screenshots.of(chosen.capture_id) if chosen.capture_id else None
    return site.page(
        request,
        "revision.html",
        section="/articles",
        article=found,
        revision=chosen,
        reading=reading,
        older=older,
        newer=newer,
        replacement=replacement,
        capture=capture,
        painted=painted,
        memento=f"/captures/{chosen.capture_id}" if capture else None,
    )


def comparison(request: Request) -> Response:
    """Two versions of an article, inline or side by side."""
    site = site_of(request)
    view = "side" if request.query_params.get("view") == "side" else "inline"
    numbers = request.path_params["old"], request.path_params["new"]
    with site.shelf.reading() as archive:
        found = archive.articles.get(request.path_params["article_id"])
        between = request.app.state.differences.between(archive, found, *numbers)
        browse = Browse(archive.db)
        earlier, later = browse.earlier(between.old), browse.later(between.new)
    draw = html_side_by_side if view == "side" else html_inline
    return site.page(
        request,
        "comparison.html",
        section="/articles",
        article=found,
        old=between.old,
        new=between.new,
        adjacent=between.adjacent,
        comparison=between.comparison,
        summary=between.said,
        difference=Markup(  # noqa: S704 -- render escapes what the pages said
            draw(between.old_reading, between.new_reading, between.comparison)
        ),
        language=between.new_reading.language,
        path=f"/articles/{found.id}/r{numbers[0]}..r{numbers[1]}",
        view=view,
        view_query="?view=side" if view == "side" else "",
        earlier=earlier,
        later=later,
    )


def compare(request: Request) -> Response:
    """From the form of two chosen versions to the permanent address of their comparison."""
    old, new = (_number(request.query_params.get(name)) for name in ("old", "new"))
    article_id = request.path_params["article_id"]
    return RedirectResponse(f"/articles/{article_id}/r{min(old, new)}..r{max(old, new)}", 303)


def _number(text: str | None) -> int:
    found = re.fullmatch(r"r?([0-9]{1,9})", text or "")
    if found is None:
        raise NotFound("choose the two versions to compare")
    return int(found[1])


def by_url(request: Request) -> Response:
    """From an article's address, under whatever alias, to its page."""
    site = site_of(request)
    with site.shelf.reading() as archive:
        found = article_at(archive, rest_of_path(request, "/url/"))
    return RedirectResponse(f"/articles/{found.id}", 302)


def article_at(archive: Archive, url: str) -> Article:
    """The article with that address as it was typed or in its one spelling; NotFound, BadURL."""
    try:
        return archive.articles.of_url(url)
    except NotFound:
        pass
    try:
        return archive.articles.of_url(normalise(url))
    except BadURL as error:
        raise NotFound(f"{url[:200]!r} is no address of an article") from error


def latest_of(archive: Archive, found: Article) -> Revision:
    """The newest version of an article; NotFound."""
    newest = archive.revisions.latest(found.id)
    if newest is None:
        raise NotFound("this article has no version yet")
    return newest
