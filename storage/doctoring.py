"""Mend what can be made again, and say what cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from storage import words
from storage.archive import CATALOG, Archive, open_archive
from storage.audit import inspect
from storage.copying import back_up
from storage.errors import CorruptArchive, NotAnArchive
from storage.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """One thing that the doctor did."""

    what: str
    #: None where it went well
    trouble: str | None = None


def treat(archive: Archive) -> Iterator[Treated]:
    """Make the indexes and the search anew, and erase bodies that nothing names.

    Only derived parts are touched: captures, revisions and the log stay as they are.
    """
    acts: tuple[tuple[str, Callable[[], str]], ...] = (
        ("indexes", lambda: _run(archive, "REINDEX")),
        ("search in what was said", lambda: _anew(archive, words.refill_said)),
        ("search in what changed", lambda: _anew(archive, words.refill_changed)),
        ("search for what became what", lambda: _anew(archive, words.refill_became)),
        ("bodies that nothing names", lambda: _sweep(archive)),
    )
    for name, act in acts:
        try:
            yield Treated(what=f"{name}: {act()}")
        except (sqlite3.DatabaseError, CorruptArchive) as error:
            yield Treated(what=name, trouble=str(error))


def restore(backup: Path, folder: Path) -> int:
    """Make an archive from a backup, once it was found whole; answers its bytes.

    CorruptArchive names the first thing that is wrong with the backup; NotAnArchive where the
    folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotAnArchive(f"{folder} is not empty: restore into a new folder")
    first: Problem | None = next(inspect(backup), None)
    if first is not None:
        raise CorruptArchive(f"{backup} is not whole: {first}")
    with closing(open_archive(backup, read_only=True)) as copy:
        return back_up(copy, folder)


def _run(archive: Archive, statement: str) -> str:
    archive.db.execute(statement)
    return "made anew"


def _anew(archive: Archive, refill: Callable[[Database], None]) -> str:
    with archive.transaction():
        refill(archive.db)
    return "made anew"


def _sweep(archive: Archive) -> str:
    rows = archive.db.conn.execute("SELECT sha256 FROM capture UNION SELECT sha256 FROM screenshot")
    names = (row[0] for row in rows)
    count = archive.bodies.sweep(name for name in names if name)
    return f"{count} erased from {CATALOG.replace('catalog', 'bodies')}"
