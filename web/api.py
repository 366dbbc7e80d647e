"""The JSON API: everything that the pages show."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Path, Query
from starlette.requests import Request

from storage.archive import Archive
from storage.browse import ArticleFilter, Browse, Change
from storage.records import Article, Revision
from storage.revisions import Filter
from storage.shapes import comparison_to_json, reading_to_json
from web import api_models as models
from web import citations, cursors, feeds
from web.blame import REMOVED, found_at
from web.filters import Asked, to_filter
from web.pages import article_at
from web.site import site_of

#: what SQLite takes as a number, and a client as a JSON number
Number = Annotated[int, Path(ge=1, le=2**53)]
Limit = Annotated[int, Query(ge=1, le=200, description="how many at most")]
Before = Annotated[
    str | None, Query(max_length=40, description="`next` of the page before", examples=["1-1"])
]
Text = Annotated[str | None, Query(max_length=300)]


def changes(
    request: Request,
    *,
    host: Text = None,
    label: Text = None,
    source_label: Text = None,
    source: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    weight: Literal["major", "minor", "cosmetic"] | None = None,
    silent: bool | None = None,
    since: Text = None,
    until: Text = None,
    before: Before = None,
    limit: Limit = 50,
) -> models.Changes:
    """What changed, newest first."""
    wanted = Asked(
        host=host,
        label=label,
        source_label=source_label,
        source=None if source is None else str(source),
        weight=weight,
        silent=None if silent is None else str(int(silent)),
        since=since,
        until=until,
    )
    with site_of(request).shelf.reading() as archive:
        found = Browse(archive.db).changes(
            to_filter(wanted), limit=limit + 1, before=cursors.read(before)
        )
    return models.Changes(items=_shapes(found[:limit]), next=_next(found, limit))


def articles(
    request: Request,
    *,
    host: Text = None,
    state: Literal["live", "unreachable", "suspected_gone", "gone", "restored"] | None = None,
    source: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    before: Before = None,
    limit: Limit = 50,
) -> models.Articles:
    """The articles, the latest changed first; those of a source, the latest found first."""
    chosen = ArticleFilter(host=host, state=state, source_id=source)
    with site_of(request).shelf.reading() as archive:
        found = Browse(archive.db).articles(chosen, limit=limit + 1, before=cursors.read(before))
    items = [models.ArticleShape(**article_shape(one)) for one, _ in found[:limit]]
    following = None
    if len(found) > limit:
        last, changed = found[limit - 1]
        following = cursors.write((changed, last.id))
    return models.Articles(items=items, next=following)


def article(request: Request, article_id: Number) -> models.WholeArticleShape:
    """One article with its addresses."""
    with site_of(request).shelf.reading() as archive:
        return _whole(archive, archive.articles.get(article_id))


def article_by_url(
    request: Request, url: Annotated[str, Query(min_length=1, max_length=8000)]
) -> models.WholeArticleShape:
    """The article with that address, under whatever alias."""
    with site_of(request).shelf.reading() as archive:
        return _whole(archive, article_at(archive, url))


def revisions(
    request: Request, article_id: Number, before: Before = None, limit: Limit = 50
) -> models.Revisions:
    """The versions of an article, newest first."""
    with site_of(request).shelf.reading() as archive:
        archive.articles.get(article_id)
        found = Browse(archive.db).changes(
            Filter(article_id=article_id), limit=limit + 1, before=cursors.read(before)
        )
    return models.Revisions(items=_shapes(found[:limit]), next=_next(found, limit))


def revision(request: Request, article_id: Number, number: Number) -> models.VersionShape:
    """One version with its reading."""
    with site_of(request).shelf.reading() as archive:
        found = archive.revisions.numbered(article_id, number)
        reading = reading_to_json(archive.revisions.reading(found))
    return models.VersionShape(**revision_shape(found), reading=models.ReadingShape(**reading))


def comparison(
    request: Request, article_id: Number, old: Number, new: Number
) -> models.ComparisonShape:
    """Every edit between two versions, in either direction of time."""
    with site_of(request).shelf.reading() as archive:
        found = archive.articles.get(article_id)
        between = request.app.state.differences.between(archive, found, old, new)
    return models.ComparisonShape(**comparison_to_json(between.comparison))


def blame(
    request: Request,
    article_id: Number,
    at: Annotated[int | None, Query(ge=1, le=2**53, description="a version's number")] = None,
) -> models.BlameShape:
    """Each passage of a version, the newest unless `at` says otherwise, and what brought it."""
    with site_of(request).shelf.reading() as archive:
        found = archive.articles.get(article_id)
        version, origins = found_at(request, archive, found, at)
    removed = origins.removed()[::-1][:REMOVED]
    return models.BlameShape(
        revision=version.number,
        passages=[
            models.PassageShape(
                field=one.field,
                block=one.block,
                runs=[models.RunShape(text=text, revision=number) for text, number in one.runs],
            )
            for one in origins.runs()
        ],
        removed=[
            models.RemovedShape(field=one.place, text=one.text, removed=one.removed)
            for one in removed
        ],
        degraded=list(origins.degraded),
    )


def cite(request: Request, article_id: Number, number: Number) -> list[dict[str, Any]]:
    """How to cite a version, as CSL-JSON."""
    site = site_of(request)
    with site.shelf.reading() as archive:
        found = archive.articles.get(article_id)
        version = archive.revisions.numbered(article_id, number)
        reading = archive.revisions.reading(version)
    return [citations.csl(citations.Cited.of(site.base_url, found, version, reading))]


def checks(request: Request, article_id: Number, limit: Limit = 100) -> list[models.CheckShape]:
    """The newest runs of equal checks, the oldest of them first."""
    with site_of(request).shelf.reading() as archive:
        archive.articles.get(article_id)
        found = archive.ledger.of_article(article_id, limit)
    return [models.CheckShape.model_validate(one) for one in found]


def captures(
    request: Request,
    article_id: Number,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Limit = 50,
) -> models.Captures:
    """The captures of an article, newest first; `before` is the number of a capture."""
    with site_of(request).shelf.reading() as archive:
        archive.articles.get(article_id)
        rows = Browse(archive.db).captures(article_id, limit=limit + 1, before=before)
    items = [models.CaptureShape(**capture_shape(row)) for row in rows[:limit]]
    following = str(rows[limit - 1]["id"]) if len(rows) > limit else None
    return models.Captures(items=items, next=following)


def openapi(request: Request) -> dict[str, Any]:
    """This API's own description, OpenAPI 3.1."""
    shape: dict[str, Any] = request.app.openapi()
    return shape


def article_shape(found: Article) -> dict[str, Any]:
    """An article as the API shows it."""
    shape = {
        name: getattr(found, name) for name in models.ArticleShape.model_fields if name != "links"
    }
    shape["labels"] = list(found.labels)
    shape["links"] = {
        "page": f"/articles/{found.id}",
        "revisions": f"/api/v1/articles/{found.id}/revisions",
        "timemap": f"/timemap/json/{found.url}",
    }
    return shape


def revision_shape(found: Revision) -> dict[str, Any]:
    """A version as the API shows it."""
    names = models.RevisionShape.model_fields
    shape = {name: getattr(found, name) for name in names if name != "links"}
    shape["labels"] = list(found.labels)
    for name in ("published", "updated"):
        if shape[name] is not None:
            shape[name] = models.Claimed.model_validate(shape[name])
    path = f"/articles/{found.article_id}/r{found.number}"
    shape["links"] = {"page": path, "self": f"/api/v1{path}"}
    return shape


def capture_shape(row: dict[str, Any]) -> dict[str, Any]:
    """A capture as the API shows it."""
    shape = {name: row[name] for name in ("id", "url", "status", "fetched_at", "sha256", "verdict")}
    shape["final_url"] = row["final_url"] or row["url"]
    shape["links"] = {"page": f"/captures/{row['id']}", "body": f"/captures/{row['id']}/body"}
    return shape


def _shapes(found: tuple[Change, ...]) -> list[models.ChangeShape]:
    return [_change(one) for one in found]


def _change(change: Change) -> models.ChangeShape:
    shape = revision_shape(change.revision)
    shape["links"]["changes"] = feeds.address("", change)
    return models.ChangeShape(
        **shape,
        url=change.url,
        host=change.host,
        summary=change.summary,
        previous=change.previous,
    )


def _whole(archive: Archive, found: Article) -> models.WholeArticleShape:
    return models.WholeArticleShape(
        **article_shape(found),
        aliases=[
            models.AliasShape.model_validate(one) for one in archive.articles.aliases(found.id)
        ],
        wished_at=Browse(archive.db).wished(found.id),
    )


def _next(found: tuple[Change, ...], limit: int) -> str | None:
    if len(found) <= limit:
        return None
    last = found[limit - 1].revision
    return cursors.write((last.seen_at, last.id))
