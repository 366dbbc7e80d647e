"""Boxes that ask for an e-mail address are hidden, and no more than these."""

from __future__ import annotations

import pytest
from lxml import html

from crawler import signups

FIELD = '<input type="email">'


def hidden(page: str) -> list[str | None]:
    root = html.document_fromstring(page)
    signups.hide(root)
    return [element.get("id") for element in root.iter() if element.get("hidden") is not None]


def test_the_box_is_hidden_with_what_invites_to_fill_it_in() -> None:
    title = "<h3>The Morning Ferry</h3>"
    page = f'<main><div id="outer">{title}<div id="inner">{FIELD}</div></div></main>'

    assert hidden(page) == ["outer"]


def test_a_larger_box_is_hidden_where_its_words_ask_for_an_address() -> None:
    words = "All that matters on both banks of the river, in our newsletter, every day at six."

    assert hidden(f'<div id="a"><p>{words}</p><form id="b">{FIELD}</form></div>') == ["a"]


def test_a_paragraph_beside_a_box_stays() -> None:
    words = "The council voted on Tuesday to reopen the old bridge after nine years of repairs."

    assert hidden(f'<div id="a"><p>{words}</p><form id="b">{FIELD}</form></div>') == ["b"]


@pytest.mark.parametrize(
    "page",
    [
        '<div><input name="q"></div>',
        f"<main>{FIELD}</main>",
        f"<div><h1>Newsletter</h1>{FIELD}</div>",
        f"<div>{'Newsletter, every day. ' * 40}{FIELD}</div>",
        f"<main><p>Your address {FIELD}</p></main>",
    ],
)
def test_what_is_more_or_less_than_such_a_box_is_not_hidden(page: str) -> None:
    assert hidden(page) == []


def test_a_field_is_known_by_its_name_or_by_what_stands_in_it() -> None:
    page = '<div id="a"><input name="EMAIL"></div><div id="b"><input placeholder="E-mail"></div>'

    assert hidden(page) == ["a", "b"]
