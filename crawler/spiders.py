"""One spider for each kind of source: how it is asked for, and what the answer becomes."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

import scrapy
from scrapy import Request
from scrapy.http import Response
from scrapy.logformatter import LogFormatter

from crawler.attempt import Attempt
from crawler.discover import read_source
from crawler.hosts import Hosts
from crawler.limits import Limits
from crawler.rendered import as_rendered
from crawler.urls import normalise
from crawler.wire import wire_headers
from storage.records import Capture, Fetch, Found, SourceKind


class SourceSpider(scrapy.Spider):
    """Keeps Scrapy's engine open and says how an address of its kind is asked for."""

    #: what this spider reads
    kind: ClassVar[SourceKind]
    #: the media types that are asked for (RFC 9110, section 12.5.1)
    accept: ClassVar[str]

    def __init__(self, *, limits: Limits, hosts: Hosts, ready: asyncio.Event | None = None) -> None:
        super().__init__()
        self.limits = limits
        self.hosts = hosts
        self._ready = ready
        self._headers = {
            "User-Agent": limits.agent,
            "Accept": self.accept,
            "Accept-Language": "*",
            "Accept-Encoding": "gzip, br",
        }

    async def start(self) -> AsyncIterator[Any]:
        """Yield nothing, for as long as the engine is wanted: a spider that starts is not idle."""
        if self._ready is not None:
            self._ready.set()
        await asyncio.get_running_loop().create_future()
        yield

    def ask(self, fetch: Fetch, attempt: Attempt) -> Request:
        """The request for an address; BadURL for what is none."""
        headers = dict(self._headers)
        # a shell that did not change says nothing of what its scripts load
        if fetch.etag and not fetch.browser:
            headers["If-None-Match"] = fetch.etag
        if fetch.last_modified and not fetch.browser:
            headers["If-Modified-Since"] = fetch.last_modified
        return Request(normalise(fetch.url), headers=headers, meta={"attempt": attempt})

    def capture(self, response: Response, attempt: Attempt) -> Capture:
        """The answer as it came: the wire's bytes, or what a browser made of them."""
        capture = Capture(
            url=attempt.url,
            final_url=response.url,
            status=response.status,
            headers=wire_headers(response),
            body=response.body,
            fetched_at=datetime.now(UTC),
            address=None if response.ip_address is None else str(response.ip_address),
            certificate=_fingerprint(response.certificate),
            redirects=tuple(attempt.hops),
        )
        return as_rendered(capture, attempt.rendered) if attempt.rendered else capture

    def parse(self, response: Response) -> Iterator[Capture | Found]:
        """The capture, and then what it names: Scrapy's way to read a spider's answer."""
        capture = self.capture(response, response.meta["attempt"])
        yield capture
        if self.kind != "page" and capture.status == 200:
            yield from read_source(capture, self.kind).found


class PageSpider(SourceSpider):
    """An article's page."""

    name = "page"
    kind = "page"
    accept = "text/html, application/xhtml+xml, */*;q=0.5"


class FeedSpider(SourceSpider):
    """RSS, Atom, RDF or JSON Feed."""

    name = "feed"
    kind = "feed"
    accept = (
        "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
        "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
    )


class SitemapSpider(SourceSpider):
    """A sitemap, a sitemap index, a news sitemap."""

    name = "sitemap"
    kind = "sitemap"
    accept = "application/xml, text/xml, application/gzip;q=0.9, */*;q=0.5"


class SectionSpider(SourceSpider):
    """A page that lists articles."""

    name = "section"
    kind = "section"
    accept = "text/html, application/xhtml+xml, */*;q=0.5"


SPIDERS: dict[SourceKind, type[SourceSpider]] = {
    spider.kind: spider for spider in (PageSpider, FeedSpider, SitemapSpider, SectionSpider)
}


class QuietLog(LogFormatter):
    """One line of log for each answer would cost more than it tells: the ledger has it."""

    def crawled(self, *_: Any) -> Any:
        """No line."""
        return None


def _fingerprint(certificate: Any) -> str | None:
    """SHA-256 of the leaf certificate's DER form."""
    return None if certificate is None else hashlib.sha256(certificate.dump()).hexdigest()
