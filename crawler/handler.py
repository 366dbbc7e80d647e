"""Scrapy's download handler, with a check's limits on time, size and rate."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.attempt import Attempt
from crawler.chromium import find_chromium
from crawler.failures import explain
from crawler.guard import blocked
from crawler.rendered import is_page
from crawler.retry import retry_at
from crawler.tls import VerifyingPolicy
from crawler.wire import WireFactory
from storage.errors import BadSetting, FetchError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.web.iweb import IPolicyForHTTPS

    from crawler.browser import Browser
    from crawler.spiders import SourceSpider


#: seconds for which an idle connection is kept: thousands of hosts, one open file for each
IDLE_SECONDS = 15


class TransferHandler(HTTP11DownloadHandler):
    """One transfer at a time of a check: admitted, timed, and checked against the guard again."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider = cast("SourceSpider", crawler.spider)
        self._contextFactory = cast("IPolicyForHTTPS", VerifyingPolicy())
        self._pool._factory = WireFactory
        self._pool.maxPersistentPerHost = spider.limits.host_concurrency
        self._pool.cachedConnectionTimeout = IDLE_SECONDS
        self._limits = spider.limits
        self._hosts = spider.hosts
        self._scrapy = crawler
        self._browser: Browser | None = None

    async def download_request(self, request: Request) -> Response:
        """The answer, or the exception that ended the transfer; the host's record is kept."""
        host = urlparse_cached(request).hostname or ""
        attempt: Attempt = request.meta["attempt"]
        attempt.transfer = asyncio.current_task()
        try:
            async with self._hosts.turn(host):
                response = await self._transfer(request, attempt)
                self._judge(host, response)
                if attempt.browser and is_page(response.status, _media(response), response.body):
                    attempt.rendered = await self._shown_by().render(response, attempt)
        except asyncio.CancelledError as error:
            # Scrapy's downloader tells those who wait of an Exception only
            raise FetchError("the fetch was given up", kind="timeout") from error
        except Exception as error:
            self._hosts.failed(host, explain(error)[0])
            raise
        finally:
            attempt.transfer = None
        return response

    async def _transfer(self, request: Request, attempt: Attempt) -> Response:
        if attempt.abandoned:
            raise asyncio.CancelledError
        if attempt.left <= 0:
            raise FetchError(f"no time was left to ask for {request.url}", kind="timeout")
        request.meta["download_timeout"] = attempt.left
        request.meta["download_maxsize"] = attempt.max_bytes
        began = monotonic()
        try:
            return await super().download_request(request)
        finally:
            attempt.left -= monotonic() - began

    def _judge(self, host: str, response: Response) -> None:
        address = response.ip_address
        if address is not None and (reason := blocked(str(address), self._limits.allow_networks)):
            raise FetchError(reason, kind="private_address")
        if not 100 <= response.status <= 999:
            raise FetchError(f"{response.status} is no status of HTTP")
        asked = response.headers.get(b"Retry-After")
        until = None
        if response.status in (429, 503) and asked is not None:
            until = retry_at(asked.decode("latin-1"), datetime.now(UTC))
        self._hosts.answered(host, response.status, until)

    def _shown_by(self) -> Browser:
        """The browser, which is an extra and may be missing."""
        if self._browser is None:
            try:
                program = find_chromium(self._limits)
            except BadSetting as error:
                raise FetchError(str(error), kind="browser") from error
            from crawler.browser import Browser  # noqa: PLC0415 -- few crawls need it

            self._browser = Browser(self._scrapy, self._limits, program)
        return self._browser

    async def close(self) -> None:
        """The browser ends with the crawl."""
        if self._browser is not None:
            await self._browser.close()
        await super().close()


def _media(response: Response) -> str | None:
    """The media type that the server states."""
    stated = response.headers.get(b"Content-Type")
    return None if stated is None else stated.decode("latin-1")
