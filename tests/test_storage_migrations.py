"""An archive of every earlier version becomes one of today, with everything that was in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import seal
from storage.archive import CATALOG, open_archive
from storage.audit import inspect
from storage.connection import Transaction, connect
from storage.migrations import APPLICATION_ID, catalog

STEPS = [step.name for step in catalog._migrations]
#: the first step after which an archive could be used
USABLE = STEPS.index("m005_log") + 1


def make_earlier(folder: Path, steps: int) -> None:
    """An archive as the version left it that knew so many steps, with a watched article."""
    folder.mkdir()
    db = Database(connect(folder / CATALOG), execute_plugins=False)
    with Transaction(db.conn):
        db.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        catalog.apply(db, stop_before=STEPS[steps:])
        db.conn.execute(
            "INSERT INTO source (id, url, kind, added_at) VALUES (7, 'https://a.example/f', 'feed',"
            " '2026-01-01T00:00:00.000000Z')"
        )
        db.conn.execute(
            "INSERT INTO article (id, url, host, first_seen) VALUES"
            " (3, 'https://a.example/1', 'a.example', '2026-01-01T00:00:00.000000Z')"
        )
        db.conn.execute("INSERT INTO article_source VALUES (3, 7, '2026-01-01T00:00:00.000000Z')")
        db.conn.execute("INSERT INTO about VALUES ('x', 'kept')")
    db.conn.close()
    seal.make(folder)


def schema(db: Database) -> list[tuple[str, str]]:
    return sorted(db.conn.execute("SELECT name, coalesce(sql, '') FROM sqlite_schema"))


@pytest.mark.parametrize("steps", range(USABLE, len(STEPS)), ids=STEPS[USABLE:])
def test_an_archive_that_lacks_this_step_and_those_after_it_is_brought_up_to_date(
    tmp_path: Path, steps: int
) -> None:
    make_earlier(tmp_path / "earlier", steps)
    fresh = open_archive(tmp_path / "fresh", create=True)

    archive = open_archive(tmp_path / "earlier")

    assert schema(archive.db) == schema(fresh.db)
    assert archive.about.get("x") == "kept"
    assert [source.url for source in archive.sources.all()] == ["https://a.example/f"]
    assert archive.articles.get(3).url == "https://a.example/1"
    archive.close()
    fresh.close()
    assert list(inspect(tmp_path / "earlier")) == []
