"""The entries of a live blog that its metadata states: those shown completed, the others added."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from crawler import dates, jsonld, tree, zones
from crawler.tree import Element, absolute, fold
from storage.records import Block

#: characters of a first line, of a text, from which on they tell an entry from the others
_TELLING, _LONG = 15, 60
#: entries that are read; a live blog of many days has some thousands
_MAX_ENTRIES = 5000
_CODE = frozenset({"script", "style"})
_BLOCKS = frozenset(
    ("p", "div", "li", "br", "h1", "h2", "h3", "h4", "blockquote", "tr", "figure", "section")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An entry as the metadata has it."""

    block: Block
    #: its text without its headline, for finding it on the page
    body: str


def listed(value: Any) -> tuple[jsonld.Node, ...]:
    """The nodes of `liveBlogUpdate`: a list of them, one alone, or an ItemList."""
    found: list[jsonld.Node] = []
    for item in jsonld.items(value):
        if not isinstance(item, dict):
            continue
        inner = item.get("itemListElement") or item.get("@list")
        if inner is not None:
            found += listed(inner)
        else:
            wrapped = item.get("item")
            found.append(wrapped if isinstance(wrapped, dict) else item)
    return tuple(found)


def merge(
    blocks: tuple[Block, ...], nodes: tuple[jsonld.Node, ...], base: str
) -> tuple[Block, ...]:
    """The blocks, the shown entries completed, the others at their place in the stated order."""
    known = _entries(nodes, base)
    if not known:
        return blocks
    places = {key: n for n, entry in reversed(list(enumerate(known))) for key in _keys(entry.block)}
    at = [_place(block, places) for block in blocks]
    text = fold(" ".join(block.text for block in blocks)).casefold()
    shown = [place for place in at if place is not None]
    seen = set(shown)
    missing = [n for n, one in enumerate(known) if n not in seen and not _stands_in(one, text)]
    if not shown:
        return (*blocks, *(known[number].block for number in missing))
    completed = [
        block if place is None else _completed(block, known[place].block)
        for block, place in zip(blocks, at, strict=True)
    ]
    backwards = len(shown) > 1 and shown[0] > shown[-1]
    order = list(reversed(missing)) if backwards else missing
    return tuple(_woven(completed, at, [(n, known[n].block) for n in order], backwards=backwards))


def _woven(
    blocks: list[Block],
    at: list[int | None],
    missing: list[tuple[int, Block]],
    *,
    backwards: bool,
) -> list[Block]:
    """Each missing entry behind the shown one that it follows, and the pictures of that."""
    anchors = sorted((place, position) for position, place in enumerate(at) if place is not None)
    after: dict[int, list[Block]] = {}
    for number, block in missing:
        nearest = bisect(anchors, (number, 0)) - (0 if backwards else 1)
        position = anchors[nearest][1] if 0 <= nearest < len(anchors) else -1
        while 0 <= position < len(blocks) - 1 and blocks[position + 1].kind in _BESIDE:
            position += 1
        after.setdefault(position, []).append(block)
    first = next(n for n, block in enumerate(blocks) if block.kind == "live_entry")
    woven: list[Block] = []
    for position, block in enumerate(blocks):
        if position == first:
            woven += after.get(-1, [])
        woven += [block, *after.get(position, [])]
    return woven


_BESIDE = frozenset({"figure", "embed", "table"})


def _place(block: Block, places: dict[str, int]) -> int | None:
    """Which of the stated entries a shown block is."""
    if block.kind != "live_entry":
        return None
    return next((places[key] for key in _keys(block) if key in places), None)


def _keys(entry: Block) -> list[str]:
    """What tells an entry from others: identity, address, first words, moment and words."""
    first = entry.text.split("\n")[0][:80].casefold()
    start = zones.starts(entry.time) if entry.time is not None else None
    keys = [entry.identity, _end(entry.url)]
    keys += [f"{start} {first[:40]}" if start else None, first if len(first) > _TELLING else None]
    return [key for key in keys if key]


def _end(url: str | None) -> str | None:
    """The part of an entry's address that no other's has."""
    if not url:
        return None
    if "#" in url:
        return url.rsplit("#", 1)[-1]
    return url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]


def _stands_in(entry: _Entry, text: str) -> bool:
    """Whether the page's text has the entry, under whatever headline."""
    words = [fold(entry.block.text).casefold(), entry.body.casefold()]
    return any(len(one) >= _LONG and one[:80] in text for one in words)


def _completed(block: Block, other: Block) -> Block:
    return replace(
        block,
        time=block.time or other.time,
        url=block.url or other.url,
        identity=block.identity or other.identity,
    )


def _entries(nodes: tuple[jsonld.Node, ...], base: str) -> list[_Entry]:
    """The entries that have words; an identity or address that several share is none."""
    found = [entry for node in nodes[:_MAX_ENTRIES] if (entry := _entry(node, base)) is not None]
    addresses = Counter(entry.block.url for entry in found)
    identities = Counter(entry.block.identity for entry in found)
    return [
        replace(
            entry,
            block=replace(
                entry.block,
                url=entry.block.url if addresses[entry.block.url] == 1 else None,
                identity=entry.block.identity if identities[entry.block.identity] == 1 else None,
            ),
        )
        for entry in found
    ]


def _entry(node: jsonld.Node, base: str) -> _Entry | None:
    headline = jsonld.text(node.get("headline") or node.get("name"))
    body = node.get("articleBody") or node.get("text") or node.get("description") or ""
    lines = _lines(body if isinstance(body, str) else jsonld.text(body))
    text = "\n".join(line for line in (headline, *lines) if line and line != "null")
    if not text:
        return None
    raw = jsonld.text(node.get("datePublished") or node.get("dateCreated"))
    url = absolute(base, jsonld.text(node.get("url")) or jsonld.text(node.get("mainEntityOfPage")))
    stated = jsonld.text(node.get("@id")) or jsonld.text(node.get("identifier"))
    block = Block(
        kind="live_entry",
        text=text,
        url=url,
        identity=(_end(stated) if "/" in stated or "#" in stated else stated) or _end(url),
        time=dates.read_iso(raw) if raw else None,
        labels=("metadata_only",),
    )
    return _Entry(block=block, body=fold(" ".join(lines)))


def _lines(markup: str) -> list[str]:
    """The paragraphs of a text that may hold HTML."""
    if "<" in markup or "&" in markup:
        root, _ = tree.parse(markup.encode("utf-8", "replace"))
        markup = "" if root is None else "".join(_broken(root))
    return [line for part in re.split(r"[\r\n]+", markup) if (line := fold(part))]


def _broken(root: Element) -> Iterator[str]:
    """The words below an element, with a line break where a block begins or ends."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        edge = "\n" if element.tag in _BLOCKS else ""
        words = element.tail if event == "end" else element.text
        yield edge + ("" if event == "start" and element.tag in _CODE else words or "")
