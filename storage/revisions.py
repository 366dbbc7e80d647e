"""The revisions of articles: readings that differ from the one before, and the edits between."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import log
from storage.connection import dicts
from storage.errors import NotFound
from storage.evidence import revision_shape
from storage.filters import Filter, where_of
from storage.new_revisions import NewRevision, digest_of, keep, replace
from storage.records import ClaimedTime, Comparison, Edit, Reading, Revision
from storage.shapes import edit_from_json, reading_from_json
from storage.times import from_text, maybe_time, to_text

__all__ = ["Filter", "NewRevision", "Revisions"]

# All but what `blame` remembers, which may be long.
_COLUMNS = (
    "SELECT revision.id, article_id, number, kind, seen_at, unchanged_as_of, capture_id, published,"
    " updated, headline, labels, weight, silent, reverts_to FROM revision"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The end of an article's history; all None before the first revision."""

    revision_id: int | None = None
    #: of the newest reading
    key: str | None = None
    #: when the text returned to an earlier one, if that was the last thing that happened
    reverted_at: datetime | None = None
    #: the key of the reading before the newest revision
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Revisions:
    """Reads and writes of `revision`, `reading`, `edit` and their full-text tables."""

    db: Database

    def add(self, new: NewRevision) -> Revision:
        """Keep a revision, its reading and its edits, and log it; the newest of its article."""
        return self.insert(new, self.latest(new.article_id))

    def insert(self, new: NewRevision, previous: Revision | None) -> Revision:
        """Keep a revision that was found late, after `previous`, under the next number."""
        with self.db.atomic():
            number = self.highest(new.article_id) + 1
            revision_id = keep(self.db, new, number=number, previous=previous)
            self._log(revision_id)
        return self.get(revision_id)

    def replace(self, revision_id: int, new: NewRevision, previous: Revision | None) -> None:
        """Give a revision another reading and other edits; its number stays."""
        with self.db.atomic():
            replace(self.db, revision_id, new, previous)
            self._log(revision_id)

    def supersede(self, revision_id: int) -> None:
        """The present extractor sees no difference here any more; the address still answers."""
        self.db.execute("UPDATE revision SET superseded = 1 WHERE id = ?", (revision_id,))

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

    def every_of(self, article_id: int) -> tuple[Revision, ...]:
        """Those of `of_article`, and those that a rebuild set aside."""
        return self._select("WHERE article_id = ? ORDER BY seen_at, number", (article_id,))

    def with_key(self, article_id: int, reading_key: str) -> Revision | None:
        """The first revision of an article that had just this reading."""
        found = self._select(
            "WHERE article_id = ? AND reading_key = ? AND superseded = 0 ORDER BY number LIMIT 1",
            (article_id, reading_key),
        )
        return found[0] if found else None

    def highest(self, article_id: int) -> int:
        """The highest number of a revision of this article; 0 where there is none."""
        row = self.db.conn.execute(
            "SELECT coalesce(max(number), 0) FROM revision WHERE article_id = ?", (article_id,)
        ).fetchone()
        return int(row[0])

    def standing(self, article_id: int) -> Standing:
        """What the newest revision of an article leaves to be compared with."""
        row = self.db.conn.execute(
            "SELECT revision.id, revision.kind, revision.seen_at,"
            " (SELECT reading_key FROM revision AS with_key WHERE article_id = ?"
            "   AND reading_key IS NOT NULL AND superseded = 0"
            "   ORDER BY seen_at DESC, number DESC LIMIT 1),"
            " (SELECT reading_key FROM revision AS previous WHERE id = revision.previous_id)"
            " FROM revision WHERE article_id = ? AND superseded = 0"
            " ORDER BY seen_at DESC, number DESC LIMIT 1",
            (article_id, article_id),
        ).fetchone()
        if row is None:
            return Standing()
        reverted = from_text(row[2]) if row[1] == "revert" else None
        return Standing(revision_id=row[0], key=row[3], reverted_at=reverted, other=row[4])

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

    def own_reading(self, revision: Revision) -> Reading | None:
        """The reading of this very revision; None for a disappearance."""
        row = self.db.conn.execute(
            "SELECT shape FROM reading WHERE revision_id = ?", (revision.id,)
        ).fetchone()
        return None if row is None else reading_from_json(json.loads(row[0]))

    def follows(self, revision: Revision, other: Revision) -> bool:
        """Whether the stored comparison of a revision is one with that other."""
        row = self.db.conn.execute(
            "SELECT 1 FROM revision WHERE id = ? AND previous_id = ?", (revision.id, other.id)
        ).fetchone()
        return row is not None

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

    def elsewhere(self, edit: Edit, host: str, *, article_id: int, since: datetime) -> int:
        """How many other articles of that host had the very same edit since then."""
        row = self.db.conn.execute(
            "SELECT count(DISTINCT article.id) FROM edit"
            " JOIN revision ON revision.id = revision_id"
            " JOIN article ON article.id = article_id"
            " WHERE digest = ? AND host = ? AND seen_at >= ? AND article.id <> ?",
            (digest_of(edit), host, to_text(since), article_id),
        ).fetchone()
        return int(row[0])

    def log(
        self, chosen: Filter, *, limit: int, before: tuple[datetime, int] | None = None
    ) -> tuple[Revision, ...]:
        """Revisions newest first; `before` is the (seen_at, id) that the last page ended with."""
        where, values = where_of(chosen)
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

    def _log(self, revision_id: int) -> None:
        log.append(self.db.conn, "revision", revision_id, self.logged(revision_id) or {})

    def logged(self, revision_id: int) -> dict[str, Any] | None:
        """What the log says of a revision; None where there is none of that number."""
        found = self._select("WHERE revision.id = ?", (revision_id,))
        if not found:
            return None
        row = self.db.conn.execute(
            "SELECT shape FROM reading WHERE revision_id = ?", (revision_id,)
        ).fetchone()
        return revision_shape(found[0], None if row is None else json.loads(row[0]))

    def _one(self, tail: str, values: Sequence[Any], missing: str) -> Revision:
        found = self._select(tail, values)
        if not found:
            raise NotFound(missing)
        return found[0]

    def _select(self, tail: str, values: Sequence[Any]) -> tuple[Revision, ...]:
        rows = dicts(self.db.conn, f"{_COLUMNS} {tail}", values)
        return tuple(_revision(row) for row in rows)


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


def _claim_from_text(text: str | None) -> ClaimedTime | None:
    return None if text is None else ClaimedTime(**json.loads(text))
