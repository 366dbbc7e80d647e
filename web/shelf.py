"""The archive as requests need it: read-only for each thread, or for one short write."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.archive import Archive, open_archive

#: KiB of pages that each thread's connection may remember
CACHE = 8_000


class Shelf:
    """Hands out the archive in one folder to the threads of a server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = threading.local()
        self._opened: list[Archive] = []
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Archive]:
        """One unchanging view of the archive, however long the block takes.

        Raises the kinds of ArchiveError where the folder cannot be opened.
        """
        archive = self._archive()
        archive.db.conn.execute("BEGIN")
        try:
            yield archive
        finally:
            archive.db.conn.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Archive]:
        """One write transaction, kept when the block ends without an error."""
        archive = open_archive(self.folder)
        try:
            with archive.transaction():
                yield archive
        finally:
            archive.close()

    def close(self) -> None:
        """Give back what every thread opened; no request may be running."""
        with self._lock:
            while self._opened:
                self._opened.pop().close()
            self._own = threading.local()

    def _archive(self) -> Archive:
        archive: Archive | None = getattr(self._own, "archive", None)
        if archive is None:
            archive = open_archive(self.folder, read_only=True)
            archive.db.conn.execute(f"PRAGMA cache_size=-{CACHE}")
            self._own.archive = archive
            with self._lock:
                self._opened.append(archive)
        return archive
