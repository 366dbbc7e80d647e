"""A reading is a pure function of the page: boilerplate never changes it, no page breaks it."""

from __future__ import annotations

import gzip
import random
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import extract
from storage.records import Capture, Reading

URL = "https://gazette.example/news/bridge"
PARAGRAPHS = (
    "The council of Marrowby voted on Tuesday evening to reopen the swing bridge after repairs.",
    "Engineers tested the bearings for six weeks, and the last report found no cracks in the pier.",
    "“We have waited long enough, and so have the ferries,” said Orla Penhallow, the lock keeper.",
    "Traffic will be limited to one lane until the spring, and lorries must take the valley road.",
    "The bill came to 4.2 million crowns, a third more than the estimate given to residents.",
)
OUTSIDE = (
    '<nav><ul><li><a href="/a">News</a></li><li><a href="/b">Sport</a></li></ul></nav>',
    '<div class="cookie-banner"><p>We use cookies to measure how you read our pages.</p></div>',
    '<aside class="sidebar"><h3>Most read</h3><a href="/c">A ferry is fined</a></aside>',
    '<section class="related"><h2>More stories</h2><p>A ferry was fined on Monday.</p></section>',
    '<div class="ticker"><a href="/d">Breaking: the valley road is closed again</a></div>',
    '<section id="comments"><p>I crossed it every day of my life, a reader says.</p></section>',
    '<div class="newsletter"><p>Sign up for our daily letter about the valley.</p></div>',
)
INSIDE = (
    '<div class="ad-slot">Advertisement</div>',
    '<span class="timeago">{n} minutes ago</span>',
    '<div class="share"><button>Share</button><span>{n} shares</span></div>',
    '<aside class="read-more"><a href="/e">Read also: The lock keeper retires {n}</a></aside>',
    '<div class="promo"><h4>Our letter</h4><p>Sign up for the briefing number {n}.</p></div>',
    '<p><a href="/f{n}">Read more: Why the bridge was closed in the first place</a></p>',
    '<h3>Related stories</h3><ul><li><a href="/g">A ferry is fined {n} crowns</a></li></ul>',
)


def page_of(before: list[str], between: list[list[str]], after: list[str]) -> bytes:
    body = "".join(
        f"<p>{text}</p>{''.join(extra)}" for text, extra in zip(PARAGRAPHS, between, strict=True)
    )
    return (
        "<!doctype html><html lang=en><head>"
        "<title>Marrowby reopens its swing bridge</title></head><body>"
        f"{''.join(before)}<main><article><h1>Marrowby reopens its swing bridge</h1>"
        '<p class="byline">By Ann Larkspur</p>'
        '<time datetime="2026-03-04T09:15:00Z">4 March 2026</time>'
        '<figure><img src="/b.jpg" alt=""><figcaption>The bridge at dawn.</figcaption></figure>'
        f'<div class="text">{body}</div></article></main>{"".join(after)}</body></html>'
    ).encode()


def read(html: bytes, **more: object) -> Reading:
    return extract.read_html(html, url=URL, **more)  # type: ignore[arg-type]


def make_capture(body: bytes, *headers: tuple[str, str], status: int = 200) -> Capture:
    return Capture(
        url=URL,
        final_url=URL,
        status=status,
        headers=headers,
        body=body,
        fetched_at=datetime(2026, 3, 4, tzinfo=UTC),
    )


PLAIN = page_of([], [[], [], [], [], []], [])
NUMBERS = st.integers(1, 5000)


def pieces(choices: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    one = st.builds(lambda text, n: text.replace("{n}", str(n)), st.sampled_from(choices), NUMBERS)
    return st.lists(one, max_size=4)


@settings(max_examples=50)
@given(pieces(OUTSIDE), st.lists(pieces(INSIDE), min_size=5, max_size=5), pieces(OUTSIDE))
def test_boilerplate_around_and_inside_an_article_never_changes_its_reading(
    before: list[str], between: list[list[str]], after: list[str]
) -> None:
    found = read(page_of(before, between, after))

    assert found == read(PLAIN)


def test_a_plain_page_is_read_whole() -> None:
    found = read(PLAIN)

    assert [block.text for block in found.blocks if block.kind == "paragraph"] == list(PARAGRAPHS)
    assert found.authors == ("Ann Larkspur",)
    assert found.extractor == extract.EXTRACTOR


def test_a_redesign_gives_the_same_reading() -> None:
    other = (
        PLAIN.replace(b"<p>", b'<div class="sc-x1 txt"><p class="t">')
        .replace(b"</p>", b"</p></div>")
        .replace(b'<div class="text">', b'<div class="sc-9z story__inner"><div class="w">')
        .replace(b"</article>", b"</div></article>")
    )

    assert read(other) == read(PLAIN)


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("identity", bytes),
        ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
    ],
)
def test_a_content_encoding_is_undone(coding: str, pack: Callable[[bytes], bytes]) -> None:
    capture = make_capture(pack(PLAIN), ("Content-Encoding", coding))

    assert extract.extract(capture) == read(PLAIN)


def test_an_unmarked_gzip_is_undone_and_said() -> None:
    found = extract.extract(make_capture(gzip.compress(PLAIN)))

    assert found.headline == "Marrowby reopens its swing bridge"
    assert found.quality.reasons == ("encoding_unmarked:gzip",)


@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        (gzip.compress(PLAIN * 3)[:-400], "gzip", "encoding_cut:gzip"),
        (b"\x00\x01\x02not-brotli" * 50, "br", "encoding_corrupt:br"),
        (b"\x28\xb5\x2f\xfdnot-zstd" * 50, "zstd", "encoding_corrupt:zstd"),
        (b"no gzip at all" * 10, "gzip", "encoding_corrupt:gzip"),
    ],
)
def test_a_broken_content_encoding_is_said_and_never_an_article(
    body: bytes, coding: str, reason: str
) -> None:
    found = extract.extract(make_capture(body, ("Content-Encoding", coding)))

    assert reason in found.quality.reasons
    assert found.quality.verdict in ("truncated", "not_html", "empty_shell")


def test_an_unknown_content_encoding_over_plain_html_is_said() -> None:
    found = extract.extract(make_capture(PLAIN, ("Content-Encoding", "utf-8")))

    assert found.quality.verdict == "article"
    assert found.quality.reasons == ("encoding_unknown:utf-8",)


def test_damage_in_the_middle_of_a_gzip_keeps_what_came_before() -> None:
    packed = bytearray(gzip.compress(PLAIN + random.Random(1).randbytes(20_000)))
    packed[len(packed) // 2] ^= 0xFF

    found = extract.extract(make_capture(bytes(packed), ("Content-Encoding", "gzip")))

    assert found.quality.verdict == "truncated"
    assert found.headline == "Marrowby reopens its swing bridge"


def test_a_body_shorter_than_announced_is_truncated() -> None:
    found = extract.extract(make_capture(PLAIN, ("Content-Length", str(len(PLAIN) * 2))))

    assert found.quality.verdict == "truncated"


def test_a_bomb_is_read_no_further_than_the_limit() -> None:
    bomb = gzip.compress(b"<html><body><h1>Bomb</h1><p>" + b" " * (64 << 20))

    found = extract.extract(make_capture(bomb, ("Content-Encoding", "gzip")))

    assert "too_large" in found.quality.reasons


HOSTILE = {
    "nested tags": b"<html><body><h1>Deep</h1>"
    + b"<div>" * 100_000
    + b"<p>"
    + PARAGRAPHS[0].encode(),
    "nested spans": b"<html><body><h1>Deep</h1><p>" + b"<span>x" * 100_000,
    "unclosed links": b"<html><body>" + b"<a href=x>" * 100_000,
    "paragraphs": b"<html><body><h1>Many</h1>" + b"<p>word word word." * 600_000,
    "one long word": b"<html><body><h1>Long</h1><p>" + b"a" * 8_000_000 + b"</p></body></html>",
    "long line": b"<html><body><h1>Long</h1><p>" + b"word " * 1_600_000 + b"</p></body></html>",
    "entities": b"<html><body><h1>E</h1><p>"
    + b"&amp;&#x41;&nosuch;" * 300_000
    + b"</p></body></html>",
    "attributes": b"<div " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x</div>",
    "nul bytes": PLAIN.replace(b"the", b"t\x00he"),
    "only nul bytes": b"\x00" * 100_000,
    "binary": random.Random(7).randbytes(300_000),
    "large json-ld": b'<html><script type="application/ld+json">'
    b'{"@type":"NewsArticle","articleBody":"'
    + b"word " * 2_000_000
    + b'"}</script><body><h1>J</h1><p>'
    + PARAGRAPHS[0].encode(),
    "deep json-ld": b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script><p>text",
    "json-ld nodes": b'<script type="application/ld+json">['
    + b'{"@type":"Thing"},' * 200_000
    + b'{"@type":"Thing"}]</script><p>text',
    "json-ld of wrong kinds": b'<script type="application/ld+json">'
    b'{"@type":"NewsArticle","headline":{"a":1},'
    b'"author":[[1],null,{"name":["x"]}],"datePublished":17,"image":[{},5],'
    b'"keywords":{"a":[1]},'
    b'"correction":[1,{"text":5}],"liveBlogUpdate":[1,{"headline":3}],"articleBody":[1,"x"]}'
    b"</script><p>t",
    "headings": b"<html><body>" + b"<h1>One heading after another</h1>" * 60_000,
    "figures": b"<html><body><h1>F</h1>"
    + b"<figure><img src=a.jpg><figcaption>c</figcaption></figure>" * 20_000,
    "nested figures": b"<html><body><h1>F</h1>" + b"<figure><figcaption>" * 20_000,
    "nested lists": b"<html><body><h1>L</h1>" + b"<ul><li>x" * 50_000,
    "nested tables": b"<html><body><h1>T</h1>" + b"<table><tr><td>x" * 30_000,
    "times": b"<html><body><h1>T</h1>" + b"<time datetime=2026-03-04>x</time> 1/2/2026" * 30_000,
    "brackets": b"<html><body><h1>B</h1><figure><img src=a><figcaption>" + b"(a/" * 300_000,
    "empty": b"",
    "white space": b" \n " * 1000,
    "a comment without end": b"<!-- " + b"x" * 1_000_000,
    "a script without end": b"<html><body><h1>S</h1><script>" + b"x<y " * 500_000,
    "utf-16": PLAIN.decode().encode("utf-16"),
    "broken utf-8": PLAIN.replace(b"Tuesday", b"Tue\xff\xfe\xc3sday"),
    "a surrogate": "<html><body><p>\ud83d</p>".encode("utf-16-le", "surrogatepass"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_no_page_takes_long_or_raises(name: str) -> None:
    start = time.process_time()

    found = read(HOSTILE[name])

    assert time.process_time() - start < 5
    assert found.url == URL
    assert found == read(HOSTILE[name])


def test_a_deep_page_is_still_read() -> None:
    found = read(HOSTILE["nested tags"])

    assert [block.text for block in found.blocks] == [PARAGRAPHS[0]]
    assert "nested_too_deep" in found.quality.reasons


@settings(max_examples=40)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_reading(body: bytes) -> None:
    assert read(b"<html><body><article>" + body).extractor == extract.EXTRACTOR
    assert extract.extract(make_capture(body)).extractor == extract.EXTRACTOR
