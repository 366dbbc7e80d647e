"""The typed blocks of the truth harness as an article has them: fields, and blocks of some kind."""

from __future__ import annotations

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


def parted(blocks, fields, make, made):
    """The values of the fields among the types `fields`, each where it first stands; and the body.

    The body is `make(kind, text)` for every other block; `made` holds what was made before, so
    that equal blocks are one object.
    """
    values, body = {}, []
    for block in blocks:
        kind, text = block["type"], block["text"]
        if kind in fields and FIELDS[kind] not in values:
            values[FIELDS[kind]] = _value(kind, text)
            continue
        same = made.get((kind, text))
        if same is None:
            same = made[kind, text] = make(KINDS[kind], text)
        body.append(same)
    return values, body


def _value(kind, text):
    if kind == "byline":
        return (text,)
    if kind in ("published", "updated"):
        return ClaimedTime(value=text, precision="minute", raw=text)
    return text
