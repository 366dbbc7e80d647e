"""What the archive says of itself, and the little that outlives a process: by name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class About:
    """Reads and writes of the table `about`."""

    db: Database

    def get(self, key: str) -> str | None:
        """The text under that name."""
        row = self.db.conn.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, key: str, value: str) -> None:
        """Keep a text under that name."""
        self.db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (key, value))
