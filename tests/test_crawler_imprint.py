"""The imprint of a page: alike for what nobody reads, another one for whatever is read."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract import read_again, read_html
from crawler.profiles import Profile
from factories import make_capture
from storage.records import Capture

PAGES = Path(__file__).parent / "pages"
LINES = tuple(
    f"In the {word} year of the works the council paid for another survey of the river bed, and "
    "each of them came to the same end: the pier on the north bank would not stand for long."
    for word in (
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
    )
)
ARTICLE = f"""
<h1>The bridge is open</h1>
<p class="byline">By Ann Larkspur</p> <time datetime="2026-03-03T10:00:00+00:00">3 March</time>
<figure><img src="/pier.jpg" alt="The pier"><figcaption>The north pier in June</figcaption></figure>
{"".join(f"<p>{line}</p>" for line in LINES)}
<p class="correction">Correction: an earlier version misstated the cost of the repairs.</p>
"""
HEAD = '<title>The bridge is open</title><meta property="og:title" content="Bridge open at last">'


def page(article: str = ARTICLE, head: str = HEAD, noise: str = "1") -> bytes:
    """A page whose noise differs with `noise`."""
    return f"""<!doctype html><html lang="en"><head>{head}<meta name="csrf" content="{noise}">
<script nonce="{noise}">var request = "{noise}";</script></head><body>
<div class="cookie-banner"><p>We use cookies. Visitor {noise}</p></div>
<nav><ul><li><a href="/?{noise}">Home</a></li></ul></nav>
<article>{article}
<div class="ad-slot" id="ad-{noise}"><p>Advertisement {noise}</p></div>
<span class="ago">{noise} minutes ago</span>
<footer class="story-foot"><a href="#comments">Comments ({noise})</a></footer></article>
<section class="related"><h2>More</h2><ul><li><a href="/{noise}">A story of {noise}</a></li></ul>
</section><footer class="end"><p>Page made in {noise} ms</p></footer></body></html>""".encode()


def looked_at(body: bytes, **overrides: Any) -> Capture:
    url = "https://gazette.example/bridge"
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    values = {"url": url, "final_url": url, "headers": headers} | overrides
    return make_capture(body=body, **values)


def imprint_of(body: bytes) -> str | None:
    return read_again(looked_at(body), (), "").imprint


def test_a_page_with_other_noise_is_known_again_and_not_read() -> None:
    first = read_again(looked_at(page(noise="4")), (), "")

    again = read_again(looked_at(page(noise="53")), (), first.imprint)

    assert first.imprint is not None
    assert again == (None, first.imprint)
    assert read_html(page(noise="53"), url="https://gazette.example/bridge") == first.reading


@given(noise=st.integers(min_value=0, max_value=10**12))
def test_noise_leaves_no_imprint(noise: int) -> None:
    assert imprint_of(page(noise=str(noise))) == imprint_of(page())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The bridge is open</h1>", "The bridge is shut</h1>"),
        ("Ann Larkspur", "Ann Larkspear"),
        ("2026-03-03T10:00", "2026-03-03T11:00"),
        ("fifth year", "fifth month"),
        ("The north pier in June", "The south pier in June"),
        ("/pier.jpg", "/tower.jpg"),
        ("misstated the cost", "gave a wrong cost"),
        ("Bridge open at last", "Bridge closed at last"),
        ('<html lang="en">', '<html lang="en" class="night">'),
    ],
)
def test_whatever_is_read_changes_the_imprint(old: str, new: str) -> None:
    edited = page().replace(old.encode(), new.encode())

    assert edited != page()
    assert imprint_of(edited) != imprint_of(page())


def test_the_bylines_of_a_large_box_are_not_read() -> None:
    def among(name: str) -> bytes:
        teaser = f'<li><a href="/x">Another</a> <span class="byline">By {name}</span></li>'
        return page().replace(b"<p>Advertisement", f"<ul>{teaser * 60}</ul><p>".encode())

    first, again = (read_again(looked_at(among(name)), (), "") for name in ("Bo Lee", "Cy Fox"))

    assert first == again
    assert first.reading is not None
    assert first.reading.authors == ("Ann Larkspur",)


@pytest.mark.parametrize(
    "line",
    [
        '<a rel="me author" href="/staff">{}</a>',
        '<b itemprop="author">{}</b>',
        '<p class="byline">By {}</p>',
        "<time>{}</time>",
    ],
)
def test_a_byline_in_a_box_beside_the_article_is_part_of_it(line: str) -> None:
    def beside(name: str) -> bytes:
        share = f'<div class="share-bar"><a href="/share">Share</a> {line.format(name)}</div>'
        return page().replace(b'<p class="byline">By Ann Larkspur</p>', share.encode())

    assert beside("Ann Larkspur") != page()
    assert imprint_of(beside("Ann Larkspur")) != imprint_of(beside("Ann Larkspear"))


def test_where_the_page_came_from_is_part_of_it() -> None:
    elsewhere = looked_at(page(), final_url="https://gazette.example/bridge-2")

    assert read_again(elsewhere, (), "").imprint != imprint_of(page())


def test_what_is_left_out_cannot_be_passed_off_as_empty() -> None:
    box = b'<div class="ad-slot" id="ad-1">'
    forged = page().replace(box, b'<div emptied="" Emptied="">')

    assert imprint_of(forged) != imprint_of(page())


@pytest.mark.parametrize(
    "body",
    [
        page(article="<h1>The bridge is open</h1><p>" + LINES[0] + "</p><p>" + LINES[1] + "</p>"),
        b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body>",
        b"%PDF-1.7",
        b"",
    ],
    ids=["short", "challenge", "pdf", "empty"],
)
def test_pages_whose_left_out_parts_count_have_none(body: bytes) -> None:
    assert imprint_of(body) is None


def test_nobody_who_does_not_ask_gets_one() -> None:
    assert read_again(looked_at(page()), (), None).imprint is None


def test_a_site_with_a_profile_has_none_since_it_may_select_what_is_left_out() -> None:
    profile = Profile(name="gazette.toml", hosts=("gazette.example",), kicker=(".ad-slot p",))

    read = read_again(looked_at(page()), (profile,), "")

    assert read.imprint is None
    assert read.reading is not None
    assert read.reading.kicker == "Advertisement 1"


def lengthened(html: str) -> str:
    """A golden page with so much text that it has an imprint."""
    more = "".join(f"<p>{line}</p>" for line in LINES)
    paragraphs = list(re.finditer(r"<p[^>]*>[^<]{60,}</p>", html))
    if not paragraphs:
        return html
    at = paragraphs[len(paragraphs) // 2].end()
    return html[:at] + more + html[at:]


@pytest.mark.parametrize(
    "path", sorted(PAGES.glob("*/page*.html")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_pages_with_one_imprint_read_the_same(path: Path) -> None:
    """Pieces of a page are changed at random; where that leaves the imprint, it leaves the rest."""
    html = lengthened(path.read_text(encoding="utf-8", errors="replace"))
    chance = random.Random(path.parent.name)
    first = read_again(looked_at(html.encode()), (), "")
    pieces = [match.span() for match in re.finditer(r"[^<>\s\"=]{3,}", html)]

    for _ in range(6):
        begin, end = chance.choice(pieces)
        changed = looked_at(f"{html[:begin]}Qx{chance.randrange(99)}{html[end:]}".encode())
        if first.imprint and read_again(changed, (), first.imprint).reading is None:
            assert read_again(changed, (), None).reading == first.reading
