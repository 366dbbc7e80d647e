"""One revision with all that proves it, in one ZIP that is checked without the archive."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from storage import log, merkle, warc
from storage.court import README, readme
from storage.errors import NotFound
from storage.notes import Checkpoint, Signer, Verifier
from storage.records import Capture
from storage.shapes import dumps

RECORDS, READING, PROOF = "records.warc.gz", "reading.json", "proof.json"
CHECKPOINT, KEYS, MANIFEST = "checkpoint.txt", "keys.txt", "manifest.txt"
STAMP, AUTHORITY = "stamp.tsr", "authority.pem"
#: the first line of a manifest
TITLE = "variorum evidence bundle 1"
#: ZIP knows no earlier time
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """What a bundle is about."""

    url: str
    revision: int
    #: the captures that show it, each with its place in the log
    captures: tuple[tuple[int, Capture], ...]
    #: places of further entries: the revision's, acts of people
    entries: tuple[int, ...] = ()
    #: the reading as JSON, as the revision's entry has its hash
    reading: Mapping[str, Any] | None = None


def bundle(
    db: sqlite3.Connection, exhibit: Exhibit, key: Signer, *, authority: bytes | None = None
) -> bytes:
    """The ZIP's bytes, the same each time for the same checkpoint and key.

    `authority` is the PEM file of the certificates that a time stamp leads to. NotFound when an
    entry is missing, or no checkpoint covers them all yet.
    """
    places = sorted({place for place, _ in exhibit.captures} | set(exhibit.entries))
    if not places:
        raise NotFound(f"there is no capture of {exhibit.url} to prove")
    kept = log.covering(db, places[-1])
    if kept is None:
        raise NotFound("no checkpoint covers this revision yet: make one and try again")
    files = {RECORDS: _records(exhibit), CHECKPOINT: kept.note.encode()}
    for place in places:
        files[f"entries/{place}.json"] = _entry(db, place)
    for place, capture in exhibit.captures:
        files[f"headers/{place}.json"] = headers_json(capture)
    files[PROOF] = _proof(db, places, kept.size)
    files[KEYS] = _lines(dict.fromkeys((str(key.verifier), kept.verifier)))
    if exhibit.reading is not None:
        files[READING] = log.canonical(exhibit.reading).encode()
    if kept.stamp is not None:
        files[STAMP] = kept.stamp
        if authority is not None:
            files[AUTHORITY] = authority
    files[README] = readme(exhibit.url, exhibit.revision, _checkpoint(kept), files).encode()
    files[MANIFEST] = key.sign(manifest(files)).encode()
    return packed(files)


def manifest(files: Mapping[str, bytes]) -> str:
    """The text that is signed over the other files, in the form of `sha256sum`."""
    lines = [TITLE] + [
        f"{sha256(data).hexdigest()}  {name}"
        for name, data in sorted(files.items())
        if name != MANIFEST
    ]
    return "".join(f"{line}\n" for line in lines)


def packed(files: Mapping[str, bytes]) -> bytes:
    """A ZIP in which every byte follows from the files: nothing compressed, no times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            package.writestr(info, data)
    return out.getvalue()


def headers_json(capture: Capture) -> bytes:
    """The headers as the log hashes them."""
    return dumps([[name, value] for name, value in capture.headers]).encode()


def _records(exhibit: Exhibit) -> bytes:
    out = io.BytesIO()
    for _ in warc.write((capture for _, capture in exhibit.captures), out):
        continue
    return out.getvalue()


def _entry(db: sqlite3.Connection, place: int) -> bytes:
    text = log.entry(db, place).text()
    if text is None:
        raise NotFound(f"entry {place} was redacted: there is nothing left to prove")
    return text


def _proof(db: sqlite3.Connection, places: list[int], size: int) -> bytes:
    node = log.reader(db)
    paths = {
        str(place): [step.hex() for step in merkle.inclusion_proof(place, size, node)]
        for place in places
    }
    return (json.dumps({"size": size, "paths": paths}, indent=1) + "\n").encode()


def _checkpoint(kept: log.Kept) -> Checkpoint:
    return Checkpoint.parse(Verifier.parse(kept.verifier).signed(kept.note))


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
