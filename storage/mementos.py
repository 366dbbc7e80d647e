"""The captures of an address as mementos (RFC 7089): near a time, beside one, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from storage.times import from_text, to_text


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Memento:
    """One capture of an address."""

    at: datetime
    capture_id: int
    url: str


@dataclass(frozen=True, slots=True)
class Mementos:
    """Reads of the table `capture` by address; each costs the same however many there are."""

    db: Database

    def address(self, candidates: Sequence[str]) -> str | None:
        """The first of these addresses with a capture, or that under which its article has one."""
        for url in candidates:
            if self.db.conn.execute(
                "SELECT 1 FROM capture WHERE url = ? LIMIT 1", (url,)
            ).fetchone():
                return url
        for url in candidates:
            row = self.db.conn.execute(
                "SELECT capture.url FROM alias JOIN capture USING (article_id)"
                " WHERE alias.url = ? ORDER BY fetched_at DESC LIMIT 1",
                (url,),
            ).fetchone()
            if row is not None:
                return str(row[0])
        return None

    def first(self, url: str) -> Memento | None:
        """The oldest."""
        return self._one(url, "true ORDER BY fetched_at, id", ())

    def last(self, url: str) -> Memento | None:
        """The newest."""
        return self._one(url, "true ORDER BY fetched_at DESC, id DESC", ())

    def before(self, memento: Memento) -> Memento | None:
        """The one just before it."""
        place = (to_text(memento.at), memento.capture_id)
        return self._one(
            memento.url, "(fetched_at, id) < (?, ?) ORDER BY fetched_at DESC, id DESC", place
        )

    def after(self, memento: Memento) -> Memento | None:
        """The one just after it."""
        place = (to_text(memento.at), memento.capture_id)
        return self._one(memento.url, "(fetched_at, id) > (?, ?) ORDER BY fetched_at, id", place)

    def nearest(self, url: str, at: datetime) -> Memento | None:
        """The one nearest to a time; of two as near, the older."""
        older = self._one(url, "fetched_at <= ? ORDER BY fetched_at DESC, id DESC", (to_text(at),))
        newer = self._one(url, "fetched_at > ? ORDER BY fetched_at, id", (to_text(at),))
        if older is None or newer is None:
            return older or newer
        return older if at - older.at <= newer.at - at else newer

    def within(self, url: str, second: datetime) -> tuple[Memento, ...]:
        """Those of one second, the oldest first."""
        rows = self.db.conn.execute(
            "SELECT fetched_at, id FROM capture WHERE url = ? AND fetched_at >= ?"
            " AND fetched_at < ? ORDER BY fetched_at, id LIMIT 100",
            (url, to_text(second), to_text(second + timedelta(seconds=1))),
        )
        return tuple(
            Memento(at=from_text(time), capture_id=number, url=url) for time, number in rows
        )

    def of_capture(self, capture_id: int) -> Memento | None:
        """The memento that a capture is."""
        row = self.db.conn.execute(
            "SELECT fetched_at, url FROM capture WHERE id = ?", (capture_id,)
        ).fetchone()
        return row and Memento(at=from_text(row[0]), capture_id=capture_id, url=row[1])

    def page(
        self, url: str, *, limit: int, after: tuple[datetime, int] | None = None
    ) -> tuple[Memento, ...]:
        """The oldest first; a page goes on after the (time, number) of the last one before."""
        place = (to_text(after[0]), after[1]) if after else ("", 0)
        rows = self.db.conn.execute(
            "SELECT fetched_at, id FROM capture WHERE url = ? AND (fetched_at, id) > (?, ?)"
            " ORDER BY fetched_at, id LIMIT ?",
            (url, *place, limit),
        )
        return tuple(
            Memento(at=from_text(time), capture_id=number, url=url) for time, number in rows
        )

    def _one(self, url: str, tail: str, values: Sequence[object]) -> Memento | None:
        row = self.db.conn.execute(
            f"SELECT fetched_at, id FROM capture WHERE url = ? AND {tail} LIMIT 1", (url, *values)
        ).fetchone()
        return row and Memento(at=from_text(row[0]), capture_id=row[1], url=url)
