"""A pass over servers that misbehave: each look is in the ledger, and the others go on."""

from __future__ import annotations

import asyncio
import socket
import zlib
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from crawling import Answer, Exchange, Reactor, crawling, moved, page, quick, serving

from look.check import Looked
from look.telling import Teller
from scheduler import one_pass
from service import ports_of
from settings import Settings
from storage.archive import Archive
from storage.records import Article

GOOD = 30
STORY = page(
    b"<!doctype html><html lang=en><title>The bridge is open</title><body><article>"
    b"<h1>The bridge is open</h1><p>"
    + b"The council voted to mend the old bridge over the river. " * 9
    + b"</p></article></body></html>"
)


async def silent(_: Exchange) -> None:
    await asyncio.sleep(30)


async def reset(exchange: Exchange) -> None:
    exchange.reset()


async def drip(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not exchange.writer.is_closing():
        exchange.send(b"x")
        await asyncio.sleep(0.1)


async def huge(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
    while not exchange.writer.is_closing():
        exchange.send(bytes(1 << 16))
        await exchange.writer.drain()


async def short(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<p>Half of it")
    exchange.writer.close()


def bomb(megabytes: int) -> bytes:
    """A page that is so large when it is unpacked."""
    packing = zlib.compressobj(wbits=31)
    pieces = [packing.compress(b"a " * 500_000) for _ in range(megabytes)]
    return b"".join([*pieces, packing.flush()])


#: path → (what the server does, what the ledger says then)
FAULTS: dict[str, tuple[Answer, tuple[str, str]]] = {
    "/reset": (reset, ("failed", "reset:")),
    "/slow-loris": (drip, ("failed", "timeout:")),
    "/hangs": (silent, ("failed", "timeout:")),
    "/50-mb": (huge, ("failed", "too large:")),
    "/bomb": (page(bomb(100), Content_Encoding="gzip"), ("failed", "truncated: too_large")),
    "/loop": (moved("/loop"), ("failed", "redirect loop:")),
    "/length": (short, ("failed", "bad response: the body broke off")),
    "/304": (page(b"", "304 Not Modified", ETag='"x"'), ("failed", "HTTP 304 to a request")),
    "/429": (page(b"", "429 Too Many", Retry_After="9000"), ("failed", "HTTP 429")),
    "/503": (page(b"", "503 Busy", Retry_After="9000"), ("failed", "HTTP 503")),
}


@dataclass
class Pass:
    """How a pass went: the end of each look in seconds, by address."""

    ends: dict[str, float]
    begin: float

    def report(self, looked: Any) -> None:
        assert isinstance(looked, Looked)
        self.ends[looked.article.url] = monotonic() - self.begin


def lookup(host: str, *rest: Any) -> Any:
    if host == "nowhere.example":
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return socket.getaddrinfo(host, *rest)


def megabytes(name: str) -> int:
    """What the kernel counts of this process: VmRSS now, VmHWM at most since it was told to."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) // 1024


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_each_fault_is_in_the_ledger_and_the_others_go_on(
    archive: Archive, reactor: Reactor
) -> None:
    expected: dict[str, tuple[str, str]] = {}
    good: list[Article] = []

    def watch(url: str) -> Article:
        return archive.articles.ensure(url, seen_at=datetime.now(UTC), source_id=None)[0]

    async def go() -> Pass:
        async with AsyncExitStack() as stack:
            # a host for each fault: their circuits are their own
            for number, (path, (answer, ledger)) in enumerate(FAULTS.items()):
                site = await stack.enter_async_context(
                    serving({path: answer}, f"127.0.1.{number + 1}")
                )
                expected[site.url(path)] = ledger
            expected[f"http://127.0.2.1:{free_port()}/refused"] = ("failed", "refused:")
            expected["http://nowhere.example/dns"] = ("failed", "dns:")
            answers: dict[str, Answer] = {f"/{number}": STORY for number in range(GOOD)}
            paper = await stack.enter_async_context(serving(answers))
            crawler = await stack.enter_async_context(
                crawling(lookup, check_timeout=4.0, max_bytes=1 << 20, concurrency=16)
            )
            faulty = [watch(url) for url in expected]
            good.extend(watch(paper.url(path)) for path in answers)
            teller = Teller(archive=archive, settings=Settings())
            done = Pass(ends={}, begin=monotonic())
            await one_pass(
                ports_of(archive, crawler.fetch, teller),
                articles=[*faulty, *good],
                concurrency=64,
                report=done.report,
            )
            return done

    before = megabytes("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    with quick(40.0):
        done = reactor(go(), 60.0)

    told = {url: archive.ledger.of_article(archive.articles.of_url(url).id)[-1] for url in expected}
    for url, (outcome, detail) in expected.items():
        assert (told[url].outcome, (told[url].detail or "")[: len(detail)]) == (outcome, detail)
    assert [archive.articles.get(one.id).revisions for one in good] == [1] * GOOD
    assert archive.revisions.count() == GOOD
    hanging = [end for url, end in done.ends.items() if url.endswith(("/hangs", "/slow-loris"))]
    assert max(done.ends[one.url] for one in good) < min(hanging)
    assert megabytes("VmHWM") - before < 200
