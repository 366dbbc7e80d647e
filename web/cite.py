"""The pages of a citation."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

from web import citations
from web.site import site_of


def page(request: Request) -> Response:
    """How to cite a version, in every form."""
    cited = _cited(request)
    return site_of(request).page(
        request,
        "cite.html",
        section="/articles",
        cited=cited,
        text=citations.text(cited),
        bibtex=citations.bibtex(cited),
        csl=json.dumps([citations.csl(cited)], ensure_ascii=False, indent=2),
        path=f"/articles/{cited.article_id}/r{cited.number}",
    )


def bibtex(request: Request) -> Response:
    """A version's BibTeX entry."""
    return Response(citations.bibtex(_cited(request)), media_type="application/x-bibtex")


def csl(request: Request) -> Response:
    """A version's CSL-JSON."""
    return Response(
        json.dumps([citations.csl(_cited(request))]),
        media_type="application/vnd.citationstyles.csl+json",
    )


def _cited(request: Request) -> citations.Cited:
    site = site_of(request)
    with site.shelf.reading() as archive:
        article = archive.articles.get(request.path_params["article_id"])
        revision = archive.revisions.numbered(article.id, request.path_params["number"])
        reading = archive.revisions.reading(revision)
    return citations.Cited.of(site.base_url, article, revision, reading)
