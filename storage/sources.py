"""The sources that users asked to watch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.connection import dicts
from storage.errors import NotFound
from storage.records import Source, SourceKind
from storage.times import from_text, maybe_text, maybe_time, to_text


@dataclass(frozen=True, slots=True)
class Sources:
    """Reads and writes of the table `source`."""

    db: Database

    def add(
        self,
        url: str,
        *,
        kind: SourceKind,
        added_at: datetime,
        label: str | None = None,
        every: str | None = None,
        quiet: str | None = None,
        browser: bool | None = None,
        screenshot: bool | None = None,
    ) -> Source:
        """Watch this address, due at once; adding it again changes what is given."""
        due = to_text(added_at)
        self.db.execute(
            "INSERT INTO source"
            " (url, kind, label, every, quiet, browser, screenshot, added_at, next_due)"
            " VALUES (?, ?, ?, ?, ?, coalesce(?, 0), coalesce(?, 0), ?, ?)"
            " ON CONFLICT (url) DO UPDATE SET kind = excluded.kind,"
            " label = coalesce(excluded.label, label), every = coalesce(excluded.every, every),"
            " quiet = coalesce(excluded.quiet, quiet), next_due = excluded.next_due,"
            " browser = coalesce(?, browser), screenshot = coalesce(?, screenshot)",
            (url, kind, label, every, quiet, browser, screenshot, due, due, browser, screenshot),
        )
        return self.of_url(url)

    def of_url(self, url: str) -> Source:
        """The source with that address; NotFound."""
        found = self._select("WHERE url = ?", (url,))
        if not found:
            raise NotFound(f"no source watches {url}: 'variorum list' shows what is watched")
        return found[0]

    def get(self, source_id: int) -> Source:
        """The source of that number; NotFound."""
        found = self._select("WHERE id = ?", (source_id,))
        if not found:
            raise NotFound(f"there is no source {source_id}")
        return found[0]

    def all(self) -> tuple[Source, ...]:
        """Every source, the oldest first."""
        return self._select("ORDER BY id", ())

    def of_article(self, article_id: int) -> tuple[Source, ...]:
        """The sources that brought an article, the oldest first."""
        return self._select(
            "WHERE id IN (SELECT source_id FROM article_source WHERE article_id = ?) ORDER BY id",
            (article_id,),
        )

    def labelled(self, label: str) -> tuple[Source, ...]:
        """The sources with that label."""
        return self._select("WHERE label = ? ORDER BY id", (label,))

    def due(self, now: datetime, limit: int) -> tuple[Source, ...]:
        """The sources that are due, the most overdue first."""
        return self._select("WHERE next_due <= ? ORDER BY next_due LIMIT ?", (to_text(now), limit))

    def looked_at(
        self,
        source_id: int,
        *,
        at: datetime,
        next_due: datetime | None,
        trouble: str | None = None,
        left_out: str | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> None:
        """Record one look: trouble is its failure's one line, None where it went well.

        The others are what a look that went well left to remember.
        """
        self.db.execute(
            "UPDATE source SET last_checked = ?, next_due = ?, trouble = ?,"
            " failures = iif(? IS NULL, 0, failures + 1), etag = iif(? IS NULL, ?, etag),"
            " last_modified = iif(? IS NULL, ?, last_modified),"
            " left_out = iif(? IS NULL, ?, left_out) WHERE id = ?",
            (
                to_text(at),
                maybe_text(next_due),
                trouble,
                trouble,
                *(trouble, etag),
                *(trouble, last_modified),
                *(trouble, left_out),
                source_id,
            ),
        )

    def now_known(self, source_id: int, kind: SourceKind) -> Source:
        """Note what a source turned out to be."""
        self.db.execute("UPDATE source SET kind = ? WHERE id = ?", (kind, source_id))
        return self.get(source_id)

    def make_due(self, source_ids: Sequence[int], at: datetime) -> None:
        """Let the next tick look at these."""
        self.db.conn.executemany(
            "UPDATE source SET next_due = ? WHERE id = ?",
            [(to_text(at), source_id) for source_id in source_ids],
        )

    def remove(self, source_id: int) -> None:
        """Stop watching; what was captured stays."""
        self.db.execute("DELETE FROM source WHERE id = ?", (source_id,))

    def _select(self, tail: str, values: Sequence[Any]) -> tuple[Source, ...]:
        rows = dicts(self.db.conn, f"SELECT * FROM source {tail}", values)
        return tuple(_source(row) for row in rows)


def _source(row: Mapping[str, Any]) -> Source:
    return Source(
        id=row["id"],
        url=row["url"],
        kind=row["kind"],
        label=row["label"],
        every=row["every"],
        quiet=row["quiet"],
        added_at=from_text(row["added_at"]),
        next_due=maybe_time(row["next_due"]),
        last_checked=maybe_time(row["last_checked"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        failures=row["failures"],
        trouble=row["trouble"],
        left_out=row["left_out"],
        browser=bool(row["browser"]),
        screenshot=bool(row["screenshot"]),
    )
