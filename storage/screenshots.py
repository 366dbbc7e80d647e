"""Pictures of pages as a browser painted them, each beside the capture that it was taken with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from storage.bodies import Bodies
from storage.records import Screenshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the catalog says of a picture; the PNG is among the bodies."""

    sha256: str
    #: pixels
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Screenshots:
    """Reads and writes of the table `screenshot`; the pictures are in `bodies`."""

    db: Database
    bodies: Bodies

    def keep(self, capture_id: int, screenshot: Screenshot) -> None:
        """Keep the picture of a capture."""
        sha256 = self.bodies.put(screenshot.png, group=None)
        self.db.execute(
            "INSERT OR REPLACE INTO screenshot (capture_id, sha256, width, height)"
            " VALUES (?, ?, ?, ?)",
            (capture_id, sha256, screenshot.width, screenshot.height),
        )

    def of(self, capture_id: int) -> Kept | None:
        """A capture's picture, where one was kept."""
        row = self.db.conn.execute(
            "SELECT sha256, width, height FROM screenshot WHERE capture_id = ?", (capture_id,)
        ).fetchone()
        return None if row is None else Kept(sha256=row[0], width=row[1], height=row[2])

    def of_captures(self, article_id: int) -> dict[int, Kept]:
        """Capture → its picture, for those captures of an article that have one."""
        rows = self.db.query(
            "SELECT screenshot.* FROM screenshot JOIN capture ON capture.id = capture_id"
            " WHERE article_id = ?",
            (article_id,),
        )
        return {
            row["capture_id"]: Kept(sha256=row["sha256"], width=row["width"], height=row["height"])
            for row in rows
        }

    def forget(self, capture_id: int) -> None:
        """Let go of a capture's picture; whoever calls erases the body."""
        self.db.execute("DELETE FROM screenshot WHERE capture_id = ?", (capture_id,))
