"""The bytes of every answer by their SHA-256: whole, or as a delta against one base.

The format is `FORMAT`; `sqlite3` and `zstd` are enough to read it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256 as sha256_of
from pathlib import Path
from types import TracebackType
from typing import Self

from storage import wire
from storage.body_check import check
from storage.body_format import FORMAT, Row, recipe_from_json, recipe_to_json
from storage.body_removal import erase, sweep
from storage.body_table import BodyTable, Known
from storage.delta import MOST_BYTES
from storage.errors import CorruptArchive, InputError, NotFound, ReadOnlyArchive
from storage.frames import Candidate, Frame, frame
from storage.problems import Problem

__all__ = ["FORMAT", "MOST_BYTES", "Bodies", "Sizes"]

#: bodies that lean on one base
SERIES_LENGTH = 50
#: bases tried before a new one is made: an A/B variant or an error page comes back
CANDIDATES = 3
#: shorter bodies are kept whole; Zstandard uses no dictionary of under 8 bytes
LEAST_BASE = 256
#: an unnamed body is an orphan when nothing has stored it for this long
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """What the file holds."""

    bodies: int
    #: how many of them are deltas
    deltas: int
    #: bytes before compression, the wire's gzip undone where there is a recipe
    content: int
    #: bytes of compressed data
    stored: int
    #: bytes of the file, its indexes and its free pages counted
    file: int


@dataclass(frozen=True, slots=True)
class _Body:
    """A body that is about to be kept."""

    sha256: bytes
    content: bytes
    recipe: wire.Recipe | None
    #: the article whose later bodies may lean on it
    series: int | None


class Bodies:
    """One file of bodies. Threads and processes may share it."""

    def __init__(
        self, path: Path, *, read_only: bool = False, clock: Callable[[], float] = time.time
    ) -> None:
        """Open the file, or make it. Raises the kinds of ArchiveError."""
        self._clock = clock
        self._table = BodyTable(path, read_only=read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._table.path

    def close(self, *, last: bool = True) -> None:
        """Let go of the file; `last` says that nobody else writes to it."""
        self._table.close(last=last)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """What is put inside is on disk when it ends, all or nothing; cheaper than one by one.

        Other threads and processes wait with their writing meanwhile: some dozen bodies are many.
        """
        self._writable()
        with self._table.writing():
            yield

    def put(
        self,
        body: bytes,
        *,
        group: int | None,
        payload: bytes | None = None,
        encoding: str | None = None,
    ) -> str:
        """Keep the wire's bytes and answer their SHA-256; on disk when it (or its batch) ends.

        `group` is the article, whose bodies are kept as deltas against one another. `encoding` is
        the Content-Encoding: a gzip body is kept as its content where zlib makes the same bytes
        again, one of another coding as it came. `payload` is the decoded body, if it is at hand;
        it saves decoding it again. InputError beyond MOST_BYTES.
        """
        if len(body) > MOST_BYTES:
            raise InputError(f"a body of {len(body)} bytes is larger than {MOST_BYTES}")
        digest = sha256_of(body).digest()
        coding = (encoding or "identity").strip().lower()
        while True:
            put_at, bases = self._table.around(digest, group, CANDIDATES)
            if put_at is not None and self._again(digest, put_at):
                break
            self._writable()
            if bases and bases[0].users >= SERIES_LENGTH:
                bases = []
            undone = _undone(body, payload, bases) if coding in ("gzip", "x-gzip") else None
            content, recipe = undone or (body, None)
            plain = undone is not None or coding in ("", "identity")
            series = group if plain and len(content) >= LEAST_BASE else None
            made = frame(content, self._candidates(bases) if series is not None else ())
            if self._keep(_Body(digest, content, recipe, series), made):
                break
        return digest.hex()

    def get(self, sha256: str) -> bytes:
        """The wire's bytes, checked. NotFound; CorruptArchive names the hash."""
        return self._checked(sha256, self._table.wire, self._row(sha256))

    def payload(self, sha256: str) -> bytes | None:
        """What was inside a gzip body, checked; None where only the wire's bytes are kept."""
        row = self._row(sha256)
        return None if row.recipe is None else self._checked(sha256, self._table.content, row)

    def has(self, sha256: str) -> bool:
        """Whether the body is kept (`get` and `verify` tell whether it is whole)."""
        return bool(self._table.query("SELECT 1 FROM body WHERE sha256 = ?", _digest(sha256)))

    def hashes(self) -> Iterator[str]:
        """The SHA-256 of every body, the oldest first."""
        last = 0
        while rows := self._table.query(
            "SELECT id, sha256 FROM body WHERE id > ? ORDER BY id LIMIT 1000", last
        ):
            yield from (digest.hex() for _, digest in rows)
            last = rows[-1][0]

    def sizes(self) -> Sizes:
        """How much is kept, in how many bytes."""
        [(bodies, deltas, content, stored)] = self._table.query(
            "SELECT count(*), count(base), coalesce(sum(length), 0),"
            " coalesce(sum(length(data)), 0) FROM body"
        )
        [(pages,)] = self._table.query("PRAGMA page_count")
        [(page,)] = self._table.query("PRAGMA page_size")
        return Sizes(
            bodies=bodies, deltas=deltas, content=content, stored=stored, file=pages * page
        )

    def delete(self, sha256: str) -> None:
        """Erase a body on purpose; the deltas against it get another base first. NotFound.

        The bytes are overwritten in the file and gone from its log when this returns, unless
        another process is reading at this moment.
        """
        self._writable()
        with self._table.writing():
            erase(self._table, self._row(sha256))
        self._table.renew(wipe=True)

    def sweep(self, keep: Iterable[str], *, grace: timedelta = GRACE) -> int:
        """Erase what is not in `keep` and was last stored longer ago than `grace`; how many.

        A body is stored before the catalog names it, so a young one may still get its name.
        """
        self._writable()
        return sweep(self._table, map(_digest, keep), int(self._clock() - grace.total_seconds()))

    def verify(self) -> Iterator[Problem]:
        """Everything that is not as it was written; one body and its base in memory at a time."""
        return check(self._table)

    # -- writing ------------------------------------------------------------------------------

    def _again(self, digest: bytes, put_at: int) -> bool:
        """A body that is there stays clear of `sweep` from now on; False when it has gone."""
        now = int(self._clock())
        if put_at > now - GRACE.total_seconds() / 2 or self._table.read_only:
            return True
        with self._table.writing():
            rows = self._table.rows("WHERE sha256 = ?", digest)
            for row in rows:
                self._table.update(replace(row, put_at=now))
        return bool(rows)

    def _candidates(self, known: Iterable[Known]) -> Iterator[Candidate]:
        for one in known:
            if one.users < SERIES_LENGTH:
                try:
                    base = self._table.base(one.id, one.sha256)
                except ValueError:
                    continue  # damaged: `get` and `verify` say so; nothing new leans on it
                yield Candidate(id=one.id, sha256=one.sha256, base=base, stored=one.stored)

    def _keep(self, new: _Body, made: Frame) -> bool:
        """False when the body is there by now, or its base is no longer one."""
        row = Row(
            id=0,
            sha256=new.sha256,
            length=len(new.content),
            series=new.series if made.base is None else None,
            base=None if made.base is None else made.base.id,
            recipe=None if new.recipe is None else recipe_to_json(new.recipe),
            content=None if new.recipe is None else sha256_of(new.content).digest(),
            data=made.data,
            put_at=int(self._clock()),
        )
        return self._table.insert(row, None if made.base is None else made.base.sha256)

    def _writable(self) -> None:
        if self._table.read_only:
            raise ReadOnlyArchive(f"{self.path} was opened for reading only")

    # -- reading ------------------------------------------------------------------------------

    def _row(self, sha256: str) -> Row:
        for row in self._table.rows("WHERE sha256 = ?", _digest(sha256)):
            return row
        raise NotFound(f"the archive holds no body {sha256}")

    def _checked(self, sha256: str, read: Callable[[Row], bytes], row: Row) -> bytes:
        try:
            return read(row)
        except ValueError as error:
            raise CorruptArchive(
                f"body {sha256} in {self.path} is not what was kept: {error};"
                " restore it from a backup"
            ) from error


def _undone(
    body: bytes, payload: bytes | None, bases: Iterable[Known]
) -> tuple[bytes, wire.Recipe] | None:
    """What is inside the gzip; the settings that made the bases are tried first."""
    recipes = [recipe_from_json(row.recipe) for row in bases if row.recipe is not None]
    hints = [(recipe.level, recipe.memory) for recipe in recipes]
    return wire.undo(body, hints, content=payload)


def _digest(sha256: str) -> bytes:
    """NotFound where this is no SHA-256."""
    try:
        digest = bytes.fromhex(sha256)
    except ValueError:
        digest = b""
    if len(digest) != 32:
        raise NotFound(f"{sha256[:80]!r} is no SHA-256")
    return digest
