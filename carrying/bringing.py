"""Bring captures that others made into the archive, and make the histories that they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.profiles import Profile
from crawler.urls import normalise, strip_tracking
from look.rebuilding import rebuild
from storage.archive import Archive
from storage.errors import InputError, VariorumError
from storage.problems import Problem
from storage.records import Capture

#: captures that are kept in one transaction
BATCH = 50
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What an import came to."""

    captures: int = 0
    #: kept already by an earlier import
    known: int = 0
    #: images, scripts, other answers that are no page
    others: int = 0
    #: one line for each thing that could not be read
    problems: tuple[str, ...] = ()
    articles: int = 0
    revisions: int = 0


def bring(
    archive: Archive,
    captures: Iterable[Capture | Problem],
    profiles: tuple[Profile, ...],
    *,
    origin: str,
    watch: bool = False,
) -> Brought:
    """Keep the pages among these, each once, and rebuild the histories they belong to.

    Repeating an import changes nothing. Articles that were not watched are not looked at
    afterwards, unless `watch` says so.
    """
    intake = _Intake(archive, origin, watch=watch)
    batch: list[Capture] = []
    for capture in captures:
        if isinstance(capture, Problem):
            intake.problems.append(str(capture))
            continue
        batch.append(capture)
        if len(batch) == BATCH:
            intake.keep(batch)
            batch = []
    intake.keep(batch)
    before = archive.revisions.count()
    touched = (archive.articles.get(number) for number in sorted(intake.touched))
    for _ in rebuild(archive, profiles, dry_run=False, articles=touched):
        continue
    return Brought(
        captures=intake.new,
        known=intake.known,
        others=intake.others,
        problems=tuple(intake.problems),
        articles=len(intake.touched),
        revisions=archive.revisions.count() - before,
    )


class _Intake:
    """Counts while captures are kept."""

    def __init__(self, archive: Archive, origin: str, *, watch: bool) -> None:
        self.archive, self.origin, self.watch = archive, origin, watch
        self.new = self.known = self.others = 0
        self.problems: list[str] = []
        self.touched: set[int] = set()

    def keep(self, batch: list[Capture]) -> None:
        """The articles, then the bodies, then the rows that name both."""
        pages = [capture for capture in batch if _is_page(capture)]
        self.others += len(batch) - len(pages)
        with self.archive.transaction():
            placed = [(capture, self._article(capture)) for capture in pages]
        with self.archive.bodies.batch():
            kept = [
                (capture, article_id, sha256)
                for capture, article_id in placed
                if article_id is not None
                and (sha256 := self._body(capture, article_id)) is not None
            ]
        with self.archive.transaction():
            for capture, article_id, sha256 in kept:
                self._capture(capture, article_id, sha256)

    def _article(self, capture: Capture) -> int | None:
        try:
            url = strip_tracking(normalise(capture.url))
        except VariorumError as error:
            self.problems.append(str(error))
            return None
        article, new = self.archive.articles.ensure(
            url, seen_at=capture.fetched_at, source_id=None, kind="imported"
        )
        if new and not self.watch:
            self.archive.articles.change(article.id, next_due=None)
        return article.id

    def _body(self, capture: Capture, article_id: int) -> str | None:
        try:
            return self.archive.bodies.put(
                capture.body, group=article_id, encoding=capture.header("content-encoding")
            )
        except InputError as error:
            self.problems.append(f"{capture.url}: {error}")
            return None

    def _capture(self, capture: Capture, article_id: int, sha256: str) -> None:
        if self.archive.captures.holds(capture.url, capture.fetched_at, sha256):
            self.known += 1
            return
        self.archive.captures.add(capture, sha256=sha256, article_id=article_id, origin=self.origin)
        self.new += 1
        self.touched.add(article_id)


def _is_page(capture: Capture) -> bool:
    """Whether an answer can be the state of an article: a page, or its disappearance."""
    kind = (capture.header("content-type") or "text/html").partition(";")[0].strip().lower()
    return capture.status in (404, 410) or (capture.status == 200 and kind in _PAGES)
