"""Live blogs: the entries that the page shows, and those that only its metadata still has."""

from __future__ import annotations

import re

from crawler import dates, lexicon
from crawler.metadata import Statements
from crawler.segments import Page
from crawler.tree import Element, absolute, text_of
from storage.records import Block, ClaimedTime

_LIVE_WORDS = re.compile(
    r"live-?(?:blog|story|ticker|updates?|text|stream|event|coverage|page)|liveticker|newsticker|"
    r"minute-by-minute|"
    r"en-vivo|en-direct|direct-live|ao-vivo|minuto-a-minuto|in-diretta|liveblogg?|/live/"
)
#: one of them stands in whatever `_LIVE_WORDS` finds
_LIVE_STEMS = ("live", "newsticker", "minut", "-vivo", "direct", "diretta")
#: how a headline says it
_LIVE_HEADLINE = lexicon.uncased(
    r"\blive (?:blog|updates?|coverage|text|reports?|ticker)\b|\blive(?:blog|ticker)\b|"
    r"^live\s*[:|–—-]|[:|–—,-]\s*live$|\bas it happened\b|\bminute by minute\b|\bnewsblog\b|"
    r"\bminuto a minuto\b|\ben (?:vivo|direct)\b|\bao vivo\b|\bin diretta\b|\bim ticker\b"
)
#: one of them stands in whatever `_LIVE_HEADLINE` finds
_HEADLINE_STEMS = ("live", "as it happ", "minut", "newsblog", "vivo", "direct", "dirett", "ticker")
_ENTRY = re.compile(
    r"(?:live(?:[-_ ]?blog)?|ticker|timeline|event|stream)[\w]*[-_ ]*"
    r"(?:entry|post|item|update|block|element|card|event)|"
    r"(?:entry|post|update)[-_ ]*(?:live|ticker)"
)
_IDENTITIES = ("id", "data-id", "data-entry-id", "data-post-id", "data-block-id", "data-update-id")
#: siblings of one kind that make a stream
_MANY = 2
_MAX_ENTRIES = 5000


def entries(page: Page, chosen: list[int], stated: Statements, url: str) -> dict[int, int]:
    """For each chosen segment that stands in an entry of a live blog: the entry's node."""
    titles = {lexicon.folded(words) for _, words in stated.headlines}
    sure = stated.live or any(map(_is_live, titles))
    if not sure and not _says_live(page, url):
        return {}
    found = _entry_nodes(page, sure=sure)
    placed: dict[int, int] = {}
    for index in chosen:
        node = page.segments[index].node
        while node >= 0 and node not in found:
            node = page.nodes[node].parent
        if node >= 0:
            placed[index] = node
    return placed


def _is_live(title: str) -> bool:
    return lexicon.has_any(title, _HEADLINE_STEMS) and _LIVE_HEADLINE.search(title) is not None


def _says_live(page: Page, url: str) -> bool:
    if _LIVE_WORDS.search(url.lower()):
        return True
    elements = [node.element for node in page.nodes[:400]]
    labels = [element.get(name) or "" for name in ("class", "id") for element in elements]
    every = " ".join(labels).lower()
    return any(stem in every for stem in _LIVE_STEMS) and bool(_LIVE_WORDS.search(every))


def _entry_nodes(page: Page, *, sure: bool) -> set[int]:
    """The outermost nodes that are one of several alike, each with a time or a telling class.

    Boxes that are called differently, such as a list of key events and the entries, are not alike.
    """
    groups: dict[tuple[int, str, str], list[int]] = {}
    for index, node in enumerate(page.nodes):
        tag = node.element.tag
        if tag in ("article", "div", "li", "section"):
            name = (node.element.get("class") or "").partition(" ")[0]
            kind = "" if tag in ("article", "li") else name
            groups.setdefault((node.parent, tag, kind), []).append(index)
    found: set[int] = set()
    for group in groups.values():
        if len(group) < _MANY:
            continue
        alike = [
            index for index in group[:_MAX_ENTRIES] if _is_entry(page.nodes[index].element, sure)
        ]
        if len(alike) >= _MANY and not _inside_any(page, group[0], found):
            found.update(alike)
    return found


def _is_entry(element: Element, sure: bool) -> bool:
    if element.get("itemprop") == "liveBlogUpdate":
        return True
    label = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    timed = element.find(".//time") is not None
    article = element.tag == "article" or (len(element) == 1 and element[0].tag == "article")
    return (timed and (sure or article)) or bool(timed and _ENTRY.search(label))


def _inside_any(page: Page, index: int, found: set[int]) -> bool:
    node = page.nodes[index].parent
    while node >= 0:
        if node in found:
            return True
        node = page.nodes[node].parent
    return False


def group(
    placed: list[tuple[int, Block]], where: dict[int, int], page: Page, base: str
) -> list[Block]:
    """The blocks with those of one entry made into one; pictures of an entry follow it."""
    done: list[Block] = []
    lines: dict[int, list[str]] = {}
    position: dict[int, int] = {}
    for index, block in placed:
        node = where.get(index)
        if node is None or block.kind in ("figure", "embed", "table"):
            done.append(block)
            continue
        if node not in lines:
            lines[node] = []
            position[node] = len(done)
            done.append(block)
        if not _is_time(block.text, page.nodes[node].element):
            lines[node].append(block.text)
    for node, at in position.items():
        done[at] = _shown(page.nodes[node].element, lines[node], base)
    return [block for block in done if block.text or block.kind != "live_entry"]


def _is_time(text: str, entry: Element) -> bool:
    if len(text) > 60:
        return False
    bare = text.strip("# |·•–—-")
    return not bare or any(text_of(time) == bare for time in entry.iter("time"))


def _shown(element: Element, lines: list[str], base: str) -> Block:
    identity = next((element.get(name) for name in _IDENTITIES if element.get(name)), None)
    link = element.find(".//a[@href]") if identity is None else None
    address = f"#{identity}" if identity else (link.get("href") if link is not None else None)
    return Block(
        kind="live_entry",
        text="\n".join(lines),
        url=absolute(base, address),
        identity=identity,
        time=_time_of(element),
    )


def _time_of(element: Element) -> ClaimedTime | None:
    for time in element.iter("time"):
        raw = time.get("datetime") or ""
        found = dates.read_iso(raw) or dates.read(text_of(time))
        if found is not None:
            return found
    return None
