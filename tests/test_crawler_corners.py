"""Inputs at the corners of the reader's pure modules, each with what is made of it."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from lxml import html

from crawler import (
    copies,
    credits,
    dates,
    decode,
    headline,
    jsonld,
    language,
    pictures,
    plaintext,
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


def test_the_link_around_a_picture_is_none_of_the_next_paragraph() -> None:
    share = '<a href="/share?to=all"><svg></svg></a><a href="/large.jpg"><img src="/a.jpg"></a>'
    line = '<p>The harbour, which <a href="/history">has a history</a>, opens in May at last.</p>'

    found = read_html(page(f"<article><h1>The harbour</h1>{share}{line}{PROSE}</article>"), url=URL)

    linked = [link for block in found.blocks for link in block.links]
    assert linked == ["https://paper.example/history"]


def test_initials_sign_an_article_at_its_end_alone() -> None:
    body = page(f"<article><h1>The harbour opens</h1><p>OK</p>{PROSE}<p>AL</p></article>")

    texts = [block.text for block in read_html(body, url=URL).blocks]

    assert texts[0] == "OK"
    assert texts[-1].endswith("read as prose.")


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


def story(*pieces: str) -> bytes:
    """An article with these pieces between prose."""
    return page(f"<article><h1>The harbour opens</h1>{PROSE}{PROSE.join(pieces)}{PROSE}</article>")


def figures_of(markup: bytes) -> list[tuple[str | None, str | None]]:
    """The captions and credits of a page's figures."""
    blocks = read_html(markup, url=URL).blocks
    return [(block.caption, block.credit) for block in blocks if block.kind == "figure"]


IMAGE = '<img src=/b.jpg alt="Boats at noon in the harbour">'


@pytest.mark.parametrize(
    ("following", "caption", "credit"),
    [
        ("<p>Photo: Ilse Mohr</p>", None, "Ilse Mohr"),
        ("<p>Boats at noon in the harbour</p>", "Boats at noon in the harbour", None),
        ("<center>Boats lie at the quay.</center>", "Boats lie at the quay.", None),
        (f"<p>{'Long words of a story. ' * 25}</p>", None, None),
        ("<p>Correction: An earlier version misstated the date.</p>", None, None),
        (f"{'<div>' * 30}<p>A line of words that is deep inside</p>{'</div>' * 30}", None, None),
    ],
    ids=["credit", "alternative text", "centre", "paragraph", "correction", "far away"],
)
def test_what_stands_after_a_picture_is_its_caption_only_where_it_looks_like_one(
    following: str, caption: str | None, credit: str | None
) -> None:
    assert figures_of(story(IMAGE + following)) == [(caption, credit)]


def test_a_picture_and_a_line_in_a_box_belong_together_whatever_is_deep_below() -> None:
    deep = f"{'<div>' * 30}<p>Words deep inside of much.</p>{'</div>' * 30}"

    found = figures_of(
        story(f"<section><img src=/b.jpg><p>Boats lie at the quay today.</p></section>{deep}")
    )

    assert found == [("Boats lie at the quay today.", None)]


def test_a_caption_between_two_pictures_goes_to_the_one_that_is_nearer() -> None:
    before = "<div><img src=/b.jpg><p class=caption>The boats.</p></div><div><img src=/c.jpg></div>"
    after = "<div><img src=/b.jpg></div><div><p class=caption>The boats.</p><img src=/c.jpg></div>"

    assert figures_of(story(before)) == [("The boats.", None), (None, None)]
    assert figures_of(story(after)) == [(None, None), ("The boats.", None)]


@pytest.mark.parametrize(
    "markup",
    [
        "<div class=author-photo><img src=/ada.jpg></div>",
        "<p class=wp-caption-text>Advertisement</p>",
        "<img src=/follow.png class=icon-share>",
    ],
    ids=["a portrait", "an advertisement", "an icon"],
)
def test_what_is_no_picture_of_the_story_is_left_out(markup: str) -> None:
    assert figures_of(story(markup)) == []


@pytest.mark.parametrize(
    ("markup", "caption", "credit"),
    [
        (
            "<figcaption>The quay. Photo: Ilse Mohr<b class=credit>Ilse Mohr/Gazette</b>",
            "The quay.",
            "Ilse Mohr/Gazette",
        ),
        ("<img src=/c.jpg data-caption='<b>The quay</b>'>", None, None),
    ],
    ids=["the longer of two credits", "markup in an attribute is no caption"],
)
def test_the_parts_of_a_figure(markup: str, caption: str | None, credit: str | None) -> None:
    assert figures_of(story(f"<figure><img src=/b.jpg>{markup}</figure>")) == [(caption, credit)]


def test_a_caption_of_many_elements_is_read_whole() -> None:
    words = "".join(f"<b>The boat of number {number}, </b>" for number in range(60))

    ((caption, _),) = figures_of(
        story(f"<figure><img src=/b.jpg><figcaption>{words}and more.</figcaption></figure>")
    )

    assert caption is not None
    assert caption.count("The boat") == 60


def test_a_caption_as_long_as_a_story_is_prose() -> None:
    words = "Words of a story. " * 200

    assert figures_of(story(f"<img src=/b.jpg><figcaption>{words}</figcaption>")) == [(None, None)]


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("The quay at dawn. (Ilse Mohr)", "The quay at dawn.", "Ilse Mohr"),
        ("The quay (north) and the town", "The quay (north) and the town", None),
        (f"The quay. Photo: {'word ' * 20}", f"The quay. Photo: {'word ' * 20}".strip(), None),
        ("写真：山田太郎", None, "山田太郎"),
    ],
)
def test_a_credit_is_a_name(line: str, caption: str | None, credit: str | None) -> None:
    assert credits.split(line) == (caption, credit)


def test_a_long_pasted_line_that_ends_like_a_credit_is_prose() -> None:
    line = "The boats lie at the quay of the harbour while the mayor speaks. " * 6

    assert plaintext._caption(f"{line}Photo: Ilse Mohr") is None


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("cp1252", "The café at the harbour opens"),
        ("cp1251", "Совет города проголосовал во вторник вечером за открытие моста после ремонта"),
    ],
)
def test_a_charset_that_is_not_stated_is_guessed(charset: str, words: str) -> None:
    body = f"<html><body><h1>{words}</h1>{PROSE if charset == 'cp1252' else words}</body></html>"

    assert words in decode.to_utf8(body.encode(charset), None).utf8.decode()


def test_a_heading_over_links_in_a_box_takes_the_weight_from_what_is_below() -> None:
    box = "<div><h3>Related stories</h3><p>One other story of the town is told in here</p></div>"

    found = read_html(story(box), url=URL)

    assert not any("other story" in block.text for block in found.blocks)


@pytest.mark.parametrize(
    "line",
    ["<p role=heading>A quiet quay</p>", "<p><span><b>A quiet</b> <i><b>quay</b></i></span></p>"],
)
def test_a_line_that_stands_as_a_heading_is_a_subhead(line: str) -> None:
    found = read_html(story(line), url=URL)

    assert [block.text for block in found.blocks if block.kind == "subhead"] == ["A quiet quay"]


def test_controls_above_the_headline_are_no_kicker() -> None:
    found = read_html(
        page(f"<article><p>Harbour</p><p>Share</p><h1>The harbour opens</h1>{PROSE}</article>"),
        url=URL,
    )

    assert found.kicker != "Share"


def test_signs_that_nobody_sees_are_not_read() -> None:
    assert tree.fold("The har\u200bbour  opens") == "The harbour opens"


def test_a_class_word_does_not_drop_the_article_itself() -> None:
    found = read_html(
        page(f"<h1>The harbour opens</h1><div class=newsletter itemprop=articleBody>{PROSE}</div>"),
        url=URL,
    )

    assert len(found.blocks) == 8


def test_a_count_of_comments_inside_a_sentence_is_left_out() -> None:
    found = read_html(story("<p>Words <span class=comments>4 comments</span> after.</p>"), url=URL)

    assert "Words after." in [block.text for block in found.blocks]


def test_what_follows_a_whole_value_of_json_ld_is_left_out() -> None:
    assert jsonld.parse('{"@type": "Article"} and more') == {"@type": "Article"}


def test_many_scripts_of_json_ld_are_bounded_together() -> None:
    half = "[" + ",".join('{"@type":"Thing"}' for _ in range(jsonld._MAX_NODES - 9)) + "]"
    script = f'<script type="application/ld+json">{half}</script>'

    assert len(jsonld.nodes(html.fromstring(f"<div>{script * 3}</div>"))) == jsonld._MAX_NODES
