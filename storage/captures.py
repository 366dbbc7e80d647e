"""The captures: each answered fetch, as it came."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import log
from storage.bodies import Bodies
from storage.connection import Transaction, dicts
from storage.errors import NotFound
from storage.evidence import capture_shape, headers_text
from storage.records import Capture, Redirect
from storage.shapes import dumps
from storage.times import from_text, to_text

#: what the log names as the maker of a capture
TOOL = "variorum 0.1"


@dataclass(frozen=True, slots=True)
class Captures:
    """Reads and writes of the table `capture`; the bytes are in `bodies`."""

    db: Database
    bodies: Bodies

    def add(
        self,
        capture: Capture,
        *,
        sha256: str,
        article_id: int | None = None,
        source_id: int | None = None,
        origin: str | None = None,
    ) -> int:
        """Keep an answer whose body is already kept, and log it; answers its number."""
        headers = headers_text(capture.headers)
        shape = capture_shape(capture, sha256=sha256, tool=TOOL, headers=headers)
        with Transaction(self.db.conn):
            row = self.db.conn.execute(
                "INSERT INTO capture (article_id, source_id, url, final_url, status, headers,"
                " redirects, fetched_at, address, certificate, sha256, origin)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    article_id,
                    source_id,
                    capture.url,
                    None if capture.final_url == capture.url else capture.final_url,
                    capture.status,
                    headers,
                    dumps(shape["redirects"]) if capture.redirects else None,
                    shape["fetched_at"],
                    capture.address,
                    capture.certificate,
                    sha256,
                    origin,
                ),
            )
            assert row.lastrowid is not None  # noqa: S101 -- an INSERT that did not raise has an id
            log.append(self.db.conn, "capture", row.lastrowid, shape)
        return row.lastrowid

    def judged(self, capture_id: int, *, verdict: str, reading_key: str | None) -> None:
        """Note what was read from it."""
        self.db.execute(
            "UPDATE capture SET verdict = ?, reading_key = ? WHERE id = ?",
            (verdict, reading_key, capture_id),
        )

    def holds(self, url: str, at: datetime, sha256: str) -> bool:
        """Whether this very answer is kept already."""
        row = self.db.conn.execute(
            "SELECT 1 FROM capture WHERE sha256 = ? AND url = ? AND fetched_at = ?",
            (sha256, url, to_text(at)),
        ).fetchone()
        return row is not None

    def get(self, capture_id: int) -> Capture:
        """The capture of that number with its body; NotFound, CorruptArchive."""
        for row in dicts(self.db.conn, "SELECT * FROM capture WHERE id = ?", (capture_id,)):
            return self._capture(row)
        raise NotFound(f"there is no capture {capture_id}")

    def of_article(self, article_id: int) -> Iterator[tuple[int, Capture]]:
        """Every capture of an article with its number, the oldest first."""
        for row in self.db.query(
            "SELECT * FROM capture WHERE article_id = ? ORDER BY fetched_at, id", (article_id,)
        ):
            yield row["id"], self._capture(row)

    def rows(self, article_id: int) -> list[dict[str, Any]]:
        """The catalog's rows of an article's captures, without bodies."""
        return list(
            self.db.query(
                "SELECT * FROM capture WHERE article_id = ? ORDER BY fetched_at, id",
                (article_id,),
            )
        )

    def row(self, capture_id: int) -> dict[str, Any]:
        """The catalog's row of one capture, without its body; NotFound."""
        for row in dicts(self.db.conn, "SELECT * FROM capture WHERE id = ?", (capture_id,)):
            return row
        raise NotFound(f"there is no capture {capture_id}")

    def unread(self) -> tuple[tuple[int, int], ...]:
        """(capture, article) of answers that were kept and not yet read, the oldest first."""
        rows = self.db.conn.execute(
            "SELECT id, article_id FROM capture"
            " WHERE verdict IS NULL AND article_id IS NOT NULL ORDER BY id"
        )
        return tuple((capture_id, article_id) for capture_id, article_id in rows)

    def nearest(self, url: str, at: datetime | None) -> dict[str, Any] | None:
        """The capture of an address that is nearest in time; the last one without a time."""
        rows = self.db.conn.execute(
            "SELECT capture.id, fetched_at FROM capture WHERE url = ? ORDER BY fetched_at, id",
            (url,),
        ).fetchall()
        if not rows:
            return None
        if at is None:
            return self.row(rows[-1][0])
        best = min(rows, key=lambda row: abs(from_text(row[1]) - at))
        return self.row(best[0])

    def _capture(self, row: Mapping[str, Any]) -> Capture:
        return self.of_row(row, body=self.bodies.get(row["sha256"]))

    def of_row(self, row: Mapping[str, Any], *, body: bytes) -> Capture:
        """The capture of a catalog's row, with the body that is given."""
        return Capture(
            url=row["url"],
            final_url=row["final_url"] or row["url"],
            status=row["status"],
            headers=tuple(map(tuple, json.loads(row["headers"]))),
            body=body,
            fetched_at=from_text(row["fetched_at"]),
            address=row["address"],
            certificate=row["certificate"],
            redirects=() if row["redirects"] is None else _redirects(row["redirects"]),
        )


def _redirects(text: str) -> tuple[Redirect, ...]:
    return tuple(Redirect(url=url, status=status) for url, status in json.loads(text))
