"""A reader's words as expressions of the full-text tables, and what they mean in an edit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from storage.errors import BadQuery
from storage.records import Edit

LONGEST = 200
MOST_TERMS = 12
_TERM = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What an edit must have; None is "any"."""

    #: on either side
    words: str | None = None
    removed: str | None = None
    added: str | None = None
    field: str | None = None
    host: str | None = None
    label: str | None = None


def expression(words: str) -> str:
    """The FTS5 expression for a reader's words: all of them, "phrases", -without; BadQuery.

    Every term is quoted, so that no word of the reader is syntax (sqlite.org/fts5.html, 3).
    """
    if len(words) > LONGEST or "\0" in words:
        raise BadQuery(f"a search has up to {LONGEST} characters")
    wanted, unwanted = list[str](), list[str]()
    for minus, phrase, word in _TERM.findall(words):
        text = phrase or word
        if _WORD.search(text):
            quoted = '"' + text.rstrip("*").replace('"', '""') + '"'
            starred = quoted + ("*" if word.endswith("*") else "")
            (unwanted if minus else wanted).append(starred)
    if not wanted:
        raise BadQuery("give at least one word to search for")
    if len(wanted) + len(unwanted) > MOST_TERMS:
        raise BadQuery(f"a search has up to {MOST_TERMS} words or phrases")
    text = " AND ".join(wanted)
    return f"({text}) NOT ({' OR '.join(unwanted)})" if unwanted else text


def expression_of(sought: Sought) -> str:
    parts = []
    if sought.words:
        parts.append(f"({expression(sought.words)})")
    for column, words in (("removed", sought.removed), ("added", sought.added)):
        if words:
            parts.append(f"({{{column}}} : ({expression(words)}))")
    if not parts:
        raise BadQuery("give at least one word to search for")
    return " AND ".join(parts)


def became(edit: Edit, sought: Sought) -> bool:
    """Whether, where both sides are asked for, the one stood where the other stands now.

    True, too, of an edit without marked words: there the sides were matched as wholes.
    """
    if not (sought.removed and sought.added) or not edit.spans:
        return True
    old_words, new_words = _plain(sought.removed), _plain(sought.added)
    for first, second in zip(edit.spans, edit.spans[1:], strict=False):
        pair = {first[0]: first[1], second[0]: second[1]}
        if set(pair) == {"-", "+"} and _has(pair["-"], old_words) and _has(pair["+"], new_words):
            return True
    return False


def _plain(text: str) -> list[str]:
    """Words as the index knows them: without case and accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(one for one in bare if not unicodedata.combining(one)))


def _has(text: str, words: list[str]) -> bool:
    return set(words) <= set(_plain(text))
