"""Compare every page of a database with its digest."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from storage.files import explained
from storage.problems import Problem
from storage.sums_format import EMPTY, SLOT, digest_of, doubtful, log_of, pages_of, sound, sums_of
from storage.write_ahead import Log


def check(path: Path) -> Iterator[Problem]:
    """Every altered page of a database and of its digests, whoever writes meanwhile.

    The database must not be open in this process: to close its file would let go of SQLite's locks
    (sqlite.org/howtocorrupt.html, section 2.2).
    """
    name = sums_of(path)
    if not path.exists() or not name.exists():
        return
    with explained(name), name.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield from _runs(path.name, _altered_pages(path, file, log_of(path)))
        yield from _runs(name.name, _altered_slots(file))


def _altered_pages(path: Path, file: BinaryIO, log: Log) -> Iterator[int]:
    """Pages that are neither what their digest says nor what the log has."""
    if doubtful(file, log.salts):
        return
    logged: dict[int, set[bytes]] = {}
    for frame in log.committed():
        logged.setdefault(frame.page, set()).add(digest_of(frame.data))
    count = 0
    for page, data in pages_of(path):
        slot = os.pread(file.fileno(), SLOT, page * SLOT)
        count = page
        if not sound(page, slot) and slot not in (EMPTY, b""):
            continue
        digest = digest_of(data)
        # a page that no transaction ever wrote is a hole, or one that only the log has
        if slot in (EMPTY, b"") and (page in logged or not any(data)):
            continue
        if digest != slot[:12] and digest not in logged.get(page, ()):
            yield page
    slots = os.fstat(file.fileno()).st_size // SLOT - 1
    yield from (page for page in range(count + 1, slots + 1) if page not in logged)


def _altered_slots(file: BinaryIO) -> Iterator[int]:
    file.seek(0)
    page = 0
    while slot := file.read(SLOT):
        if slot != EMPTY and not sound(page, slot):
            yield page
        page += 1


def _runs(name: str, pages: Iterator[int]) -> Iterator[Problem]:
    """Neighbours as one problem."""
    first = last = None
    for page in pages:
        if last is not None and page == last + 1:
            last = page
            continue
        if first is not None and last is not None:
            yield _problem(name, first, last)
        first = last = page
    if first is not None and last is not None:
        yield _problem(name, first, last)


def _problem(name: str, first: int, last: int) -> Problem:
    record = f"page {first}" if first == last else f"pages {first} to {last}"
    return Problem(file=name, record=record, detail="not what was written there")
