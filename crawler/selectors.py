"""A small part of CSS, matched in one pass: each selector takes time in proportion to the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from crawler.tree import Element

#: characters of one selector
MAX_LENGTH = 200
_MAX_PARTS = 8
_PIECE = re.compile(
    r"(?P<tag>[a-zA-Z][\w-]*|\*)|\.(?P<class>[\w-]+)|#(?P<id>[\w-]+)|:(?P<pseudo>first-child|last-child)|"
    r"\[\s*(?P<name>[\w:-]+)\s*(?:(?P<op>[~^$*|]?=)\s*"
    r"(?:\"(?P<double>[^\"\]]*)\"|'(?P<single>[^'\]]*)'|(?P<bare>[\w-]+))\s*)?\]"
)
_COMBINATOR = re.compile(r"\s*([>+])\s*|\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one element must be, and how it stands to the part before."""

    #: " " below it, ">" its child, "+" just after it; "" for the first part
    combinator: str
    tag: str | None
    #: (attribute, operator, value); classes and ids are attributes too
    tests: tuple[tuple[str, str, str], ...]
    pseudos: tuple[str, ...]


@lru_cache(maxsize=2048)
def parse(selector: str) -> tuple[_Part, ...]:
    """The parts of a selector; ValueError says what is not understood."""
    if len(selector) > MAX_LENGTH:
        raise ValueError(f"a selector has at most {MAX_LENGTH} characters")
    parts: list[_Part] = []
    position, combinator = 0, ""
    text = selector.strip()
    while position < len(text):
        part, position = _part(text, position, combinator)
        parts.append(part)
        match = _COMBINATOR.match(text, position)
        if match is None and position < len(text):
            raise ValueError(f"{text[position:]!r} is not understood")
        if match is not None:
            combinator, position = match[1] or " ", match.end()
    if not parts or len(parts) > _MAX_PARTS or _COMBINATOR.fullmatch(text[-1:]):
        raise ValueError(f"{selector!r} has no end, or more than {_MAX_PARTS} parts")
    return tuple(parts)


def _part(text: str, position: int, combinator: str) -> tuple[_Part, int]:
    start = position
    tag: str | None = None
    tests: list[tuple[str, str, str]] = []
    pseudos: list[str] = []
    while (match := _PIECE.match(text, position)) is not None:
        if match["tag"] and position > start:
            break
        if match["tag"]:
            tag = None if match["tag"] == "*" else match["tag"].lower()
        elif match["pseudo"]:
            pseudos.append(match["pseudo"])
        else:
            tests.append(_test(match))
        position = match.end()
    if position == start:
        raise ValueError(f"{text[position:]!r} is not understood")
    part = _Part(combinator=combinator, tag=tag, tests=tuple(tests), pseudos=tuple(pseudos))
    return part, position


def _test(match: re.Match[str]) -> tuple[str, str, str]:
    if match["class"]:
        return ("class", "~=", match["class"])
    if match["id"]:
        return ("id", "=", match["id"])
    value = next((match[name] for name in ("double", "single", "bare") if match[name]), "")
    return (match["name"].lower(), match["op"] or "", value)


def select(root: Element, selector: str) -> list[Element]:
    """The elements that the selector selects, in the order of the page.

    For each element the set of leading parts that end at it is kept as bits, with those of its
    ancestors, its parent and the element before it; so no part is ever tried twice.
    """
    parts = parse(selector)
    whole = 1 << (len(parts) - 1)
    found: list[Element] = []
    # (bits of the element, bits of all above and itself, bits of its last child so far)
    path: list[list[int]] = [[0, 0, 0]]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            path.pop()
            continue
        parent = path[-1]
        bits = _bits(element, parts, parent)
        parent[2] = bits
        path.append([bits, parent[1] | bits, 0])
        if bits & whole:
            found.append(element)
    return found


def _bits(element: Element, parts: tuple[_Part, ...], parent: list[int]) -> int:
    bits = 0
    for number, part in enumerate(parts):
        if number:
            before = parent[{" ": 1, ">": 0, "+": 2}[part.combinator]]
            if not before >> (number - 1) & 1:
                continue
        if _fits(element, part):
            bits |= 1 << number
    return bits


def _fits(element: Element, part: _Part) -> bool:
    if part.tag is not None and element.tag != part.tag:
        return False
    for name, operator, value in part.tests:
        found = element.get(name)
        if found is None or not _holds(found, operator, value):
            return False
    return not any(
        (element.getprevious() if pseudo == "first-child" else element.getnext()) is not None
        for pseudo in part.pseudos
    )


def _holds(found: str, operator: str, value: str) -> bool:
    tests: dict[str, Callable[[], bool]] = {
        "": lambda: True,
        "=": lambda: found == value,
        "~=": lambda: value in found.split(),
        "^=": lambda: bool(value) and found.startswith(value),
        "$=": lambda: bool(value) and found.endswith(value),
        "*=": lambda: bool(value) and value in found,
        "|=": lambda: found == value or found.startswith(f"{value}-"),
    }
    return tests[operator]()
