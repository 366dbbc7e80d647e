"""Variorum's provenance behind the interface of the truth harness: names are mapped, no more.

The harness has typed blocks with an article's fields among them; Variorum has fields beside
blocks. Run from the project's root:

    PYTHONPATH=benchmarks .venv/bin/python ../shared/tools/diff_truth.py blame \
        blame_engine:blame --seed SEED --chains 80
"""

from __future__ import annotations

from typed_blocks import FIELDS, Made, parted

from monitor.provenance import Provenance
from storage.records import Block, Quality, Reading


def blame(revisions):
    """For each block of the last revision its runs: [text, index of the revision]."""
    seen = Made(_block)
    provenance = Provenance.start(_reading(revisions[0], seen), 1)
    for number, blocks in enumerate(revisions[1:], 2):
        provenance = provenance.add(_reading(blocks, seen), number)
    found = provenance.runs()
    fields = {one.field: one.runs for one in found if one.block is None}
    body = iter([one.runs for one in found if one.block is not None])
    told = []
    heads = len(parted(revisions[-1], seen)[0])
    for at, block in enumerate(revisions[-1]):
        runs = fields.get(FIELDS[block["type"]], ()) if at < heads else next(body)
        told.append([[text, number - 1] for text, number in runs])
    return told


def _reading(blocks, seen):
    """A reading of these blocks; `seen` holds the blocks made before."""
    values, body = parted(blocks, seen)
    return Reading(
        url="https://paper.example/",
        blocks=tuple(body),
        quality=Quality(verdict="article"),
        extractor="harness",
        **values,
    )


def _block(kind, text):
    return Block(kind=kind, text=text)
