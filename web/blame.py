"""The blame page: each passage with the version that brought it, and what no longer stands."""

from __future__ import annotations

import threading
from collections import OrderedDict

from starlette.requests import Request
from starlette.responses import Response

from monitor.provenance import Provenance
from storage.archive import Archive
from storage.errors import NotFound
from storage.records import Article, Revision
from storage.revisions import Filter
from web.pages import latest_of
from web.site import site_of

#: versions that are read for one page where nothing was remembered
MOST = 150
_MEMORY = 64
#: passages that no longer stand which are shown, the latest removed first
REMOVED = 200


class Origins:
    """Finds where the words of a version come from, for all threads of a server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: OrderedDict[int, Provenance] = OrderedDict()

    def at(self, archive: Archive, article: Article, revision: Revision) -> Provenance:
        """The provenance of a version, from the nearest that is remembered; NotFound."""
        with self._lock:
            if revision.id in self._found:
                self._found.move_to_end(revision.id)
                return self._found[revision.id]
        found = self._worked_out(archive, article, revision)
        with self._lock:
            self._found[revision.id] = found
            while len(self._found) > _MEMORY:
                self._found.popitem(last=False)
        return found

    def _worked_out(self, archive: Archive, article: Article, revision: Revision) -> Provenance:
        steps: list[Revision] = []
        known: Provenance | None = None
        for one in self._back_from(archive, article, revision):
            if text := archive.revisions.provenance(one.id):
                known = Provenance.loads(text)
                break
            steps.append(one)
            if len(steps) > MOST:
                raise NotFound(
                    f"more than {MOST} versions would have to be read for this:"
                    " 'variorum rebuild' remembers what it finds"
                )
        for one in reversed(steps):
            if one.kind == "gone":
                continue
            reading = archive.revisions.reading(one)
            known = (
                known.add(reading, one.number) if known else Provenance.start(reading, one.number)
            )
        if known is None:
            raise NotFound("no version of this article has been read")
        return known

    @staticmethod
    def _back_from(archive: Archive, article: Article, revision: Revision) -> list[Revision]:
        """This version and those before it that have lower numbers, the newest first."""
        place = (revision.seen_at, revision.id + 1)
        listed = archive.revisions.log(Filter(article_id=article.id), limit=MOST + 2, before=place)
        kept: list[Revision] = []
        for one in listed:
            if not kept or one.number < kept[-1].number:
                kept.append(one)
        return kept


def found_at(
    request: Request, archive: Archive, article: Article, number: int | None
) -> tuple[Revision, Provenance]:
    """A version, the newest where none is named, and where its words come from; NotFound."""
    revision = (
        archive.revisions.numbered(article.id, number) if number else latest_of(archive, article)
    )
    origins: Origins = request.app.state.origins
    return revision, origins.at(archive, article, revision)


def blame(request: Request) -> Response:
    """Who wrote which words when, in the newest version or in `at`."""
    site = site_of(request)
    at = request.query_params.get("at", "")
    if at and not (at.isascii() and at.isdigit() and len(at) < 10):
        raise NotFound("`at` is the number of a version")
    with site.shelf.reading() as archive:
        article = archive.articles.get(request.path_params["article_id"])
        revision, found = found_at(request, archive, article, int(at) if at else None)
        reading = archive.revisions.reading(revision)
        passages = found.runs()
        removed = found.removed()
        numbers = {number for one in passages for _, number in one.runs}
        numbers |= {one.removed for one in removed}
        versions = {
            number: archive.revisions.numbered(article.id, number)
            for number in sorted(numbers)[:500]
        }
    return site.page(
        request,
        "blame.html",
        section="/articles",
        article=article,
        revision=revision,
        reading=reading,
        passages=passages,
        removed=removed[::-1][:REMOVED],
        versions=versions,
        oldest=min(numbers, default=1),
        degraded=found.degraded,
    )
