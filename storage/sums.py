"""A digest of every page of an SQLite file, kept beside it, so that each byte counts at any time.

A database in WAL mode changes only when its log is brought in, so that is done here and nowhere
else: under a lock, and with the digests of what is brought in written before the log may begin
anew. Then a page is always what its digest says, or what the log still has, also after a kill.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from storage.connection import PAGE, connect, translated
from storage.errors import DiskFull
from storage.files import explained
from storage.problems import Problem
from storage.write_ahead import FRAME_HEADER, HEADER, Log

SUFFIX = ".sums"
#: bytes of a digest: the first 12 of SHA-256, and CRC-32 of the page's number and these
SLOT = 16
#: frames that the log may have before it is brought in: 8 MiB
RUN = 2000
_EMPTY = bytes(SLOT)
#: marks: nothing is being brought in; the digests are not to be believed
_NONE, _DOUBT = bytes(8), b"\xff" * 8
#: pages that are read at once
_CHUNK = 256


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
            salts = log_of(self._path, frames=0).salts
            doubt = _doubtful(self._file, salts)
            if salts and not doubt:
                _mark(self._file, salts)
            [(_, frames, moved)] = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            if frames > moved:
                return False
            if frames > 0 and (salts, frames) != self._known:
                self._note(log_of(self._path, frames=frames))
                self._turn = max(1, min(self._turn * RUN // frames, self._turn * 2, 1000))
                self._left = self._turn
                self._known = (salts, frames)
            if not doubt:
                _mark(self._file, _NONE)
            return True
        finally:
            holder.execute("ROLLBACK")

    def _note(self, log: Log) -> None:
        """Write the digest of each page as the log has it last."""
        pages, count = log.pages()
        file = self._file.fileno()
        for page in sorted(pages):
            os.pwrite(file, _slot(page, _digest(pages[page])), page * SLOT)
        os.ftruncate(file, (count + 1) * SLOT)
        os.fdatasync(file)

    def _holding(self) -> sqlite3.Connection | None:
        """A connection in whose transaction nobody else writes; None where somebody does."""
        if self._holder is None:
            self._holder = connect(self._path, timeout=0)
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
        before = log_of(self._path, frames=0).salts
        holder = self._holding()
        if holder is None:
            return False
        [version] = holder.execute("PRAGMA user_version").fetchone()
        holder.execute(f"PRAGMA user_version={version}")
        holder.execute("COMMIT")
        return log_of(self._path, frames=0).salts != before


def sums_of(path: Path) -> Path:
    """The file of digests that belongs to a database."""
    return path.with_name(path.name + SUFFIX)


def prepare(path: Path, *, alone: bool) -> None:
    """Have a file of digests for a database; `alone` says that no process has that open.

    Where there are none for a database that has pages, or a killed process left them in doubt,
    they are made of the pages as they are. That has to wait for somebody who is alone.
    """
    name = sums_of(path)
    with explained(name), os.fdopen(os.open(name, os.O_RDWR | os.O_CREAT, 0o644), "r+b") as file:
        if os.fstat(file.fileno()).st_size and not _doubtful(file, log_of(path, frames=0).salts):
            return
        fcntl.flock(file, fcntl.LOCK_EX)
        if not path.exists() or not path.stat().st_size:
            _mark(file, _NONE)
            return
        _mark(file, _DOUBT)
        if alone:
            for page, data in _pages(path):
                os.pwrite(file.fileno(), _slot(page, _digest(data)), page * SLOT)
            os.ftruncate(file.fileno(), (path.stat().st_size // PAGE + 1) * SLOT)
            os.fsync(file.fileno())
            _mark(file, _NONE)


def make(path: Path) -> None:
    """Make all digests anew, of a database that nobody uses, whatever it is like now."""
    sums_of(path).unlink(missing_ok=True)
    prepare(path, alone=True)


def check(path: Path) -> Iterator[Problem]:
    """Every altered page of a database and of its digests, whoever writes meanwhile.

    The database must not be open in this process: to close its file would let go of SQLite's locks
    (sqlite.org/howtocorrupt.html, section 2.2).
    """
    name = sums_of(path)
    if not path.exists() or not name.exists():
        return
    with explained(name), name.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield from _runs(path.name, _altered_pages(path, file, log_of(path)))
        yield from _runs(name.name, _altered_slots(file))


def _altered_pages(path: Path, file: BinaryIO, log: Log) -> Iterator[int]:
    """Pages that are neither what their digest says nor what the log has."""
    if _doubtful(file, log.salts):
        return
    logged: dict[int, set[bytes]] = {}
    for frame in log.committed():
        logged.setdefault(frame.page, set()).add(_digest(frame.data))
    count = 0
    for page, data in _pages(path):
        slot = os.pread(file.fileno(), SLOT, page * SLOT)
        count = page
        if not _sound(page, slot) and slot not in (_EMPTY, b""):
            continue
        digest = _digest(data)
        # a page that no transaction ever wrote is a hole, or one that only the log has
        if slot in (_EMPTY, b"") and (page in logged or not any(data)):
            continue
        if digest != slot[:12] and digest not in logged.get(page, ()):
            yield page
    slots = os.fstat(file.fileno()).st_size // SLOT - 1
    yield from (page for page in range(count + 1, slots + 1) if page not in logged)


def _altered_slots(file: BinaryIO) -> Iterator[int]:
    file.seek(0)
    page = 0
    while slot := file.read(SLOT):
        if slot != _EMPTY and not _sound(page, slot):
            yield page
        page += 1


def _runs(name: str, pages: Iterator[int]) -> Iterator[Problem]:
    """Neighbours as one problem."""
    first = last = None
    for page in pages:
        if last is not None and page == last + 1:
            last = page
            continue
        if first is not None and last is not None:
            yield _problem(name, first, last)
        first = last = page
    if first is not None and last is not None:
        yield _problem(name, first, last)


def _problem(name: str, first: int, last: int) -> Problem:
    record = f"page {first}" if first == last else f"pages {first} to {last}"
    return Problem(file=name, record=record, detail="not what was written there")


def _doubtful(file: BinaryIO, salts: bytes) -> bool:
    """Whether a process was killed while it brought the log in, and the log has begun anew since.

    The first digest's place is the mark: the salts of the log that is being brought in.
    """
    mark = os.pread(file.fileno(), SLOT, 0)
    return _sound(0, mark) and mark[:8] not in (_NONE, salts)


def _mark(file: BinaryIO, salts: bytes) -> None:
    os.pwrite(file.fileno(), _slot(0, salts + bytes(4)), 0)


def _slot(page: int, digest: bytes) -> bytes:
    return digest + zlib.crc32(digest, zlib.crc32(page.to_bytes(8, "big"))).to_bytes(4, "big")


def _sound(page: int, slot: bytes) -> bool:
    return _slot(page, slot[:12]) == slot


def _digest(data: bytes | memoryview) -> bytes:
    return sha256(data).digest()[:12]


def _pages(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        page = 0
        while chunk := file.read(PAGE * _CHUNK):
            for start in range(0, len(chunk), PAGE):
                page += 1
                yield page, chunk[start : start + PAGE]


def log_of(path: Path, *, frames: int | None = None) -> Log:
    """The log of a database, or its header and the first so many frames."""
    log = path.with_name(f"{path.name}-wal")
    if not log.exists():
        return Log(b"")
    with log.open("rb") as file:
        return Log(file.read(-1 if frames is None else HEADER + frames * (FRAME_HEADER + PAGE)))


def _locked(file: BinaryIO, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
