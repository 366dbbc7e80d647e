"""The revisions of articles: readings that differ from the one before, and the edits between."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.errors import NotFound
from storage.records import (
    ClaimedTime,
    Comparison,
    Edit,
    Reading,
    Revision,
    RevisionKind,
)
from storage.shapes import dumps, edit_from_json, edit_to_json, reading_from_json, reading_to_json
from storage.times import from_text, maybe_text, maybe_time, to_text


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which revisions a log is to show; None is "any"."""

    article_id: int | None = None
    source_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    #: the label of an edit
    label: str | None = None
    #: the label that a user gave a source
    source_label: str | None = None
    weight: str | None = None
    silent: bool | None = None
    host: str | None = None
    #: False hides first revisions, which are no changes
    first: bool = True


@dataclass(frozen=True, slots=True)
class Revisions:
    """Reads and writes of `revision`, `reading`, `edit` and their full-text tables."""

    db: Database

    def add(self, new: NewRevision) -> Revision:
        """Keep a revision, its reading and its edits; the caller holds the transaction."""
        comparison = new.comparison or Comparison(old="", new="")
        labels = tuple(dict.fromkeys((*new.labels, *comparison.labels)))
        previous, number = self._next(new.article_id)
        reading = new.reading
        revision_id = self.db.conn.execute(
            "INSERT INTO revision (article_id, number, kind, capture_id, previous_id, reverts_to,"
            " seen_at, unchanged_as_of, headline, published, updated, labels, weight, silent,"
            " degraded, summary, reading_key)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                new.article_id,
                number,
                new.kind,
                new.capture_id,
                previous,
                new.reverts_to,
                to_text(new.seen_at),
                maybe_text(new.unchanged_as_of),
                reading.headline if reading else self._headline(previous),
                _claim_to_text(reading.published if reading else None),
                _claim_to_text(reading.updated if reading else None),
                dumps(list(labels)),
                comparison.weight if new.kind != "gone" else "major",
                int(comparison.silent),
                dumps(list(comparison.degraded)),
                new.summary,
                new.reading_key,
            ),
        ).lastrowid
        assert revision_id is not None  # noqa: S101 -- an INSERT that did not raise has an id
        self._keep_labels(revision_id, labels)
        if reading is not None:
            self._keep_reading(revision_id, reading)
        self._keep_edits(revision_id, comparison.edits)
        return self.get(revision_id)

    def get(self, revision_id: int) -> Revision:
        """The revision of that number in the archive; NotFound."""
        return self._one(
            "WHERE revision.id = ?", (revision_id,), f"there is no revision {revision_id}"
        )

    def numbered(self, article_id: int, number: int) -> Revision:
        """rN of an article; NotFound."""
        return self._one(
            "WHERE article_id = ? AND number = ?",
            (article_id, number),
            f"there is no r{number} of this article: 'variorum log URL' lists what there is",
        )

    def latest(self, article_id: int) -> Revision | None:
        """The newest revision of an article."""
        found = self._select(
            "WHERE article_id = ? AND superseded = 0 ORDER BY seen_at DESC, number DESC LIMIT 1",
            (article_id,),
        )
        return found[0] if found else None

    def of_article(self, article_id: int) -> tuple[Revision, ...]:
        """All revisions of an article, the oldest first."""
        return self._select(
            "WHERE article_id = ? AND superseded = 0 ORDER BY seen_at, number", (article_id,)
        )

    def with_key(self, article_id: int, reading_key: str) -> Revision | None:
        """The first revision of an article that had just this reading."""
        found = self._select(
            "WHERE article_id = ? AND reading_key = ? ORDER BY number LIMIT 1",
            (article_id, reading_key),
        )
        return found[0] if found else None

    def highest(self, article_id: int) -> int:
        """The highest number of a revision of this article; 0 where there is none."""
        row = self.db.conn.execute(
            "SELECT coalesce(max(number), 0) FROM revision WHERE article_id = ?", (article_id,)
        ).fetchone()
        return int(row[0])

    def latest_key(self, article_id: int) -> str | None:
        """The key of the newest reading."""
        row = self.db.conn.execute(
            "SELECT reading_key FROM revision WHERE article_id = ? AND reading_key IS NOT NULL"
            " AND superseded = 0 ORDER BY seen_at DESC, number DESC LIMIT 1",
            (article_id,),
        ).fetchone()
        return None if row is None else str(row[0])

    def reading(self, revision: Revision) -> Reading:
        """The reading of a revision; of a disappearance, the last one before it."""
        row = self.db.conn.execute(
            "SELECT shape FROM reading JOIN revision ON revision.id = revision_id"
            " WHERE article_id = ? AND (seen_at, number) <= (?, ?)"
            " ORDER BY seen_at DESC, number DESC LIMIT 1",
            (revision.article_id, to_text(revision.seen_at), revision.number),
        ).fetchone()
        if row is None:
            raise NotFound(f"r{revision.number} has no reading")
        return reading_from_json(json.loads(row[0]))

    def comparison(self, revision: Revision) -> Comparison:
        """The stored comparison of a revision with the one before it."""
        row = self.db.conn.execute(
            "SELECT url, previous.number, revision.degraded FROM revision"
            " JOIN article ON article.id = revision.article_id"
            " LEFT JOIN revision AS previous ON previous.id = revision.previous_id"
            " WHERE revision.id = ?",
            (revision.id,),
        ).fetchone()
        shapes = self.db.conn.execute(
            "SELECT shape FROM edit WHERE revision_id = ? ORDER BY id", (revision.id,)
        )
        return Comparison(
            old=f"{row[0]}@r{row[1]}" if row[1] else "",
            new=f"{row[0]}@r{revision.number}",
            edits=tuple(edit_from_json(json.loads(shape)) for (shape,) in shapes),
            labels=revision.labels,
            silent=revision.silent,
            weight=revision.weight,
            degraded=tuple(json.loads(row[2])),
        )

    def log(
        self, chosen: Filter, *, limit: int, before: tuple[datetime, int] | None = None
    ) -> tuple[Revision, ...]:
        """Revisions newest first; `before` is the (seen_at, id) that the last page ended with."""
        where, values = _where(chosen)
        if before is not None:
            where.append("(seen_at, revision.id) < (?, ?)")
            values += [to_text(before[0]), before[1]]
        tail = f"WHERE {' AND '.join(where)} ORDER BY seen_at DESC, revision.id DESC LIMIT ?"
        return self._select(tail, [*values, limit])

    def chosen(self, revision_ids: Sequence[int]) -> tuple[Revision, ...]:
        """The revisions of these numbers in the archive, newest first."""
        places = ", ".join("?" * len(revision_ids))
        found = self._select(f"WHERE revision.id IN ({places})", revision_ids)
        return tuple(sorted(found, key=lambda one: (one.seen_at, one.id), reverse=True))

    def summary(self, revision_id: int) -> str:
        """What changed, in one line."""
        row = self.db.conn.execute(
            "SELECT summary FROM revision WHERE id = ?", (revision_id,)
        ).fetchone()
        return "" if row is None else str(row[0])

    def provenance(self, revision_id: int) -> str | None:
        """What `blame` remembers at this revision, as the text it was kept in."""
        row = self.db.conn.execute(
            "SELECT provenance FROM revision WHERE id = ?", (revision_id,)
        ).fetchone()
        return None if row is None else row[0]

    def remember(self, revision_id: int, provenance: str) -> None:
        """Keep what `blame` needs to go on from this revision."""
        self.db.execute(
            "UPDATE revision SET provenance = ? WHERE id = ?", (provenance, revision_id)
        )

    def count(self) -> int:
        """How many revisions there are."""
        return int(self.db.conn.execute("SELECT count(*) FROM revision").fetchone()[0])

    def _next(self, article_id: int) -> tuple[int | None, int]:
        latest = self.latest(article_id)
        return (latest.id if latest else None), self.highest(article_id) + 1

    def _headline(self, revision_id: int | None) -> str | None:
        row = self.db.conn.execute(
            "SELECT headline FROM revision WHERE id = ?", (revision_id,)
        ).fetchone()
        return None if row is None else row[0]

    def _keep_labels(self, revision_id: int, labels: Sequence[str]) -> None:
        self.db.conn.executemany(
            "INSERT INTO revision_label VALUES (?, ?)", [(label, revision_id) for label in labels]
        )

    def _keep_reading(self, revision_id: int, reading: Reading) -> None:
        self.db.execute(
            "INSERT INTO reading VALUES (?, ?, ?)",
            (revision_id, reading.extractor, dumps(reading_to_json(reading))),
        )
        self.db.execute(
            "INSERT INTO said_words (rowid, headline, body)"
            " SELECT id, headline, body FROM said WHERE id = ?",
            (revision_id,),
        )

    def _keep_edits(self, revision_id: int, edits: Sequence[Edit]) -> None:
        for edit in edits:
            removed, added = _words(edit, "-"), _words(edit, "+")
            edit_id = self.db.conn.execute(
                "INSERT INTO edit (revision_id, op, field, labels, removed, added, shape)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    revision_id,
                    edit.op,
                    edit.field,
                    dumps(list(edit.labels)),
                    removed,
                    added,
                    dumps(edit_to_json(edit)),
                ),
            ).lastrowid
            self.db.execute(
                "INSERT INTO changed_words (rowid, removed, added) VALUES (?, ?, ?)",
                (edit_id, removed, added),
            )

    def _one(self, tail: str, values: Sequence[Any], missing: str) -> Revision:
        found = self._select(tail, values)
        if not found:
            raise NotFound(missing)
        return found[0]

    def _select(self, tail: str, values: Sequence[Any]) -> tuple[Revision, ...]:
        rows = self.db.query(f"SELECT revision.* FROM revision {tail}", values)
        return tuple(_revision(row) for row in rows)


def _where(chosen: Filter) -> tuple[list[str], list[Any]]:
    where, values = ["superseded = 0"], []
    of_source = (
        "article_id IN (SELECT article_id FROM article_source JOIN source ON"
        " source.id = source_id WHERE source.{} = ?)"
    )
    conditions: tuple[tuple[Any, str], ...] = (
        (chosen.article_id, "article_id = ?"),
        (chosen.source_id, of_source.format("id")),
        (maybe_text(chosen.since), "seen_at >= ?"),
        (maybe_text(chosen.until), "seen_at < ?"),
        (
            chosen.label,
            "revision.id IN (SELECT revision_id FROM revision_label WHERE label = ?)",
        ),
        (chosen.source_label, of_source.format("label")),
        (chosen.weight, "weight = ?"),
        (None if chosen.silent is None else int(chosen.silent), "silent = ?"),
        (chosen.host, "article_id IN (SELECT id FROM article WHERE host = ?)"),
    )
    for value, condition in conditions:
        if value is not None:
            where.append(condition)
            values.append(value)
    if not chosen.first:
        where.append("revision.kind <> 'first'")
    return where, values


def _words(edit: Edit, mark: str) -> str:
    return " … ".join(text.strip() for kind, text in edit.spans if kind == mark and text.strip())


def _revision(row: Mapping[str, Any]) -> Revision:
    return Revision(
        id=row["id"],
        article_id=row["article_id"],
        number=row["number"],
        kind=row["kind"],
        seen_at=from_text(row["seen_at"]),
        unchanged_as_of=maybe_time(row["unchanged_as_of"]),
        capture_id=row["capture_id"],
        published=_claim_from_text(row["published"]),
        updated=_claim_from_text(row["updated"]),
        headline=row["headline"],
        labels=tuple(json.loads(row["labels"])),
        weight=row["weight"],
        silent=bool(row["silent"]),
        reverts_to=row["reverts_to"],
    )


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


def _claim_from_text(text: str | None) -> ClaimedTime | None:
    return None if text is None else ClaimedTime(**json.loads(text))
