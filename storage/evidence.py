"""What the archive can prove: entries for what was seen and done, and a check of all of it.

The log's own functions (`create`, `append`, `checkpoint`, …) are in `storage.log`, bundles for
others in `storage.bundle`. docs/evidence.md says what each layer proves, and what it does not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256 as sha256_of
from itertools import chain
from typing import Any

from cryptography.x509 import Certificate

from storage import log, merkle, stamps
from storage.bodies import Bodies
from storage.errors import InputError
from storage.notes import Checkpoint, Verifier
from storage.problems import Problem
from storage.records import Capture, Revision
from storage.shapes import dumps
from storage.times import maybe_text, to_text

#: the file that the log is in
FILE = "catalog.sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A table whose rows have an entry each."""

    #: its name in the catalog; an entry's `ref` is its `id`
    table: str
    #: what an entry would say of the row now, or some of it; None when the row is gone
    shape: Callable[[int], Mapping[str, Any] | None]


def capture_shape(
    capture: Capture, *, sha256: str, tool: str, headers: str | None = None
) -> dict[str, Any]:
    """What the log says of a capture; `sha256` is that of the wire's bytes.

    `headers` is their text, if it is at hand; it saves making it again.
    """
    text = headers_text(capture.headers) if headers is None else headers
    return {
        "url": capture.url,
        "final_url": capture.final_url,
        "redirects": [[hop.url, hop.status] for hop in capture.redirects],
        "fetched_at": to_text(capture.fetched_at),
        "status": capture.status,
        "headers_sha256": sha256_of(text.encode()).hexdigest(),
        "body_sha256": sha256,
        "length": len(capture.body),
        "address": capture.address,
        "certificate": capture.certificate,
        "tool": tool,
    }


def revision_shape(revision: Revision, reading: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the log says of a revision and of the reading that it is, as JSON."""
    return {
        "article": revision.article_id,
        "number": revision.number,
        "kind": revision.kind,
        "seen_at": to_text(revision.seen_at),
        "unchanged_as_of": maybe_text(revision.unchanged_as_of),
        "capture": revision.capture_id,
        "reading_sha256": None if reading is None else shape_sha256(reading),
    }


def headers_sha256(headers: Iterable[tuple[str, str]]) -> str:
    """SHA-256 of the headers as a compact JSON list of [name, value], in the order received."""
    return sha256_of(headers_text(headers).encode()).hexdigest()


def headers_text(headers: Iterable[tuple[str, str]]) -> str:
    """The headers as a compact JSON list of [name, value], as the catalog keeps them."""
    return dumps([[name, value] for name, value in headers])


def shape_sha256(shape: Mapping[str, Any]) -> str:
    """SHA-256 of a JSON object, its keys sorted."""
    return sha256_of(log.canonical(shape).encode()).hexdigest()


def verify(
    db: sqlite3.Connection,
    bodies: Bodies | None = None,
    *,
    records: Mapping[str, Logged] | None = None,
    trusted: Verifier | None = None,
    roots: Sequence[Certificate] = (),
) -> Iterator[Problem]:
    """Everything in the log that is not what it was, the first altered thing first.

    `records` are, by kind of entry, the tables to compare with; `bodies` shows whether each
    capture's body is kept (`Bodies.verify` reads them). `trusted` is the key that the last
    checkpoint must bear. `roots` are certificates of authorities that stamped checkpoints.
    """
    begun = not db.in_transaction
    if begun:
        db.execute("BEGIN")  # one snapshot, whatever others write meanwhile
    try:
        audit = _Audit(db=db, bodies=bodies, records=records or {}, roots=roots)
        yield from audit.entries()
        yield from audit.end(trusted)
    except sqlite3.DatabaseError as error:
        yield _problem("file", f"the log cannot be read to its end: {error}")
    finally:
        if begun and db.in_transaction:
            db.execute("ROLLBACK")


@dataclass(kw_only=True)
class _Audit:
    """One walk over the log, in order, with O(log n) of it in memory."""

    db: sqlite3.Connection
    bodies: Bodies | None
    records: Mapping[str, Logged]
    roots: Sequence[Certificate]
    #: how many entries were walked over
    size: int = 0
    #: (level, hash) of the complete subtrees so far, the largest first
    peaks: list[tuple[int, bytes]] = field(default_factory=list)
    #: how many nodes above the leaves there must be
    nodes: int = 0
    #: public keys that entries of kind "key" named, as text
    keys: set[str] = field(default_factory=set)

    def entries(self) -> Iterator[Problem]:
        removed = _removed(self.db)
        waiting = chain(log.checkpoints(self.db, "ORDER BY size, id"), [None])
        kept = next(waiting)
        for entry in log.entries(self.db):
            if entry.id != self.size:
                yield _problem(f"entry {self.size}", "is missing from the log")
                self.size = entry.id
            yield from self._tree(entry)
            yield from self._entry(entry, removed)
            while kept is not None and kept.size <= self.size:
                yield from self._checkpoint(kept)
                kept = next(waiting)
        while kept is not None:
            yield _problem(
                f"checkpoint {kept.id}",
                f"signed {kept.size} entries, of which {self.size} are left",
            )
            kept = next(waiting)

    def end(self, trusted: Verifier | None) -> Iterator[Problem]:
        [nodes] = self.db.execute("SELECT count(*) FROM log_node").fetchone()
        if nodes != self.nodes:
            yield _problem("tree", f"has {nodes} nodes instead of {self.nodes}")
        last = log.latest(self.db)
        if trusted is not None and last is not None and last.verifier != str(trusted):
            yield _problem(
                f"checkpoint {last.id}", f"is not signed by the archive's key {trusted.name}"
            )
        for kind, logged in self.records.items():
            for (number,) in self.db.execute(
                f"SELECT id FROM {logged.table} WHERE id NOT IN"
                " (SELECT ref FROM log_entry WHERE kind = ?) ORDER BY id",
                (kind,),
            ):
                yield _problem(f"{kind} {number}", "has no entry in the log")

    def _entry(self, entry: log.Entry, removed: set[int]) -> Iterator[Problem]:
        name = f"entry {entry.id} ({entry.kind} {entry.ref})"
        text = entry.text()
        if text is None:
            if entry.id not in removed:
                yield _problem(name, "was emptied, and no later entry says why")
            return
        if merkle.leaf_hash(text) != entry.leaf:
            yield _problem(name, "does not say what it said when it was logged")
            return
        facts = entry.facts()
        if entry.kind == "key":
            self.keys.add(str(facts.get("verifier")))
        if entry.id not in removed:
            yield from self._record(entry, facts, name)

    def _record(self, entry: log.Entry, facts: Mapping[str, Any], name: str) -> Iterator[Problem]:
        sha256 = facts.get("body_sha256")
        if self.bodies is not None and sha256 is not None and not self.bodies.has(sha256):
            yield _problem(name, f"its body {sha256} is missing")
        logged = self.records.get(entry.kind)
        if logged is None or self._said_again(entry):
            return
        now = logged.shape(entry.ref)
        if now is None:
            yield _problem(name, f"its {entry.kind} is missing, and no later entry says why")
            return
        for key, value in now.items():
            if facts.get(key) != value:
                yield _problem(
                    name, f"the catalog's {entry.kind} {entry.ref} was altered: {key} differs"
                )

    def _said_again(self, entry: log.Entry) -> bool:
        """Whether a later entry speaks of the same row: a rebuild logs what it wrote over."""
        [last] = self.db.execute(
            "SELECT max(id) FROM log_entry WHERE kind = ? AND ref = ?", (entry.kind, entry.ref)
        ).fetchone()
        return bool(last > entry.id)

    def _tree(self, entry: log.Entry) -> Iterator[Problem]:
        """Build the nodes again; a wrong one is named once, then taken as it stands."""
        level, position, value = 0, self.size, entry.leaf
        while self.peaks and self.peaks[-1][0] == level:
            value = merkle.node_hash(self.peaks.pop()[1], value)
            level, position = level + 1, position // 2
            self.nodes += 1
            row = self.db.execute(
                "SELECT hash FROM log_node WHERE level = ? AND position = ?", (level, position)
            ).fetchone()
            if row is None or row[0] != value:
                first = position << level
                yield _problem(
                    f"entries {first} to {first + (1 << level) - 1}",
                    f"the tree's node {level}/{position} does not fit them",
                )
                value = value if row is None else row[0]
        self.peaks.append((level, value))
        self.size += 1

    def _root(self) -> bytes:
        value = self.peaks[-1][1]
        for _, peak in reversed(self.peaks[:-1]):
            value = merkle.node_hash(peak, value)
        return value

    def _checkpoint(self, kept: log.Kept) -> Iterator[Problem]:
        name = f"checkpoint {kept.id}"
        try:
            signed = Checkpoint.parse(Verifier.parse(kept.verifier).signed(kept.note))
            if kept.verifier not in self.keys:
                yield _problem(name, "is signed by a key that the log does not name")
            if kept.stamp is not None:
                stamps.stamped_at(kept.note, kept.stamp, self.roots)
        except InputError as error:
            yield _problem(name, str(error))
            return
        if (signed.size, kept.size) != (self.size, self.size):
            yield _problem(name, f"signed {signed.size} entries, but is kept for {kept.size}")
        elif signed.root != self._root():
            yield _problem(name, f"the {kept.size} entries are not those that were signed")


def _removed(db: sqlite3.Connection) -> set[int]:
    """Entries whose record was redacted or deleted on purpose, as later entries say."""
    found: set[int] = set()
    for entry in log.entries(db, "WHERE kind IN ('redact', 'delete')"):
        try:
            found.update(place for place in entry.facts().get("entries", ()) if place < entry.id)
        except (ValueError, TypeError):
            continue  # altered: the walk names it
    return found


def _problem(record: str, detail: str) -> Problem:
    return Problem(file=FILE, record=record, detail=detail)
