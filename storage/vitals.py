"""How the archive is doing: backlog, lag, outcomes, hosts, messages and room."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage.archive import Archive
from storage.records import Source
from storage.times import maybe_time, to_text

#: how far back the looks and captures of a host are counted
RECENT = timedelta(hours=24)
#: bytes-only verdicts; the others mean that a page was served and not read as an article
_ARTICLE = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostVitals:
    """One host over the last day."""

    host: str
    articles: int
    captures: int
    #: captures with status 200 that were not read as an article
    unread: int
    last_good: datetime | None
    #: articles that failed at the last look
    failing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """One look at the whole archive."""

    at: datetime
    sources: tuple[Source, ...]
    articles: int
    revisions: int
    captures: int
    #: articles whose next look is overdue
    backlog: int
    #: how long the most overdue one has waited; None where nothing is overdue
    lag: timedelta | None
    last_check: datetime | None
    #: articles by state
    states: Mapping[str, int]
    hosts: tuple[HostVitals, ...]
    #: messages by state
    deliveries: Mapping[str, int]
    oldest_owed: datetime | None
    #: bytes of the two files, and left on their disk
    bytes: int
    free_bytes: int


def vitals(archive: Archive, now: datetime) -> Vitals:
    """Count; the cost grows with the number of articles, not of captures."""
    waiting = _one(
        archive,
        "SELECT count(*), min(next_due) FROM article WHERE next_due <= ?",
        to_text(now),
    )
    due = maybe_time(waiting[1])
    owed = _one(
        archive,
        "SELECT min(due_at) FROM delivery WHERE state = 'owed' AND due_at <= ?",
        to_text(now),
    )
    return Vitals(
        at=now,
        sources=archive.sources.all(),
        articles=archive.articles.count(),
        revisions=archive.revisions.count(),
        captures=int(_one(archive, "SELECT coalesce(max(id), 0) FROM capture")[0]),
        backlog=int(waiting[0]),
        lag=None if due is None else now - due,
        last_check=maybe_time(_one(archive, "SELECT max(last_checked) FROM article")[0]),
        states=dict(archive.db.conn.execute("SELECT state, count(*) FROM article GROUP BY state")),
        hosts=_hosts(archive, now),
        deliveries=archive.outbox.counts(),
        oldest_owed=maybe_time(owed[0]),
        bytes=sum(path.stat().st_size for path in archive.folder.glob("*.sqlite*")),
        free_bytes=shutil.disk_usage(archive.folder).free,
    )


def _hosts(archive: Archive, now: datetime) -> tuple[HostVitals, ...]:
    captures = {
        host: (count, unread, last)
        for host, count, unread, last in archive.db.conn.execute(
            "SELECT host, count(*), sum(status = 200 AND coalesce(verdict, '') <> ?),"
            " max(CASE WHEN verdict = ? THEN fetched_at END)"
            " FROM capture JOIN article ON article.id = article_id"
            " WHERE capture.id > coalesce((SELECT max(id) FROM capture WHERE fetched_at < ?"
            " AND article_id IS NOT NULL), 0) GROUP BY host",
            (_ARTICLE, _ARTICLE, to_text(now - RECENT)),
        )
    }
    rows = archive.db.conn.execute(
        "SELECT host, count(*), sum(failures > 0) FROM article GROUP BY host ORDER BY host"
    )
    return tuple(
        HostVitals(
            host=host,
            articles=articles,
            captures=captures.get(host, (0,))[0],
            unread=captures[host][1] if host in captures else 0,
            last_good=maybe_time(captures[host][2]) if host in captures else None,
            failing=failing,
        )
        for host, articles, failing in rows
    )


def _one(archive: Archive, query: str, *values: Any) -> Any:
    return archive.db.conn.execute(query, values).fetchone()
