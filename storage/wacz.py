"""Captures as WACZ 1.1.1: a WARC file with its index and its list of pages, in one ZIP.

Format: https://specs.webrecorder.net/wacz/1.1.1/. The same captures give the same bytes.
"""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from typing import IO, Any, BinaryIO
from uuid import NAMESPACE_URL, uuid5
from zipfile import BadZipFile

from storage import warc, warc_read
from storage.cdxj import Index, blocks
from storage.errors import InputError, NotFound
from storage.problems import Problem
from storage.records import Capture

VERSION = "1.1.1"
_WARC = "data.warc.gz"
#: ZIP knows no earlier time
_EPOCH = (1980, 1, 1, 0, 0, 0)
#: files that a WACZ may hold
_MOST_FILES = 10_000
#: bytes of a datapackage.json
_MOST_JSON = 64 << 20
#: the file that lists all others with their hashes
_ABOUT = "datapackage.json"
#: what an entry that cannot be read raises: damaged, encrypted, packed in a way unknown here
_UNREADABLE = (InputError, BadZipFile, EOFError, RuntimeError, OSError, ValueError, zlib.error)
#: times that a file may grow when it is unpacked, beyond the first bytes
_MOST_GROWTH = 200
_FREE_GROWTH = 64 << 20
#: bytes read at once; as many are lost at the end of an entry whose checksum is wrong
_STEP = 16 << 10


@dataclass(frozen=True, slots=True)
class Page:
    """A capture, and the title that a list of pages gives it."""

    capture: Capture
    title: str | None = None


def write(pages: Iterable[Page], out: BinaryIO, *, title: str, description: str = "") -> int:
    """Write captures in the order given; how many records they became. NotFound without any.

    Every answer with status 200 is listed as a page.
    """
    with zipfile.ZipFile(out, "w") as package, closing(Index(_WARC)) as index:
        made = _Package(package)
        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as listed:
            with made.file(f"archive/{_WARC}") as file:
                count = _captures(pages, file, index, listed)
            if count.last is None:
                raise NotFound("there is no capture to write")
            listed.seek(0)
            with made.file("pages/pages.jsonl", deflated=True) as file:
                for line in listed:
                    file.write(line.encode())
        _index(made, index)
        made.close(title, description, count.last)
    return count.records


def read(path: Path) -> Iterator[Capture | Problem]:
    """Every capture of every WARC file inside, and all that cannot be read. InputError."""
    try:
        package = zipfile.ZipFile(path)
    except (BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{path} is no WACZ file: {error}") from error
    with package:
        infos = package.infolist()
        if len(infos) > _MOST_FILES:
            raise InputError(f"{path} holds {len(infos)} files, more than {_MOST_FILES}")
        inside = [info for info in infos if _is_warc(info.filename)]
        if not inside:
            raise InputError(f"{path} is no WACZ file: it holds no archive/*.warc.gz")
        try:
            hashes = _hashes(package)
        except _UNREADABLE as error:
            hashes = {}
            detail = f"cannot be read, so nothing inside is compared with its hash: {error}"
            yield Problem(file=_ABOUT, record="file", detail=detail)
        for info in inside:
            yield from _read_one(package, info, hashes.get(info.filename))


@dataclass
class _Count:
    records: int
    #: the latest time of a capture
    last: datetime | None


@dataclass
class _Package:
    """The ZIP in the making, and what datapackage.json will say of it."""

    package: zipfile.ZipFile
    resources: list[dict[str, Any]] = field(default_factory=list)

    def file(self, name: str, *, deflated: bool = False) -> _Hashed:
        return _Hashed(self, name, deflated=deflated)

    def close(self, title: str, description: str, created: datetime) -> None:
        about = {
            "profile": "data-package",
            "resources": self.resources,
            "wacz_version": VERSION,
            "title": title,
            "description": description,
            "created": f"{created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "software": "Variorum",
        }
        package = dumps(about, indent=2).encode()
        digest = {"path": _ABOUT, "hash": f"sha256:{sha256(package).hexdigest()}"}
        for name, data in (
            (_ABOUT, package),
            ("datapackage-digest.json", dumps(digest, indent=2).encode()),
        ):
            self.package.writestr(_info(name, deflated=True), data)


class _Hashed:
    """One file of the ZIP while it is written."""

    def __init__(self, package: _Package, name: str, *, deflated: bool) -> None:
        self._package = package
        self._name = name
        self._sum = sha256()
        self._bytes = 0
        self._file = package.package.open(_info(name, deflated=deflated), "w", force_zip64=True)

    def write(self, data: bytes) -> None:
        self._sum.update(data)
        self._bytes += len(data)
        self._file.write(data)

    def __enter__(self) -> _Hashed:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._package.resources.append(
            {
                "name": self._name.rpartition("/")[2],
                "path": self._name,
                "hash": f"sha256:{self._sum.hexdigest()}",
                "bytes": self._bytes,
            }
        )


def _captures(pages: Iterable[Page], file: _Hashed, index: Index, listed: IO[str]) -> _Count:
    """Write the WARC file; fill its index and the list of pages on the way."""
    count = _Count(0, None)
    writer = warc.Writer(file)
    listed.write(dumps({"format": "json-pages-1.0", "id": "pages", "title": "All pages"}) + "\n")
    for page in pages:
        capture = page.capture
        if writer.offset == 0:
            writer.begin(capture.fetched_at)
        line = writer.add(capture)
        if line is None:
            continue
        index.add(line)
        count.records += 1
        count.last = max(count.last or capture.fetched_at, capture.fetched_at)
        if capture.status == 200:
            listed.write(dumps(_listed(page)) + "\n")
    return count


def _listed(page: Page) -> dict[str, str]:
    capture = page.capture
    return {
        "id": str(uuid5(NAMESPACE_URL, warc.record_id(capture))),
        "url": capture.final_url,
        "ts": f"{capture.fetched_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    } | ({} if page.title is None else {"title": page.title})


def _index(made: _Package, index: Index) -> None:
    name = "index.cdx.gz"
    table = [f"!meta 0 {dumps({'format': 'cdxj-gzip-1.0', 'filename': name})}\n"]
    with made.file(f"indexes/{name}") as file:
        for member, line in blocks(index.lines(), name):
            file.write(member)
            table.append(line)
    with made.file("indexes/index.idx", deflated=True) as file:
        file.write("".join(table).encode())


def _info(name: str, *, deflated: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    info.create_system = 3
    return info


def _is_warc(name: str) -> bool:
    return name.startswith("archive/") and name.endswith((".warc.gz", ".warc"))


def _hashes(package: zipfile.ZipFile) -> dict[str, str]:
    """What datapackage.json says of each file; nothing where there is none."""
    if _ABOUT not in package.namelist():
        return {}
    info = package.getinfo(_ABOUT)
    if info.file_size > _MOST_JSON:
        raise InputError(f"it has {info.file_size} bytes, more than {_MOST_JSON}")
    about = loads(package.read(info))
    try:
        return {str(one["path"]): str(one["hash"]) for one in about["resources"]}
    except (KeyError, TypeError) as error:
        raise InputError("it does not list files with their hashes") from error


def _read_one(
    package: zipfile.ZipFile, info: zipfile.ZipInfo, stated: str | None
) -> Iterator[Capture | Problem]:
    """Unpacked into a temporary file without a name, so that no name of the ZIP matters.

    What a damaged entry still gives is read: its records are compressed one by one.
    """
    name = info.filename[-200:]
    if info.file_size > _FREE_GROWTH + _MOST_GROWTH * info.compress_size:
        detail = f"would grow from {info.compress_size} to {info.file_size} bytes"
        yield Problem(file=name, record="file", detail=detail)
        return
    with tempfile.NamedTemporaryFile(suffix=".warc") as copy:
        try:
            digest = _copy(package, info, copy)
            if stated is not None and stated.startswith("sha256:") and stated != digest:
                detail = "does not have the hash that datapackage.json gives it"
                yield Problem(file=name, record="file", detail=detail)
        except _UNREADABLE as error:
            yield Problem(file=name, record="file", detail=f"cannot be unpacked whole: {error}")
            if not copy.tell():
                return
        copy.flush()
        try:
            yield from warc_read.read(Path(copy.name), name=name)
        except _UNREADABLE as error:
            yield Problem(file=name, record="file", detail=f"cannot be read: {error}")


def _copy(package: zipfile.ZipFile, info: zipfile.ZipInfo, copy: IO[bytes]) -> str:
    total = sha256()
    with package.open(info) as file:
        while piece := file.read(_STEP):
            total.update(piece)
            copy.write(piece)
    return f"sha256:{total.hexdigest()}"
