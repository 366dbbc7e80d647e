"""A provenance as the text that is stored with a revision, and back.

The text is "1 " and, in base64, the zlib stream of a JSON object: `revision`; `fields` and
`blocks`, each [name or kind, text, anchor, runs]; `known`, digest → runs; `removed`, each [name or
kind, text, runs, revision without it]; `degraded`. Runs are [length, revision, length, …].
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from typing import Any

from monitor.memory import Memory, Removed
from monitor.passages import Line, Passage
from monitor.stamps import Stamped, lengths, stamps_of
from storage.errors import CorruptArchive

_FORM = "1 "
#: bytes of JSON that a text may unfold to
_MOST_BYTES = 64_000_000
#: (revision, fields, blocks, memory)
State = tuple[int, tuple[Line, ...], tuple[Line, ...], Memory]


def dumped(state: State) -> str:
    """One compact line of ASCII."""
    revision, fields, blocks, memory = state
    shape = {
        "revision": revision,
        "fields": [[*line.passage, lengths(line.stamps)] for line in fields],
        "blocks": [[*line.passage, lengths(line.stamps)] for line in blocks],
        "known": memory.known,
        "removed": [
            [one.place, one.text, lengths(one.passage.stamps), one.removed]
            for one in memory.removed
        ],
        "degraded": sorted(memory.degraded),
    }
    raw = json.dumps(shape, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return _FORM + b64encode(zlib.compress(raw)).decode("ascii")


def loaded(text: str) -> State:
    """What `dumped` was given; raises CorruptArchive for any other text."""
    try:
        shape = json.loads(_unfolded(text))
        revision = int(shape["revision"])
        memory = Memory(
            {str(key): tuple(map(int, runs)) for key, runs in shape["known"].items()},
            [_removed(one) for one in shape["removed"]],
            map(str, shape["degraded"]),
        )
        return revision, _lines(shape["fields"]), _lines(shape["blocks"]), memory
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise CorruptArchive(
            f"what was kept of the words' history cannot be read ({error}): "
            "run 'variorum verify', then 'variorum rebuild'"
        ) from error


def _unfolded(text: str) -> bytes:
    if not text.startswith(_FORM):
        raise ValueError("it has another form")
    stream = zlib.decompressobj()
    try:
        raw = stream.decompress(b64decode(text[len(_FORM) :], validate=True), _MOST_BYTES)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not stream.eof:
        raise ValueError("it is cut off or too large")
    return raw


def _lines(shapes: list[Any]) -> tuple[Line, ...]:
    return tuple(
        Line(Passage(str(field), text, str(anchor)), _stamps(text, runs))
        for field, text, anchor, runs in shapes
    )


def _removed(shape: list[Any]) -> Removed:
    field, text, runs, removed = shape
    return Removed(str(field), Stamped(text, _stamps(text, runs)), int(removed))


def _stamps(text: str, runs: list[int]) -> str:
    if sum(runs[::2]) != len(text):
        raise ValueError("texts and revisions differ in length")
    return stamps_of(tuple(runs))
