"""Which revisions a log is to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.times import maybe_text


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


def where_of(chosen: Filter) -> tuple[list[str], list[Any]]:
    """The conditions in SQL, to be joined by AND, and the values that they bind."""
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
