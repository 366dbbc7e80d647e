"""The language of conditions: what it reads, and how it says what it cannot read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.conditions import Every, Not, Some, Term, Value, parse
from storage.errors import BadRule


def test_a_condition_is_read_as_it_is_written() -> None:
    text = 'silent AND (label:a,b or not removed:/t\\/x/) and host:"b c"'

    condition = parse(text)

    two = (Value("a", "bare", 18), Value("b", "bare", 20))
    assert condition == Every(
        (
            Term("silent", "", (), 0, "silent"),
            Some(
                (
                    Term("label", ":", two, 12, "label:a,b"),
                    Not(Term("removed", ":", (Value("t/x", "regex", 37),), 29, "removed:/t\\/x/")),
                )
            ),
            Term("host", ":", (Value("b c", "quoted", 54),), 49, 'host:"b c"'),
        )
    )


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("url:https://a.example/x?y=1", ["https://a.example/x?y=1"]),
        ('url:"https://a.example/(x)"', ["https://a.example/(x)"]),
        (r'words:"a \"b\" \\ c"', ['a "b" \\ c']),
        (r"words:/\d+\s\/\\/", [r"\d+\s/\\"]),
        ("label : a ,\n b", ["a", "b"]),
        ("age < 48h", ["48h"]),
    ],
)
def test_values_are_bare_quoted_or_expressions(text: str, values: list[str]) -> None:
    condition = parse(text)

    assert isinstance(condition, Term)
    assert [value.text for value in condition.values] == values


def test_and_binds_closer_than_or() -> None:
    condition = parse("a or b and c")

    assert isinstance(condition, Some)
    assert isinstance(condition.of[1], Every)


def test_a_word_of_the_language_may_name_a_term_with_a_value() -> None:
    condition = parse("label:x and org:y")

    assert isinstance(condition, Every)
    assert [term.name for term in condition.of if isinstance(term, Term)] == ["label", "org"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "character 1, at the end: expected a term such as label:number_changed"),
        ("silent label:x", "character 8, before 'label:x': expected 'and', 'or' or the end"),
        ("(silent", "character 8, at the end: expected 'and', 'or' or ')'"),
        ("silent)", "character 7, before ')': expected 'and', 'or' or the end"),
        ("label:", "character 7, at the end: expected a value"),
        ("label:a,,b", "character 9, before ',b': expected a value"),
        ('label:"x', "character 7, before '\"x': expected a closing \""),
        ("words:/x", "character 7, before '/x': expected a closing /"),
        ("not", "character 4, at the end: expected a term"),
        ("a and", "character 6, at the end: expected a term"),
        ("x or:y", "character 3, before 'or:y': expected 'and', 'or' or the end"),
        ("and", "character 1, before 'and': expected a term"),
        ("(" * 30 + "x", "nested more than 20 deep"),
        ("not " * 30 + "x", "nested more than 20 deep"),
        (" or ".join(["x"] * 101), "more than 100 terms and values"),
        ("label:" + ",".join(["x"] * 101), "more than 100 terms and values"),
        ("x" * 2001, "the condition has 2001 characters: at most 2000"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(text: str, message: str) -> None:
    with pytest.raises(BadRule) as caught:
        parse(text)

    assert message in str(caught.value)


@settings(max_examples=300)
@given(st.text(alphabet='ab:,()"/\\ <>=\u0000\u2028\U0001f600 andortl', max_size=60))
def test_any_text_is_a_condition_or_a_mistake(text: str) -> None:
    try:
        parse(text)
    except BadRule as error:
        assert "\n" not in str(error)
