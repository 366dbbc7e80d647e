"""What the tree's short cuts must never change."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import tree

CHUNK = tree._CHUNK


@settings(max_examples=60)
@given(
    st.text(st.sampled_from("ab \n\t\xa0é\u00ad"), max_size=40),
    st.text(st.sampled_from("ab \n\xa0"), max_size=12),
    st.integers(-3, 3),
)
def test_long_texts_are_folded_like_short_ones(begin: str, middle: str, shift: int) -> None:
    text = begin + "x" * (CHUNK - len(begin) + shift) + middle + " y" * (CHUNK // 2) + begin

    assert tree.fold(text) == " ".join(text.replace("\u00ad", "").split())


def test_a_long_text_takes_little_more_than_itself() -> None:
    text = "ab " * 1_000_000

    tracemalloc.start()
    tree.fold(text)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 5 * len(text)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.sampled_from(["<", ">", "<a ", "x"]), st.integers(0, 1600), st.booleans()),
        max_size=8,
    )
)
def test_no_crowded_tag_is_overlooked(parts: list[tuple[str, int, bool]]) -> None:
    markup = "".join(
        mark + ("a=1 " if crowd else "yyyy") * times for mark, times, crowd in parts
    ).encode()

    found = tree._without_crowds(markup)

    expected = tree._CROWDED_TAG.sub(lambda match: tree._without_crowd(match.group()), markup)
    assert found == expected


@pytest.mark.parametrize("body", ["", "</head><body class=page>"])
def test_what_no_head_may_hold_begins_the_body(body: str) -> None:
    page = (
        f"<html><head><title>A</title><site-bar></site-bar><meta name=b>{body}<article>c</article>"
    )

    root, _ = tree.parse(page.encode())

    assert root is not None
    assert [child.tag for child in root] == ["head", "body"]
    assert [child.tag for child in root[1]] == ["site-bar", "meta", "article"]
