"""Erase bodies, and give those that lean on them another base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from storage.body_format import Row
from storage.body_table import BodyTable
from storage.delta import Base, pack
from storage.errors import CorruptArchive


def erase(table: BodyTable, row: Row) -> None:
    """Inside a transaction: the first that leans on it becomes the base of the others.

    CorruptArchive where one of them cannot be read any more; then nothing is erased.
    """
    heir: Row | None = None
    for (number,) in table.query("SELECT id FROM body WHERE base = ? ORDER BY id", row.id):
        [user] = table.rows("WHERE id = ?", number)
        content = _content(table, user)
        if heir is None:
            heir = replace(user, base=None, series=row.series, data=pack(content))
            heritage = Base(content)
            table.update(heir)
        else:
            table.update(replace(user, base=heir.id, data=pack(content, heritage)))
    table.query("DELETE FROM body WHERE id = ?", row.id)


def sweep(table: BodyTable, keep: Iterable[bytes], before: int) -> int:
    """Erase what is not in `keep` and was last stored before that Unix time; how many."""
    with table.alone():
        table.query("CREATE TEMP TABLE IF NOT EXISTS named (sha256 BLOB PRIMARY KEY)")
        table.query("DELETE FROM named")
        table.fill("INSERT OR IGNORE INTO named VALUES (?)", ((one,) for one in keep))
        orphans = table.query(
            "SELECT sha256 FROM body WHERE put_at < ? AND sha256 NOT IN (SELECT sha256 FROM named)",
            before,
        )
        table.query("DROP TABLE named")
    return sum(_sweep_one(table, digest, before) for (digest,) in orphans)


def _sweep_one(table: BodyTable, digest: bytes, before: int) -> bool:
    """It may have been stored again meanwhile."""
    with table.writing():
        rows = table.rows("WHERE sha256 = ? AND put_at < ?", digest, before)
        for row in rows:
            erase(table, row)
    return bool(rows)


def _content(table: BodyTable, row: Row) -> bytes:
    try:
        return table.content(row)
    except ValueError as error:
        raise CorruptArchive(
            f"body {row.sha256.hex()} leans on one that is to go, and cannot be read: {error}"
        ) from error
