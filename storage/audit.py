"""Check everything in the archive against what was logged when it was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from storage import seal
from storage.archive import CATALOG, Archive, open_archive
from storage.errors import CorruptArchive, NotFound, VariorumError
from storage.evidence import Logged, headers_sha256, verify
from storage.keys import PUBLIC_FILE
from storage.notes import Verifier
from storage.problems import Problem
from storage.times import to_text


def inspect(folder: Path) -> Iterator[Problem]:
    """Every byte of every file, then all that the archive in them says.

    This process must not have the archive open (see `storage.sums.check`). Raises the kinds of
    ArchiveError where there is no archive.
    """
    found = False
    for problem in seal.check(folder):
        found = True
        yield problem
    try:
        with closing(open_archive(folder, read_only=True)) as archive:
            yield from audit(archive)
    except (sqlite3.DatabaseError, VariorumError, ValueError) as error:
        if not found:
            raise
        yield Problem(file=CATALOG, record="file", detail=f"cannot be read to its end: {error}")


def audit(archive: Archive) -> Iterator[Problem]:
    """Everything in an open archive that is not as it was written, the first altered first."""
    yield from _file(archive)
    yield from archive.bodies.verify()
    records = {
        "capture": Logged(table="capture", shape=lambda ref: _capture(archive, ref)),
        "revision": Logged(table="revision", shape=archive.revisions.logged),
    }
    yield from verify(archive.db.conn, archive.bodies, records=records, trusted=_trusted(archive))


def _file(archive: Archive) -> Iterator[Problem]:
    """SQLite's own check of the catalog's pages and references."""
    for pragma in ("integrity_check", "foreign_key_check"):
        for row in archive.db.conn.execute(f"PRAGMA {pragma}"):
            if row[0] != "ok":
                yield Problem(file=CATALOG, record=pragma, detail=" ".join(map(str, row)))


def _capture(archive: Archive, ref: int) -> Mapping[str, Any] | None:
    """What the log said of a capture, made again from its row."""
    try:
        row = archive.captures.row(ref)
        capture = archive.captures.of_row(row, body=b"")
    except (NotFound, CorruptArchive):
        return None
    return {
        "url": capture.url,
        "final_url": capture.final_url,
        "redirects": [[hop.url, hop.status] for hop in capture.redirects],
        "fetched_at": to_text(capture.fetched_at),
        "status": capture.status,
        "headers_sha256": headers_sha256(capture.headers),
        "body_sha256": row["sha256"],
        "address": capture.address,
        "certificate": capture.certificate,
    }


def _trusted(archive: Archive) -> Verifier | None:
    path = archive.folder / PUBLIC_FILE
    return Verifier.parse(path.read_text().strip()) if path.exists() else None
