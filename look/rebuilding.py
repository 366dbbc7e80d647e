"""Read all captures again with the present extractor, and make the history anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.profiles import Profile
from look.chronicle import new_revision, remember_origins, verdict_of
from look.sight import seen_of
from monitor.history import Memory, Seen, Step, step
from storage.archive import Archive
from storage.records import Article, Capture, Reading, Revision
from storage.revisions import NewRevision
from storage.shapes import dumps, reading_to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild of one article changes, or would change."""

    article: Article
    #: revisions whose reading or edits are others now, by number
    changed: tuple[int, ...] = ()
    #: revisions that are new, by the numbers that they get
    added: tuple[int, ...] = ()
    #: revisions where the present extractor sees no difference
    superseded: tuple[int, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything is not as it was."""
        return bool(self.changed or self.added or self.superseded)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """A revision as the present extractor finds it."""

    capture_id: int
    new: NewRevision


def rebuild(
    archive: Archive,
    profiles: tuple[Profile, ...],
    *,
    dry_run: bool,
    articles: Iterator[Article],
    gone_after: timedelta = timedelta(0),
) -> Iterator[Rebuilt]:
    """One article after another, each in its own transaction; numbers never change hands.

    A revision belongs to its capture: read again, it keeps its number. Where the present
    extractor finds a difference that no revision stands for, one is added under the next number;
    where it finds none any more, the revision is marked and its address still answers.
    """
    for article in articles:
        history = _walk(archive, profiles, article, gone_after)
        if dry_run:
            yield _compare(archive, article, history.planned, write=False)
            continue
        with archive.transaction():
            result = _compare(archive, article, history.planned, write=True)
            for capture_id, (verdict, key) in history.judged.items():
                archive.captures.judged(capture_id, verdict=verdict, reading_key=key)
        yield result


def _walk(
    archive: Archive, profiles: tuple[Profile, ...], article: Article, gone_after: timedelta
) -> _History:
    """The history that these captures amount to."""
    fresh = replace(article, revisions=0, suspect=None, state="live")
    history = _History(archive, profiles, fresh, gone_after)
    for capture_id, capture in archive.captures.of_article(article.id):
        history.take(capture_id, capture)
    return history


class _History:
    """The state of one article while its captures are walked through."""

    def __init__(
        self,
        archive: Archive,
        profiles: tuple[Profile, ...],
        article: Article,
        gone_after: timedelta,
    ) -> None:
        self.planned: list[_Planned] = []
        self._profiles = profiles
        self._article = article
        self._memory = Memory(addresses=_addresses(archive, article), gone_after=gone_after)
        #: capture → (verdict, key of the reading)
        self.judged: dict[int, tuple[str, str | None]] = {}
        self._last: datetime | None = None
        self._numbers: dict[str, int] = {}
        self._kept = {
            revision.capture_id: revision for revision in archive.revisions.every_of(article.id)
        }

    def take(self, capture_id: int, capture: Capture) -> None:
        """One capture more."""
        seen = seen_of(self._article, capture, self._profiles)
        moved = self._kept.get(capture_id)
        if seen.moved_to is not None and moved is not None and moved.kind == "moved":
            self._memory = replace(self._memory, addresses=self._memory.addresses - {seen.moved_to})
        taken = step(self._memory, seen, known=self._numbers.get, names=self._names(capture_id))
        self.judged[capture_id] = verdict_of(seen), taken.key
        if taken.kind is not None:
            self._plan(capture_id, capture, seen, taken)
        self._remember(capture, seen, taken)

    def _names(self, capture_id: int) -> tuple[str, str]:
        last = self.planned[-1].capture_id if self.planned else None
        old, new = self._kept.get(last), self._kept.get(capture_id)
        return tuple(  # type: ignore[return-value]
            f"{self._article.url}@r{one.number}" if one else self._article.url for one in (old, new)
        )

    def _plan(self, capture_id: int, capture: Capture, seen: Seen, taken: Step) -> None:
        kept = self._kept.get(capture_id)
        new = new_revision(
            self._article,
            capture_id,
            capture,
            seen,
            taken=taken,
            unchanged_as_of=kept.unchanged_as_of if kept else self._last,
        )
        self.planned.append(_Planned(capture_id=capture_id, new=new))
        if taken.key is not None:
            self._numbers.setdefault(taken.key, kept.number if kept else len(self.planned))

    def _remember(self, capture: Capture, seen: Seen, taken: Step) -> None:
        memory = replace(self._memory, state=taken.state, suspect=taken.suspect)
        if taken.outcome == "captured":
            self._last = capture.fetched_at
            if taken.key is not None and taken.key != memory.key:
                reverted = capture.fetched_at if taken.kind == "revert" else None
                memory = replace(
                    memory,
                    key=taken.key,
                    other=memory.key,
                    reverted_at=reverted,
                    reading=_giving(seen.reading),
                )
            if seen.moved_to is not None:
                memory = replace(memory, addresses=memory.addresses | {seen.moved_to})
        self._memory = memory


def _giving(reading: Reading | None) -> Callable[[], Reading] | None:
    return None if reading is None else lambda: reading


def _addresses(archive: Archive, article: Article) -> frozenset[str]:
    return frozenset(alias.url for alias in archive.articles.aliases(article.id))


def _compare(
    archive: Archive, article: Article, planned: list[_Planned], *, write: bool
) -> Rebuilt:
    """Lay the plan beside what is kept, and write it where it differs."""
    kept = {one.capture_id: one for one in archive.revisions.every_of(article.id)}
    shown = {one.id for one in archive.revisions.of_article(article.id)}
    changed, added, previous = [], [], None
    number = archive.revisions.highest(article.id)
    for plan in planned:
        old = kept.pop(plan.capture_id, None)
        if old is None:
            number += 1
            added.append(number)
            if write:
                old = archive.revisions.insert(plan.new, previous)
        elif old.id not in shown or not _same(archive, old, plan.new):
            changed.append(old.number)
            if write:
                archive.revisions.replace(old.id, plan.new, previous)
        previous = old or previous
    superseded = [one for one in kept.values() if one.id in shown and one.capture_id is not None]
    if write:
        _finish(archive, article, superseded)
        if changed or added or superseded:
            archive.articles.forget_answer(article.id)
    return Rebuilt(
        article=article,
        changed=tuple(changed),
        added=tuple(added),
        superseded=tuple(sorted(one.number for one in superseded)),
    )


def _finish(archive: Archive, article: Article, superseded: list[Revision]) -> None:
    for revision in superseded:
        archive.revisions.supersede(revision.id)
    previous = None
    for revision in archive.revisions.of_article(article.id):
        if archive.revisions.provenance(revision.id) is None:
            reading = archive.revisions.own_reading(revision)
            remember_origins(archive, previous, revision, reading)
        previous = revision
    latest = archive.revisions.latest(article.id)
    archive.articles.change(
        article.id,
        revisions=archive.revisions.highest(article.id),
        headline=latest.headline if latest else article.headline,
    )


def _same(archive: Archive, old: Revision, new: NewRevision) -> bool:
    """Whether the revision would be written as it stands."""
    edits = archive.revisions.comparison(old).edits
    planned = new.comparison.edits if new.comparison else ()
    return (
        old.kind == new.kind
        and edits == planned
        and _shape(archive.revisions.own_reading(old)) == _shape(new.reading)
    )


def _shape(reading: Reading | None) -> str:
    return "" if reading is None else dumps(reading_to_json(reading))


def all_articles(archive: Archive) -> Iterator[Article]:
    """Every article, a page at a time."""
    after = 0
    while page := archive.articles.page(after=after, limit=200):
        yield from page
        after = page[-1].id
