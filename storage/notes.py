"""Signed notes and checkpoints, as the Go checksum database and C2SP write them.

A note is text, an empty line, and signature lines "— NAME BASE64(key id, signature)". See
https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from storage.errors import InputError
from storage.times import from_text, to_text

#: the signature type of Ed25519 in a key id and in an encoded key
_ED25519 = b"\x01"
#: a longer note is none of ours
_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key by its name; as text "NAME+KEYID+BASE64"."""

    name: str
    #: 32 bytes
    key: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that say which key made a signature."""
        return sha256(f"{self.name}\n".encode() + _ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.key).decode()}"

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """InputError where the text is no key."""
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            raw = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error) as error:
            raise InputError(f"this is no public key of a signed note: {text[:100]!r}") from error
        made = cls(name, raw[1:])
        if raw[:1] != _ED25519 or len(raw) != 33 or made.key_id.hex() != key_id:
            raise InputError(f"this is no Ed25519 key of a signed note: {text[:100]!r}")
        return made

    def signed(self, note: str) -> str:
        """The note's text, when this key has signed it; InputError else."""
        text, signatures = _split(note)
        for name, blob in signatures:
            if name == self.name and blob[:4] == self.key_id:
                try:
                    Ed25519PublicKey.from_public_bytes(self.key).verify(blob[4:], text.encode())
                except (InvalidSignature, ValueError) as error:
                    raise InputError(f"the signature of {self.name} does not hold") from error
                return text
        raise InputError(f"there is no signature of {self.name}")


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and the name that it signs with."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The note over a text that ends with a newline."""
        if not text.endswith("\n") or "\n\n" in text:
            raise ValueError("a note's text ends with a newline and has no empty line")
        blob = self.verifier.key_id + self.private.sign(text.encode())
        return f"{text}\n— {self.name} {base64.b64encode(blob).decode()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state of a log at one time: how many entries, and the root over them."""

    #: the log's name, which is its key's
    origin: str
    size: int
    root: bytes
    #: by the signer's clock
    at: datetime

    def text(self) -> str:
        """What is signed; the time is an extension line."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\ntime {to_text(self.at)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """InputError where the text is not what `text` writes."""
        try:
            origin, size, root, at, _ = text.split("\n")
            parsed = cls(
                origin=origin,
                size=int(size),
                root=base64.b64decode(root, validate=True),
                at=from_text(at.removeprefix("time ")),
            )
        except ValueError as error:
            raise InputError(f"this is no checkpoint: {text[:100]!r}") from error
        if parsed.text() != text:
            raise InputError(f"this is no checkpoint: {text[:100]!r}")
        return parsed


def signer_name(note: str) -> str:
    """Who signed a note first."""
    return _split(note)[1][0][0]


def _split(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    text, mark, lines = note.rpartition("\n\n")
    if not mark or len(note) > _LONGEST or not lines.endswith("\n"):
        raise InputError("this is no signed note")
    signatures = []
    for line in lines[:-1].split("\n"):
        try:
            dash, name, blob = line.split(" ")
            signatures.append((name, base64.b64decode(blob, validate=True)))
        except ValueError as error:
            raise InputError("this is no signed note") from error
        if dash != "—":
            raise InputError("this is no signed note")
    return text + "\n", signatures
