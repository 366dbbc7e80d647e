"""Redact and delete on purpose: the tombstone stays, and proofs of everything else hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage import log, words
from storage.archive import Archive
from storage.errors import NotFound
from storage.records import Article
from storage.times import to_text

#: what stands in a redacted row's place
REDACTED = "redacted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What was taken away."""

    captures: int
    revisions: int
    #: bodies that no other capture names
    bodies: int


def delete(archive: Archive, article: Article, *, who: str, why: str, at: datetime) -> Removed:
    """Take away an article with its captures and history; the log says who did, when and why.

    The log's entries of what is gone are emptied, their hashes stay. Bodies that another capture
    names stay. No source brings the article back.
    """
    captures = archive.captures.rows(article.id)
    pictures = archive.screenshots.of_captures(article.id)
    revisions = archive.revisions.every_of(article.id)
    with archive.transaction():
        entries = _entries(archive, [row["id"] for row in captures], [one.id for one in revisions])
        for revision in revisions:
            words.forget(archive.db, revision.id)
        archive.db.execute(
            "UPDATE article SET merged_into = NULL WHERE merged_into = ?", (article.id,)
        )
        archive.db.execute(
            "UPDATE revision SET previous_id = NULL WHERE article_id = ?", (article.id,)
        )
        archive.db.execute("DELETE FROM revision WHERE article_id = ?", (article.id,))
        archive.articles.keep_away(article.id)
        archive.db.execute("DELETE FROM article WHERE id = ?", (article.id,))
        _say(archive, "delete", article, entries=entries, who=who, why=why, at=at)
    named = {row["sha256"] for row in captures} | {one.sha256 for one in pictures.values()}
    bodies = _sweep(archive, named)
    return Removed(captures=len(captures), revisions=len(revisions), bodies=bodies)


def redact(archive: Archive, capture_id: int, *, who: str, why: str, at: datetime) -> Removed:
    """Take away one capture's body and what was read from it; its row stays as a tombstone."""
    row = archive.captures.row(capture_id)
    if row["article_id"] is None:
        raise NotFound(f"capture {capture_id} is of a source, not of an article")
    article = archive.articles.get(row["article_id"])
    revisions = [
        one for one in archive.revisions.every_of(article.id) if one.capture_id == capture_id
    ]
    picture = archive.screenshots.of(capture_id)
    with archive.transaction():
        archive.screenshots.forget(capture_id)
        entries = _entries(archive, [capture_id], [one.id for one in revisions])
        for revision in revisions:
            _empty(archive, revision.id)
        archive.db.execute(
            "UPDATE capture SET headers = '[]', sha256 = '', verdict = ? WHERE id = ?",
            (REDACTED, capture_id),
        )
        _say(archive, "redact", article, entries=entries, who=who, why=why, at=at)
    bodies = _sweep(archive, {row["sha256"], picture.sha256 if picture else ""})
    return Removed(captures=1, revisions=len(revisions), bodies=bodies)


def thin(archive: Archive, *, before: datetime, who: str, why: str, at: datetime) -> Removed:
    """Take away old captures that show nothing new: a policy of retention, on purpose.

    A capture stays where a revision names it, where it is the last of its article or of the state
    before a revision, and where it is not older than `before`. One log entry lists what went.
    """
    rows = list(
        archive.db.query(
            "SELECT id, sha256 FROM capture WHERE article_id IS NOT NULL AND fetched_at < ?"
            " AND verdict = 'article' AND id NOT IN"
            " (SELECT capture_id FROM revision WHERE capture_id IS NOT NULL)"
            " AND id NOT IN (SELECT max(id) FROM capture GROUP BY article_id)"
            " AND id NOT IN (SELECT (SELECT max(id) FROM capture WHERE"
            "   capture.article_id = revision.article_id AND id < revision.capture_id)"
            "   FROM revision WHERE capture_id IS NOT NULL AND number > 1) ORDER BY id",
            (to_text(before),),
        )
    )
    if not rows:
        return Removed(captures=0, revisions=0, bodies=0)
    captures = [row["id"] for row in rows]
    with archive.transaction():
        entries = _entries(archive, captures, [])
        archive.db.conn.executemany(
            "DELETE FROM capture WHERE id = ?", [(capture,) for capture in captures]
        )
        log.append(
            archive.db.conn,
            "delete",
            0,
            {"who": who, "why": why, "at": to_text(at), "entries": entries},
        )
    bodies = _sweep(archive, {row["sha256"] for row in rows})
    return Removed(captures=len(captures), revisions=0, bodies=bodies)


def _empty(archive: Archive, revision_id: int) -> None:
    """Leave the revision's place and time, and nothing that it said."""
    words.forget(archive.db, revision_id)
    following = _after(archive, revision_id)
    for one in following:
        words.forget_changed(archive.db, one)
    for one in (revision_id, *following):
        archive.db.execute("DELETE FROM edit WHERE revision_id = ?", (one,))
    archive.db.execute("DELETE FROM reading WHERE revision_id = ?", (revision_id,))
    archive.db.execute(
        "UPDATE revision SET headline = NULL, summary = ?, published = NULL, updated = NULL,"
        " reading_key = NULL, provenance = NULL WHERE id = ?",
        (REDACTED, revision_id),
    )


def _after(archive: Archive, revision_id: int) -> tuple[int, ...]:
    """Revisions whose comparison quotes this one."""
    rows = archive.db.conn.execute("SELECT id FROM revision WHERE previous_id = ?", (revision_id,))
    return tuple(found for (found,) in rows)


def _entries(archive: Archive, captures: list[int], revisions: list[int]) -> list[int]:
    """Empty the log's entries of these rows; answers their places."""
    conn = archive.db.conn
    places = [
        entry.id
        for kind, refs in (("capture", captures), ("revision", revisions))
        for ref in refs
        for entry in log.entries_of(conn, kind, ref)
    ]
    log.withhold(conn, places)
    return places


def _say(
    archive: Archive,
    kind: str,
    article: Article,
    *,
    entries: list[int],
    who: str,
    why: str,
    at: datetime,
) -> None:
    log.append(
        archive.db.conn,
        kind,
        article.id,
        {"who": who, "why": why, "at": to_text(at), "entries": entries},
    )


def _sweep(archive: Archive, hashes: set[str]) -> int:
    """Erase the bodies that no capture names any more; how many."""
    gone = 0
    for sha256 in sorted(hashes - {""}):
        named = archive.db.conn.execute(
            "SELECT 1 FROM capture WHERE sha256 = ?"
            " UNION ALL SELECT 1 FROM screenshot WHERE sha256 = ? LIMIT 1",
            (sha256, sha256),
        ).fetchone()
        if named is None and archive.bodies.has(sha256):
            archive.bodies.delete(sha256)
            gone += 1
    return gone
