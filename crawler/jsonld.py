"""What a page states about itself as JSON-LD (schema.org), broken JSON mended."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from lxml import etree

from crawler.tree import fold

Node = dict[str, Any]

#: characters of one script; more is no statement about an article
MAX_SCRIPT = 16_000_000
_MAX_NODES = 5000
_ARTICLE = re.compile(
    r"(?:^|/)(?:\w*Article|\w*BlogPosting|LiveBlogPosting|Report|Review|\w*NewsReport|Blog|"
    r"Posting)$"
)
#: what stands for the page that the article is on, or for what it checks
_PAGE = re.compile(r"(?:^|/)(?:\w*WebPage|ItemPage|ClaimReview)$")
_LIVE = re.compile(r"(?:^|/)LiveBlogPosting$")
_WRAPPED = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)?|"
    r"(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)?\s*;?\s*$"
)
_CONTROL = re.compile(r"[\x00-\x1f]+")
#: where paragraphs end in text that may be HTML
_ENDS = re.compile(r"\n|<br\s*/?>|</(?:p|div|h[1-6]|li|blockquote)>", re.IGNORECASE)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")


def nodes(root: etree._Element) -> list[Node]:
    """All objects of all JSON-LD scripts, outer ones first."""
    found: list[Node] = []
    for script in root.iter("script"):
        kind = (script.get("type") or "").lower()
        if "ld+json" not in kind or not script.text:
            continue
        for node in _walk(parse(script.text)):
            found.append(node)
            if len(found) >= _MAX_NODES:
                return found
    return found


def parse(text: str) -> Any:
    """The value, mended where it can be; None where not."""
    if len(text) > MAX_SCRIPT:
        return None
    text = text.strip()
    if not (text.startswith(("{", "[")) and text.endswith(("}", "]"))):
        text = _WRAPPED.sub("", text)
    for mend in (str, _mended):
        try:
            return json.loads(mend(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return _first_value(text)


def is_article(node: Node) -> bool:
    """Whether the node is an article of some kind."""
    return any(_ARTICLE.search(kind) for kind in types(node))


def is_page(node: Node) -> bool:
    """Whether the node is the page around an article, which has the article's times."""
    return any(_PAGE.search(kind) for kind in types(node))


def is_live(node: Node) -> bool:
    """Whether the node is a live blog."""
    return any(_LIVE.search(kind) for kind in types(node))


def types(node: Node) -> list[str]:
    """The names in `@type`."""
    kinds = node.get("@type")
    return [
        kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
    ]


def text(value: Any) -> str:
    """The text of a value that may be a string, a list of them or a node; "" for none."""
    if isinstance(value, list):
        value = next((item for item in value if item), "")
    if isinstance(value, dict):
        value = (
            value.get("@value") or value.get("name") or value.get("text") or value.get("@id") or ""
        )
    if not isinstance(value, str):
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
    if "&" in value:
        value = html.unescape(value)
    return " ".join(value.split())


def lines(markup: str) -> list[str]:
    """The paragraphs of a text that may hold HTML."""
    return [line for part in _ENDS.split(markup) if (line := plain(part))]


def plain(markup: str) -> str:
    """The text of a value that may hold HTML."""
    if "<" not in markup and "&" not in markup:
        return fold(markup)
    return fold(BeautifulSoup(markup, "lxml").get_text(" "))


def items(value: Any) -> list[Any]:
    """A value as the list that it may already be."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _walk(value: Any) -> Iterator[Node]:
    """Objects that stand for something of their own: the top, lists, `@graph`, the main entity."""
    queue = [value]
    seen = 0
    while queue and seen < _MAX_NODES:
        item = queue.pop(0)
        seen += 1
        if isinstance(item, list):
            queue = [*item[:_MAX_NODES], *queue]
        elif isinstance(item, dict):
            if "@type" in item:
                yield item
            for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement"):
                inner = item.get(key)
                if isinstance(inner, dict | list):
                    queue.append(inner)


def _mended(text: str) -> str:
    text = _CONTROL.sub(" ", text)
    text = _BAD_ESCAPE.sub(r"\\\\", text)
    return _TRAILING_COMMA.sub(r"\1", text).strip().rstrip(";")


def _first_value(text: str) -> Any:
    """What can be read from the start, and single pairs by name where even that fails."""
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(_mended(text).lstrip())
    except (ValueError, RecursionError):
        return _pairs(text)
    return value


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:  # an escape that is none
        return text.replace('\\"', '"').replace("\\/", "/")


def _pairs(text: str) -> Any:
    if '"@type"' not in text:
        return None
    found: Node = {}
    for key in (
        "@type",
        "headline",
        "datePublished",
        "dateModified",
        "articleSection",
        "description",
    ):
        match = re.search(rf'"{key}"\s*:\s*"((?:[^"\\\n]|\\.){{1,500}})"', text)
        if match:
            found.setdefault(key, _unescaped(match.group(1)))
    people = re.search(r'"author"\s*:\s*[\[{][^\]]{0,400}?"name"\s*:\s*"([^"\n]{2,80})"', text)
    if people:
        found["author"] = {"@type": "Person", "name": people.group(1)}
    return found or None
