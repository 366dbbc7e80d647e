"""The archive's signing key: made on first use, readable by its owner alone."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from storage.errors import CorruptArchive
from storage.files import explained, place
from storage.notes import Signer

#: the private key's file in the archive folder, PKCS #8 in PEM
KEY_FILE = "evidence.key"
#: the public key's file, one line as `storage.notes.Verifier` writes it
PUBLIC_FILE = "evidence.pub"


def signer(folder: Path) -> Signer:
    """The archive's key, made when there is none. Raises the kinds of ArchiveError."""
    path = folder / KEY_FILE
    with explained(path):
        if not path.exists():
            _make(path)
        found = _named(_load(path))
        public = folder / PUBLIC_FILE
        if not public.exists():
            place(public, f"{found.verifier}\n".encode(), replace=False)
    return found


def _make(path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    place(path, pem, mode=0o600, replace=False)


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
