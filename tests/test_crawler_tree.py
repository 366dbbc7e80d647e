"""What the tree's short cuts must never change."""

from __future__ import annotations

import tracemalloc
from urllib.parse import urljoin, urlsplit

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


@pytest.mark.parametrize("alien", ["\x0b", "\x1f", "&#x1f;", "\ufffe", "&#xffff;"])
def test_characters_that_a_tree_cannot_be_given_are_moved_as_spaces(alien: str) -> None:
    page = f"<html><head><site-bar>a</site-bar>b{alien}</head><body>c{alien}d<p>e</p>"

    root, _ = tree.parse(page.encode())

    assert root is not None
    assert tree.text_of(root) == "ab c d e"


ADDRESSES = st.lists(
    st.sampled_from(
        [
            *("https://", "http://", "//", "/", "/", ".", "..", "?", "#", "&", "=", ":", ";"),
            *("paper.example", "a", "b.jpg", "%20", "é", " ", "8800", "HTTP://", "@", "-"),
        ]
    ),
    max_size=9,
).map("".join)


@settings(max_examples=400)
@given(address=ADDRESSES, base=ADDRESSES | st.just("https://paper.example:8800/news/bridge?n=1"))
def test_an_address_is_what_it_means_on_its_page(address: str, base: str) -> None:
    try:
        joined = urljoin(base, address.strip())
        parts = urlsplit(joined)
    except ValueError:
        joined, parts = "", urlsplit("")
    expected = joined if parts.scheme in ("http", "https") and parts.netloc else None

    assert tree.absolute(base, address) == (expected if address else None)


def test_scripts_have_no_text_inside_or_by_themselves() -> None:
    root, _ = tree.parse(b"<p>a <script>var b</script>c <b>d</b><style>e{}</style></p>")

    assert root is not None
    assert tree.text_of(root) == "a c d"
    assert [tree.text_of(element) for element in root.iter("script", "style", "b")] == ["", "d", ""]
