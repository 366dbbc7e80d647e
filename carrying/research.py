"""The archive as tables for research: JSON Lines, and Parquet where pyarrow is installed.

Articles, revisions, edits, and the sentences of neighbouring revisions that match, in the shape of
the NewsEdits corpus (Spangher et al., NAACL 2022): one row a pair, either side empty where a
sentence came or went.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from carrying.taking_out import fresh
from monitor.sentences import sentences
from storage.archive import Archive
from storage.errors import UsageError
from storage.records import Article, Edit, Revision
from storage.shapes import edit_to_json, reading_to_json

Row = dict[str, Any]
#: rows that a Parquet file is written in at a time
_GROUP = 5_000


def to_json_lines(archive: Archive, articles: Iterable[Article], folder: Path) -> dict[str, int]:
    """Four files in a new folder; how many rows each has."""
    fresh(folder).mkdir(parents=True)
    known = list(articles)
    counts = {}
    for name, rows in TABLES.items():
        counts[name] = 0
        with (folder / f"{name}.jsonl").open("x", encoding="utf-8") as out:
            for row in rows(archive, known):
                out.write(json.dumps(row, ensure_ascii=True) + "\n")
                counts[name] += 1
    return counts


def to_parquet(archive: Archive, articles: Iterable[Article], folder: Path) -> dict[str, int]:
    """Four Parquet files in a new folder; how many rows each has.

    UsageError where pyarrow is not installed. Nested values are JSON text.
    """
    arrow, parquet = _arrow()
    fresh(folder).mkdir(parents=True)
    known = list(articles)
    counts = {}
    for name, rows in TABLES.items():
        flat = [_flat(row) for row in rows(archive, known)]
        table = arrow.Table.from_pylist(flat)
        parquet.write_table(table, folder / f"{name}.parquet", row_group_size=_GROUP)
        counts[name] = len(flat)
    return counts


def _arrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise UsageError(
            "Parquet needs pyarrow: install it with 'pip install pyarrow', or export jsonl"
        ) from error


def _flat(row: Row) -> Row:
    return {
        name: json.dumps(value) if isinstance(value, list | dict) else value
        for name, value in row.items()
    }


def _articles(archive: Archive, articles: Iterable[Article]) -> Iterator[Row]:
    for article in articles:
        yield {
            "article": article.id,
            "url": article.url,
            "host": article.host,
            "kind": article.kind,
            "state": article.state,
            "headline": article.headline,
            "first_seen": article.first_seen.isoformat(),
            "revisions": article.revisions,
            "addresses": [alias.url for alias in archive.articles.aliases(article.id)],
            "labels": list(article.labels),
        }


def _revisions(archive: Archive, articles: Iterable[Article]) -> Iterator[Row]:
    for article in articles:
        for revision in archive.revisions.of_article(article.id):
            reading = archive.revisions.own_reading(revision)
            yield _name(article, revision) | {
                "kind": revision.kind,
                "seen_at": revision.seen_at.isoformat(),
                "unchanged_as_of": revision.unchanged_as_of
                and revision.unchanged_as_of.isoformat(),
                "labels": list(revision.labels),
                "weight": revision.weight,
                "silent": revision.silent,
                "reading": None if reading is None else reading_to_json(reading),
            }


def _edits(archive: Archive, articles: Iterable[Article]) -> Iterator[Row]:
    for article, revision, edit in _all_edits(archive, articles):
        yield _name(article, revision) | edit_to_json(edit)


def _sentences(archive: Archive, articles: Iterable[Article]) -> Iterator[Row]:
    """Sentence pairs of the edits; what stayed as it was in an edited block is paired too."""
    for article, revision, edit in _all_edits(archive, articles):
        for old, new in _pairs(edit):
            yield _name(article, revision) | {
                "op": edit.op,
                "field": edit.field,
                "old_sentence": old,
                "new_sentence": new,
                "same": old == new,
            }


def _pairs(edit: Edit) -> Iterator[tuple[str | None, str | None]]:
    """Sentences that share unchanged words, in order (the spans say which words stayed)."""
    old = [one.strip() for one in sentences(edit.old.text)] if edit.old else []
    new = [one.strip() for one in sentences(edit.new.text)] if edit.new else []
    kept = [one for one in new if one in old]
    lost = [one for one in old if one not in kept]
    come = [one for one in new if one not in kept]
    yield from ((one, one) for one in kept)
    for place in range(max(len(lost), len(come))):
        yield (
            lost[place] if place < len(lost) else None,
            come[place] if place < len(come) else None,
        )


def _all_edits(
    archive: Archive, articles: Iterable[Article]
) -> Iterator[tuple[Article, Revision, Edit]]:
    for article in articles:
        for revision in archive.revisions.of_article(article.id):
            for edit in archive.revisions.comparison(revision).edits:
                yield article, revision, edit


def _name(article: Article, revision: Revision) -> Row:
    return {"article": article.id, "url": article.url, "revision": f"r{revision.number}"}


TABLES: dict[str, Callable[[Archive, Iterable[Article]], Iterator[Row]]] = {
    "articles": _articles,
    "revisions": _revisions,
    "edits": _edits,
    "sentences": _sentences,
}
