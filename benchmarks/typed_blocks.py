"""The typed blocks of the truth harness as an article has them: fields, and blocks of some kind."""

from __future__ import annotations

from operator import itemgetter

from storage.records import ClaimedTime

#: the types that stand for a field of the article
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
    # an article has each of these once; where a case has more, they are blocks of other kinds
    "headline": "list_item",
    "dek": "table",
    "byline": "embed",
    "published": "update_note",
    "updated": "live_entry",
}
_SHAPE = itemgetter("type", "text")


class Made(dict):
    """What was made of blocks, by type and text, each when it is first met: equal ones are one."""

    def __init__(self, make):
        super().__init__()
        self._make = make

    def __missing__(self, block):
        kind, text = block
        made = self[block] = self._make(KINDS[kind], text)
        return made


def parted(blocks, made):
    """The values of the fields that the blocks begin with; what is made of the others."""
    values = {}
    for block in blocks:
        name = FIELDS.get(block["type"])
        if name is None or name in values:
            break
        values[name] = _value(block["type"], block["text"])
    return values, whole(blocks[len(values) :], made)


def whole(blocks, made):
    """What is made of the blocks, with no fields among them."""
    return list(map(made.__getitem__, map(_SHAPE, blocks)))


def _value(kind, text):
    if kind == "byline":
        return (text,)
    if kind in ("published", "updated"):
        return ClaimedTime(value=text, precision="minute", raw=text)
    return text
