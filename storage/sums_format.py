"""The file of digests beside a database: a slot for each page, and a mark in the first place."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO

from storage.connection import PAGE
from storage.write_ahead import FRAME_HEADER, HEADER, Log

SUFFIX = ".sums"
#: bytes of a slot: the first 12 of SHA-256, and CRC-32 of the page's number and these
SLOT = 16
#: the slot of a page that was never written
EMPTY = bytes(SLOT)
#: marks: nothing is being brought in; the digests are not to be believed
NONE, DOUBT = bytes(8), b"\xff" * 8
#: pages that are read at once
_CHUNK = 256


def sums_of(path: Path) -> Path:
    """The file of digests that belongs to a database."""
    return path.with_name(path.name + SUFFIX)


def doubtful(file: BinaryIO, salts: bytes) -> bool:
    """Whether a process was killed while it brought the log in, and the log has begun anew since.

    The first digest's place is the mark: the salts of the log that is being brought in.
    """
    found = os.pread(file.fileno(), SLOT, 0)
    return sound(0, found) and found[:8] not in (NONE, salts)


def mark(file: BinaryIO, salts: bytes) -> None:
    """Write the mark; the salts of a log are 8 bytes."""
    os.pwrite(file.fileno(), slot(0, salts + bytes(4)), 0)


def slot(page: int, digest: bytes) -> bytes:
    """What stands in the file for a page."""
    return digest + zlib.crc32(digest, zlib.crc32(page.to_bytes(8, "big"))).to_bytes(4, "big")


def sound(page: int, found: bytes) -> bool:
    """Whether a slot was written for this page."""
    return slot(page, found[:12]) == found


def digest_of(data: bytes | memoryview) -> bytes:
    """The 12 bytes by which a page is known."""
    return sha256(data).digest()[:12]


def pages_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each page of a database with its number, from 1."""
    with path.open("rb") as file:
        page = 0
        while chunk := file.read(PAGE * _CHUNK):
            for start in range(0, len(chunk), PAGE):
                page += 1
                yield page, chunk[start : start + PAGE]


def log_of(path: Path, *, header: bool = False) -> Log:
    """The log of a database, or its header alone."""
    log = _log(path)
    if not log.exists():
        return Log(b"")
    with log.open("rb") as file:
        return Log(file.read(HEADER if header else -1))


def mapped_log(path: Path, frames: int) -> Log:
    """The first so many frames, read where they lie; nobody may shorten the log meanwhile."""
    with _log(path).open("rb") as file:
        size = HEADER + frames * (FRAME_HEADER + PAGE)
        return Log(mmap(file.fileno(), size, access=ACCESS_READ))


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
