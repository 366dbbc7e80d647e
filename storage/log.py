"""The append-only log in catalog.sqlite: entries, the tree over them, signed checkpoints.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import JSONEncoder, loads
from typing import Any

from storage import merkle
from storage.errors import CorruptArchive, NotFound
from storage.notes import Checkpoint, Signer

SCHEMA = (
    """CREATE TABLE log_entry (
    id INTEGER PRIMARY KEY CHECK (id >= 0),
    kind TEXT NOT NULL,
    ref INTEGER NOT NULL,
    shape TEXT,
    leaf BLOB NOT NULL CHECK (length(leaf) = 32)
) STRICT""",
    "CREATE INDEX log_entry_ref ON log_entry (kind, ref)",
    """CREATE TABLE log_node (
    level INTEGER NOT NULL CHECK (level > 0),
    position INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE log_checkpoint (
    id INTEGER PRIMARY KEY,
    size INTEGER NOT NULL,
    note TEXT NOT NULL,
    verifier TEXT NOT NULL,
    authority TEXT,
    stamp BLOB
) STRICT""",
)

#: of a key, and of a value without anything inside
_TEXT, _PLAIN = frozenset({str}), frozenset({str, int, bool, type(None)})
_CANONICAL = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act or observation, as it was logged."""

    #: its place in the log, from 0
    id: int
    #: "capture", "revision", "merge", "redact", "delete", "key", …
    kind: str
    #: the number of what it speaks of, in the table of that kind
    ref: int
    #: canonical JSON; None when it is withheld
    shape: str | None
    #: the hash of the text, by which the tree knows it
    leaf: bytes

    def text(self) -> bytes | None:
        """The bytes that are hashed; None when they are withheld."""
        return None if self.shape is None else entry_text(self.kind, self.ref, self.shape)

    def facts(self) -> dict[str, Any]:
        """The shape as an object, empty when it is withheld; ValueError when it is none."""
        found = loads(self.shape or "{}")
        if not isinstance(found, dict):
            raise ValueError("the entry's shape is no object")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A checkpoint as it is kept."""

    id: int
    size: int
    #: the signed note
    note: str
    #: the public key that it was signed with, as text
    verifier: str
    #: the address of the authority that stamped it, and its answer (RFC 3161)
    authority: str | None
    stamp: bytes | None


def canonical(shape: Mapping[str, Any]) -> str:
    """JSON with sorted keys, no white space and \\u escapes; TypeError for floats."""
    _refuse_floats(shape)
    return _CANONICAL.encode(shape)


def entry_text(kind: str, ref: int, shape: str) -> bytes:
    """The canonical JSON of a whole entry, of which the leaf is the hash."""
    return f'{{"kind":{_CANONICAL.encode(kind)},"ref":{ref},"shape":{shape}}}'.encode("ascii")


def create(db: sqlite3.Connection) -> None:
    """Make the log's tables."""
    for statement in SCHEMA:
        db.execute(statement)


def size(db: sqlite3.Connection) -> int:
    """How many entries there are."""
    [last] = db.execute("SELECT coalesce(max(id), -1) FROM log_entry").fetchone()
    return int(last) + 1


def append(db: sqlite3.Connection, kind: str, ref: int, shape: Mapping[str, Any]) -> int:
    """Add an entry and answer its place; costs O(log n). Call it inside a transaction."""
    if not db.in_transaction:
        raise ValueError("an entry is written in the transaction of what it speaks of")
    text = canonical(shape)
    leaf = merkle.leaf_hash(entry_text(kind, ref, text))
    place = db.execute(
        "INSERT INTO log_entry VALUES"
        " ((SELECT coalesce(max(id), -1) + 1 FROM log_entry), ?, ?, ?, ?)",
        (kind, ref, text, leaf),
    ).lastrowid
    assert place is not None  # noqa: S101 -- an INSERT that did not raise has an id
    if nodes := list(merkle.completed(place, leaf, reader(db))):
        db.executemany("INSERT INTO log_node VALUES (?, ?, ?)", nodes)
    return place


def withhold(db: sqlite3.Connection, places: Sequence[int]) -> None:
    """Erase what entries say; their hashes stay, and with them every proof.

    Only for entries that a `redact` or `delete` entry names in its `entries`.
    """
    db.executemany("UPDATE log_entry SET shape = NULL WHERE id = ?", [(one,) for one in places])


def entry(db: sqlite3.Connection, place: int) -> Entry:
    """The entry at that place; NotFound."""
    for found in entries(db, "WHERE id = ?", place):
        return found
    raise NotFound(f"the log has no entry {place}")


def entries_of(db: sqlite3.Connection, kind: str, ref: int) -> tuple[Entry, ...]:
    """All entries that speak of one thing, the oldest first."""
    return tuple(entries(db, "WHERE kind = ? AND ref = ? ORDER BY id", kind, ref))


def entries(db: sqlite3.Connection, where: str = "ORDER BY id", *values: Any) -> Iterator[Entry]:
    """Entries one by one."""
    for place, kind, ref, shape, leaf in db.execute(
        f"SELECT id, kind, ref, shape, leaf FROM log_entry {where}", values
    ):
        yield Entry(id=place, kind=kind, ref=ref, shape=shape, leaf=leaf)


def checkpoint(db: sqlite3.Connection, key: Signer, at: datetime) -> Kept:
    """Sign the log as it is now; the last checkpoint again when nothing was added since.

    A key that has not signed before is entered first, as an entry of kind "key".
    """
    known = "SELECT 1 FROM log_checkpoint WHERE verifier = ?"
    if db.execute(known, (str(key.verifier),)).fetchone() is None:
        append(db, "key", 0, {"verifier": str(key.verifier)})
    last = latest(db)
    now = size(db)
    if last is not None and last.size == now:
        return last
    made = Checkpoint(origin=key.name, size=now, root=merkle.root(now, reader(db)), at=at)
    db.execute(
        "INSERT INTO log_checkpoint (size, note, verifier) VALUES (?, ?, ?)",
        (now, key.sign(made.text()), str(key.verifier)),
    )
    found = latest(db)
    assert found is not None  # noqa: S101 -- it was written a moment ago
    return found


def latest(db: sqlite3.Connection) -> Kept | None:
    """The last checkpoint."""
    return next(checkpoints(db, "ORDER BY id DESC LIMIT 1"), None)


def covering(db: sqlite3.Connection, place: int) -> Kept | None:
    """The first stamped checkpoint over an entry; without a stamped one, the first at all."""
    return next(checkpoints(db, "WHERE size > ? ORDER BY stamp IS NULL, id LIMIT 1", place), None)


def checkpoints(db: sqlite3.Connection, where: str = "ORDER BY id", *values: Any) -> Iterator[Kept]:
    """Checkpoints one by one."""
    for number, count, note, verifier, authority, stamp in db.execute(
        f"SELECT id, size, note, verifier, authority, stamp FROM log_checkpoint {where}", values
    ):
        yield Kept(
            id=number, size=count, note=note, verifier=verifier, authority=authority, stamp=stamp
        )


def keep_stamp(db: sqlite3.Connection, number: int, authority: str, stamp: bytes) -> None:
    """Keep what an authority answered for a checkpoint."""
    db.execute(
        "UPDATE log_checkpoint SET authority = ?, stamp = ? WHERE id = ?",
        (authority, stamp, number),
    )


def reader(db: sqlite3.Connection) -> merkle.Node:
    """The complete nodes of the tree; CorruptArchive names one that is missing."""

    def node(level: int, position: int) -> bytes:
        if level == 0:
            row = db.execute("SELECT leaf FROM log_entry WHERE id = ?", (position,)).fetchone()
        else:
            row = db.execute(
                "SELECT hash FROM log_node WHERE level = ? AND position = ?", (level, position)
            ).fetchone()
        if row is None:
            raise CorruptArchive(
                f"the log lacks its node {level}/{position}: run `variorum verify`"
            )
        return bytes(row[0])

    return node


def _refuse_floats(shape: Any) -> None:
    """Two machines may write one float in two ways."""
    if isinstance(shape, float):
        raise TypeError("an entry holds no floating-point numbers")
    if isinstance(shape, dict):
        if not _TEXT.issuperset(map(type, shape)):
            raise TypeError("an entry's keys are text")
        shape = shape.values()
    elif not isinstance(shape, (list, tuple)):
        return
    for value in shape:
        if type(value) not in _PLAIN:
            _refuse_floats(value)
