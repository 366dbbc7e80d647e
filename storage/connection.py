"""Open a SQLite file the way this archive needs it, and say plainly what is wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from storage.errors import (
    ArchiveError,
    CorruptArchive,
    DiskFull,
    NotAnArchive,
    ReadOnlyArchive,
)

#: seconds that a writer waits for another process's transaction
BUSY_TIMEOUT = 60.0
#: bytes of a page
PAGE = 4096


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode: WAL, synchronous=FULL, foreign keys on.

    One connection serves one thread. FULL, because WAL with NORMAL may lose the last commits
    at a power cut (sqlite.org/pragma.html#pragma_synchronous).
    """
    with translated(path):
        connection = _opened(path, "mode=ro" if read_only else "mode=rwc")
        if read_only and _unreachable(connection) and path.is_file() and not _log(path).exists():
            # on a medium that takes no files: nobody can write, so nobody has to be waited for
            connection.close()
            connection = _opened(path, "immutable=1")
        try:
            _settle(connection, read_only=read_only)
        except BaseException:
            connection.close()
            raise
        return connection


def _settle(connection: sqlite3.Connection, *, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA cache_size=-16384")  # 16 MiB at most
    if not read_only:
        connection.execute(f"PRAGMA page_size={PAGE}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA journal_size_limit=67108864")
        # what is removed on purpose is overwritten, not only let go
        connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA trusted_schema=OFF")


def _opened(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_TIMEOUT,
        check_same_thread=False,
    )


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _unreachable(connection: sqlite3.Connection) -> bool:
    """WAL needs a file of shared memory beside the database, even to read."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
    return False


def dicts(
    connection: sqlite3.Connection, query: str, values: Sequence[Any] = ()
) -> Iterator[dict[str, Any]]:
    """The rows of a query by the names of its columns."""
    cursor = connection.execute(query, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


class Transaction:
    """One write transaction, begun at once, so that two processes queue instead of failing.

    One inside another joins it. A class, because a generator costs more than its two statements.
    """

    __slots__ = ("_after", "_connection", "_joined")

    def __init__(
        self,
        connection: sqlite3.Connection,
        after: Callable[[sqlite3.Connection], None] | None = None,
    ) -> None:
        """`after` is called with the connection when everything is on disk."""
        self._connection = connection
        self._after = after
        self._joined = False

    def __enter__(self) -> None:
        self._joined = self._connection.in_transaction
        if not self._joined:
            self._do("BEGIN IMMEDIATE")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._joined:
            return
        if error is None:
            self._do("COMMIT")
            if self._after is not None:
                self._after(self._connection)
            return
        self._take_back()
        if isinstance(error, sqlite3.DatabaseError):
            raise _named(error, self._connection) from error

    def _do(self, statement: str) -> None:
        try:
            self._connection.execute(statement)
        except BaseException as error:
            self._take_back()
            if isinstance(error, sqlite3.DatabaseError):
                raise _named(error, self._connection) from error
            raise

    def _take_back(self) -> None:
        if self._connection.in_transaction:  # SQLite ends it itself where the disk is full
            self._connection.execute("ROLLBACK")


@contextmanager
def savepoint(connection: sqlite3.Connection) -> Iterator[None]:
    """A part of the running transaction that can be taken back by itself."""
    try:
        connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if connection.in_transaction:  # SQLite ends it itself where the disk is full
                connection.execute("ROLLBACK TO part")
            raise
        finally:
            if connection.in_transaction:
                connection.execute("RELEASE part")
    except sqlite3.DatabaseError as error:
        raise _named(error, connection) from error


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as ours, each with what to do next."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise ours(error, path) from error


def in_words(error: Exception) -> ArchiveError | None:
    """What a statement outside of a transaction came to, where that has a name of ours."""
    if not isinstance(error, sqlite3.DatabaseError):
        return None
    found = ours(error, Path("the archive"))
    return found if isinstance(found, ArchiveError) else None


def _named(error: sqlite3.DatabaseError, connection: sqlite3.Connection) -> Exception:
    """`ours`, with the connection's own file."""
    _, _, path = connection.execute("PRAGMA database_list").fetchone()
    return ours(error, Path(path))


def ours(error: sqlite3.DatabaseError, path: Path) -> Exception:
    """SQLite's error as ours, with what to do next; itself where that is not known."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return DiskFull(
            f"no room to write {path}: free some space and run the command again; "
            "everything acknowledged before is kept"
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return ReadOnlyArchive(f"cannot write {path}: make its folder writable for this user")
    if code == sqlite3.SQLITE_NOTADB:
        return NotAnArchive(f"{path} is not an SQLite file: is this the right archive folder?")
    if code == sqlite3.SQLITE_CORRUPT:
        return CorruptArchive(f"{path} is damaged ({error}): run 'variorum verify', then restore")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ArchiveError(
            f"{path} has been held by another process for {BUSY_TIMEOUT:.0f} s: "
            "look for a stopped 'variorum' process"
        )
    return error
