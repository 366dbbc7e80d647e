"""Inputs at the corners of the reader's pure modules, each with what is made of it."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from lxml import html

from crawler import (
    copies,
    dates,
    decode,
    headline,
    jsonld,
    language,
    pictures,
    selectors,
    tree,
    zones,
)
from crawler.extract import read_html
from crawler.plaintext import read_text

URL = "https://paper.example/news/a"
PROSE = "".join(
    f"<p>Sentence {number} of a story about the harbour, long enough to be read as prose.</p>"
    for number in range(8)
)


def page(inside: str, head: str = "", attributes: str = "") -> bytes:
    return (
        f"<!doctype html><html lang=en><head>{head}</head><body {attributes}>{inside}</body></html>"
    ).encode()


def test_a_date_in_iso_form_is_read_where_words_are_looked_for() -> None:
    found = dates.read("2026-03-01T12:30:00+02:00")

    assert found is not None
    assert (found.value, found.zone) == ("2026-03-01T12:30:00", "+02:00")
    assert zones.offset("") is None


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_sixteen_bit_text_without_a_mark_is_known_by_its_zeros(charset: str) -> None:
    body = page(f"<article><h1>The harbour opens</h1>{PROSE}</article>").decode().encode(charset)

    assert b"The harbour opens" in decode.to_utf8(body, None).utf8


def test_what_comes_before_the_damage_ends_at_the_limit() -> None:
    body = zlib.compress(b"a" * 100_000, 0)

    pieces = decode._until_damage(zlib.decompressobj(), body, 1_000)

    assert 1_000 <= sum(map(len, pieces)) < 2_000


def test_a_headline_of_no_words_is_like_nothing() -> None:
    assert headline._likeness("", ["any title"]) == 0.0


def test_a_sites_name_before_the_title_is_taken_off() -> None:
    head = (
        "<title>Ellery Courier | The harbour opens in May at last</title>"
        '<meta property="og:site_name" content="Ellery Courier">'
    )

    found = read_html(page(f"<article><h1>The harbour opens</h1>{PROSE}</article>", head), url=URL)

    assert "The harbour opens in May at last" in found.alternative_headlines


def test_json_ld_is_bounded_in_length_depth_and_number() -> None:
    many = "[" + ",".join('{"@type":"Thing"}' for _ in range(jsonld._MAX_NODES + 9)) + "]"
    root = html.fromstring(f'<div><script type="application/ld+json">{many}</script></div>')

    assert len(jsonld.nodes(root)) <= jsonld._MAX_NODES
    assert jsonld.parse(" " * (jsonld.MAX_SCRIPT + 1)) is None
    assert not jsonld.parse("[" * 100_000)


def test_a_language_tag_keeps_its_script() -> None:
    assert language.tag("ZH_hant-tw") == "zh-Hant-TW"
    assert language.tag("und") is None


def test_an_address_may_say_that_a_page_is_live() -> None:
    found = read_html(
        page(f"<article><h1>Storm over the coast</h1>{PROSE}</article>"),
        url="https://paper.example/news/live-blog/storm-over-the-coast",
    )

    assert found.kind in ("article", "live")


def detached(markup: str) -> Any:
    return html.fragment_fromstring(markup)


def test_an_image_alone_leads_nowhere_and_is_for_every_screen() -> None:
    image = detached("<img src=a.jpg>")

    assert pictures._leads_elsewhere(image) is False
    assert copies.for_screen(image) is False


def test_a_caption_without_words_is_no_figure() -> None:
    found = read_html(
        page(
            f"<article><h1>The harbour opens</h1><p class=caption></p>{PROSE}"
            f"<p class=wp-caption-text>A caption without a picture.</p>{PROSE}</article>"
        ),
        url=URL,
    )

    pictures = [block.caption for block in found.blocks if block.kind == "figure"]
    assert pictures == ["A caption without a picture."]


def test_a_selector_of_two_names_without_a_space_is_refused() -> None:
    with pytest.raises(ValueError, match="is not understood"):
        selectors.parse("p[a]div!")


def test_nothing_is_no_tree() -> None:
    assert tree._tree(b" ") is None


def test_a_long_pasted_text_keeps_its_lines_after_the_top() -> None:
    lines = [
        f"Paragraph {number} of a long text that somebody pasted, with all of its sentences in"
        " full, and with one more of them, so that it reads as prose."
        for number in range(80)
    ]
    long = "A line that goes on and on without a credit at its end, " * 14
    top = ("The harbour opens", "By Ada Nowell", "March 1, 2026")

    found = read_text("\n\n".join((*top, *lines, long.strip())), url=URL)

    assert found.headline == "The harbour opens"
    assert len([block for block in found.blocks if block.kind == "paragraph"]) == 81


def test_a_line_above_the_headline_that_is_a_date_is_no_kicker() -> None:
    found = read_html(
        page(f"<article><p>March 1, 2026</p><h1>The harbour opens</h1>{PROSE}</article>"), url=URL
    )

    assert found.kicker is None
