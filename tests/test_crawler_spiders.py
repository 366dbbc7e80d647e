"""One spider for each kind of source: the request it makes, and what it yields."""

from __future__ import annotations

import asyncio

from scrapy import Request
from scrapy.http import Response

from crawler.attempt import Attempt
from crawler.hosts import Hosts
from crawler.limits import Limits
from crawler.spiders import SPIDERS
from storage.records import Capture, Fetch, Found, SourceKind

FEED = b"<rss><channel><item><link>/news/bridge</link><title>Bridge</title></item></channel></rss>"


def yielded(kind: SourceKind, body: bytes, status: int = 200) -> list[Capture | Found]:
    async def make() -> list[Capture | Found]:
        limits = Limits()
        spider = SPIDERS[kind](limits=limits, hosts=Hosts(limits))
        attempt = Attempt(url="http://paper.example", left=9, redirects_left=9, max_bytes=9)
        request = spider.ask(Fetch(url="http://paper.example", kind=kind), attempt)
        assert isinstance(request, Request)
        response = Response(request.url, status=status, body=body, request=request)
        return list(spider.parse(response))

    return asyncio.run(make())


def test_a_feeds_spider_yields_the_capture_and_what_it_names() -> None:
    capture, *found = yielded("feed", FEED)

    assert isinstance(capture, Capture)
    assert (capture.url, capture.final_url) == ("http://paper.example", "http://paper.example/")
    assert (capture.body, capture.certificate, capture.address) == (FEED, None, None)
    assert found == [Found(url="http://paper.example/news/bridge", title="Bridge")]


def test_a_pages_spider_and_an_error_yield_the_capture_alone() -> None:
    assert len(yielded("page", FEED)) == 1
    assert len(yielded("feed", FEED, status=500)) == 1


def test_there_is_a_spider_for_each_kind() -> None:
    assert {kind: spider.name for kind, spider in SPIDERS.items()} == {
        "page": "page",
        "feed": "feed",
        "sitemap": "sitemap",
        "section": "section",
    }
