"""An article's history: what a look means for it, and what then grows, written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from look.sight import Kept
from monitor.history import Memory, Seen, Step, step
from monitor.provenance import Provenance
from monitor.render import summary
from storage.archive import Archive
from storage.records import Article, Capture, Reading, Revision, Verdict
from storage.revisions import NewRevision

SUMMARY_LENGTH = 300
#: the label of a change that the same was made in so many other articles of the host within a day
SITE_WIDE = "site_wide"
SITE_WIDE_FROM = 4
SITE_WIDE_WITHIN = timedelta(days=1)


def verdict_of(seen: Seen) -> Verdict:
    """What a capture is kept as."""
    if seen.alike:
        return "article"
    return seen.reading.quality.verdict if seen.reading else "error_page"


def step_of(
    archive: Archive, article: Article, seen: Seen, *, known: frozenset[str], gone_after: timedelta
) -> Step:
    """What a look means for the history that is kept; `known` are the article's addresses."""
    standing = archive.revisions.standing(article.id)
    newest = standing.revision_id
    memory = Memory(
        state=article.state,
        key=standing.key,
        reading=None
        if newest is None
        else lambda: archive.revisions.reading(archive.revisions.get(newest)),
        suspect=article.suspect,
        reverted_at=standing.reverted_at,
        other=standing.other,
        addresses=known,
        gone_after=gone_after,
    )
    return step(
        memory,
        seen,
        known=lambda key: _number(archive, article.id, key),
        names=(f"{article.url}@r{article.revisions}", f"{article.url}@r{article.revisions + 1}"),
    )


def _number(archive: Archive, article_id: int, key: str) -> int | None:
    earlier = archive.revisions.with_key(article_id, key)
    return None if earlier is None else earlier.number


def keep(archive: Archive, kept: Kept, seen: Seen, taken: Step) -> Revision | None:
    """Keep the revision that a step makes; None where the history did not grow."""
    if taken.kind is None:
        return None
    article, capture = kept.article, kept.capture
    new = new_revision(
        article,
        kept.id,
        capture,
        seen,
        taken=taken,
        unchanged_as_of=archive.ledger.unchanged_as_of(article.id),
    )
    if _is_site_wide(article, taken, capture, archive):
        new = replace(new, labels=(*new.labels, SITE_WIDE))
    previous = archive.revisions.latest(article.id)
    revision = archive.revisions.insert(new, previous)
    if capture.screenshot is not None:
        archive.screenshots.keep(kept.id, capture.screenshot)
    remember_origins(archive, previous, revision, new.reading)
    return revision


def remember_origins(
    archive: Archive, previous: Revision | None, revision: Revision, reading: Reading | None
) -> None:
    """Keep which revision each word came from, worked out from what is kept with the one before.

    Where an older capture came in late, numbers do not follow time: nothing is kept then.
    """
    if previous is not None and previous.number > revision.number:
        return
    before = None if previous is None else archive.revisions.provenance(previous.id)
    if reading is None:
        if before is not None:
            archive.revisions.remember(revision.id, before)
        return
    if before is not None:
        found = Provenance.loads(before).add(reading, revision.number)
    elif previous is None:
        found = Provenance.start(reading, revision.number)
    else:
        return
    archive.revisions.remember(revision.id, found.dumps())


def _is_site_wide(article: Article, taken: Step, capture: Capture, archive: Archive) -> bool:
    """Whether every edit was made in many articles of the site at once: its template's doing."""
    edits = taken.comparison.edits if taken.comparison else ()
    since = capture.fetched_at - SITE_WIDE_WITHIN
    return bool(edits) and all(
        archive.revisions.elsewhere(edit, article.host, article_id=article.id, since=since)
        >= SITE_WIDE_FROM
        for edit in edits
    )


def new_revision(
    article: Article,
    capture_id: int,
    capture: Capture,
    seen: Seen,
    *,
    taken: Step,
    unchanged_as_of: datetime | None,
) -> NewRevision:
    """What there is to keep of a step that made the history grow."""
    assert taken.kind is not None  # noqa: S101 -- the caller looked
    return NewRevision(
        article_id=article.id,
        kind=taken.kind,
        seen_at=capture.fetched_at,
        unchanged_as_of=unchanged_as_of,
        capture_id=capture_id,
        reading=None if taken.kind == "gone" else seen.reading,
        reading_key=taken.key,
        comparison=taken.comparison,
        labels=taken.labels,
        summary=summary(taken.comparison, SUMMARY_LENGTH) if taken.comparison else "",
        reverts_to=taken.reverts_to,
    )
