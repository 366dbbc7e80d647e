"""The table of bodies.sqlite, and how it is read without this code."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass

from storage.wire import Recipe

#: "VRUB": marks bodies.sqlite as ours (sqlite.org/pragma.html#pragma_application_id)
APPLICATION_ID = 0x56525542
VERSION = 1

SCHEMA = (
    """CREATE TABLE body (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    length INTEGER NOT NULL,
    series INTEGER,
    base INTEGER REFERENCES body (id),
    recipe TEXT,
    content BLOB,
    data BLOB NOT NULL,
    put_at INTEGER NOT NULL,
    crc INTEGER NOT NULL
) STRICT""",
    "CREATE INDEX body_series ON body (series) WHERE series IS NOT NULL",
    "CREATE INDEX body_base ON body (base) WHERE base IS NOT NULL",
)

FORMAT = """\
bodies.sqlite holds the bytes of every answer, as they came over the wire
=========================================================================

It is an SQLite 3 file with one table, `body`, one row for each different body:

  id       a number
  sha256   SHA-256 of the wire's bytes (32 bytes; `hex(sha256)` shows it)
  length   how many bytes `data` gives when it is decompressed
  series   the article whose later bodies may be deltas against this one, or NULL
  base     NULL: `data` stands alone. Else the `id` of the row that it is a delta against;
           a base never has a base itself
  recipe   NULL: what `data` gives is the wire's bytes. Else how they are made from it, see below
  content  NULL without a recipe. Else SHA-256 of what `data` gives
  data     a Zstandard frame (RFC 8878)
  put_at   seconds since 1970 at which the body was last stored, or found stored
  crc      CRC-32 of `data`, continued over the text
           length,series,base,recipe,content,put_at (nothing for NULL, content in lower hex)

To read a body whose `base` is NULL:

  sqlite3 bodies.sqlite "SELECT writefile('body.zst', data) FROM body WHERE hex(sha256) = 'AB12…'"
  zstd -d body.zst -o body
  sha256sum body

To read a body with a base, make the file `base` from the base's row in the same way (its recipe,
if it has one, left aside), then:

  zstd -d --patch-from=base body.zst -o body
  sha256sum body

A recipe is JSON: {"form":"gzip","head":"1f8b…","level":6,"memory":8}. The server sent the body as
one gzip member, and `data` gives what was inside. The wire's bytes are: the bytes of `head`
(hexadecimal), then raw deflate made by zlib with this level and memLevel, a window of 2^15 and the
default strategy, then CRC-32 and length as RFC 1952 asks. In Python:

  deflate = zlib.compressobj(level, zlib.DEFLATED, -15, memory)
  wire = bytes.fromhex(head) + deflate.compress(content) + deflate.flush()
  wire += struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)

The recipe was tried before it was stored. Should the zlib at hand be another implementation that
makes other bytes, what was inside the gzip is still there, with its own SHA-256 in `content`.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table."""

    id: int
    sha256: bytes
    length: int
    series: int | None
    base: int | None
    recipe: str | None
    content: bytes | None
    data: bytes
    put_at: int
    #: the hash of the base, as the file has it now; None without a base, or when it is missing
    base_sha256: bytes | None = None

    def crc(self) -> int:
        """What the column `crc` must say."""
        content = None if self.content is None else self.content.hex()
        parts = (self.length, self.series, self.base, self.recipe, content, self.put_at)
        text = ",".join(["" if part is None else str(part) for part in parts])
        return zlib.crc32(text.encode(), zlib.crc32(self.data))


def recipe_to_json(recipe: Recipe) -> str:
    """The text of the column `recipe`."""
    return json.dumps(
        {
            "form": "gzip",
            "head": recipe.head.hex(),
            "level": recipe.level,
            "memory": recipe.memory,
        },
        separators=(",", ":"),
    )


def recipe_from_json(text: str) -> Recipe:
    """ValueError where it is no recipe that this version can follow."""
    try:
        shape = json.loads(text)
        if shape["form"] != "gzip":
            raise ValueError(f"an unknown form of recipe: {shape['form']!r}")
        return Recipe(
            head=bytes.fromhex(shape["head"]),
            level=int(shape["level"]),
            memory=int(shape["memory"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no recipe: {text[:80]!r}") from error
