"""A term of a condition as a question that a revision answers, and what its values may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.conditions import Term, Value, mistake
from monitor.events import Facts

#: what an index of rules can look up: ("host", "example.org")
Key = tuple[str, str]

#: terms whose values are words of the texts
WORDED = ("removed", "added", "words")
_EXAMPLES = {"age": "age<48h", "weight": "weight>=minor"}


@dataclass(frozen=True, slots=True)
class Question:
    """A term, ready to be asked."""

    term: Term
    holds: Callable[[Facts], bool]
    #: what the revision has instead, for the reader
    instead: Callable[[Facts], str]
    #: where it holds, the event has one of these; None: it may hold anywhere
    keys: frozenset[Key] | None = None
    #: what has to be looked for in the texts before it is asked
    phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


def stands_alone(term: Term, text: str) -> None:
    """BadRule where the term has a value."""
    if term.sign:
        raise mistake(text, term.at, f"{term.name!r} stands alone, without a value")


def has_values(
    term: Term, text: str, *, signs: tuple[str, ...] = (":", "="), most: int | None = None
) -> None:
    """BadRule where the term's sign or values are not of this kind."""
    if term.sign not in signs:
        example = _EXAMPLES.get(term.name, f"{term.name}:…")
        raise mistake(text, term.at, f"{term.name!r} is written as {example}")
    if most is not None and len(term.values) > most:
        raise mistake(text, term.values[most].at, "one value is enough here")
    for value in term.values:
        if not value.text.strip():
            raise mistake(text, value.at, "an empty value")
        if term.name not in WORDED:
            no_regex(value, text)


def has_choices(
    term: Term, text: str, known: tuple[str, ...], *, signs: tuple[str, ...] = (":", "=")
) -> None:
    """BadRule where a value is none of these."""
    has_values(term, text, signs=signs, most=None if term.sign in (":", "=") else 1)
    for value in term.values:
        if value.text not in known:
            raise mistake(
                text, value.at, f"{term.name} is one of {', '.join(known)}, not {value.text!r}"
            )


def no_regex(value: Value, text: str) -> None:
    """BadRule where the value is a regular expression."""
    if value.kind == "regex":
        raise mistake(text, value.at, f"a regular expression stands only after {', '.join(WORDED)}")
