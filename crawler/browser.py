"""Show an answer to Chromium, let its scripts run, and take what stands there in the end."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

from playwright.async_api import Error, Page, Route
from playwright.async_api import Request as PageRequest
from playwright.async_api import TimeoutError as TooLong
from scrapy import Request
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.provider import PlaywrightBrowserProvider

from crawler.attempt import Attempt
from crawler.chromium import launch_options, page_options
from crawler.decode import unpack
from crawler.fence import Fence
from crawler.limits import Limits
from crawler.rendered import Rendered, for_browser
from crawler.wire import wire_headers
from storage.errors import FetchError
from storage.records import Screenshot

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

#: pages at a time
_PAGES = 2
#: seconds that a page may take to become quiet; then it is taken as it stands
_PATIENCE = 10.0
#: seconds in which a page or the browser has to close
_CLOSING = 5.0
#: pixels; what is longer is cut
_TALLEST = 8000
# read in a world of its own, where no script of the page has changed what the names mean
_DOCUMENT = """(() => {
  const type = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : "";
  const html = document.documentElement ? document.documentElement.outerHTML : "";
  return html.length > %d ? null : type + html;
})()"""


class Browser:
    """Chromium in scrapy-playwright's handler: started for the first page, ended with the crawl."""

    def __init__(self, crawler: Crawler, limits: Limits, program: str) -> None:
        self._crawler = crawler
        self._limits = limits
        self._program = program
        self._room = asyncio.Semaphore(_PAGES)
        self._starting = asyncio.Lock()
        self._numbers = count(1)
        self._handler: Any = None
        #: pages under way, and pages since the browser was started
        self._active = 0
        self._pages = 0

    async def render(self, response: Response, attempt: Attempt) -> Rendered:
        """What the page is when its scripts have run; FetchError where that cannot be said.

        The browser is handed the answer and does not ask for the page again.
        """
        async with self._room:
            began = monotonic()
            self._active += 1
            try:
                async with asyncio.timeout(max(attempt.left, 0)):
                    return await self._render(response, attempt)
            except (TimeoutError, TooLong) as error:
                raise FetchError(
                    "the page's scripts did not come to an end in the time allowed", kind="browser"
                ) from error
            except Error as error:
                words = error.message.partition("\n")[0]
                raise FetchError(f"the browser gave up: {words}", kind="browser") from error
            finally:
                self._active -= 1
                attempt.left -= monotonic() - began

    async def close(self) -> None:
        """End the browser, by force where it does not end by itself."""
        handler, self._handler = self._handler, None
        if handler is None:
            return
        driver = _pipe(handler)._proc
        try:
            await asyncio.wait_for(handler.close(), _CLOSING)
        except Exception as error:  # it is to be gone, whatever it says
            if driver.returncode is None:
                logger.warning("the browser is ended by force: %s", error or type(error).__name__)
                driver.kill()  # Chromium ends when the pipe to it does

    async def _render(self, response: Response, attempt: Attempt) -> Rendered:
        scene = _Scene(response, attempt, self._limits)
        fence = Fence(
            max_bytes=self._limits.page_bytes,
            max_connections=self._limits.page_requests,
            connect_timeout=self._limits.connect_timeout,
        )
        from twisted.internet import reactor  # noqa: PLC0415 -- which one is settled by now

        handler = await self._started()
        name = f"page {next(self._numbers)}"
        request = _blank(name, page_options(self._limits, fence.open(reactor)))
        try:
            await handler.download_request(request)
            page = request.meta["playwright_page"]
            await scene.play(page)
            return await self._take(page, scene, fence, handler)
        finally:
            await self._leave(handler, name)
            await fence.close()

    async def _take(self, page: Page, scene: _Scene, fence: Fence, handler: Any) -> Rendered:
        if not page.url.startswith(("http:", "https:")):
            raise FetchError("its script leads the browser away from the page", kind="browser")
        html = await self._document(page)
        if fence.bytes_left < 0:
            raise FetchError(
                f"the page loads more than {self._limits.page_bytes} bytes", kind="too_large"
            )
        if scene.requests > self._limits.page_requests:
            raise FetchError(
                f"the page makes more than {self._limits.page_requests} requests", kind="too_large"
            )
        for line in fence.refused:
            logger.info("%s: kept from a script's request: %s", page.url, line)
        return Rendered(
            html=html,
            browser=f"Chromium {handler.browser.version}",
            screenshot=await self._picture(page) if scene.wants_picture else None,
        )

    async def _started(self) -> Any:
        """The handler with its driver; Chromium itself starts with a first page."""
        async with self._starting:
            worn = self._pages >= self._limits.browser_pages and self._active == 1
            if worn or (self._handler and _pipe(self._handler)._proc.returncode is not None):
                await self.close()
            self._pages += 1
            if self._handler is None:
                self._pages = 1
                logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)
                handler = ScrapyPlaywrightDownloadHandler(self._crawler)
                handler.config.launch_options = launch_options(self._program)
                handler.process_request_headers = None  # the browser's own
                # it would start one with the engine, also where no page ever needs it
                handler.browser_provider = PlaywrightBrowserProvider(handler.config)
                await handler.browser_provider.start()
                _pipe(handler).on_error_future.add_done_callback(_heard)
                self._handler = handler
            return self._handler

    async def _leave(self, handler: Any, name: str) -> None:
        """Close the page with all that it opened; a browser that cannot is ended."""
        kept = handler.context_wrappers.get(name)
        if kept is None:
            return
        try:
            await asyncio.wait_for(kept.context.close(), _CLOSING)
        except (TimeoutError, Error):
            if self._handler is handler:
                await self.close()

    async def _document(self, page: Page) -> bytes:
        session = await page.context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        world = await session.send(
            "Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]}
        )
        answer = await session.send(
            "Runtime.evaluate",
            {
                "expression": _DOCUMENT % self._limits.max_bytes,
                "contextId": world["executionContextId"],
                "returnByValue": True,
            },
        )
        text = answer["result"].get("value")
        if text is None:
            raise FetchError(
                f"the page grows to more than {self._limits.max_bytes} characters", kind="too_large"
            )
        return str(text).encode("utf-8", "replace")

    async def _picture(self, page: Page) -> Screenshot | None:
        """The page from its head down; None where the picture is larger than a body may be."""
        clip = {"x": 0.0, "y": 0.0, "width": 1280.0, "height": float(_TALLEST)}
        png = await page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]
        if len(png) > self._limits.max_bytes:
            return None
        # PNG, section 11.2.1: width and height begin the first chunk
        return Screenshot(
            png=png,
            width=int.from_bytes(png[16:20], "big"),
            height=int.from_bytes(png[20:24], "big"),
        )


class _Scene:
    """One page: what it is handed, and what it asks for."""

    def __init__(self, response: Response, attempt: Attempt, limits: Limits) -> None:
        headers = wire_headers(response)
        coding = ", ".join(value for name, value in headers if name.lower() == "content-encoding")
        unpacked = unpack(response.body, coding, limits.max_bytes)
        if unpacked.reasons and "too_large" in unpacked.reasons:
            raise FetchError(
                f"unpacked, the page has over {limits.max_bytes} bytes", kind="too_large"
            )
        self._answer = {"status": response.status, "headers": for_browser(headers)}
        self._body = unpacked.body
        self._url = response.url
        self._cookies = attempt.cookies
        self._most = limits.page_requests
        self._milliseconds = max(attempt.left, 0.001) * 1000
        self.wants_picture = attempt.screenshot
        self.requests = 0
        self.shown = False

    async def play(self, page: Page) -> None:
        """Stand before everything that the page asks for, show it, and wait until it is quiet.

        A second window is closed at once.
        """
        page.context.on("page", lambda other: other.close())
        await page.route("**/*", self._route)
        cookies = [
            {"name": name, "value": value, "url": f"{scheme}://{host}/"}
            for host, jar in self._cookies.items()
            for name, value in jar.items()
            for scheme in ("http", "https")
        ]
        if cookies:
            await page.context.add_cookies(cookies)  # type: ignore[arg-type]
        await page.goto(self._url, wait_until="commit", timeout=self._milliseconds)
        await _quiet(page)

    async def _route(self, route: Route, request: PageRequest) -> None:
        self.requests += 1
        with suppress(Error):  # the page is gone, and with it whoever waited
            if request.is_navigation_request() and request.frame.parent_frame is None:
                await self._show(route)
            elif self.requests > self._most or request.resource_type == "media":
                await route.abort("blockedbyclient")
            else:
                await route.continue_()

    async def _show(self, route: Route) -> None:
        """Hand over the answer, once: no script sends the browser to another page."""
        if self.shown:
            await route.abort("aborted")
            return
        self.shown = True
        await route.fulfill(body=self._body, **self._answer)  # type: ignore[arg-type]


def _blank(name: str, context: dict[str, Any]) -> Request:
    """An empty page in a context of its own, as scrapy-playwright opens one and leaves it open.

    It would take the document of any other page before we can bound it in time and size.
    """
    return Request(
        "about:blank",
        meta={
            "playwright": True,
            "playwright_include_page": True,
            "playwright_context": name,
            "playwright_context_kwargs": context,
        },
    )


async def _quiet(page: Page) -> None:
    """Wait until everything was loaded and the page asks for no more, or for long enough."""
    began = monotonic()
    states: tuple[Literal["load", "networkidle"], ...] = ("load", "networkidle")
    for state in states:
        left = _PATIENCE - (monotonic() - began)
        with suppress(TooLong):
            await page.wait_for_load_state(state, timeout=max(left, 0.001) * 1000)


def _pipe(handler: Any) -> Any:
    """What leads to the driver, the process through which the browser is spoken to."""
    return handler.browser_provider.playwright_context_manager._client._transport


def _heard(broken: asyncio.Future[Any]) -> None:
    """Whoever waits for the driver is told that it is gone; nobody else has to be."""
    if not broken.cancelled():
        broken.exception()
