"""What rules look for in the texts of edits: found once for all of them, and missed by none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from alerting import make_event
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import make_comparison, make_edit
from monitor.events import Event, Facts, Sought
from monitor.expressions import Expressions, count, expression
from monitor.phrases import phrase, spoken
from monitor.tokens import UNSPACED, typographic
from storage.records import Side

_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_ALPHABET = "aäßİΣς ё北京ก_-'’“”…\u00ad\u0301\u200b\xa0ﬁ²ʼ1K. "
_PATTERNS = (r"a+", r"\ba", r"[ab]c", r"(ab|ba)c?", r"b.a", r"ä", r"k", r"\d+ dead", r"^c", r"a$")


def edited(texts: list[tuple[str, str]]) -> Event:
    """A revision with these texts before and after its edits."""
    edits = tuple(
        make_edit(old=Side(blocks=(0,), text=old), new=Side(blocks=(0,), text=new), spans=())
        for old, new in texts
        if old != new
    )
    return make_event(comparison=replace(make_comparison(), edits=edits))


def changes(texts: list[tuple[str, str]], count: Callable[[str], int]) -> list[int]:
    """What becomes of something in each edit in which it occurs, counted in all of them."""
    counts = [[count(text) for text in pair] for pair in texts if pair[0] != pair[1]]
    return sorted((new > old) - (new < old) for old, new in counts if old or new)


def times(letters: bytes, line: bytes) -> int:
    return line.count(letters)


def matches(compiled: Any, text: str) -> int:
    return len(compiled.findall(text.encode()))


def occurring(wanted: list[str], is_open: bool, text: str) -> int:
    """How often one after the other stand the wanted words, of which no two share one."""
    words, at, found = text.split(), 0, 0
    while at + len(wanted) <= len(words):
        row = words[at : at + len(wanted)]
        fits = row[-1].startswith(wanted[-1]) if is_open else row[-1] == wanted[-1]
        here = fits and row[:-1] == wanted[:-1]
        found += here
        at += len(wanted) if here else 1
    return found


@given(st.text(alphabet=_ALPHABET, max_size=30) | st.text(max_size=30))
def test_words_are_those_of_the_folded_text(text: str) -> None:
    folded = unicodedata.normalize("NFKC", typographic(text)).casefold()

    assert spoken(text) == tuple(_WORD.findall(folded))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's 1,234 EUROS_now", ("it", "s", "1", "234", "euros", "now")),
        ("“Straße” — café", ("strasse", "café")),
        ("Öl_preis", ("öl", "preis")),
        ("cease\u00adfire", ("ceasefire",)),
        ("北京下雨 2026年", ("北", "京", "下", "雨", "2026", "年")),
        ("Новый мост", ("новый", "мост")),
    ],
)
def test_words_are_folded_in_any_script(text: str, words: tuple[str, ...]) -> None:
    assert spoken(text) == words


_LINES = st.lists(st.sampled_from(("a", "ab", "abc", "b", "ba", "c")), max_size=7)


@settings(max_examples=100)
@given(
    texts=st.lists(st.tuples(_LINES, _LINES), min_size=1, max_size=4),
    asked=st.lists(st.tuples(_LINES.filter(bool), st.booleans()), min_size=1, max_size=5),
)
def test_phrases_are_counted_as_by_trying_every_place(
    texts: list[tuple[list[str], list[str]]], asked: list[tuple[list[str], bool]]
) -> None:
    pairs = [(" ".join(old), " ".join(new)) for old, new in texts]
    phrases = [phrase(" ".join(words) + "*" * is_open) for words, is_open in asked]

    found = Facts(edited(pairs), Sought(phrases=Expressions.literally(phrases))).phrases

    for wanted, (words, is_open) in zip(phrases, asked, strict=True):
        counted = found.changes(wanted, partial(times, wanted.encode()))
        assert sorted(counted) == changes(pairs, partial(occurring, words, is_open))


@settings(max_examples=100)
@given(
    texts=st.lists(
        st.tuples(*[st.text(alphabet="abckKä 12dea", max_size=12)] * 2), min_size=1, max_size=4
    ),
    patterns=st.lists(st.sampled_from(_PATTERNS), min_size=1, max_size=6),
)
def test_expressions_are_counted_as_each_by_itself(
    texts: list[tuple[str, str]], patterns: list[str]
) -> None:
    found = Facts(edited(texts), Sought(patterns=Expressions.of(patterns))).patterns

    for pattern in patterns:
        compiled = expression(pattern)
        counted = found.changes(pattern, partial(count, compiled))
        assert sorted(counted) == changes(texts, partial(matches, compiled))


def test_no_character_hides_an_expression_from_the_search_for_letters() -> None:
    """Characters with odd capitals: the Kelvin sign, dotless and dotted i, long s, sharp s."""
    letters = "kK\u212a" + "iIıİ" + "sSſ" + "ßẞ" + "σςΣ" + "åÅ\u212b" + "ǅ" + "µμ"
    patterns = [f"{letter}x" for letter in letters]

    found = Expressions.of(patterns)

    for letter in letters:
        text = f"{letter}x".encode()
        each = {pattern for pattern in patterns if expression(pattern).search(text)}
        assert set(found.within(text)) == each


def test_expressions_beyond_the_memory_of_one_filter_share_several() -> None:
    patterns = [f"n{number}x{'long literal words ' * 25}" for number in range(520)]

    found = Expressions.of(patterns)

    assert len(found.parts) > 1
    assert list(found.within(patterns[7].encode())) == [patterns[7]]
    assert list(found.within(patterns[500].encode())) == [patterns[500]]
    assert list(found.within(b"\x02 nothing")) == []


def test_nothing_sought_is_looked_for_nowhere() -> None:
    facts = Facts(edited([("a", "b")]))

    assert (dict(facts.phrases.found), dict(facts.patterns.found)) == ({}, {})


def test_half_a_character_hides_nothing_beside_it() -> None:
    """Pages can spell lone surrogates, which no encoding takes."""
    facts = Facts(
        edited([("gone \ud800", "")]),
        Sought(phrases=Expressions.literally([" gone "]), patterns=Expressions.of(["gone"])),
    )

    assert (set(facts.phrases.found), set(facts.patterns.found)) == ({" gone "}, {"gone"})


def test_an_expression_of_re2_is_compiled_in_any_case() -> None:
    assert expression("Minister").search(b"MINISTER")
