"""Variorum's provenance behind the interface of the truth harness: names are mapped, no more.

The harness has typed blocks with an article's fields among them; Variorum has fields beside
blocks. Run from the project's root:

    PYTHONPATH=benchmarks .venv/bin/python ../shared/tools/diff_truth.py blame \
        blame_engine:blame --seed SEED --chains 80
"""

from __future__ import annotations

from monitor.provenance import Provenance
from storage.records import Block, ClaimedTime, Quality, Reading

FIELDS = {
    "headline": "headline",
    "dek": "dek",
    "byline": "authors",
    "published": "published",
    "updated": "updated",
}
KINDS = {
    "paragraph": "paragraph",
    "subhead": "subhead",
    "pullquote": "quote",
    "caption": "figure",
    "correction": "correction",
    # an article has each of these once; a further one is a block of another kind
    "headline": "list_item",
    "dek": "table",
    "byline": "embed",
    "published": "update_note",
    "updated": "live_entry",
}


def blame(revisions):
    """For each block of the last revision its runs: [text, index of the revision]."""
    provenance = None
    for number, blocks in enumerate(revisions, 1):
        reading = _reading(blocks)
        if provenance is None:
            provenance = Provenance.start(reading, number)
        else:
            provenance = provenance.add(reading, number)
    found = provenance.runs()
    fields = {one.field: one.runs for one in found if one.block is None}
    body = iter([one.runs for one in found if one.block is not None])
    told, seen = [], set()
    for block in revisions[-1]:
        name = FIELDS.get(block["type"])
        is_field = name is not None and name not in seen
        seen.add(name)
        runs = fields.get(name, ()) if is_field else next(body)
        told.append([[text, number - 1] for text, number in runs])
    return told


def _reading(blocks):
    values, body = {}, []
    for block in blocks:
        name, text = FIELDS.get(block["type"]), block["text"]
        if name is None or name in values:
            body.append(Block(kind=KINDS[block["type"]], text=text))
        elif name == "authors":
            values[name] = (text,)
        elif name in ("published", "updated"):
            values[name] = ClaimedTime(value=text, precision="minute", raw=text)
        else:
            values[name] = text
    return Reading(
        url="https://paper.example/",
        blocks=tuple(body),
        quality=Quality(verdict="article"),
        extractor="harness",
        **values,
    )
