"""The records of a WARC file, whoever wrote it: gzip or plain, whole or torn.

A killed writer leaves a torn record, behind which most readers see nothing. Here the damage is
told and reading goes on at the next record.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from storage.delta import MOST_BYTES
from storage.errors import InputError

#: bytes of a record's own headers
MOST_FIELDS = 1 << 20
#: bytes of a record's block: a body, with an answer's headers before it
MOST_BLOCK = MOST_BYTES + (1 << 20)
_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_STEP = 1 << 16
#: empty lines between two records
_MOST_EMPTY = 1000
_SOMETHING = re.compile(rb"[^\0]")
_VERSION = re.compile(rb"WARC/\d\.\d+\r?\n")

Data = bytes | mmap.mmap


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record."""

    #: names in lower case, each with its values
    fields: tuple[tuple[str, str], ...]
    block: bytes
    #: where the gzip member, or the record, begins
    offset: int
    #: whether it can be read again from that offset
    first: bool

    def field(self, name: str) -> str | None:
        """The first field of that name."""
        return next((value for key, value in self.fields if key == name), None)


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a file cannot be read, and why."""

    offset: int
    detail: str


class _DamagedError(Exception):
    """This record cannot be read."""


def records(data: Data) -> Iterator[Record | Damage]:
    """Every record and every damage, in the order of the file. InputError for other files."""
    zipped = data[:3] == _GZIP
    if data[:4] == _ZSTD:
        raise InputError("this WARC is compressed with Zstandard: unpack it with `zstd -d` first")
    if not zipped and data[:5] != b"WARC/":
        raise InputError("this is no WARC file")
    offset: int | None = 0
    while offset is not None and offset < len(data):
        source = _Members(data, offset) if zipped else _Plain(data, offset)
        try:
            yield from _records(source)
            return
        except _DamagedError as error:
            start = source.start
            yield Damage(start, str(error))
            offset = _next_member(data, start) if zipped else _next_plain(data, start)


def record_at(data: Data, offset: int) -> Record:
    """The record that begins at an offset; ValueError when there is none."""
    source = _Members(data, offset) if data[:3] == _GZIP else _Plain(data, offset)
    try:
        for record in _records(source):
            return record
    except _DamagedError as error:
        raise ValueError(str(error)) from error
    raise ValueError(f"there is no record at {offset}")


class _Plain:
    """A file that is not compressed."""

    def __init__(self, data: Data, offset: int) -> None:
        self._data = data
        self._position = offset
        self.start = offset

    def mark(self) -> bool:
        """A record begins here."""
        self.start = self._position
        return True

    def read(self, size: int) -> bytes:
        taken = self._data[self._position : self._position + size]
        self._position += len(taken)
        return taken

    def line(self, limit: int) -> bytes:
        end = self._data.find(b"\n", self._position, self._position + limit)
        return self.read(end + 1 - self._position if end >= 0 else limit)


class _Members:
    """A chain of gzip members."""

    def __init__(self, data: Data, offset: int) -> None:
        self._data = data
        self._position = offset
        self._ready = bytearray()
        self._inflate: zlib._Decompress | None = None
        self._pending = b""
        self._member = offset
        #: nothing of the member was taken yet
        self._fresh = True
        self.start = offset

    def mark(self) -> bool:
        """A record begins here; whether a member does too."""
        try:
            self._fill(1)
        finally:
            self.start = self._member
        fresh, self._fresh = self._fresh, False
        return fresh

    def read(self, size: int) -> bytes:
        self._fill(size)
        taken = bytes(self._ready[:size])
        del self._ready[:size]
        return taken

    def line(self, limit: int) -> bytes:
        searched = 0
        while (end := self._ready.find(b"\n", searched)) < 0 and len(self._ready) < limit:
            searched = len(self._ready)
            self._fill(searched + 1)
            if len(self._ready) == searched:
                break
        return self.read(min(end + 1 if end >= 0 else limit, limit))

    def _fill(self, size: int) -> None:
        """Have that many bytes ready, where the file has them."""
        while len(self._ready) < size and self._more(size - len(self._ready)):
            pass

    def _more(self, wanted: int) -> bool:
        if self._inflate is None and not self._open():
            return False
        assert self._inflate is not None  # noqa: S101 -- `_open` made it
        if not self._pending:
            self._pending = self._data[self._position : self._position + _STEP]
            self._position += len(self._pending)
            if not self._pending:
                raise _DamagedError("the file ends inside a record")
        try:
            self._ready += self._inflate.decompress(self._pending, max(wanted, _STEP))
        except zlib.error as error:
            raise _DamagedError(f"its gzip is damaged: {error}") from error
        self._pending = self._inflate.unconsumed_tail
        if self._inflate.eof:
            self._position -= len(self._inflate.unused_data)
            self._pending = b""
            self._inflate = None
        return True

    def _open(self) -> bool:
        """Begin the next member, once the one before is used up."""
        begin = _SOMETHING.search(self._data, self._position)  # some tools pad with zeros
        if begin is None:
            return False
        self._position = begin.start()
        if not self._ready:
            self._member, self._fresh = self._position, True
        if self._data[self._position : self._position + 3] != _GZIP:
            raise _DamagedError("something else stands where a record should begin")
        self._inflate = zlib.decompressobj(31)
        return True


def _records(source: _Plain | _Members) -> Iterator[Record]:
    empty = 0
    while empty < _MOST_EMPTY:
        first = source.mark()
        line = source.line(_STEP)
        if not line:
            return
        if not line.strip():
            empty += 1
            continue
        empty = 0
        if not line.startswith(b"WARC/"):
            raise _DamagedError(f"a record should begin here, not {line[:40]!r}")
        fields = _fields(source)
        yield Record(fields=fields, block=_block(source, fields), offset=source.start, first=first)
    raise _DamagedError("empty lines stand where a record should begin")


def _fields(source: _Plain | _Members) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    left = MOST_FIELDS
    while (line := source.line(left)).strip():
        left -= len(line)
        if left <= 0 or not line.endswith(b"\n"):
            raise _DamagedError("the record's headers do not end")
        text = line.decode("utf-8", "replace").strip()
        name, colon, value = text.partition(":")
        if line[:1] in b" \t" and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {text}".strip())
        elif colon:
            found.append((name.strip().lower(), value.strip()))
    if not line:
        raise _DamagedError("the file ends inside a record's headers")
    return tuple(found)


def _block(source: _Plain | _Members, fields: tuple[tuple[str, str], ...]) -> bytes:
    length = next((value for name, value in fields if name == "content-length"), "")
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise _DamagedError(f"its Content-Length is {length[:20]!r}")
    if int(length) > MOST_BLOCK:
        raise _DamagedError(f"it holds {length} bytes, more than {MOST_BLOCK}")
    block = source.read(int(length))
    if len(block) < int(length):
        raise _DamagedError("the file ends inside a record")
    if source.read(4) not in (b"\r\n\r\n", b""):
        raise _DamagedError("its Content-Length does not fit")
    return block


def _next_member(data: Data, damaged: int) -> int | None:
    """Where the next gzip member begins that holds a record."""
    position = damaged + 1
    while (position := data.find(_GZIP, position)) >= 0:
        try:
            start = zlib.decompressobj(31).decompress(data[position : position + 512], 5)
        except zlib.error:
            start = b""
        if start == b"WARC/":
            return position
        position += 1
    return None


def _next_plain(data: Data, damaged: int) -> int | None:
    found = _VERSION.search(data, damaged + 1)
    return None if found is None else found.start()
