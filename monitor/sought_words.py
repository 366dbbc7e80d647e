"""Terms that ask for words: which texts have them less often than before, or more often."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from monitor.conditions import Term, Value, mistake
from monitor.events import Facts
from monitor.expressions import count, expression
from monitor.phrases import phrase
from monitor.questions import Question, has_values, no_regex

#: what becomes of a value in each edit: -1, 0 or 1
_Changes = Callable[[Facts], Iterator[int]]


def worded(term: Term, text: str, *, fewer: bool, more: bool) -> Question:
    """Words that occur, in the text of some edit, less often than before, or more often."""
    has_values(term, text)
    patterns = tuple(value for value in term.values if value.kind == "regex")
    phrases = tuple(sought(value, text) for value in term.values if value not in patterns)
    tests = (*map(_of_phrase, phrases), *(_of_pattern(value, text) for value in patterns))
    signs = {-1: fewer, 0: False, 1: more}
    return Question(
        term,
        lambda facts: any(signs[change] for test in tests for change in test(facts)),
        lambda _: f"no edit {'changes' if fewer and more else term.name} it",
        frozenset((*(("phrase", one) for one in phrases), *(("regex", v.text) for v in patterns))),
        phrases,
        tuple(value.text for value in patterns),
    )


def sought(value: Value, text: str) -> str:
    """What to look for in a line of words; BadRule where the value is no words."""
    no_regex(value, text)
    wanted = phrase(value.text)
    if not wanted.strip():
        raise mistake(text, value.at, "expected at least one letter or digit")
    return wanted


def _of_phrase(wanted: str) -> _Changes:
    letters = wanted.encode()
    return lambda facts: facts.phrases.changes(wanted, lambda line: line.count(letters))


def _of_pattern(value: Value, text: str) -> _Changes:
    try:
        compiled = expression(value.text)
    except ValueError as error:
        raise mistake(text, value.at, str(error)) from error
    return lambda facts: facts.patterns.changes(value.text, lambda line: count(compiled, line))
