"""What proves the archive's files to be as they were written: every byte of every one.

The two databases have a digest for each page (`storage.sums`), the other files one for each in
`seal.json`. Both hold at any time: while somebody writes, and after a kill.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO

from storage import sums, sums_check
from storage.files import explained, place
from storage.keys import KEY_FILE, PUBLIC_FILE
from storage.problems import Problem
from storage.sums_format import log_of, sums_of

SEAL = "seal.json"
LOCK = "seal.lock"
DATABASES = ("catalog.sqlite", "bodies.sqlite")
README = "README"
#: what else the program writes into the folder
_OWN = (README, KEY_FILE, PUBLIC_FILE)
#: the folder of files that people write
PROFILES = "profiles"
_UNPROVED = "what was altered before cannot be told ('variorum doctor' takes all as it is now)"


@dataclass(frozen=True, slots=True)
class _File:
    """What the seal says of one file."""

    bytes: int
    #: when it was changed last, as the file system has it
    mtime_ns: int
    #: hexadecimal
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """What `seal.json` says."""

    #: by the name of the file in the folder
    files: dict[str, _File] = field(default_factory=dict)
    #: names of digests that were missing when the archive was opened, and had to be made anew
    lost: tuple[str, ...] = ()


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
            alone = _locked(self._lock)
            if not alone:
                fcntl.flock(self._lock, fcntl.LOCK_SH)
            self._begin()
            if alone:
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
            known = _load(path) or _Sealed()
            now = replace(known, files=dict(_listed(self._folder, known.files, anew)))
            if now != known:
                place(path, _text(now).encode())

    def release(self) -> None:
        """Let others be alone."""
        self._lock.close()

    def _begin(self) -> None:
        """Remember which digests are lost before they are made anew of whatever is there now.

        A new archive has its seal before it has a database, so that none is ever without.
        """
        path = self._folder / SEAL
        known = _load(path)
        lost = {*(known.lost if known else ()), *_missing(self._folder, sealed=known is not None)}
        now = replace(known or _Sealed(), lost=tuple(sorted(lost)))
        if now != known:
            place(path, _text(now).encode())


def make(folder: Path) -> bool:
    """Take everything in a folder as right as it is now; False where somebody writes."""
    path = folder / LOCK
    with explained(path), path.open("ab") as lock:
        if not _locked(lock):
            return False
        for name in DATABASES:
            sums.make(folder / name)
        place(folder / SEAL, _text(_Sealed(files=dict(_listed(folder, {}, ())))).encode())
        return True


def check(folder: Path) -> Iterator[Problem]:
    """Everything that was altered since it was written, by the name of its file.

    Call it while this process has neither database open.
    """
    yield from _altered(folder)
    yield from _logs(folder)
    for name in DATABASES:
        yield from sums_check.check(folder / name)


def _altered(folder: Path) -> Iterator[Problem]:
    """The small files, and digests that are missing or were."""
    try:
        sealed = _read(folder / SEAL)
    except FileNotFoundError:
        sealed = _Sealed()
    except ValueError as error:
        yield Problem(file=SEAL, record="file", detail=f"was altered: {error}")
        return
    for name in _missing(folder, sealed=(folder / SEAL).exists()):
        yield Problem(file=name, record="file", detail=f"is missing: {_UNPROVED}")
    for name in sealed.lost:
        yield Problem(
            file=name, record="file", detail=f"was missing and had to be made anew: {_UNPROVED}"
        )
    for name, stated in sealed.files.items():
        try:
            now = _digest(folder / name)
        except OSError as error:
            yield Problem(file=name, record="file", detail=f"cannot be read: {error.strerror}")
            continue
        if now != stated.sha256:
            yield Problem(file=name, record="file", detail="not what was written there")


def _missing(folder: Path, *, sealed: bool) -> Iterator[str]:
    """The names of digests that there must be, as soon as there are databases, and are not."""
    kept = [folder / name for name in DATABASES if _bytes(folder / name)]
    if kept and not sealed:
        yield SEAL
    yield from (sums_of(path).name for path in kept if not _bytes(sums_of(path)))


def _bytes(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _logs(folder: Path) -> Iterator[Problem]:
    """The logs that a killed writer left; while one lives, they are its own business."""
    found = []
    path = folder / LOCK
    with ExitStack() as held:
        if path.exists():
            held.enter_context(explained(path))
            if not _locked(held.enter_context(path.open("rb"))):
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


def _text(sealed: _Sealed) -> str:
    """What is sealed on one line, its SHA-256 on the next."""
    line = json.dumps({"version": 2} | asdict(sealed))
    return f"{line}\n{sha256(line.encode()).hexdigest()}\n"


def _read(path: Path) -> _Sealed:
    """ValueError where it is not what `_text` wrote."""
    line, _, rest = path.read_text(encoding="utf-8").partition("\n")
    if rest != f"{sha256(line.encode()).hexdigest()}\n":
        raise ValueError("its own digest does not fit")
    try:
        shape = json.loads(line)
        files = {name: _File(**one) for name, one in shape["files"].items()}
        return _Sealed(files=files, lost=tuple(shape["lost"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it is no seal of this version: {error}") from error


def _load(path: Path) -> _Sealed | None:
    """None where there is no earlier seal, or none that can be read."""
    try:
        return _read(path)
    except (OSError, ValueError):
        return None
