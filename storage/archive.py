"""The archive folder: the one port through which everything is read and written."""

from __future__ import annotations

import os
import sqlite3
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from storage.about import About
from storage.articles import Articles
from storage.bodies import FORMAT, Bodies
from storage.captures import Captures
from storage.catalog_format import CATALOG_FORMAT
from storage.connection import Transaction, connect, savepoint, translated
from storage.errors import CorruptArchive, NewerArchive, NotAnArchive, ReadOnlyArchive
from storage.identity import Identity
from storage.ledger import Ledger
from storage.migrations import APPLICATION_ID, catalog, newer_steps
from storage.outbox import Outbox
from storage.revisions import Revisions
from storage.screenshots import Screenshots
from storage.seal import PROFILES, README, Seal
from storage.sources import Sources
from storage.sums import Sums

CATALOG = "catalog.sqlite"
BODIES = "bodies.sqlite"


@dataclass(frozen=True, slots=True)
class Writing:
    """What a writer holds beside the connection."""

    seal: Seal
    #: of the catalog
    sums: Sums


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive; one object serves one thread."""

    folder: Path
    db: Database
    bodies: Bodies
    about: About
    sources: Sources
    articles: Articles
    identity: Identity
    captures: Captures
    screenshots: Screenshots
    ledger: Ledger
    revisions: Revisions
    outbox: Outbox
    #: held by whoever may write
    writing: Writing | None

    def transaction(self) -> Transaction:
        """All or nothing of what is written inside; a nested one joins the outer one."""
        return Transaction(
            self.db.conn, None if self.writing is None else self.writing.sums.committed
        )

    def savepoint(self) -> AbstractContextManager[None]:
        """Inside a transaction: what fails here takes back only what was written here."""
        return savepoint(self.db.conn)

    def close(self) -> None:
        """Give the files back; the last writer leaves nothing in their logs."""
        if self.writing is None:
            self.db.conn.close()
            self.bodies.close()
            return
        seal = self.writing.seal
        last = seal.alone()
        with ExitStack() as ending:
            ending.callback(seal.release)
            ending.callback(seal.note)
            ending.callback(self.bodies.close, last=last)
            ending.callback(self.writing.sums.close, self.db.conn, last=last)


def open_archive(folder: Path, *, create: bool = False, read_only: bool = False) -> Archive:
    """Open the archive in this folder; with `create`, make one where there is none.

    Raises NotAnArchive, NewerArchive, ReadOnlyArchive, DiskFull.
    """
    path = folder / CATALOG
    if path.exists():
        _require_ours(path)
    else:
        _require_room(folder, create=create)
    return _opened_to_read(folder) if read_only else _opened_to_write(folder)


def _opened_to_read(folder: Path) -> Archive:
    path = folder / CATALOG
    with translated(path):
        db = Database(connect(path, read_only=True), execute_plugins=False)
        try:
            old = bool(catalog.pending(db))
            if not old:
                return _archive(folder, db, Bodies(folder / BODIES, read_only=True), None)
        except BaseException:
            db.conn.close()
            raise
    # An older archive: bring it up to date, then look again.
    db.conn.close()
    open_archive(folder).close()
    return _opened_to_read(folder)


def _opened_to_write(folder: Path) -> Archive:
    path = folder / CATALOG
    with ExitStack() as undo, translated(path):
        seal = Seal(folder)
        undo.callback(seal.release)
        sums = Sums(path)
        undo.callback(sums.drop)
        db = Database(connect(path), execute_plugins=False)
        undo.callback(sums.close, db.conn, last=False)
        sums.watch(db.conn)
        made = _settle(db, folder)
        bodies = Bodies(folder / BODIES)
        undo.callback(bodies.close, last=False)
        seal.note(*([README] if made else []))
        if made:
            sums.renew(db.conn)
        undo.pop_all()
    return _archive(folder, db, bodies, Writing(seal=seal, sums=sums))


def _archive(folder: Path, db: Database, bodies: Bodies, writing: Writing | None) -> Archive:
    return Archive(
        folder=folder,
        db=db,
        bodies=bodies,
        about=About(db),
        sources=Sources(db),
        articles=Articles(db),
        identity=Identity(db, Articles(db)),
        captures=Captures(db, bodies),
        screenshots=Screenshots(db, bodies),
        ledger=Ledger(db),
        revisions=Revisions(db),
        outbox=Outbox(db),
        writing=writing,
    )


def _require_room(folder: Path, *, create: bool) -> None:
    if not create:
        raise NotAnArchive(
            f"there is no archive in {folder}: 'variorum watch URL' makes one,"
            " or name another folder with --archive"
        )
    if folder.exists() and not folder.is_dir():
        raise NotAnArchive(f"{folder} is a file: an archive is a folder")
    if folder.exists() and any(folder.iterdir()):
        raise NotAnArchive(
            f"{folder} holds other files and no archive: name an empty or new folder"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReadOnlyArchive(f"cannot make the folder {folder}: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise ReadOnlyArchive(f"cannot write into {folder}: make it writable for this user")


def _require_ours(path: Path) -> None:
    """Look whose file this is before anything is written; another program's stays untouched."""
    bodies = path.with_name(BODIES).exists()
    with translated(path), closing(connect(path, read_only=True)) as conn:
        mark = conn.execute("PRAGMA application_id").fetchone()[0]
        tables = {name for (name,) in conn.execute("SELECT name FROM sqlite_schema")}
        if mark != APPLICATION_ID and (mark or tables):
            raise NotAnArchive(f"{path} belongs to another program: name another folder")
        if newer := newer_steps(Database(conn, execute_plugins=False)):
            raise NewerArchive(
                f"{path} was made by a newer version of Variorum (it has {newer[-1]}):"
                " upgrade first"
            )
        if bodies and not tables:
            raise CorruptArchive(f"{path} is empty, and {BODIES} is not: restore it from a backup")
        if not bodies and "capture" in tables:
            _require_bodies(conn, path.with_name(BODIES))


def _require_bodies(conn: sqlite3.Connection, path: Path) -> None:
    """No empty file in the place of one that was lost: the first capture comes after it."""
    captured = conn.execute("SELECT EXISTS (SELECT 1 FROM capture)").fetchone()[0]
    if captured and not path.exists():
        raise CorruptArchive(f"{path} is missing: restore it from a backup")


def _settle(db: Database, folder: Path) -> bool:
    """Bring the schema up to date; whether there was anything to do."""
    if not catalog.pending(db):
        return False
    with Transaction(db.conn):
        db.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        catalog.apply(db)
    (folder / README).write_text(CATALOG_FORMAT + FORMAT, encoding="utf-8")
    (folder / PROFILES).mkdir(exist_ok=True)
    return True
