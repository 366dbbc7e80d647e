"""Copy an archive while it is in use."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from storage import seal
from storage.archive import BODIES, CATALOG, Archive
from storage.connection import connect, translated
from storage.errors import NotAnArchive, ReadOnlyArchive
from storage.keys import KEY_FILE, PUBLIC_FILE


def back_up(archive: Archive, folder: Path) -> int:
    """A whole copy in a new folder; answers its bytes.

    The catalog is copied first: every body that it names was committed before it
    (SQLite's online backup, sqlite.org/backup.html). The signing key is copied with its mode.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotAnArchive(f"{folder} is not empty: name a new folder for the backup")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (CATALOG, BODIES):
            _copy(archive.folder / name, folder / name)
        for name in ("README", KEY_FILE, PUBLIC_FILE):
            if (archive.folder / name).exists():
                shutil.copy2(archive.folder / name, folder / name)
        if (archive.folder / "profiles").is_dir():
            shutil.copytree(archive.folder / "profiles", folder / "profiles")
        seal.make(folder)
    except OSError as error:
        raise ReadOnlyArchive(f"cannot write the backup {folder}: {error.strerror}") from error
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _copy(source: Path, target: Path) -> None:
    partial = target.with_suffix(".partial")
    reader, writer = connect(source, read_only=True), sqlite3.connect(partial)
    with translated(target):
        try:
            reader.backup(writer, pages=1024)
        finally:
            writer.close()
            reader.close()
    partial.rename(target)
