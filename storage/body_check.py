"""Look at every byte of bodies.sqlite: is each what it was when it was written?"""

from __future__ import annotations

from collections.abc import Iterator

from storage.body_format import Row
from storage.body_table import BodyTable
from storage.errors import CorruptArchive
from storage.problems import Problem


def check(table: BodyTable) -> Iterator[Problem]:
    """Every problem, as it is found; a few bodies and a base in memory at a time."""
    after = 0
    try:
        while rows := table.rows("WHERE id > ? ORDER BY id LIMIT 20", after):
            for row in rows:
                yield from _check_row(table, row)
            after = rows[-1].id
    except CorruptArchive as error:
        yield _problem(table, f"rows after {after}", str(error))
    yield from _check_file(table)


def _check_row(table: BodyTable, row: Row) -> Iterator[Problem]:
    name = f"body {row.sha256.hex()}"
    if (row.crc(),) not in table.query("SELECT crc FROM body WHERE id = ?", row.id):
        yield _problem(table, name, f"row {row.id} was altered (CRC-32)")
    try:
        table.wire(row)
    except ValueError as error:
        yield _problem(table, name, str(error))


def _check_file(table: BodyTable) -> Iterator[Problem]:
    try:
        found = [str(line) for (line,) in table.query("PRAGMA integrity_check")]
    except CorruptArchive as error:
        found = [str(error)]
    for line in found:
        if line != "ok":
            yield _problem(table, "file", line)


def _problem(table: BodyTable, record: str, detail: str) -> Problem:
    return Problem(file=table.path.name, record=record, detail=detail)
