"""Live blogs: the entries that the page shows, and those that only its metadata still has."""

from __future__ import annotations

from crawler import dates, jsonld, metadata
from crawler.metadata import Statements
from crawler.segments import Page
from crawler.tree import absolute
from storage.records import Block


def merge(
    blocks: tuple[Block, ...], page: Page, stated: Statements, base: str
) -> tuple[Block, ...]:
    """The blocks, with the entries of `liveBlogUpdate` that the page does not show after them."""
    shown = " ".join(block.text for block in blocks)
    entries = [entry for node in stated.live_updates if (entry := _entry(node, base)) is not None]
    missing = [entry for entry in entries if entry.text[:80] not in shown]
    return (*blocks, *missing)


def _entry(node: jsonld.Node, base: str) -> Block | None:
    headline = jsonld.text(node.get("headline"))
    body = node.get("articleBody") or node.get("text") or node.get("description") or ""
    words = metadata.plain(body) if isinstance(body, str) else jsonld.text(body)
    text = "\n".join(part for part in (headline, words) if part)
    if not text:
        return None
    raw = jsonld.text(node.get("datePublished") or node.get("dateCreated"))
    url = absolute(base, jsonld.text(node.get("url")) or jsonld.text(node.get("mainEntityOfPage")))
    identity = jsonld.text(node.get("@id")) or jsonld.text(node.get("identifier")) or url
    return Block(kind="live_entry", text=text, url=url, identity=identity, time=dates.read_iso(raw))
