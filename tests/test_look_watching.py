"""What a source names and one look does not take is told, against a web that is a dictionary."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from crawler.feeds import MOST
from factories import NOON, make_capture
from look.check import Ports
from look.pace import Pace
from look.watching import MOST_CHILDREN, SourceLooked, check_source
from service import line_of
from storage.archive import Archive
from storage.records import Capture, Failure, Fetch, SourceKind

ORIGIN = "https://paper.example"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def look(archive: Archive, pages: Mapping[str, bytes | int], kind: SourceKind) -> SourceLooked:
    """One look at the source /, where pages have a body or a status."""

    async def fetch(wanted: Fetch) -> Capture | Failure:
        page = pages.get(wanted.url.removeprefix(ORIGIN), 404)
        if page == 0:
            return Failure(url=wanted.url, kind="dns", detail="no such name", failed_at=NOON)
        return make_capture(
            url=wanted.url,
            final_url=wanted.url,
            status=page if isinstance(page, int) else 200,
            headers=(("Content-Type", "application/xml"),),
            body=b"" if isinstance(page, int) else page,
        )

    ports = Ports(archive=archive, fetch=fetch, now=lambda: NOON, pace=Pace(), tell=lambda *_: None)
    source = archive.sources.add(f"{ORIGIN}/", kind=kind, added_at=NOON)
    return asyncio.run(check_source(source, ports))


def feed(count: int) -> bytes:
    items = "".join(f"<item><title>T</title><link>{ORIGIN}/{n}</link></item>" for n in range(count))
    return f'<rss version="2.0"><channel><title>P</title>{items}</channel></rss>'.encode()


def index(*paths: str) -> bytes:
    places = "".join(f"<sitemap><loc>{ORIGIN}{path}</loc></sitemap>" for path in paths)
    return f"<sitemapindex {SPACE}>{places}</sitemapindex>".encode()


def sitemap(path: str) -> bytes:
    return f"<urlset {SPACE}><url><loc>{ORIGIN}{path}</loc></url></urlset>".encode()


def test_a_feed_that_names_more_than_one_look_takes_says_so(archive: Archive) -> None:
    looked = look(archive, {"/": feed(MOST + 1)}, "feed")

    told = "it may name more: one look reads 5,000 entries of one list"
    assert looked.left_out == archive.sources.get(looked.source.id).left_out == told
    assert line_of(looked) == f"{ORIGIN}/  {len(looked.new)} new ({told})"


def test_a_source_that_is_taken_whole_says_nothing(archive: Archive) -> None:
    looked = look(archive, {"/": feed(3)}, "feed")

    assert (looked.left_out, line_of(looked)) == (None, f"{ORIGIN}/  3 new")


def test_what_was_left_out_is_still_so_where_nothing_changed(archive: Archive) -> None:
    names = [f"/{number}.xml" for number in range(MOST_CHILDREN + 5)]
    pages = {name: sitemap(f"/2026/story-{name[1:-4]}") for name in names}

    first = look(archive, {"/": index(*names), **pages}, "sitemap")
    second = look(archive, {"/": 304}, "sitemap")

    assert len(first.new) == MOST_CHILDREN
    assert first.left_out == "20 of its 25 sitemaps were read, the newest ones"
    assert archive.sources.get(second.source.id).left_out == first.left_out


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (404, "HTTP 404"),
        (0, "no such name"),
        (b"<html><body>Sorry</body></html>", "not XML"),
    ],
)
def test_a_sitemap_that_cannot_be_read_leaves_the_others_alone(
    archive: Archive, page: bytes | int, why: str
) -> None:
    pages = {"/": index("/a.xml", "/b.xml"), "/a.xml": page, "/b.xml": sitemap("/2026/b-story")}

    looked = look(archive, pages, "sitemap")

    assert [article.url for article in looked.new] == [f"{ORIGIN}/2026/b-story"]
    assert looked.left_out is not None
    assert looked.left_out.startswith("1 of its 2 sitemaps were read; the first that was not: ")
    assert why in looked.left_out


def test_an_index_of_which_nothing_can_be_read_is_in_trouble(archive: Archive) -> None:
    looked = look(archive, {"/": index("/a.xml", "/b.xml")}, "sitemap")

    assert (
        looked.trouble == f"none of its sitemaps can be read; the first: {ORIGIN}/a.xml: HTTP 404"
    )
    assert archive.sources.get(looked.source.id).failures == 1
