"""What proves the archive's files to be as they were written: every byte of every one.

The two databases have a digest for each page (`storage.sums`), the other files one for each in
`seal.json`. Both hold at any time: while somebody writes, and after a kill.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO

from storage import sums, sums_check
from storage.files import explained, place
from storage.keys import KEY_FILE, PUBLIC_FILE
from storage.problems import Problem
from storage.sums_format import log_of

SEAL = "seal.json"
LOCK = "seal.lock"
DATABASES = ("catalog.sqlite", "bodies.sqlite")
README = "README"
#: what else the program writes into the folder
_OWN = (README, KEY_FILE, PUBLIC_FILE)
#: the folder of files that people write
PROFILES = "profiles"


@dataclass(frozen=True, slots=True)
class _File:
    """What the seal says of one file."""

    bytes: int
    #: when it was changed last, as the file system has it
    mtime_ns: int
    #: hexadecimal
    sha256: str


class Seal:
    """One writer's share in an archive folder."""

    def __init__(self, folder: Path) -> None:
        """Before the databases are opened. Waits while another process looks at the log.

        Raises ReadOnlyArchive, DiskFull.
        """
        self._folder = folder
        path = folder / LOCK
        with explained(path):
            self._lock = path.open("ab")
            if _locked(self._lock):
                for name in DATABASES:
                    sums.prepare(folder / name, alone=True)
            fcntl.flock(self._lock, fcntl.LOCK_SH)

    def alone(self) -> bool:
        """Whether nobody else writes; then nobody can begin to until this is let go."""
        return _locked(self._lock)

    def note(self, *anew: str) -> None:
        """List the small files; one that is listed stays as it was, unless it was written `anew`.

        A profile is a person's: a change is taken as meant.
        """
        path = self._folder / SEAL
        with explained(path):
            known = _load(path)
            files = dict(_listed(self._folder, known, anew))
            if files != known:
                place(path, _text(files).encode())

    def release(self) -> None:
        """Let others be alone."""
        self._lock.close()


def make(folder: Path) -> bool:
    """Take everything in a folder as right as it is now; False where somebody writes."""
    seal = Seal(folder)
    try:
        if not seal.alone():
            return False
        (folder / SEAL).unlink(missing_ok=True)
        for name in DATABASES:
            sums.make(folder / name)
        seal.note()
        return True
    finally:
        seal.release()


def check(folder: Path) -> Iterator[Problem]:
    """Everything that was altered since it was written, by the name of its file.

    Call it while this process has neither database open.
    """
    yield from _altered(folder)
    yield from _logs(folder)
    for name in DATABASES:
        yield from sums_check.check(folder / name)


def _altered(folder: Path) -> Iterator[Problem]:
    """The small files; none are listed before the archive was opened for the first time."""
    try:
        sealed = _read(folder / SEAL)
    except FileNotFoundError:
        return
    except ValueError as error:
        yield Problem(file=SEAL, record="file", detail=f"was altered: {error}")
        return
    for name, stated in sealed.items():
        try:
            now = _digest(folder / name)
        except OSError as error:
            yield Problem(file=name, record="file", detail=f"cannot be read: {error.strerror}")
            continue
        if now != stated.sha256:
            yield Problem(file=name, record="file", detail="not what was written there")


def _logs(folder: Path) -> Iterator[Problem]:
    """The logs that a killed writer left; while one lives, they are its own business."""
    found = []
    path = folder / LOCK
    if not path.exists():
        return
    with explained(path), path.open("rb") as lock:
        if not _locked(lock):
            return
        for name in DATABASES:
            damage = log_of(folder / name).damage()
            if damage is not None:
                found.append(Problem(file=f"{name}-wal", record="log", detail=damage))
    yield from found


def _listed(
    folder: Path, known: dict[str, _File], anew: tuple[str, ...]
) -> Iterator[tuple[str, _File]]:
    people = sorted(path for path in (folder / PROFILES).rglob("*") if path.is_file())
    for path in (*(folder / name for name in _OWN), *people):
        name = path.relative_to(folder).as_posix()
        if not path.exists():
            continue
        stat, before = path.stat(), known.get(name)
        unchanged = before is not None and (before.bytes, before.mtime_ns) == (
            stat.st_size,
            stat.st_mtime_ns,
        )
        if before is not None and (unchanged or (name in _OWN and name not in anew)):
            yield name, before
        else:
            yield name, _File(stat.st_size, stat.st_mtime_ns, _digest(path))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _locked(lock: BinaryIO) -> bool:
    """Take the lock for oneself, if nobody else has it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _text(files: dict[str, _File]) -> str:
    """The list of files on one line, its SHA-256 on the next."""
    shape = {name: asdict(one) for name, one in files.items()}
    line = json.dumps({"version": 2, "files": shape})
    return f"{line}\n{sha256(line.encode()).hexdigest()}\n"


def _read(path: Path) -> dict[str, _File]:
    """ValueError where it is not what `_text` wrote; nothing of an earlier version's."""
    line, _, rest = path.read_text(encoding="utf-8").partition("\n")
    if rest != f"{sha256(line.encode()).hexdigest()}\n":
        raise ValueError("its own digest does not fit")
    shape = json.loads(line)
    if shape["version"] != 2:
        return {}
    return {name: _File(**one) for name, one in shape["files"].items()}


def _load(path: Path) -> dict[str, _File]:
    """Nothing where there is no earlier seal, or none that can be read."""
    try:
        return _read(path)
    except (OSError, ValueError):
        return {}
