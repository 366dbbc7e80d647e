"""Run Scrapy's engine for as long as it is wanted, and hand back one Capture for each Fetch."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.reactor import install_reactor, is_reactor_installed

from crawler.attempt import Attempt
from crawler.failures import failure_of, known
from crawler.guard import ConnectGuard
from crawler.handler import TransferHandler
from crawler.hosts import Hosts
from crawler.limits import Limits
from crawler.middleware import FollowMiddleware
from crawler.names import Lookup, Names
from crawler.robots import RobotsMiddleware
from crawler.spiders import SPIDERS, PageSpider, QuietLog, SourceSpider
from storage.records import Capture, Failure, Fetch, SourceKind

__all__ = ["Crawler", "Limits", "run"]

logger = logging.getLogger(__name__)

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Crawler:
    """One long-lived Scrapy engine, inside `run`; fetches as many addresses at once as asked."""

    def __init__(self, limits: Limits, *, lookup: Lookup = socket.getaddrinfo) -> None:
        """`lookup` resolves names; called in threads, with the arguments of getaddrinfo."""
        self._limits = limits
        self._names = Names(lookup)
        self._guard = ConnectGuard(
            limits.allow_networks, limits.ports, min(limits.connect_timeout, limits.check_timeout)
        )
        self._spiders: dict[SourceKind, SourceSpider] = {}
        self._hosts: Hosts | None = None
        self._runner: AsyncCrawlerRunner | None = None
        self._crawl: asyncio.Task[None] | None = None
        self._engine: Any = None
        self._running: dict[asyncio.Future[Any], Attempt] = {}

    async def start(self) -> None:
        """Open the engine; RuntimeError where no reactor runs or another crawler does."""
        if not is_reactor_installed():
            raise RuntimeError("a Crawler works inside crawler.run.run")
        self._guard.install(_reactor())
        self._names.install(_reactor())
        try:
            await self._open()
        except BaseException:
            self._leave()
            raise

    async def _open(self) -> None:
        hosts = self._hosts = Hosts(self._limits)
        ready = asyncio.Event()
        self._spiders = {
            kind: spider(limits=self._limits, hosts=hosts) for kind, spider in SPIDERS.items()
        }
        self._runner = AsyncCrawlerRunner(scrapy_settings(self._limits))
        crawler = self._runner.create_crawler(PageSpider)
        self._crawl = self._runner.crawl(crawler, limits=self._limits, hosts=hosts, ready=ready)
        opened = asyncio.create_task(ready.wait())
        await asyncio.wait({opened, self._crawl}, return_when=asyncio.FIRST_COMPLETED)
        if not opened.done():
            opened.cancel()
            self._crawl.result()
            raise RuntimeError("Scrapy's engine closed before it was asked for anything")
        self._engine = crawler.engine
        # nothing is ever scheduled: without this the engine looks for it after each transfer
        self._engine.pause()

    async def fetch(self, fetch: Fetch) -> Capture | Failure:
        """Ask for one address, whatever the web makes of it: an answer, or why there is none.

        Waits for the host's turn first; from then on it takes `check_timeout` at most.
        CancelledError when it is cancelled, or when the crawler is stopped meanwhile.
        """
        if self._engine is None or self._crawl is None or self._crawl.done():
            raise RuntimeError("the crawler is not started, or its engine has closed")
        attempt = Attempt(
            url=fetch.url,
            left=self._limits.check_timeout,
            redirects_left=self._limits.max_redirects,
            max_bytes=self._limits.max_bytes,
            browser=fetch.browser,
            screenshot=fetch.screenshot,
        )
        spider = self._spiders[fetch.kind]
        try:
            request = spider.ask(fetch, attempt)
            return spider.capture(await self._download(request, attempt), attempt)
        except Exception as error:  # one article's failure must not stop the others
            if not known(error):
                logger.exception("%s: an unexpected failure", fetch.url)
            return failure_of(error, url=fetch.url, at=datetime.now(UTC))

    async def _download(self, request: Any, attempt: Attempt) -> Any:
        task = asyncio.ensure_future(self._engine.download_async(request))
        self._running[task] = attempt
        try:
            return await task
        except asyncio.CancelledError:
            attempt.abandon()
            raise
        finally:
            del self._running[task]

    async def stop(self) -> None:
        """Close the engine; what is under way is cancelled. Stopping twice is no error."""
        if self._runner is None or self._crawl is None or self._hosts is None:
            return
        for task, attempt in list(self._running.items()):
            attempt.abandon()
            task.cancel()
        for shared in list(self._hosts.tasks):
            shared.cancel()
        try:
            await self._runner.stop()
            await self._crawl
        finally:
            self._leave()
            self._runner = self._crawl = self._engine = None

    def _leave(self) -> None:
        self._names.remove(_reactor())
        self._guard.remove(_reactor())


def scrapy_settings(limits: Limits) -> dict[str, Any]:
    """Scrapy's settings for these limits: nothing runs that is not named here."""
    return {
        "TWISTED_REACTOR": _REACTOR,
        "USER_AGENT": limits.agent,
        # crawler.hosts keeps the pace: nothing is to wait in Scrapy's own slots
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1_000_000,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": limits.check_timeout,
        "DOWNLOAD_MAXSIZE": limits.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        # its own parts are left out before they are imported, which takes a quarter of a second
        "DOWNLOAD_HANDLERS_BASE": {"http": TransferHandler, "https": TransferHandler},
        "DOWNLOADER_MIDDLEWARES_BASE": {RobotsMiddleware: 100, FollowMiddleware: 600},
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "COOKIES_ENABLED": False,
        "CONCURRENT_ITEMS": 1,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "LOG_FORMATTER": QuietLog,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }


def run(main: Callable[[], Awaitable[int]]) -> int:
    """Run a coroutine inside the Twisted reactor on asyncio's loop, and return its exit code.

    SIGINT and SIGTERM cancel it; a main that lets the cancellation through ends with 128 and the
    signal's number. What it raises is raised. Once in a process: Twisted cannot start again.
    """
    install_reactor(_REACTOR)
    reactor = _reactor()
    # what Scrapy would warn of is in each Failure; it has no handler of its own here
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    program = _Program(main, reactor)
    reactor.callWhenRunning(program.begin)
    loop = asyncio.get_event_loop()  # the one that the reactor was installed on
    reactor.run(installSignalHandlers=False)
    asyncio.set_event_loop(None)
    loop.close()
    return program.result()


def _reactor() -> Any:
    """The reactor that is installed; to import it where none is would install another kind."""
    from twisted.internet import reactor  # noqa: PLC0415

    return reactor


class _Program:
    """The coroutine that `run` was given, and the signals that end it."""

    def __init__(self, main: Callable[[], Awaitable[int]], reactor: Any) -> None:
        self._main = main
        self._reactor = reactor
        self._task: asyncio.Task[int] | None = None
        self._signal: int | None = None

    def begin(self) -> None:
        loop = asyncio.get_event_loop()
        self._task = loop.create_task(self._whole())
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                loop.add_signal_handler(number, self._interrupt, number)
        self._task.add_done_callback(self._end)

    async def _whole(self) -> int:
        try:
            return await self._main()
        finally:
            left = asyncio.all_tasks() - {asyncio.current_task()}
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            await asyncio.get_running_loop().shutdown_asyncgens()

    def _interrupt(self, number: int) -> None:
        self._signal = number
        if self._task is not None:
            self._task.cancel()

    def _end(self, _: Any) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                asyncio.get_event_loop().remove_signal_handler(number)
        self._reactor.stop()

    def result(self) -> int:
        if self._task is None:
            raise RuntimeError("the reactor ended before the program began")
        if self._task.cancelled():
            return 128 + (self._signal or signal.SIGINT)
        return self._task.result()
