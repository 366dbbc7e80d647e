"""What each term of a condition asks, and how a revision answers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import partial
from typing import get_args

from monitor.conditions import Term, mistake
from monitor.events import Facts
from monitor.labels import LABELS
from monitor.questions import Key, Question, has_choices, has_values, stands_alone
from monitor.sought_words import sought, worded
from storage.records import Op, RevisionKind, Weight

_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_AGE = re.compile(r"([0-9]{1,6})([mhdw])", re.ASCII)
_WEIGHTS: tuple[str, ...] = get_args(Weight)
_SHOWN = 6
#: how alike two words are (difflib's ratio) before one may be meant for the other
_NEAR = 0.85


def question(term: Term, text: str) -> Question:
    """The term as a question; BadRule where there is no such term, or not with such a value."""
    build = TERMS.get(term.name)
    if build is None:
        known = ", ".join(sorted(TERMS))
        raise mistake(text, term.at, f"there is no term {term.name!r}; there are: {known}")
    return build(term, text)


def keys_of(facts: Facts) -> set[Key]:
    """Everything about an event that an index may have been asked for."""
    revision = facts.event.revision
    keys: set[Key] = {("kind", revision.kind), ("weight", revision.weight)}
    for name, values in (
        ("label", facts.labels),
        ("host", facts.hosts),
        ("field", facts.fields),
        ("op", facts.ops),
        ("source", facts.sources),
        ("phrase", facts.phrases.found),
        ("regex", facts.patterns.found),
    ):
        keys.update((name, value) for value in values)
    if revision.silent:
        keys.add(("silent", ""))
    return keys


def _any(term: Term, text: str) -> Question:
    stands_alone(term, text)
    return Question(term, lambda _: True, lambda _: "")


def _silent(term: Term, text: str) -> Question:
    stands_alone(term, text)
    return Question(
        term,
        lambda facts: facts.event.revision.silent,
        lambda _: "the revision is not silent",
        frozenset({("silent", "")}),
    )


def _weight(term: Term, text: str) -> Question:
    has_choices(term, text, _WEIGHTS, signs=(":", "=", "<", "<=", ">", ">="))
    wanted = _ranks(term)
    return Question(
        term,
        lambda facts: facts.event.revision.weight in wanted,
        lambda facts: f"its weight is {facts.event.revision.weight}",
        frozenset(("weight", weight) for weight in wanted),
    )


def _ranks(term: Term) -> frozenset[str]:
    if term.sign in (":", "="):
        return frozenset(value.text for value in term.values)
    rank = _WEIGHTS.index(term.values[0].text)
    compare: Mapping[str, Callable[[int], bool]] = {
        "<": lambda other: other < rank,
        "<=": lambda other: other <= rank,
        ">": lambda other: other > rank,
        ">=": lambda other: other >= rank,
    }
    return frozenset(weight for other, weight in enumerate(_WEIGHTS) if compare[term.sign](other))


def _kind(term: Term, text: str) -> Question:
    has_choices(term, text, get_args(RevisionKind))
    wanted = frozenset(value.text for value in term.values)
    return Question(
        term,
        lambda facts: facts.event.revision.kind in wanted,
        lambda facts: f"its kind is {facts.event.revision.kind}",
        frozenset(("kind", kind) for kind in wanted),
    )


def _op(term: Term, text: str) -> Question:
    has_choices(term, text, get_args(Op))
    return _named("op", "what its edits do", lambda facts: facts.ops, term, text)


def _named(
    name: str, called: str, have: Callable[[Facts], frozenset[str]], term: Term, text: str
) -> Question:
    """A term whose values are names, of which the revision has a set; "*" stands for anything."""
    has_values(term, text)
    exact = frozenset(value.text for value in term.values if "*" not in value.text)
    globs = tuple(_glob(value.text) for value in term.values if "*" in value.text)

    def holds(facts: Facts) -> bool:
        held = have(facts)
        return not exact.isdisjoint(held) or any(
            fnmatchcase(one, glob) for glob in globs for one in held
        )

    keys = None if globs else frozenset((name, value) for value in exact)
    return Question(term, holds, lambda facts: f"{called}: {_some(have(facts))}", keys)


def _label(term: Term, text: str) -> Question:
    """Any label may come one day; one that nearly is one of today's is a slip of the pen."""
    for value in term.values:
        near = get_close_matches(value.text, LABELS, n=1, cutoff=_NEAR)
        if near and value.text not in LABELS and "*" not in value.text:
            raise mistake(
                text, value.at, f"there is no label {value.text!r}; is {near[0]!r} meant?"
            )
    return _named("label", "its labels", lambda facts: facts.labels, term, text)


def _host(term: Term, text: str) -> Question:
    has_values(term, text)
    wanted = frozenset(value.text.lower().strip(".") for value in term.values)
    for value in term.values:
        if "/" in value.text or "*" in value.text:
            raise mistake(
                text, value.at, "a host is a name such as example.org; its subdomains are included"
            )
    return Question(
        term,
        lambda facts: not wanted.isdisjoint(facts.hosts),
        lambda facts: f"the host is {facts.event.article.host}",
        frozenset(("host", host) for host in wanted),
    )


def _url(term: Term, text: str) -> Question:
    has_values(term, text)
    globs = tuple(_glob(value.text) for value in term.values)
    return Question(
        term,
        lambda facts: any(fnmatchcase(url, glob) for glob in globs for url in facts.event.urls),
        lambda facts: f"its address is {facts.event.article.url}",
    )


def _source(term: Term, text: str) -> Question:
    return _named("source", "it comes from", lambda facts: frozenset(facts.sources), term, text)


def _author(term: Term, text: str) -> Question:
    has_values(term, text)
    names = tuple(sought(value, text) for value in term.values)
    return Question(
        term,
        lambda facts: any(name in facts.author_line for name in names),
        lambda facts: f"it is by {_some(facts.event.authors)}",
    )


def _age(term: Term, text: str) -> Question:
    has_values(term, text, signs=("<", "<=", ">", ">="), most=1)
    found = _AGE.fullmatch(term.values[0].text)
    if found is None:
        raise mistake(text, term.values[0].at, "expected an age such as 30m, 48h, 3d or 2w")
    limit = timedelta(seconds=int(found[1]) * _UNITS[found[2]])
    compare: Mapping[str, Callable[[timedelta], bool]] = {
        "<": lambda age: age < limit,
        "<=": lambda age: age <= limit,
        ">": lambda age: age > limit,
        ">=": lambda age: age >= limit,
    }
    test = compare[term.sign]
    return Question(
        term, lambda facts: test(facts.age), lambda facts: f"its age is {_span(facts.age)}"
    )


def _glob(text: str) -> str:
    """Only "*" has a meaning."""
    return text.replace("[", "[[]").replace("?", "[?]")


def _some(values: frozenset[str] | tuple[str, ...]) -> str:
    shown = sorted(values)
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return (", ".join(shown[:_SHOWN]) or "none") + more


def _span(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours} h" if hours < 72 else f"{hours // 24} days"


#: every term by its name, with what makes a question of it
TERMS: Mapping[str, Callable[[Term, str], Question]] = {
    "any": _any,
    "silent": _silent,
    "weight": _weight,
    "kind": _kind,
    "op": _op,
    "label": _label,
    "field": partial(_named, "field", "its fields", lambda facts: facts.fields),
    "host": _host,
    "url": _url,
    "source": _source,
    "author": _author,
    "age": _age,
    "removed": partial(worded, fewer=True, more=False),
    "added": partial(worded, fewer=False, more=True),
    "words": partial(worded, fewer=True, more=True),
}
