"""A digest of every page of an SQLite file, kept beside it, so that each byte counts at any time.

A database in WAL mode changes only when its log is brought in, so that is done here and nowhere
else: under a lock, and with the digests of what is brought in written before the log may begin
anew. Then a page is always what its digest says, or what the log still has, also after a kill.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from storage.connection import PAGE, connect, translated
from storage.errors import DiskFull
from storage.files import explained
from storage.sums_format import (
    DOUBT,
    NONE,
    SLOT,
    digest_of,
    doubtful,
    log_of,
    mapped_log,
    mark,
    pages_of,
    slot,
    sums_of,
)
from storage.write_ahead import Log

#: frames that the log may have before it is brought in: 8 MiB
RUN = 2000


class Sums:
    """The digests of one database, for a connection that writes it."""

    def __init__(self, path: Path) -> None:
        """`path` is the database's. Raises the kinds of ArchiveError."""
        self._path = path
        self._holder: sqlite3.Connection | None = None
        #: transactions until the log is looked at, and how many they are at a time
        self._left = self._turn = 50
        #: the log that was brought in last, and how many frames it had
        self._known = (b"", 0)
        prepare(path, alone=False)
        with explained(sums_of(path)):
            self._file = sums_of(path).open("r+b", buffering=0)

    def watch(self, connection: sqlite3.Connection) -> None:
        """From now on the log of this connection is brought in here alone."""
        connection.execute("PRAGMA wal_autocheckpoint=0")

    def committed(self, connection: sqlite3.Connection) -> None:
        """A transaction ended: bring the log in, if it has grown long."""
        self._left -= 1
        if self._left <= 0:
            self.renew(connection)

    def renew(self, connection: sqlite3.Connection) -> bool:
        """Bring the log in; False where somebody is in the way, or there is no room.

        Either is no failure of what was written: the log keeps it until another time.
        """
        self._left = self._turn
        if connection.in_transaction or not _locked(self._file, fcntl.LOCK_EX):
            return False
        try:
            with translated(self._path), explained(sums_of(self._path)):
                return self._renew(connection)
        except DiskFull:
            return False
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def wipe(self, connection: sqlite3.Connection) -> None:
        """Bring the log in and leave nothing of it in its file, if nobody is in the way."""
        for _ in range(3):
            with translated(self._path):
                if self.renew(connection) and self._begin_anew():
                    return

    def drop(self) -> None:
        """Let go of the digests, where there is no connection to close."""
        self._file.close()

    def close(self, connection: sqlite3.Connection, *, last: bool) -> None:
        """Close the connection and this; with `last`, nobody else writes, and the log goes.

        SQLite brings in the log itself when a database is closed by the last who could write it;
        a reader that outlives the connection keeps it from doing so behind our back.
        """
        with ExitStack() as ending:
            ending.callback(self._file.close)
            if not (last and self.renew(connection)):
                reader = connect(self._path, read_only=True)
                ending.callback(reader.close)
                reader.execute("SELECT count(*) FROM sqlite_schema")
            ending.callback(connection.close)
            if self._holder is not None:
                ending.callback(self._holder.close)

    def _renew(self, connection: sqlite3.Connection) -> bool:
        holder = self._holding()
        if holder is None:
            return False
        try:
            salts = log_of(self._path, header=True).salts
            doubt = doubtful(self._file, salts)
            if salts and not doubt:
                mark(self._file, salts)
            [row] = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            busy, frames, moved = row
            if busy or frames > moved:
                return False
            if frames > 0 and (salts, frames) != self._known:
                self._note(mapped_log(self._path, frames))
                self._turn = max(1, min(self._turn * RUN // frames, self._turn * 2, 1000))
                self._left = self._turn
                self._known = (salts, frames)
            if not doubt:
                mark(self._file, NONE)
            return True
        finally:
            holder.execute("ROLLBACK")

    def _note(self, log: Log) -> None:
        """Write the digest of each page as the log has it last."""
        pages, count = log.pages()
        file = self._file.fileno()
        for page in sorted(pages):
            os.pwrite(file, slot(page, digest_of(pages[page])), page * SLOT)
        os.ftruncate(file, (count + 1) * SLOT)
        os.fdatasync(file)

    def _holding(self) -> sqlite3.Connection | None:
        """A connection in whose transaction nobody else writes; None where somebody does."""
        if self._holder is None:
            self._holder = connect(self._path)
            self._holder.execute("PRAGMA busy_timeout=0")
            self._holder.execute("PRAGMA wal_autocheckpoint=0")
            self._holder.execute("PRAGMA journal_size_limit=0")
        try:
            self._holder.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return None
        return self._holder

    def _begin_anew(self) -> bool:
        """Write next to nothing: a log that was brought in begins anew, and the rest is cut off."""
        before = log_of(self._path, header=True).salts
        holder = self._holding()
        if holder is None:
            return False
        [version] = holder.execute("PRAGMA user_version").fetchone()
        holder.execute(f"PRAGMA user_version={version}")
        holder.execute("COMMIT")
        return log_of(self._path, header=True).salts != before


def prepare(path: Path, *, alone: bool) -> None:
    """Have a file of digests for a database; `alone` says that no process has that open.

    Where there are none for a database that has pages, or a killed process left them in doubt,
    they are made of the pages as they are. That has to wait for somebody who is alone.
    """
    name = sums_of(path)
    with explained(name), os.fdopen(os.open(name, os.O_RDWR | os.O_CREAT, 0o644), "r+b") as file:
        if os.fstat(file.fileno()).st_size and not doubtful(file, log_of(path, header=True).salts):
            return
        fcntl.flock(file, fcntl.LOCK_EX)
        if not path.exists() or not path.stat().st_size:
            mark(file, NONE)
            return
        mark(file, DOUBT)
        if alone:
            for page, data in pages_of(path):
                os.pwrite(file.fileno(), slot(page, digest_of(data)), page * SLOT)
            os.ftruncate(file.fileno(), (path.stat().st_size // PAGE + 1) * SLOT)
            os.fsync(file.fileno())
            mark(file, NONE)


def make(path: Path) -> None:
    """Make all digests anew, of a database that nobody uses, whatever it is like now."""
    sums_of(path).unlink(missing_ok=True)
    prepare(path, alone=True)


def _locked(file: BinaryIO, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
