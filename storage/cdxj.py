"""The index of a WARC file as CDXJ, sorted on disk and cut into gzip blocks (ZipNum).

Format: https://specs.webrecorder.net/cdxj/0.1.0/.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from json import dumps

from storage.surt import surt
from storage.warc import Line
from storage.wire import Recipe, redo

#: lines of a block
BLOCK = 1024
_MEMBER = Recipe(head=b"\x1f\x8b\x08\0\0\0\0\0\0\xff", level=6, memory=8)


class Index:
    """Lines that come in any order and leave sorted; kept in a temporary file."""

    def __init__(self, filename: str) -> None:
        """`filename` is the WARC file's name as the index gives it."""
        self._filename = filename
        self._lines = sqlite3.connect("", isolation_level=None)
        self._lines.execute("CREATE TABLE line (key TEXT, place INTEGER, text TEXT)")

    def close(self) -> None:
        """Forget everything."""
        self._lines.close()

    def add(self, line: Line) -> None:
        """Take what a writer says of a record."""
        key = f"{surt(line.url)} {line.at:%Y%m%d%H%M%S}"
        fields = {
            "url": line.url,
            "mime": line.mime,
            "status": str(line.status),
            "digest": line.digest,
            "length": str(line.length),
            "offset": str(line.offset),
            "filename": self._filename,
        }
        self._lines.execute(
            "INSERT INTO line VALUES (?, ?, ?)",
            (key, line.offset, f"{key} {dumps(fields)}\n"),
        )

    def lines(self) -> Iterator[str]:
        """All lines in the order of their bytes, those of one instant as in the file."""
        for (text,) in self._lines.execute("SELECT text FROM line ORDER BY key, place"):
            yield text


def blocks(lines: Iterable[str], name: str) -> Iterator[tuple[bytes, str]]:
    """The compressed blocks, each with its line for the index of blocks (`.idx`)."""
    offset = 0
    for block in _batches(lines):
        member = redo("".join(block).encode(), _MEMBER)
        fields = {
            "offset": offset,
            "length": len(member),
            "digest": f"sha256:{sha256(member).hexdigest()}",
            "filename": name,
        }
        yield member, f"{block[0].split(' {', 1)[0]} {dumps(fields)}\n"
        offset += len(member)


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(lines)
    while batch := list(islice(rest, BLOCK)):
        yield batch
