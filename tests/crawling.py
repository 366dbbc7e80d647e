"""One Twisted reactor for all tests of a process (it cannot start twice), and sites to crawl."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

from crawler.run import Crawler, Limits, run
from storage.records import Capture, Failure, Fetch

LOOPBACK = ("127.0.0.0/8",)
T = TypeVar("T")


class Reactor:
    """Runs coroutines on the reactor's loop, in a thread of its own."""

    def __init__(self) -> None:
        self._ready = threading.Event()
        self._thread = threading.Thread(target=run, args=(self._main,), daemon=True)
        self._thread.start()
        assert self._ready.wait(30)

    async def _main(self) -> int:
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        self._ready.set()
        await self._end.wait()
        return 0

    def __call__(self, coroutine: Coroutine[Any, Any, T], seconds: float = 30.0) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(seconds)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)


@dataclass
class Exchange:
    """One request that a site was sent, and the connection to answer it on."""

    path: str
    #: name and value of each header line, as sent
    headers: dict[str, str]
    writer: asyncio.StreamWriter
    at: float = field(default_factory=monotonic)

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    def reset(self) -> None:
        self.writer.transport.get_extra_info("socket").setsockopt(1, 13, b"\1\0\0\0\0\0\0\0")
        self.writer.transport.abort()


Answer = bytes | Callable[[Exchange], Awaitable[None]]


def page(
    body: bytes = b"<!doctype html><p>Text.</p>", status: str = "200 OK", **headers: str
) -> bytes:
    """A whole answer; underscores in header names stand for hyphens."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([f"HTTP/1.1 {status}", *lines, f"Content-Length: {len(body)}", "", ""])
    return head.encode("latin-1") + body


def moved(to: str, status: int = 301, **headers: str) -> bytes:
    return page(b"", f"{status} Moved", Location=to, **headers)


@dataclass
class Site:
    """A server on loopback: answers by path, 404 for the others; keeps what it was asked."""

    answers: dict[str, Answer]
    host: str = "127.0.0.1"
    port: int = 0
    asked: list[Exchange] = field(default_factory=list)
    connections: int = 0

    def url(self, path: str, host: str | None = None, scheme: str = "http") -> str:
        return f"{scheme}://{host or self.host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [exchange.path for exchange in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                while not writer.is_closing():
                    await self._answer(reader, writer)
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:] if line)
        exchange = Exchange(head[0].split(" ")[1], headers, writer)
        self.asked.append(exchange)
        answer = self.answers.get(exchange.path, page(b"", "404 Not Found"))
        if isinstance(answer, bytes):
            writer.write(answer)
        else:
            await answer(exchange)
        await writer.drain()


@contextlib.asynccontextmanager
async def serving(
    answers: dict[str, Answer], host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Site]:
    """A site that answers until the block ends."""
    site = Site(answers, host)
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(site.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, host, 0, ssl=tls, limit=2**20)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def crawling(lookup: Any = None, **limits: Any) -> AsyncIterator[Crawler]:
    """A crawler in a hurry, allowed to reach loopback, until the block ends."""
    values = {
        "allow_networks": LOOPBACK,
        "host_delay": 0.0,
        "host_concurrency": 8,
        "check_timeout": 15.0,
        "obey_robots": False,
    }
    crawler = Crawler(Limits(**(values | limits)), **({"lookup": lookup} if lookup else {}))
    await crawler.start()
    try:
        yield crawler
    finally:
        await crawler.stop()


async def fetched(
    answers: dict[str, Answer], path: str = "/", fetch: dict[str, Any] | None = None, **limits: Any
) -> tuple[Capture | Failure, Site]:
    """What a crawler makes of one address of a site."""
    async with serving(answers) as site, crawling(**limits) as crawler:
        return await crawler.fetch(Fetch(url=site.url(path), **(fetch or {}))), site


@contextlib.contextmanager
def quick(seconds: float) -> Iterator[None]:
    """What is inside takes less than so many seconds."""
    began = monotonic()
    yield
    assert monotonic() - began < seconds


def shell(script: str, body: str = '<main id="here"></main>') -> bytes:
    """A page whose text is made by its script, which sets the title when it is done."""
    return page(
        f"<!doctype html><title>at first</title>{body}<script>{script}</script>".encode(),
        Content_Type="text/html; charset=iso-8859-1",
    )


def title(answer: Capture | Failure) -> str:
    assert isinstance(answer, Capture), answer
    return answer.body.decode().partition("<title>")[2].partition("</title>")[0]
