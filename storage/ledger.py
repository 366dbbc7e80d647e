"""The ledger of checks: runs of equal outcomes, kept as intervals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.records import Check, Outcome
from storage.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class Ledger:
    """Reads and writes of the table `check_run`."""

    db: Database

    def note(
        self, article_id: int, outcome: Outcome, *, at: datetime, detail: str | None = None
    ) -> None:
        """One look: it lengthens the last run where that ended alike, else begins a new one."""
        when = to_text(at)
        row = self.db.conn.execute(
            "SELECT id, outcome, detail FROM check_run WHERE article_id = ?"
            " ORDER BY id DESC LIMIT 1",
            (article_id,),
        ).fetchone()
        if row is not None and row[1:] == (outcome, detail):
            self.db.execute(
                "UPDATE check_run SET last_at = ?, count = count + 1 WHERE id = ?",
                (when, row[0]),
            )
            return
        self.db.execute(
            "INSERT INTO check_run (article_id, outcome, first_at, last_at, detail)"
            " VALUES (?, ?, ?, ?, ?)",
            (article_id, outcome, when, when, detail),
        )

    def of_article(self, article_id: int, limit: int = 1000) -> tuple[Check, ...]:
        """The newest runs of an article, the oldest of them first."""
        rows = self.db.query(
            "SELECT * FROM (SELECT * FROM check_run WHERE article_id = ?"
            " ORDER BY id DESC LIMIT ?) ORDER BY id",
            (article_id, limit),
        )
        return tuple(
            Check(
                outcome=row["outcome"],
                first_at=from_text(row["first_at"]),
                last_at=from_text(row["last_at"]),
                count=row["count"],
                detail=row["detail"],
            )
            for row in rows
        )

    def unchanged_as_of(self, article_id: int) -> datetime | None:
        """The last look that still had the state that the history knows."""
        row = self.db.conn.execute(
            "SELECT last_at FROM check_run WHERE article_id = ?"
            " AND outcome IN ('captured', 'identical', 'not_modified') ORDER BY id DESC LIMIT 1",
            (article_id,),
        ).fetchone()
        return None if row is None else from_text(row[0])

    def count(self) -> int:
        """How many looks were ever made."""
        total = self.db.conn.execute("SELECT coalesce(sum(count), 0) FROM check_run").fetchone()
        return int(total[0])
