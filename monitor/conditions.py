"""The text of a rule's condition, read into a tree, with errors that point at the place.

condition = all { "or" all }
all       = one { "and" one }
one       = [ "not" ] ( "(" condition ")" | term )
term      = name [ sign value { "," value } ]
sign      = ":" | "=" | "<" | "<=" | ">" | ">="
value     = bare | '"' quoted '"' | "/" regular expression "/"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from storage.errors import BadRule

#: characters of a condition
MAX_LENGTH = 2_000
#: parentheses and "not" inside each other
MAX_DEPTH = 20
#: terms of a condition, and values of all its terms
MAX_TERMS = 100

ValueKind = Literal["bare", "quoted", "regex"]

_NAME = re.compile(r"[^\W\d]\w*")
_SIGN = re.compile(r"<=|>=|[:=<>]")
_BARE = re.compile(r'[^\s(),"]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_REGEX = re.compile(r"/((?:[^/\\]|\\.)+)/", re.DOTALL)
_SPACE = re.compile(r"\s*")
_WORDS = ("and", "or", "not")


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that a term asks for."""

    text: str
    kind: ValueKind
    #: characters before it
    at: int


@dataclass(frozen=True, slots=True)
class Term:
    """One question about a revision; several values: any of them."""

    name: str
    #: "" where the term has no value
    sign: str
    values: tuple[Value, ...]
    #: characters before it
    at: int
    #: as written
    text: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    of: Condition


@dataclass(frozen=True, slots=True)
class Every:
    """Each of these."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of these."""

    of: tuple[Condition, ...]


Condition = Term | Not | Every | Some


def parse(text: str) -> Condition:
    """The condition as a tree; BadRule says at which character what was expected."""
    if len(text) > MAX_LENGTH:
        raise BadRule(f"the condition has {len(text)} characters: at most {MAX_LENGTH}")
    reader = _Reader(text)
    condition = reader.some(0)
    if reader.at < len(text):
        raise reader.error("expected 'and', 'or' or the end")
    return condition


def mistake(text: str, at: int, message: str) -> BadRule:
    """The error for the place `at` of a condition."""
    found = text[at : at + 20].strip()
    place = f"before {found!r}" if found else "at the end"
    return BadRule(f"condition, character {at + 1}, {place}: {message}")


class _Reader:
    """Where in the text the reading stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.terms = 0
        self._skip()

    def some(self, depth: int) -> Condition:
        parts = [self._every(depth)]
        while self._word("or"):
            parts.append(self._every(depth))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def error(self, message: str) -> BadRule:
        return mistake(self.text, self.at, message)

    def _every(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self._word("and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _one(self, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} deep")
        if self._word("not"):
            return Not(self._one(depth + 1))
        if self._sign("("):
            inside = self.some(depth + 1)
            if not self._sign(")"):
                raise self.error("expected 'and', 'or' or ')'")
            return inside
        return self._term()

    def _term(self) -> Term:
        start = self.at
        name = _NAME.match(self.text, start)
        if name is None or name.group().lower() in _WORDS:
            raise self.error("expected a term such as label:number_changed, 'not' or '('")
        self.at = end = name.end()
        self._skip()
        sign = _SIGN.match(self.text, self.at)
        values: tuple[Value, ...] = ()
        if sign is not None:
            self.at = sign.end()
            self._skip()
            values, end = self._values()
        self._count(1)
        self.at = end
        self._skip()
        return Term(
            name=name.group().lower(),
            sign=sign.group() if sign else "",
            values=values,
            at=start,
            text=self.text[start:end],
        )

    def _values(self) -> tuple[tuple[Value, ...], int]:
        values = [self._value()]
        end = self.at
        self._skip()
        while self._sign(","):
            self._count(1)
            values.append(self._value())
            end = self.at
            self._skip()
        return tuple(values), end

    def _value(self) -> Value:
        start = self.at
        for mark, pattern, kind in (('"', _QUOTED, "quoted"), ("/", _REGEX, "regex")):
            if self.text.startswith(mark, start):
                found = pattern.match(self.text, start)
                if found is None:
                    raise self.error(f"expected a closing {mark}")
                self.at = found.end()
                return Value(_unescaped(found.group(1), mark), _KINDS[kind], start)
        bare = _BARE.match(self.text, start)
        if bare is None:
            raise self.error('expected a value: a word, "several words" or /a regular expression/')
        self.at = bare.end()
        return Value(bare.group(), "bare", start)

    def _count(self, more: int) -> None:
        self.terms += more
        if self.terms > MAX_TERMS:
            raise self.error(f"more than {MAX_TERMS} terms and values")

    def _word(self, word: str) -> bool:
        name = _NAME.match(self.text, self.at)
        if name is None or name.group().lower() != word:
            return False
        if _SIGN.match(self.text, name.end()):
            return False
        self.at = name.end()
        self._skip()
        return True

    def _sign(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.at):
            return False
        self.at += 1
        self._skip()
        return True

    def _skip(self) -> None:
        self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]


_KINDS: dict[str, ValueKind] = {"quoted": "quoted", "regex": "regex"}


def _unescaped(text: str, mark: str) -> str:
    r"""Without the backslash before the mark; in quotation marks, `\\` is one backslash."""
    text = text.replace(f"\\{mark}", mark)
    return text.replace("\\\\", "\\") if mark == '"' else text
