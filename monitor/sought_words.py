"""Terms that ask for words: which texts have them less often than before, or more often."""

from __future__ import annotations

from collections.abc import Callable

from monitor.conditions import Term, Value, mistake
from monitor.events import Facts
from monitor.phrases import count, expression, phrase, spoken
from monitor.questions import Key, Question, has_values, no_regex


def patterns(term: Term) -> tuple[str, ...]:
    """The regular expressions that a term asks for."""
    return tuple(value.text for value in term.values if value.kind == "regex")


def worded(term: Term, text: str, *, fewer: bool, more: bool) -> Question:
    """Words that occur, in the text of some edit, less often than before, or more often."""
    has_values(term, text)
    tests = tuple(_occurrence(value, text) for value in term.values)
    signs = {-1: fewer, 0: False, 1: more}
    return Question(
        term,
        lambda facts: any(signs[change] for test in tests for change in test(facts)),
        lambda _: f"no edit {'changes' if fewer and more else term.name} it",
        _word_keys(term),
    )


def _occurrence(value: Value, text: str) -> Callable[[Facts], list[int]]:
    """How the count of a value changes in each edit: -1, 0 or 1."""
    if value.kind != "regex":
        return _counted(value, text)
    try:
        compiled = expression(value.text)
    except ValueError as error:
        raise mistake(text, value.at, str(error)) from error

    def changes(facts: Facts) -> list[int]:
        if facts.found is not None and value.text not in facts.found:
            return []
        return [
            _direction(count(compiled, side.old_bytes), count(compiled, side.new_bytes))
            for side in facts.changed
        ]

    return changes


def _counted(value: Value, text: str) -> Callable[[Facts], list[int]]:
    wanted = sought(value, text)
    words = spoken(value.text)
    rarest = max(words, key=len)
    starts = value.text.endswith("*")

    def whole_word(facts: Facts) -> list[int]:
        if rarest not in facts.words:
            return []
        return [
            _direction(side.old_words.count(rarest), side.new_words.count(rarest))
            for side in facts.changed
        ]

    def phrase_or_start(facts: Facts) -> list[int]:
        if not (facts.has_start(rarest) if starts else rarest in facts.words):
            return []
        return [
            _direction(side.old_line.count(wanted), side.new_line.count(wanted))
            for side in facts.changed
        ]

    return whole_word if len(words) == 1 and not starts else phrase_or_start


def _direction(before: int, after: int) -> int:
    return (after > before) - (after < before)


def _word_keys(term: Term) -> frozenset[Key] | None:
    keys: set[Key] = set()
    for value in term.values:
        if value.kind == "regex":
            keys.add(("regex", value.text))
            continue
        words = spoken(value.text)
        whole = words[:-1] if value.text.endswith("*") else words
        if not whole:
            return None
        keys.add(("word", max(whole, key=len)))
    return frozenset(keys)


def sought(value: Value, text: str) -> str:
    """What to look for in a line of words; BadRule where the value is no words."""
    no_regex(value, text)
    wanted = phrase(value.text)
    if not wanted.strip():
        raise mistake(text, value.at, "expected at least one letter or digit")
    return wanted
