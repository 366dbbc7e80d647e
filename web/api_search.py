"""The JSON API: searches and counts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from starlette.requests import Request

from storage.facets import Facets
from storage.query import Sought
from storage.search import CLOSE, OPEN, Search
from storage.shapes import edit_to_json
from web import api_models as models
from web.api import Text, revision_shape
from web.site import site_of

Words = Annotated[str | None, Query(max_length=200)]


def search(
    request: Request,
    q: Annotated[str, Query(min_length=1, max_length=200)],
    host: Text = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> models.SaidPage:
    """Articles that said these words in some version; the found words stand in «»."""
    with site_of(request).shelf.reading() as archive:
        page = Search(archive.db).said(q, host=host, limit=limit, before=before)
    items = [
        models.SaidShape(
            url=hit.url,
            host=hit.host,
            snippet=hit.snippet.replace(OPEN, "«").replace(CLOSE, "»"),
            revision=models.RevisionShape(**revision_shape(hit.revision)),
        )
        for hit in page.found
    ]
    return models.SaidPage(items=items, next=_text(page.next), facets=_plain(page.facets))


def search_changes(
    request: Request,
    *,
    q: Words = None,
    removed: Words = None,
    added: Words = None,
    field: Text = None,
    host: Text = None,
    label: Text = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> models.ChangedPage:
    """Edits that removed or added words; with both, where the one became the other."""
    sought = Sought(words=q, removed=removed, added=added, field=field, host=host, label=label)
    with site_of(request).shelf.reading() as archive:
        page = Search(archive.db).changed(sought, limit=limit, before=before)
    items = [
        models.ChangedShape(
            url=hit.url,
            host=hit.host,
            previous=hit.previous,
            edit=models.EditShape(**edit_to_json(hit.edit)),
            revision=models.RevisionShape(**revision_shape(hit.revision)),
        )
        for hit in page.found
    ]
    return models.ChangedPage(items=items, next=_text(page.next), facets=_plain(page.facets))


def statistics(request: Request) -> models.Statistics:
    """How many of what."""
    with site_of(request).shelf.reading() as archive:
        facets = Facets(archive.db)
        hosts = facets.counts("host", limit=100)
        articles, silent = (facets.of(name, list(hosts)) for name in ("host_first", "host_silent"))
        return models.Statistics(
            articles=sum(facets.counts("state").values()),
            revisions=facets.count("revision"),
            changes=facets.count("change"),
            silent=facets.count("silent"),
            states=facets.counts("state"),
            outlets=[
                {
                    "host": host,
                    "articles": articles[host],
                    "changes": count,
                    "silent": silent[host],
                }
                for host, count in hosts.items()
            ],
            labels=facets.counts("label", limit=100),
            hours=facets.counts("hour", limit=100),
            silent_hours=facets.counts("hour_silent", limit=100),
            days=facets.latest("day", limit=90),
        )


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _plain(facets: Any) -> dict[str, dict[str, int]]:
    return {name: dict(counts) for name, counts in facets.items()}
