"""The rows of bodies.sqlite: opening, reading with the hash checked, writing under one lock."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256 as sha256_of
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from storage import wire
from storage.body_format import APPLICATION_ID, SCHEMA, VERSION, Row, recipe_from_json
from storage.connection import Transaction, connect, ours, translated
from storage.delta import Base, unpack
from storage.errors import NewerArchive, NotAnArchive
from storage.sums import Sums

#: bytes of decompressed bases that are remembered
_MEMORY = 32 << 20
_COLUMNS = "id, sha256, length, series, base, recipe, content, data, put_at"
_BASE_SHA256 = (
    "(SELECT other.sha256 FROM body AS other WHERE other.id = body.base AND other.base IS NULL)"
)

_SELECT = f"SELECT {_COLUMNS}, {_BASE_SHA256} FROM body"
_INSERT = (
    f"INSERT INTO body ({_COLUMNS}, crc) SELECT NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?"
    " WHERE ?4 IS NULL OR EXISTS"
    " (SELECT 1 FROM body WHERE id = ?4 AND sha256 = ?10 AND base IS NULL)"
    " ON CONFLICT (sha256) DO NOTHING"
)

#: when a body was stored last, if it is there; then the latest bases of a group
_AROUND = (
    "SELECT put_at, NULL, NULL, NULL, NULL, NULL FROM body WHERE sha256 = ? UNION ALL"
    " SELECT NULL, * FROM (SELECT id, sha256, recipe, length(data),"
    " (SELECT count(*) FROM body AS user WHERE user.base = body.id)"
    " FROM body WHERE series = ? ORDER BY id DESC LIMIT ?)"
)


class Known(NamedTuple):
    """A base that is in the file."""

    id: int
    sha256: bytes
    recipe: str | None
    #: bytes of its own frame
    stored: int
    #: bodies that lean on it
    users: int


class BodyTable:
    """One connection, which threads may share."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        """Open the file, or make it; raises the kinds of ArchiveError."""
        self.path = path
        self.read_only = read_only
        self._lock = threading.RLock()
        self._bases: OrderedDict[bytes, Base] = OrderedDict()
        self._remembered = 0
        self._sums = None if read_only else Sums(path)
        try:
            self._database = connect(path, read_only=read_only)
        except BaseException:
            if self._sums is not None:
                self._sums.drop()
            raise
        try:
            if self._sums is not None:
                self._sums.watch(self._database)
            self._prepare()
        except BaseException:
            self.close()
            raise

    def close(self, *, last: bool = True) -> None:
        """Let go of the file; `last` says that nobody else writes to it."""
        with self._lock:
            if self._sums is None:
                self._database.close()
            else:
                self._sums.close(self._database, last=last)

    def renew(self, *, wipe: bool = False) -> None:
        """Bring the log in, if nobody is in the way; with `wipe`, leave nothing in its file."""
        with self._lock:
            if self._sums is not None:
                (self._sums.wipe if wipe else self._sums.renew)(self._database)

    def _committed(self, database: sqlite3.Connection) -> None:
        if self._sums is not None:
            self._sums.committed(database)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; the other threads wait."""
        with self._lock, Transaction(self._database, self._committed):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other thread uses the connection meanwhile."""
        with self._lock:
            yield

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a statement."""
        with self._lock:
            try:
                return self._database.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise ours(error, self.path) from error

    def fill(self, sql: str, rows: Iterator[tuple[Any, ...]]) -> None:
        """The statement once for each row."""
        with self._lock, translated(self.path):
            self._database.executemany(sql, rows)

    def rows(self, where: str, *values: Any) -> list[Row]:
        """The rows that meet a condition."""
        return [Row(*one) for one in self.query(f"{_SELECT} {where}", *values)]

    def around(self, digest: bytes, group: int | None, most: int) -> tuple[int | None, list[Known]]:
        """When a body was last stored, None where it is not there, and its group's latest bases.

        One statement, because each takes locks of its own.
        """
        put_at, bases = None, []
        for stored, *base in self.query(_AROUND, digest, group, most):
            if stored is None:
                bases.append(Known(*base))
            else:
                put_at = stored
        return put_at, bases

    def insert(self, row: Row, base: bytes | None) -> bool:
        """Add it under the next number; commits by itself.

        False when the body is there by now, or its base (of that hash) is no longer one.
        """
        with self._lock:
            try:
                done = self._database.execute(_INSERT, (*_values(row), row.crc(), base))
            except sqlite3.DatabaseError as error:
                raise ours(error, self.path) from error
            if not self._database.in_transaction:
                self._committed(self._database)
        return done.rowcount == 1

    def update(self, row: Row) -> None:
        """Write the row anew."""
        self.query(
            "UPDATE body SET sha256 = ?, length = ?, series = ?, base = ?, recipe = ?,"
            " content = ?, data = ?, put_at = ?, crc = ? WHERE id = ?",
            *_values(row),
            row.crc(),
            row.id,
        )

    def wire(self, row: Row) -> bytes:
        """The wire's bytes, checked; ValueError says what is wrong."""
        content = self.content(row)
        if row.recipe is None:
            return content
        body = wire.redo(content, recipe_from_json(row.recipe))
        if sha256_of(body).digest() != row.sha256:
            raise ValueError(
                "what was inside the gzip is whole, but this machine's zlib makes other bytes of it"
            )
        return body

    def content(self, row: Row) -> bytes:
        """What `data` gives, checked; ValueError says what is wrong."""
        content = unpack(row.data, row.length, self._base_of(row))
        if sha256_of(content).digest() != (row.content or row.sha256):
            raise ValueError("its bytes do not have this hash")
        return content

    def base(self, number: int, digest: bytes) -> Base:
        """A body that others lean on, ready for use and remembered; ValueError."""
        with self._lock:
            if digest in self._bases:
                self._bases.move_to_end(digest)
                return self._bases[digest]
        rows = self.rows("WHERE id = ? AND sha256 = ? AND base IS NULL", number, digest)
        if not rows:
            raise ValueError(f"its base, row {number}, is missing")
        found = Base(self.content(rows[0]))
        with self._lock:
            if digest not in self._bases:
                self._remember(digest, found)
        return found

    def _remember(self, digest: bytes, base: Base) -> None:
        if base.length > _MEMORY // 4:
            return
        self._bases[digest] = base
        self._remembered += base.length
        while self._remembered > _MEMORY:
            self._remembered -= self._bases.popitem(last=False)[1].length

    def _base_of(self, row: Row) -> Base | None:
        if row.base is None:
            return None
        if row.base_sha256 is None:
            raise ValueError(f"its base, row {row.base}, is missing")
        try:
            return self.base(row.base, row.base_sha256)
        except ValueError as error:
            raise ValueError(f"its base {row.base_sha256.hex()} is damaged: {error}") from error

    def _prepare(self) -> None:
        self.query("PRAGMA cell_size_check=ON")
        version = self._version()
        if version == 0:
            self._make()
            self.renew()
        if version > VERSION:
            raise NewerArchive(
                f"{self.path} has format {version}, this version reads up to {VERSION}:"
                " update Variorum"
            )

    def _version(self) -> int:
        """0 for a new file; NotAnArchive for one of another kind."""
        [(application,)] = self.query("PRAGMA application_id")
        [(version,)] = self.query("PRAGMA user_version")
        if application == APPLICATION_ID and version > 0:
            return int(version)
        [(tables,)] = self.query("SELECT count(*) FROM sqlite_schema")
        if tables or application or version:
            raise NotAnArchive(f"{self.path} is not the bodies of an archive of Variorum")
        return 0

    def _make(self) -> None:
        if self.read_only:
            raise NotAnArchive(f"{self.path} is empty: is this the right archive folder?")
        with self.writing():
            if self._version() == 0:  # another process may have been first
                for statement in SCHEMA:
                    self.query(statement)
                self.query(f"PRAGMA application_id={APPLICATION_ID}")
                self.query(f"PRAGMA user_version={VERSION}")


#: the columns but for `id`
_values = attrgetter(*_COLUMNS.split(", ")[1:])
