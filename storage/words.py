"""The full-text tables: the words of a revision go in, come out, and are put in anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from storage.became import Span, pairs

# Pairs are derived from an edit's shape, and nobody reads them but the index: it keeps neither
# their text nor their places. All that a token has is one word to this tokenizer. The sizes of
# rows are kept, for without them no tool can dump the table.
BECAME = """
    CREATE VIRTUAL TABLE became_words USING fts5 (
        pairs, content='', detail=none, tokenize="ascii tokenchars '_'")
"""


def keep_said(db: Database, revision_id: int) -> None:
    """Put in what a revision says; its reading is there."""
    db.execute(
        "INSERT INTO said_words (rowid, headline, body)"
        " SELECT id, headline, body FROM said WHERE id = ?",
        (revision_id,),
    )


def keep_changed(
    db: Database, edit_id: int, removed: str, added: str, spans: Sequence[Span]
) -> None:
    """Put in what an edit removed and added, and what became what."""
    db.execute(
        "INSERT INTO changed_words (rowid, removed, added) VALUES (?, ?, ?)",
        (edit_id, removed, added),
    )
    if tokens := pairs(spans):
        db.execute("INSERT INTO became_words (rowid, pairs) VALUES (?, ?)", (edit_id, tokens))


def forget(db: Database, revision_id: int) -> None:
    """Take a revision out; to be done before its reading and edits go."""
    db.execute(
        "INSERT INTO said_words (said_words, rowid, headline, body)"
        " SELECT 'delete', id, headline, body FROM said WHERE id = ?",
        (revision_id,),
    )
    forget_changed(db, revision_id)


def forget_changed(db: Database, revision_id: int) -> None:
    """Take the edits of a revision out; to be done before they go."""
    db.execute(
        "INSERT INTO changed_words (changed_words, rowid, removed, added)"
        " SELECT 'delete', id, removed, added FROM edit WHERE revision_id = ?",
        (revision_id,),
    )
    db.conn.executemany(
        "INSERT INTO became_words (became_words, rowid, pairs) VALUES ('delete', ?, ?)",
        list(_pairs(db, "WHERE revision_id = ?", revision_id)),
    )


def refill_said(db: Database) -> None:
    """Make the index of what was said anew."""
    _empty(db, "said_words")
    db.execute("INSERT INTO said_words (rowid, headline, body) SELECT id, headline, body FROM said")


def refill_changed(db: Database) -> None:
    """Make the index of what edits removed and added anew."""
    _empty(db, "changed_words")
    db.execute(
        "INSERT INTO changed_words (rowid, removed, added) SELECT id, removed, added FROM edit"
    )


def refill_became(db: Database) -> None:
    """Make the index of what became what anew."""
    _empty(db, "became_words")
    db.conn.executemany("INSERT INTO became_words (rowid, pairs) VALUES (?, ?)", _pairs(db))


def _empty(db: Database, table: str) -> None:
    db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")


def _pairs(db: Database, where: str = "", *values: int) -> Iterator[tuple[int, str]]:
    """The tokens of edits that have any."""
    for edit_id, shape in db.conn.execute(f"SELECT id, shape FROM edit {where}", values):
        if tokens := pairs([(mark, text) for mark, text in json.loads(shape)["spans"]]):
            yield edit_id, tokens
