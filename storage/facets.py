"""Changes chosen by what they are, and how many there are of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from itertools import islice
from typing import Any

from sqlite_utils import Database

from storage.records import Revision
from storage.revisions import Filter, Revisions

#: (seen_at, revision) that a page ended with
Cursor = tuple[datetime, int]
#: a chosen facet: (name, value)
_Facet = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facets:
    """Reads of the tables `facet` and `facet_key`, which triggers keep."""

    db: Database

    def changes(
        self, chosen: Filter, *, limit: int, before: Cursor | None = None
    ) -> tuple[Revision, ...]:
        """Changes newest first, at a cost that depends on `limit` alone where one facet is chosen.

        First revisions are no changes. Of several facets the rarest is walked.
        """
        if chosen.article_id is not None or chosen.first:
            return Revisions(self.db).log(chosen, limit=limit, before=before)
        wanted = _facets(chosen)
        if chosen.source_label is None:
            return self._walk(wanted, chosen, limit, before)
        walks = [
            self._walk([*wanted, ("source", str(source_id))], chosen, limit, before)
            for source_id in self._labelled(chosen.source_label)
        ]
        merged = merge(*walks, key=lambda one: (one.seen_at, one.id), reverse=True)
        return tuple(islice(dict.fromkeys(merged), limit))

    def count(self, name: str, value: str = "") -> int:
        """How many changes have that facet."""
        row = self.db.conn.execute(
            "SELECT count FROM facet_key WHERE name = ? AND value = ?", (name, value)
        ).fetchone()
        return 0 if row is None else int(row[0])

    def counts(self, name: str, *, limit: int = 50) -> dict[str, int]:
        """The most frequent values of a facet with their counts, the most frequent first."""
        rows = self.db.conn.execute(
            "SELECT value, count FROM facet_key WHERE name = ? AND count > 0"
            " ORDER BY count DESC, value LIMIT ?",
            (name, limit),
        )
        return {value: int(count) for value, count in rows}

    def latest(self, name: str, *, limit: int) -> dict[str, int]:
        """The last values in their own order, such as the last days, with their counts."""
        rows = self.db.conn.execute(
            "SELECT value, count FROM facet_key WHERE name = ? AND count > 0"
            " ORDER BY value DESC LIMIT ?",
            (name, limit),
        ).fetchall()
        return {value: int(count) for value, count in reversed(rows)}

    def of(self, name: str, values: Sequence[str]) -> dict[str, int]:
        """The counts of these values, in their order."""
        places = ", ".join("?" * len(values))
        rows = self.db.conn.execute(
            f"SELECT value, count FROM facet_key WHERE name = ? AND value IN ({places})",
            (name, *values),
        )
        found = dict(rows.fetchall())
        return {value: int(found.get(value, 0)) for value in values}

    def _labelled(self, label: str) -> list[int]:
        rows = self.db.conn.execute("SELECT id FROM source WHERE label = ?", (label,))
        return [source_id for (source_id,) in rows]

    def _walk(
        self, wanted: Sequence[_Facet], chosen: Filter, limit: int, before: Cursor | None
    ) -> tuple[Revision, ...]:
        keys = self._keys(wanted)
        if keys is None:
            return ()
        where, values = ["walked.key = ?"], [keys[0]]
        for key in keys[1:]:
            where.append(
                "EXISTS (SELECT 1 FROM facet WHERE key = ? AND seen = walked.seen"
                " AND revision_id = walked.revision_id)"
            )
            values.append(key)
        _limits(chosen, before, where, values)
        rows = self.db.conn.execute(
            "SELECT revision.id FROM facet AS walked"
            " CROSS JOIN revision ON revision.id = walked.revision_id"
            f" WHERE {' AND '.join(where)}"
            " ORDER BY walked.seen DESC, walked.revision_id DESC LIMIT ?",
            [*values, limit],
        )
        return Revisions(self.db).chosen([revision_id for (revision_id,) in rows])

    def _keys(self, wanted: Sequence[_Facet]) -> list[int] | None:
        """The facets' numbers, the rarest first; None where one of them has no change at all."""
        found = []
        for name, value in wanted:
            row = self.db.conn.execute(
                "SELECT count, id FROM facet_key WHERE name = ? AND value = ?", (name, value)
            ).fetchone()
            if row is None or not row[0]:
                return None
            found.append((row[0], row[1]))
        return [key for _, key in sorted(found)]


def instant(time: datetime) -> int:
    """Microseconds since 1970, as `facet.seen` has them."""
    past = time.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return past.days * 86_400_000_000 + past.seconds * 1_000_000 + past.microseconds


def _facets(chosen: Filter) -> list[_Facet]:
    facets: Mapping[str, Any] = {
        "label": chosen.label,
        "host": chosen.host,
        "weight": chosen.weight,
        "source": chosen.source_id,
        "silent": "" if chosen.silent else None,
    }
    named = [(name, str(value)) for name, value in facets.items() if value is not None]
    return named or [("change", "")]


def _limits(chosen: Filter, before: Cursor | None, where: list[str], values: list[Any]) -> None:
    if before is not None:
        where.append("(walked.seen, walked.revision_id) < (?, ?)")
        values += [instant(before[0]), before[1]]
    if chosen.since is not None:
        where.append("walked.seen >= ?")
        values.append(instant(chosen.since))
    if chosen.until is not None:
        where.append("walked.seen < ?")
        values.append(instant(chosen.until))
    if chosen.silent is False:
        where.append("revision.silent = 0")
