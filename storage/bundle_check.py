"""Check an evidence bundle with nothing but the bundle."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.x509 import Certificate

from storage import bundle as parts
from storage import merkle, stamps, warc_read
from storage.errors import InputError
from storage.evidence import capture_shape
from storage.notes import Checkpoint, Verifier, signer_name
from storage.problems import Problem
from storage.records import Capture
from storage.times import to_text

_MOST_FILES = 10_000
_MOST_BYTES = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found in a bundle."""

    problems: tuple[Problem, ...]
    #: one line for each thing that is shown, and whom one must trust for it
    facts: tuple[str, ...]


def verify_bundle(
    path: Path, *, trusted: Verifier | None = None, roots: Sequence[Certificate] = ()
) -> Verdict:
    """Check everything. InputError when the file is no bundle at all.

    `trusted` is the archive's key, if it is known from elsewhere; `roots` are certificates of
    time-stamping authorities that are trusted. Without them the bundle's own are used, and the
    facts say so.
    """
    files, problems = _files(path)
    check = _Check(files=files, trusted=trusted, roots=tuple(roots), name=path.name)
    for problem in problems:
        check.wrong(*problem)
    for step in (check.manifest, check.checkpoint, check.stamp, check.entries, check.captures):
        try:
            step()
        except (InputError, KeyError, TypeError, ValueError) as error:
            check.wrong(step.__name__, f"cannot be checked: {error}")
    return Verdict(problems=tuple(check.problems), facts=tuple(check.facts))


@dataclass(kw_only=True)
class _Check:
    files: Mapping[str, bytes]
    trusted: Verifier | None
    roots: tuple[Certificate, ...]
    name: str
    problems: list[Problem] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    signed: Checkpoint | None = None
    #: place → what the entry says, for entries that are in the log
    proved: dict[int, dict[str, Any]] = field(default_factory=dict)

    def wrong(self, record: str, detail: str) -> None:
        self.problems.append(Problem(file=self.name, record=record, detail=detail))

    def manifest(self) -> None:
        """Every file is there and is what was signed."""
        note = self._text(parts.MANIFEST)
        key = self._key(note)
        text = key.signed(note)
        if text.partition("\n")[0] != parts.TITLE:
            self.wrong(parts.MANIFEST, "is of an unknown kind")
        stated = dict(line.split("  ", 1)[::-1] for line in text.splitlines()[1:])
        for name, data in self.files.items():
            if name != parts.MANIFEST and stated.get(name) != sha256(data).hexdigest():
                self.wrong(name, "is not what was packed")
        for name in stated.keys() - self.files.keys():
            self.wrong(name, "is missing")
        self.facts.append(f"packed and signed by {key}")
        if self.trusted is None:
            self.facts.append("the key is the bundle's own: compare it with one you know")
        elif self.trusted != key:
            self.wrong(parts.MANIFEST, f"is signed by {key.name}, not by {self.trusted.name}")

    def checkpoint(self) -> None:
        """The log's state is signed by one of the archive's keys."""
        note = self._text(parts.CHECKPOINT)
        self.signed = Checkpoint.parse(self._key(note).signed(note))
        self.facts.append(
            f"the log {self.signed.origin} had {self.signed.size} entries"
            f" at {to_text(self.signed.at)}, by its own clock"
        )

    def stamp(self) -> None:
        """An authority saw the checkpoint."""
        answer = self.files.get(parts.STAMP)
        if answer is None:
            self.facts.append("no authority stamped the checkpoint")
            return
        own = not self.roots and parts.AUTHORITY in self.files
        roots = stamps.roots_from_pem(self.files[parts.AUTHORITY]) if own else self.roots
        at = stamps.stamped_at(self._text(parts.CHECKPOINT), answer, roots)
        whose = "a trusted authority" if self.roots else "an authority that only the bundle names"
        self.facts.append(f"the checkpoint existed at {to_text(at.astimezone(UTC))}, says {whose}")

    def entries(self) -> None:
        """Each entry is in the log that was signed."""
        if self.signed is None:
            return
        proof = json.loads(self.files[parts.PROOF])
        for name, data in self._numbered("entries/"):
            path = [bytes.fromhex(step) for step in proof["paths"][str(name)]]
            leaf = merkle.leaf_hash(data)
            if merkle.verify_inclusion(leaf, name, self.signed.size, path, self.signed.root):
                self.proved[name] = json.loads(data)
                self.facts.append(f"entry {name} is in the log")
            else:
                self.wrong(f"entries/{name}.json", "is not in the log that was signed")

    def captures(self) -> None:
        """Answers, headers and reading are those that the entries speak of."""
        records = self._records()
        for place, entry in self.proved.items():
            if entry["kind"] == "capture":
                self._capture(place, entry["shape"], records)
            elif entry["kind"] == "revision":
                self._reading(place, entry["shape"])

    def _capture(self, place: int, facts: Mapping[str, Any], records: Sequence[Capture]) -> None:
        name = f"headers/{place}.json"
        if sha256(self.files[name]).hexdigest() != facts["headers_sha256"]:
            self.wrong(name, f"the headers are not those of entry {place}")
        for capture in records:
            shape = capture_shape(
                capture, sha256=sha256(capture.body).hexdigest(), tool=facts["tool"]
            )
            if shape | {"headers_sha256": facts["headers_sha256"]} == facts:
                self.facts.append(
                    f"entry {place}: {facts['final_url']} answered {facts['status']} with"
                    f" {facts['length']} bytes at {facts['fetched_at']}, by the archive's clock"
                )
                return
        self.wrong(parts.RECORDS, f"holds no answer as entry {place} describes it")

    def _reading(self, place: int, facts: Mapping[str, Any]) -> None:
        reading = self.files.get(parts.READING)
        if reading is None or facts["reading_sha256"] is None:
            return
        if sha256(reading).hexdigest() != facts["reading_sha256"]:
            self.wrong(parts.READING, f"is not the reading of entry {place}")
        else:
            self.facts.append(f"entry {place}: the text was read as in {parts.READING}")

    def _records(self) -> list[Capture]:
        with tempfile.NamedTemporaryFile(suffix=".warc.gz") as copy:
            copy.write(self.files[parts.RECORDS])
            copy.flush()
            found = list(warc_read.read(Path(copy.name), name=parts.RECORDS))
        for one in found:
            if isinstance(one, Problem):
                self.wrong(parts.RECORDS, f"{one.record}: {one.detail}")
        return [one for one in found if isinstance(one, Capture)]

    def _numbered(self, folder: str) -> Iterator[tuple[int, bytes]]:
        for name, data in self.files.items():
            if name.startswith(folder):
                yield int(name.removeprefix(folder).removesuffix(".json")), data

    def _key(self, note: str) -> Verifier:
        wanted = signer_name(note)
        for line in self._text(parts.KEYS).splitlines():
            key = Verifier.parse(line)
            if key.name == wanted:
                return key
        raise InputError(f"{parts.KEYS} has no key {wanted!r}")

    def _text(self, name: str) -> str:
        if name not in self.files:
            raise InputError(f"{name} is missing")
        return self.files[name].decode("utf-8")


def _files(path: Path) -> tuple[dict[str, bytes], list[tuple[str, str]]]:
    """The files inside, and what is wrong with the ZIP around them."""
    try:
        with zipfile.ZipFile(path) as package:
            infos = package.infolist()
            total = sum(info.file_size for info in infos)
            if len(infos) > _MOST_FILES or total > _MOST_BYTES:
                raise InputError(f"{path} is too large for an evidence bundle")
            if any(info.compress_type != zipfile.ZIP_STORED for info in infos):
                raise InputError(f"{path} is no evidence bundle: nothing in one is compressed")
            files, problems = {}, []
            for info in infos:
                try:
                    files[info.filename] = package.read(info)
                except (zipfile.BadZipFile, RuntimeError, EOFError) as error:
                    problems.append((info.filename[-100:], f"cannot be read: {error}"))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:
        raise InputError(f"{path} is no evidence bundle: {error}") from error
    if parts.MANIFEST not in files and not problems:
        raise InputError(f"{path} is no evidence bundle: it has no {parts.MANIFEST}")
    if not problems and parts.packed(files) != path.read_bytes():
        problems.append(("file", "the ZIP around the files is not as it was packed"))
    return files, problems
