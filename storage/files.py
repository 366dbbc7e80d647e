"""Small files of the archive folder: written whole or not at all, and errors said plainly."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import ArchiveError, DiskFull, ReadOnlyArchive

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the operating system's errors into the archive's, each with what to do next."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull(f"no room to write {path}: make room and run the same again") from error
        if error.errno in _NOT_ALLOWED:
            raise ReadOnlyArchive(
                f"{path} cannot be made or read: check the folder's permissions"
            ) from error
        raise ArchiveError(f"{path} could not be used: {error}") from error


def place(path: Path, data: bytes, *, mode: int = 0o644, replace: bool = True) -> None:
    """Write a file so that it is there whole or not at all, even after a power cut.

    Without `replace`, the first of two processes wins and the other's data is dropped.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            partial.replace(path)
        else:
            _link(partial, path)
        _sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def _link(partial: Path, path: Path) -> None:
    try:
        path.hardlink_to(partial)
    except FileExistsError:
        return


def _sync(folder: Path) -> None:
    """The name, too, must outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
