"""Write a revision: its row, its labels, its reading, its edits, and their words for the search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlite_utils import Database

from storage import words
from storage.records import ClaimedTime, Comparison, Edit, Reading, Revision, RevisionKind
from storage.shapes import dumps, edit_to_json, reading_to_json
from storage.times import maybe_text, to_text

_NOTHING = Comparison(old="", new="")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevision:
    """What there is to keep of a revision that was just found."""

    article_id: int
    kind: RevisionKind
    seen_at: datetime
    unchanged_as_of: datetime | None = None
    capture_id: int | None = None
    #: None for a disappearance
    reading: Reading | None = None
    reading_key: str | None = None
    #: None for the first revision
    comparison: Comparison | None = None
    #: further labels, of the article rather than of an edit: "gone", "moved"
    labels: tuple[str, ...] = ()
    summary: str = ""
    reverts_to: int | None = None


def keep(db: Database, new: NewRevision, *, number: int, previous: Revision | None) -> int:
    """Insert a revision under that number; answers its id."""
    columns = {"article_id": new.article_id, "number": number} | _columns(new, previous)
    names = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    revision_id = db.conn.execute(
        f"INSERT INTO revision ({names}) VALUES ({marks})", list(columns.values())
    ).lastrowid
    assert revision_id is not None  # noqa: S101 -- an INSERT that did not raise has an id
    _keep_parts(db, revision_id, new)
    return revision_id


def replace(db: Database, revision_id: int, new: NewRevision, previous: Revision | None) -> None:
    """Write another reading and other edits over a revision."""
    words.forget(db, revision_id)
    for table in ("edit", "reading", "revision_label"):
        db.execute(f"DELETE FROM {table} WHERE revision_id = ?", (revision_id,))
    columns = _columns(new, previous) | {"superseded": 0, "provenance": None}
    settings = ", ".join(f"{name} = ?" for name in columns)
    db.execute(f"UPDATE revision SET {settings} WHERE id = ?", [*columns.values(), revision_id])
    _keep_parts(db, revision_id, new)


def _columns(new: NewRevision, previous: Revision | None) -> dict[str, Any]:
    comparison, reading = new.comparison or _NOTHING, new.reading
    headline = reading.headline if reading else previous.headline if previous else None
    return {
        "kind": new.kind,
        "capture_id": new.capture_id,
        "previous_id": previous.id if previous else None,
        "reverts_to": new.reverts_to,
        "seen_at": to_text(new.seen_at),
        "unchanged_as_of": maybe_text(new.unchanged_as_of),
        "headline": headline,
        "published": _claim_to_text(reading.published if reading else None),
        "updated": _claim_to_text(reading.updated if reading else None),
        "labels": dumps(list(labels_of(new))),
        "weight": "major" if new.kind == "gone" else comparison.weight,
        "silent": int(comparison.silent),
        "degraded": dumps(list(comparison.degraded)),
        "summary": new.summary,
        "reading_key": new.reading_key,
    }


def labels_of(new: NewRevision) -> tuple[str, ...]:
    """The labels of the article as a whole, then those of the edits, each once."""
    return tuple(dict.fromkeys((*new.labels, *(new.comparison or _NOTHING).labels)))


def _keep_parts(db: Database, revision_id: int, new: NewRevision) -> None:
    db.conn.executemany(
        "INSERT INTO revision_label VALUES (?, ?)",
        [(label, revision_id) for label in labels_of(new)],
    )
    if new.reading is not None:
        _keep_reading(db, revision_id, new.reading)
    _keep_edits(db, revision_id, (new.comparison or _NOTHING).edits)


def _keep_reading(db: Database, revision_id: int, reading: Reading) -> None:
    db.execute(
        "INSERT INTO reading VALUES (?, ?, ?)",
        (revision_id, reading.extractor, dumps(reading_to_json(reading))),
    )
    words.keep_said(db, revision_id)


def _keep_edits(db: Database, revision_id: int, edits: Sequence[Edit]) -> None:
    for edit in edits:
        removed, added = _words(edit, "-"), _words(edit, "+")
        edit_id = db.conn.execute(
            "INSERT INTO edit (revision_id, op, field, labels, removed, added, shape, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                revision_id,
                edit.op,
                edit.field,
                dumps(list(edit.labels)),
                removed,
                added,
                dumps(edit_to_json(edit)),
                digest_of(edit),
            ),
        ).lastrowid
        assert edit_id is not None  # noqa: S101 -- an INSERT that did not raise has an id
        words.keep_changed(db, edit_id, removed, added, edit.spans)


def digest_of(edit: Edit) -> str | None:
    """The same for edits that took away and brought the same words; None without words."""
    removed, added = _words(edit, "-"), _words(edit, "+")
    if not removed and not added:
        return None
    text = "\n".join((edit.op, edit.field, removed, added))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _words(edit: Edit, mark: str) -> str:
    return " … ".join(text.strip() for kind, text in edit.spans if kind == mark and text.strip())


def _claim_to_text(claim: ClaimedTime | None) -> str | None:
    if claim is None:
        return None
    return dumps(
        {
            "value": claim.value,
            "precision": claim.precision,
            "zone": claim.zone,
            "raw": claim.raw,
        }
    )
