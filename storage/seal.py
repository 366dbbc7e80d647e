"""The archive's files while nobody writes: a digest for each piece, so that every byte counts.

SQLite finds a flipped bit in what it uses, the hashes find one in what they cover; the rest (slack
in a page, a row that nothing hashes) only the seal knows. It is set when the last writer closes
the archive and lifted before the first write; after a kill there is none until the next close.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from typing import BinaryIO

from storage.files import explained, place
from storage.problems import Problem

SEAL = "seal.json"
#: the seal that held before the archive was opened: what has not changed need not be read again
LIFTED = "seal.lifted"
LOCK = "seal.lock"
#: bytes of a piece
PIECE = 1 << 16
#: larger files that changed are left out at a close; reading them would take too long
LARGE = 256 << 20
_SUFFIXES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class _File:
    """What the seal says of one file."""

    bytes: int
    #: when it was changed last, as the file system has it
    mtime_ns: int
    #: BLAKE2b of 16 bytes for each piece, hexadecimal
    pieces: tuple[str, ...]


class Seal:
    """One writer's hold on the seal of an archive folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: BinaryIO | None = None

    def lift(self) -> None:
        """Before the first write. Waits while another process sets the seal or checks it.

        Raises ReadOnlyArchive, DiskFull.
        """
        if self._lock is not None:
            return
        path = self._folder / LOCK
        with explained(path):
            lock = path.open("ab")
            fcntl.flock(lock, fcntl.LOCK_SH)
            self._lock = lock
            if (self._folder / SEAL).exists():
                (self._folder / SEAL).replace(self._folder / LIFTED)

    def set(self, *, everything: bool = False) -> bool:
        """After the last write, with all files closed; False while others still write.

        `everything` also reads large files that changed.
        """
        if self._lock is None:
            return False
        with self._lock as lock, explained(self._folder / SEAL):
            self._lock = None
            if not _alone(lock):
                return False
            known = _load(self._folder / LIFTED)
            files = dict(_files(self._folder, known, everything=everything))
            place(self._folder / SEAL, _text(files).encode())
            (self._folder / LIFTED).unlink(missing_ok=True)
        return True


def check(folder: Path) -> Iterator[Problem]:
    """Every piece that was altered since the archive was closed.

    Nothing is found where no seal is set: while someone writes, after a kill, before the first
    close. Call it before the archive is opened for writing.
    """
    path = folder / LOCK
    if not (folder / SEAL).exists() or not path.exists():
        return
    with explained(path), path.open("rb") as lock:
        if not _alone(lock) or not (folder / SEAL).exists():
            return
        try:
            sealed = _read(folder / SEAL)
        except ValueError as error:
            yield Problem(file=SEAL, record="file", detail=f"was altered: {error}")
            return
        for name, stated in sealed.items():
            yield from _compare(folder, name, stated)


def _compare(folder: Path, name: str, stated: _File) -> Iterator[Problem]:
    path = folder / name
    try:
        size = path.stat().st_size
        pieces = list(_pieces(path))
    except OSError as error:
        yield Problem(file=name, record="file", detail=f"cannot be read: {error.strerror}")
        return
    if size != stated.bytes:
        detail = f"has {size} bytes instead of the {stated.bytes} when it was closed"
        yield Problem(file=name, record="file", detail=detail)
    for number, (now, then) in enumerate(zip(pieces, stated.pieces, strict=False)):
        if now != then:
            first = number * PIECE
            yield Problem(
                file=name,
                record=f"bytes {first} to {min(first + PIECE, stated.bytes) - 1}",
                detail="were altered after the archive was closed",
            )


def _files(
    folder: Path, known: dict[str, _File], *, everything: bool
) -> Iterator[tuple[str, _File]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not _sealable(path, name):
            continue
        stat = path.stat()
        before = known.get(name)
        if before is not None and (before.bytes, before.mtime_ns) == (
            stat.st_size,
            stat.st_mtime_ns,
        ):
            yield name, before
        elif everything or stat.st_size <= LARGE:
            yield name, _File(stat.st_size, stat.st_mtime_ns, tuple(_pieces(path)))


def _sealable(path: Path, name: str) -> bool:
    """Regular files that nothing will change while nobody writes."""
    if path.is_symlink() or not path.is_file():
        return False
    if name in (SEAL, LIFTED, LOCK) or path.name.startswith(".") or name.endswith(_SUFFIXES):
        return False
    log = path.with_name(path.name + "-wal")
    # a log that is left will be moved into its file by whoever closes that next
    return not log.exists() or log.stat().st_size == 0


def _pieces(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield blake2b(piece, digest_size=16).hexdigest()


def _alone(lock: BinaryIO) -> bool:
    """Take the lock for oneself, if nobody else has it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _text(files: dict[str, _File]) -> str:
    """The list of files on one line, its SHA-256 on the next."""
    shape = {
        name: {"bytes": one.bytes, "mtime_ns": one.mtime_ns, "pieces": one.pieces}
        for name, one in files.items()
    }
    line = json.dumps({"version": 1, "piece": PIECE, "files": shape})
    return f"{line}\n{sha256(line.encode()).hexdigest()}\n"


def _read(path: Path) -> dict[str, _File]:
    """ValueError where it is not what `_text` wrote."""
    line, _, rest = path.read_text(encoding="utf-8").partition("\n")
    if rest != f"{sha256(line.encode()).hexdigest()}\n":
        raise ValueError("its own digest does not fit")
    return {
        name: _File(one["bytes"], one["mtime_ns"], tuple(one["pieces"]))
        for name, one in json.loads(line)["files"].items()
    }


def _load(path: Path) -> dict[str, _File]:
    """Nothing where there is no earlier seal, or none that can be read."""
    try:
        return _read(path)
    except (OSError, ValueError):
        return {}
