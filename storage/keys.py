"""The archive's signing key: made on first use, readable by its owner alone."""

from __future__ import annotations

import errno
import os
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from storage.errors import ArchiveError, CorruptArchive, DiskFull, ReadOnlyArchive
from storage.notes import Signer

#: the private key's file in the archive folder, PKCS #8 in PEM
KEY_FILE = "evidence.key"
#: the public key's file, one line as `storage.notes.Verifier` writes it
PUBLIC_FILE = "evidence.pub"

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EROFS, errno.EACCES, errno.EPERM}


def signer(folder: Path) -> Signer:
    """The archive's key, made when there is none. Raises the kinds of ArchiveError."""
    path = folder / KEY_FILE
    try:
        if not path.exists():
            _make(path)
        found = _named(_load(path))
        public = folder / PUBLIC_FILE
        if not public.exists():
            _place(public, f"{found.verifier}\n".encode(), 0o644)
    except OSError as error:
        raise _explained(error, path) from error
    return found


def _make(path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _place(path, pem, 0o600)


def _place(path: Path, data: bytes, mode: int) -> None:
    """Whole or not at all; the first of two processes wins."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(partial)
        except FileExistsError:
            return
    finally:
        partial.unlink(missing_ok=True)


def _load(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise CorruptArchive(f"{path} holds no key: restore it from a backup") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise CorruptArchive(f"{path} holds no Ed25519 key: restore it from a backup")
    return key


def _named(key: Ed25519PrivateKey) -> Signer:
    digest = sha256(key.public_key().public_bytes_raw()).hexdigest()
    return Signer(f"variorum/{digest[:16]}", key)


def _explained(error: OSError, path: Path) -> ArchiveError:
    if error.errno in _NO_ROOM:
        return DiskFull(f"no room to write {path}: make room and run the same again")
    if error.errno in _NOT_ALLOWED:
        return ReadOnlyArchive(f"{path} cannot be made or read: check the folder's permissions")
    return ArchiveError(f"{path} could not be used: {error}")
