"""Gather what proves a revision: its captures, its log entries and a checkpoint over them."""

from __future__ import annotations

import json
from datetime import datetime

from storage import log
from storage.archive import Archive
from storage.bundle import Exhibit, bundle
from storage.keys import KEY_FILE, PUBLIC_FILE, signer
from storage.records import Article, Revision


def prove(archive: Archive, article: Article, revision: Revision, *, at: datetime) -> bytes:
    """The evidence bundle of a revision, under a checkpoint that is made now where needed."""
    key = signer(archive.folder)
    if archive.writing is not None:
        archive.writing.seal.note(KEY_FILE, PUBLIC_FILE)
    captures = tuple(
        (entry.id, archive.captures.get(capture_id))
        for capture_id in _captures(archive, revision)
        for entry in log.entries_of(archive.db.conn, "capture", capture_id)
    )
    entries = log.entries_of(archive.db.conn, "revision", revision.id)
    row = archive.db.conn.execute(
        "SELECT shape FROM reading WHERE revision_id = ?", (revision.id,)
    ).fetchone()
    exhibit = Exhibit(
        url=article.url,
        revision=revision.number,
        captures=captures,
        entries=tuple(entry.id for entry in entries[-1:]),
        reading=None if row is None else json.loads(row[0]),
    )
    with archive.transaction():
        log.checkpoint(archive.db.conn, key, at)
    return bundle(archive.db.conn, exhibit, key)


def _captures(archive: Archive, revision: Revision) -> tuple[int, ...]:
    """The capture that showed this state first, and the last one of the state before."""
    if revision.capture_id is None:
        return ()
    row = archive.db.conn.execute(
        "SELECT max(id) FROM capture WHERE article_id = ? AND id < ? AND verdict = 'article'",
        (revision.article_id, revision.capture_id),
    ).fetchone()
    return tuple(found for found in (row[0], revision.capture_id) if found is not None)
