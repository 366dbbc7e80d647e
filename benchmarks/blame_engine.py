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
    seen = {}
    provenance = Provenance.start(_reading(revisions[0], seen), 1)
    for number, blocks in enumerate(revisions[1:], 2):
        provenance = provenance.add(_reading(blocks, seen), number)
    found = provenance.runs()
    fields = {one.field: one.runs for one in found if one.block is None}
    body = iter([one.runs for one in found if one.block is not None])
    told, named = [], set()
    for block in revisions[-1]:
        name = FIELDS.get(block["type"])
        runs = fields.get(name, ()) if name and name not in named else next(body)
        named.add(name)
        told.append([[text, number - 1] for text, number in runs])
    return told


def _reading(blocks, seen):
    """A reading of these blocks; `seen` holds the blocks made before."""
    values, body = {}, []
    for block in blocks:
        kind, text = block["type"], block["text"]
        name = FIELDS.get(kind)
        if name is None or name in values:
            made = seen.get((kind, text))
            if made is None:
                made = seen[kind, text] = Block(kind=KINDS[kind], text=text)
            body.append(made)
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
