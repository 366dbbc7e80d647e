"""All entries of a live blog, the shown ones and those that only its metadata still has."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler import extract, updates
from storage.records import Block

URL = "https://gazette.example/live/lock"


def make_update(number: int, **more: Any) -> dict[str, Any]:
    return {
        "@type": "BlogPosting",
        "headline": f"Gate {number} has moved",
        "articleBody": f"<p>It moved by {number} centimetres.</p><p>The keeper wrote it down.</p>",
        "datePublished": f"2026-02-03T{6 + number // 60:02d}:{number % 60:02d}:00Z",
        **more,
    }


def make_shown(number: int, inside: str = "") -> str:
    clock = f"{6 + number // 60:02d}:{number % 60:02d}"
    return (
        f'<article class="live-entry" id="block-{number}">'
        f'<time datetime="2026-02-03T{clock}:00Z">{clock}</time>'
        f"<h2>Gate {number} has moved</h2><p>It moved by {number} centimetres.</p>"
        f"<p>The keeper wrote it down.</p>{inside}</article>"
    )


def make_page(shown: list[str], stated: Any) -> bytes:
    data = json.dumps(stated)
    return (
        f'<html lang=en><head><script type="application/ld+json">{data}</script></head><body>'
        "<main><h1>Lock live: gates move at Marrowby</h1>"
        f'<div class="live-blog">{"".join(shown)}</div></main></body></html>'
    ).encode()


def make_blog(numbers: list[int], **more: Any) -> dict[str, Any]:
    found = [make_update(number, **more) for number in numbers]
    return {"@type": "LiveBlogPosting", "headline": "Lock live", "liveBlogUpdate": found}


def entries(page: bytes) -> list[Block]:
    return [b for b in extract.read_html(page, url=URL).blocks if b.kind == "live_entry"]


NEWEST_FIRST = list(range(179, 0, -1))
TEN = [make_shown(number) for number in NEWEST_FIRST[:10]]


@pytest.mark.parametrize("numbers", [NEWEST_FIRST, NEWEST_FIRST[::-1]])
def test_a_page_that_shows_ten_of_179_entries_gives_all_in_one_order(numbers: list[int]) -> None:
    found = entries(make_page(TEN, make_blog(numbers)))

    assert [block.text.split("\n")[0] for block in found] == [
        f"Gate {number} has moved" for number in NEWEST_FIRST
    ]
    assert [block.labels for block in found] == [()] * 10 + [("metadata_only",)] * 169


def test_an_entry_reads_the_same_when_the_page_shows_it_no_more() -> None:
    stated = [make_update(number, url=f"{URL}#block-{number}") for number in NEWEST_FIRST]
    blog = {"@type": "LiveBlogPosting", "liveBlogUpdate": stated}

    before = entries(make_page(TEN, blog))
    later = entries(make_page(TEN[:9], blog))

    assert [(b.text, b.identity, b.time, b.url) for b in later] == [
        (b.text, b.identity, b.time, b.url) for b in before
    ]


def test_a_live_blog_stated_beside_its_article_counts() -> None:
    article = {"@type": "NewsArticle", "url": URL, "headline": "Lock live", "image": "a.jpg"}

    assert len(entries(make_page(TEN, [article, make_blog(NEWEST_FIRST)]))) == 179


def test_an_address_that_all_entries_share_is_nobody_s() -> None:
    found = entries(make_page(TEN, make_blog(NEWEST_FIRST, url=URL)))

    assert (found[-1].identity, found[-1].url) == (None, None)


def test_entries_of_few_words_are_told_apart_by_their_time() -> None:
    blog = make_blog([])
    blog["liveBlogUpdate"] = [
        make_update(number, headline="Goal", articleBody="") for number in (3, 2, 1)
    ]
    shown = (
        '<article class="live-entry"><time datetime="2026-02-03T06:03:00Z">6.03</time><h2>Goal</h2>'
        '</article><article class="live-entry"><time datetime="2026-02-03T06:01:00Z">6.01</time>'
        "<h2>Goal</h2></article>"
    )

    found = entries(make_page([shown], blog))

    assert [block.time and block.time.value[11:16] for block in found] == [
        "06:03",
        "06:02",
        "06:01",
    ]


def test_an_entry_whose_words_stand_on_the_page_is_not_added() -> None:
    text = (
        "The harbour closed at noon, and the ferries are tied up behind the old mole of Marrowby."
    )
    blog = make_blog([1], headline="Harbour", articleBody=text)

    found = entries(make_page([*TEN, make_shown(8, f"<p>{text}</p>")], blog))

    assert len(found) == 11


def test_what_comes_before_the_shown_stands_before_it_and_pictures_stay_with_their_entry() -> None:
    blog = make_blog([5, 4, 3, 2])
    picture = '<figure><img src="/a.jpg"><figcaption>Gate 3, half open.</figcaption></figure>'

    found = extract.read_html(
        make_page([make_shown(4), make_shown(3, picture)], blog), url=URL
    ).blocks

    assert [block.text.split("\n")[0][:6] for block in found] == [
        *("Gate 5", "Gate 4", "Gate 3", "Gate 3", "Gate 2"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        [{"headline": "a"}, {"headline": "b"}, 5, None],
        {"@type": "ItemList", "itemListElement": [{"headline": "a"}, {"item": {"headline": "b"}}]},
        {"@list": [{"headline": "a"}, {"headline": "b"}]},
    ],
)
def test_updates_are_listed_in_many_ways(value: Any) -> None:
    assert updates.listed(value) == ({"headline": "a"}, {"headline": "b"})


def test_html_in_an_entry_becomes_paragraphs() -> None:
    body = "One <b>two</b>.<br>Three &amp; four<ul><li>a</li></ul><style>x</style>"
    blog = make_blog([1], headline="", articleBody=body)

    assert entries(make_page([], blog))[0].text == "One two.\nThree & four\na"
