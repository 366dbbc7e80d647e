"""A reader's words: as an expression of the full-text tables, and found in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from storage.errors import BadQuery

LONGEST = 200
MOST_TERMS = 12
#: bytes in UTF-8: three Latin letters, one Chinese character. A shorter beginning stands in
#: nearly every text, and to find the newest of them costs what the archive is large
SHORTEST_BEGINNING = 3
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


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase that a text is to have, or is not to have."""

    #: for FTS5
    quoted: str
    #: as `plain` has them
    words: list[str]
    #: the last word may go on
    begins: bool

    def stands_in(self, text: Sequence[str]) -> bool:
        """Whether words in the form of `plain` have it."""
        size = len(self.words)
        if size == 1 and not self.begins:
            return self.words[0] in text
        places = (text[start : start + size] for start in range(len(text) - size + 1))
        return any(self._is(place) for place in places)

    def _is(self, place: Sequence[str]) -> bool:
        if not self.begins or not self.words:
            return place == self.words
        return place[:-1] == self.words[:-1] and place[-1].startswith(self.words[-1])


@dataclass(frozen=True, slots=True)
class Terms:
    """What a reader asked for."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]

    def expression(self) -> str:
        """In FTS5; every term is quoted, so that no word is syntax (sqlite.org/fts5.html, 3)."""
        text = " AND ".join(term.quoted for term in self.wanted)
        if not self.unwanted:
            return text
        return f"({text}) NOT ({' OR '.join(term.quoted for term in self.unwanted)})"

    def stand_in(self, *texts: Sequence[str]) -> bool:
        """Whether these words, in the form of `plain`, have between them what was asked for."""

        def stands(term: Term) -> bool:
            return any(term.stands_in(text) for text in texts)

        return all(map(stands, self.wanted)) and not any(map(stands, self.unwanted))


def terms(words: str) -> Terms:
    """A reader's words: all of them, "phrases", -without, begin*; BadQuery."""
    if len(words) > LONGEST or "\0" in words:
        raise BadQuery(f"a search has up to {LONGEST} characters")
    wanted, unwanted = list[Term](), list[Term]()
    for minus, phrase, word in _TERM.findall(words):
        text = phrase or word
        if _WORD.search(text):
            term = _term(text.rstrip("*"), word.endswith("*"))
            if term.begins and len("".join(term.words[-1:]).encode()) < SHORTEST_BEGINNING:
                raise BadQuery(f"{word}: a beginning has at least three letters")
            (unwanted if minus else wanted).append(term)
    if not wanted:
        raise BadQuery("give at least one word to search for")
    if len(wanted) + len(unwanted) > MOST_TERMS:
        raise BadQuery(f"a search has up to {MOST_TERMS} words or phrases")
    return Terms(tuple(wanted), tuple(unwanted))


def _term(text: str, begins: bool) -> Term:
    quoted = '"' + text.replace('"', '""') + '"'
    return Term(quoted + ("*" if begins else ""), plain(text), begins)


def expression(words: str) -> str:
    """The FTS5 expression for a reader's words; BadQuery."""
    return terms(words).expression()


def expression_of(sought: Sought) -> str:
    """The FTS5 expression for the edits that have the words on these sides; BadQuery."""
    parts = []
    if sought.words:
        parts.append(f"({expression(sought.words)})")
    for column, words in (("removed", sought.removed), ("added", sought.added)):
        if words:
            parts.append(f"({{{column}}} : ({expression(words)}))")
    if not parts:
        raise BadQuery("give at least one word to search for")
    return " AND ".join(parts)


def plain(text: str) -> list[str]:
    """Words as the index knows them: without case and accents."""
    bare = text.casefold()
    if not bare.isascii():
        letters = unicodedata.normalize("NFKD", bare)
        bare = "".join(one for one in letters if not unicodedata.combining(one))
    return re.findall(r"\w+", bare)
