"""What microdata and hAtom state of the article, and what is somebody else's."""

from __future__ import annotations

import pytest

from crawler import jsonld, microdata, tree

ARTICLE = 'itemscope itemtype="https://schema.org/NewsArticle"'
PERSON = 'itemscope itemtype="https://schema.org/Person"'


def read(body: str) -> tuple[jsonld.Node, jsonld.Node]:
    root, _ = tree.parse(f"<html><title>A harbour opens | Gazette</title><body>{body}".encode())
    assert root is not None
    item, entry = microdata.read(root)
    item.pop("@type", None)
    return item, entry


@pytest.mark.parametrize(
    ("body", "stated"),
    [
        (
            f'<div {ARTICLE}><h1 itemprop="headline">A harbour opens</h1></div>',
            {"headline": "A harbour opens"},
        ),
        # the innermost item that holds the headline
        (
            f'<main {ARTICLE}><b itemprop="author">Bo Tarn</b><div {ARTICLE}><h1>A harbour</h1>'
            '<b itemprop="author">Ann Larkspur</b></div></main>',
            {"author": ["Ann Larkspur"]},
        ),
        # the one that is called what the page is
        (
            f'<div {ARTICLE}><b itemprop="headline">A ferry sinks off the mole</b></div>'
            f'<div {ARTICLE}><meta itemprop="headline" content="A harbour opens"></div><h1>A</h1>',
            {"headline": "A harbour opens"},
        ),
        # an item of another type
        (
            f'<div {ARTICLE}><h1>A harbour opens</h1><div itemscope itemtype="https://schema.org/'
            'ImageObject"><b itemprop="author">Bo Tarn</b></div></div>',
            {},
        ),
        # a date that stands in what is about the author, who has a name and a description
        (
            f'<div {ARTICLE}><h1>A harbour opens</h1><div itemprop="author" {PERSON}><b '
            'itemprop="name">Ann Larkspur</b><i itemprop="description">Walks.</i><time '
            'itemprop="datePublished" datetime="2026-03-04">x</time></div></div>',
            {"author": ["Ann Larkspur"], "datePublished": "2026-03-04"},
        ),
        # a person without a name of its own
        (
            f'<div {ARTICLE}><h1>A</h1><div itemprop="author" {PERSON}>Ann Lark</div></div>',
            {"author": ["Ann Lark"]},
        ),
    ],
)
def test_an_item_states_its_own_properties(body: str, stated: jsonld.Node) -> None:
    item, _ = read(body)

    assert item == stated


@pytest.mark.parametrize(
    ("body", "stated"),
    [
        (
            '<div class="h-entry"><h1 class="p-name">A harbour</h1><a class="p-author h-card">'
            'Ann Larkspur</a><time class="dt-published" datetime="2026-03-04">4 March</time></div>',
            {
                "headline": "A harbour",
                "author": ["Ann Larkspur"],
                "datePublished": "2026-03-04",
            },
        ),
        # "author" alone is a class like any other
        ('<div class="hentry"><h1>A harbour opens</h1><p class="author">Ann</p></div>', {}),
        ('<div class="hentry"><b class="entry-title">Another story of the day</b></div>', {}),
    ],
)
def test_an_entry_states_its_own_properties(body: str, stated: jsonld.Node) -> None:
    _, entry = read(body)

    assert entry == stated


def test_a_page_without_a_title_calls_itself_nothing() -> None:
    root, _ = tree.parse(f'<div {ARTICLE}><b itemprop="headline">A harbour opens</b>'.encode())
    assert root is not None

    assert microdata.read(root) == ({}, {})
