"""The examples in docs/alerts.md work as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alerting import make_rule, make_story

from monitor.messages import Face
from monitor.rulebook import read_rules
from monitor.rules import compile_rule
from monitor.templates import render
from monitor.terms import TERMS

PAGE = (Path(__file__).parent.parent / "docs" / "alerts.md").read_text(encoding="utf-8")
TERM_ROWS = re.findall(r"^\| `([^`]+)` \| [^|\n]+ \|$", PAGE.split("## Rules")[0], re.MULTILINE)


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("when", [row.replace("\\|", "|") for row in TERM_ROWS])
def test_each_term_of_the_table_is_understood(when: str) -> None:
    assert compile_rule(make_rule(when)).condition


def test_each_term_stands_in_the_table() -> None:
    named = {re.match(r"\w+", row).group() for row in TERM_ROWS}  # type: ignore[union-attr]

    assert named == set(TERMS)


def test_the_rules_and_the_template_of_the_page_work() -> None:
    (example,) = (one for one in blocks("text") if one.startswith("silent"))
    (book,) = blocks("toml")
    (template,) = blocks("jinja")

    assert compile_rule(make_rule(example.strip())).judge
    assert [rule.name for rule in read_rules(book)] == ["Silent numbers", "Everything in politics"]
    assert (
        "The council [-voted-]{+met+}." in render(template, [make_story()], Face(form="text")).body
    )
