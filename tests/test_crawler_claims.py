"""Who wrote it and when: the page's claims beside those of its metadata."""

from __future__ import annotations

import pytest

from crawler import authors, claims, dates, jsonld, metadata, tree
from crawler.claims import Shown
from crawler.extract import read_html
from crawler.segments import Segment
from storage.records import ClaimedTime

PROSE = "".join(
    f"<p>Sentence {number} of a story about the harbour, long enough to be read as prose.</p>"
    for number in range(6)
)


def at(raw: str) -> ClaimedTime:
    found = dates.read(raw)
    assert found is not None
    return found


def shown(line: str, language: str | None = None) -> tuple[str | None, str | None]:
    element = tree.parse(f"<html><body><div>{line}</div></body></html>".encode())[0]
    assert element is not None
    div = element.find(".//div")
    assert div is not None
    segment = Segment("text", tree.text_of(div), 0, -1, div, 0, ())
    found, _ = claims.shown([segment], claims.Where(language, ""))
    return found.published and found.published.value, found.updated and found.updated.value


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("4 March 2026, updated at 11:20", "2026-03-04", "2026-03-04T11:20"),
        ("9/22/2025Updated: 9/23/2025", "2025-09-22", "2025-09-23"),
        ("Updated 5 March 2026 First published 4 March 2026", "2026-03-04", "2026-03-05"),
        ("<time>Updated March 5, 2026 / Original March 4, 2026</time>", "2026-03-04", "2026-03-05"),
        (
            '<time class="entry-date published updated" datetime="2026-03-04">4/3</time>',
            "2026-03-04",
            None,
        ),
        (
            '<time datetime="2026-03-04">a</time> <time class="updated" datetime="2026-03-05">b'
            '</time> <time class="updated" datetime="2026-03-06">c</time>',
            "2026-03-04",
            "2026-03-05",
        ),
        ('<time datetime="2026-03-04">March 4, 2026 9:15 am</time>', "2026-03-04T09:15", None),
        (
            "A council of many words decided on 4 March 2026 that the bridge would open to all.",
            None,
            None,
        ),
        ("Correction: the bridge opened on 4 March 2026, not before.", None, None),
    ],
)
def test_a_line_shows_times(line: str, published: str | None, updated: str | None) -> None:
    assert shown(line) == (published, updated)


def test_a_reader_s_zone_is_taken_for_an_attribute_without_one() -> None:
    element = tree.parse(
        b'<html><body><div><time datetime="2026-03-04 19:14">4 March 2026 19:14 GMT</time></div>'
    )[0]
    assert element is not None
    div = element.find(".//div")
    assert div is not None

    found, _ = claims.shown([Segment("text", "x", 0, -1, div, 0, ())], claims.Where(None, ""))

    assert found.published is not None and found.published.zone == "Z"


@pytest.mark.parametrize(
    ("seen", "published", "updated", "expected"),
    [
        (Shown(), ("2026-03-04",), ("2026-03-05",), ("2026-03-04", "2026-03-05")),
        # a class alone calls it updated, and there is no other
        (Shown(updated=at("2026-03-04"), by_class=True), (), (), ("2026-03-04", None)),
        # the one time shown is that of the update
        (
            Shown(published=at("2026-03-08")),
            ("2026-03-04",),
            ("2026-03-08",),
            ("2026-03-04", "2026-03-08"),
        ),
        # the metadata has the two the wrong way round
        (
            Shown(published=at("2026-03-04 05:44 GMT")),
            ("2026-03-04T07:09Z",),
            ("2026-03-04T05:44Z",),
            ("2026-03-04T05:44", None),
        ),
        # an hour later, not said to be the publication: what is stated
        (
            Shown(published=at("2026-03-04 09:00 GMT")),
            ("2026-03-04T07:09Z",),
            (),
            ("2026-03-04T07:09", None),
        ),
        # stated more precisely elsewhere in the metadata
        (Shown(), ("2026-03-04", "2026-03-04T07:09Z"), (), ("2026-03-04T07:09", None)),
        # an update that is none
        (Shown(), ("2026-03-04T07:09Z",), ("2026-03-04T02:09-05:00",), ("2026-03-04T07:09", None)),
        (Shown(updated=at("2026-03-04")), ("2026-03-04T07:09Z",), (), ("2026-03-04T07:09", None)),
        (
            Shown(),
            ("2026-03-04T07:09Z",),
            ("2026-03-04T07:09Z", "2026-03-04T09:30Z"),
            ("2026-03-04T07:09", "2026-03-04T09:30"),
        ),
    ],
)
def test_times_are_settled(
    seen: Shown,
    published: tuple[str, ...],
    updated: tuple[str, ...],
    expected: tuple[str, str | None],
) -> None:
    first, last, _ = claims.settle(seen, tuple(map(at, published)), tuple(map(at, updated)))

    assert (first and first.value, last and last.value) == expected


@pytest.mark.parametrize(
    ("seen", "stated", "nearby", "expected"),
    [
        (("Ann Larkspur",), (), "", ("Ann Larkspur",)),
        (("ANN LARKSPUR",), ("Ann Larkspur",), "", ("Ann Larkspur",)),
        (("Ann",), ("Ann Larkspur",), "", ("Ann Larkspur",)),
        (
            ("Ann Larkspur",),
            ("Ann Larkspur", "Bo Tarn"),
            "ann larkspur / bo tarn",
            ("Ann Larkspur", "Bo Tarn"),
        ),
        (("Ann Larkspur",), ("Ann Larkspur", "Bo Tarn"), "ann larkspur", ("Ann Larkspur",)),
        (("Ann Larkspur", "Bo Tarn"), ("Bo Tarn",), "", ("Ann Larkspur", "Bo Tarn")),
    ],
)
def test_authors_are_settled(
    seen: tuple[str, ...], stated: tuple[str, ...], nearby: str, expected: tuple[str, ...]
) -> None:
    assert authors.settle(seen, stated, nearby)[0] == expected


def test_a_name_without_a_mark_belongs_to_a_byline_with_marked_ones() -> None:
    page = (
        '<html lang=en><body><h1>A harbour opens</h1><p class="byline">By '
        f'<a rel="author" href="/a">Ann Larkspur</a> and Bo Tarn</p>{PROSE}'
    )

    assert read_html(page.encode(), url="https://e.example/").authors == ("Ann Larkspur", "Bo Tarn")


def test_staff_named_by_the_markup_is_nobody() -> None:
    page = (
        '<html lang=en><body><article><h1>A harbour opens</h1><div class="entry-meta">'
        '<span class="byline">By Harbour Staff</span></div>'
        f'<div>{PROSE * 4}</div><div class="byline">By Bo Tarn</div></article>'
    )

    assert read_html(page.encode(), url="https://e.example/").authors == ()


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ('{"@type": "Person", "name": ["Ann Larkspur", "Bo Tarn"]}', ("Ann Larkspur", "Bo Tarn")),
        ('{"givenName": "Ann", "familyName": "Larkspur"}', ("Ann Larkspur",)),
        ('"Ann Larkspur, Bo Tarn"', ("Ann Larkspur", "Bo Tarn")),
        ('[{"@id": "#p"}]', ("Iris Quill",)),
    ],
)
def test_json_ld_names_authors_in_many_ways(author: str, expected: tuple[str, ...]) -> None:
    root, _ = tree.parse(
        b'<html><script type="application/ld+json">[{"@type": "NewsArticle", "author": '
        + author.encode()
        + b'}, {"@type": "Person", "@id": "#p", "name": "Iris Quill"}]</script><p>x'
    )
    assert root is not None

    assert metadata.read(root, "https://e.example/").authors == expected


def test_escapes_in_broken_json_ld_are_undone() -> None:
    broken = '{"@type": "NewsArticle", "headline": "The keeper\\u0027s \\"lock\\"", "author": }'

    assert jsonld.parse(broken)["headline"] == 'The keeper\'s "lock"'


def test_an_escape_that_is_none_does_not_stop_the_reading_of_broken_json_ld() -> None:
    broken = '{"@type": "NewsArticle", "headline": "A \\q and \\/ b", "author": }'

    assert jsonld.parse(broken)["headline"] == "A \\q and / b"
