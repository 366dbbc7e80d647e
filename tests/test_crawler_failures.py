"""Every exception of the web becomes one kind and one clear line."""

from __future__ import annotations

import asyncio
import logging
import socket
from types import SimpleNamespace

import pytest
from crawling import Exchange, Reactor, crawling, fetched, page
from OpenSSL import SSL
from scrapy.exceptions import DownloadFailedError, NotSupported
from twisted.internet import error as net
from twisted.python.failure import Failure as TwistedFailure
from twisted.web._newclient import ResponseFailed

from crawler.failures import explain, failure_of, known
from crawler.hosts import Hosts
from crawler.limits import Limits
from crawler.names import Names, _Results
from crawler.robots import REMEMBERED, REMEMBERED_BYTES, RobotsMiddleware, Rules, _Entry
from factories import NOON
from storage.errors import BadURL, FetchError
from storage.records import Failure, Fetch


def failed(*reasons: Exception) -> Exception:
    """What Scrapy raises when Twisted's connection ended for these reasons."""
    error = DownloadFailedError("failed")
    error.__cause__ = ResponseFailed([TwistedFailure(reason) for reason in reasons])
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (FetchError("as it says", kind="robots"), ("robots", "as it says")),
        (BadURL("no address"), ("bad_url", "no address")),
        (NotSupported("x"), ("bad_url", "only http and https are fetched")),
        (
            net.NoRouteError(113, "No route to host"),
            (
                "refused",
                "no connection to the server: No route to host: 113: No route to host.",
            ),
        ),
        (net.TCPTimedOutError(), ("timeout", "no whole answer in the time allowed")),
        (
            failed(SSL.Error([("SSL routines", "", "wrong version number")])),
            ("tls", "the secure connection failed: wrong version number"),
        ),
        (
            SSL.Error([]),
            ("tls", "the secure connection failed: the server ended the handshake"),
        ),
        (
            SSL.SysCallError(-1, "Unexpected EOF"),
            ("tls", "the secure connection failed: (-1, 'Unexpected EOF')"),
        ),
        (SSL.ZeroReturnError(), ("tls", "the secure connection failed: ZeroReturnError")),
        (
            failed(KeyError(b"gzip")),
            ("bad_response", "the answer cannot be read (KeyError: b'gzip')"),
        ),
        (
            UnicodeError("label too long"),
            ("bad_url", "this address cannot be asked for: label too long"),
        ),
        (
            ZeroDivisionError("x"),
            ("bad_response", "the answer cannot be read (ZeroDivisionError: x)"),
        ),
    ],
)
def test_each_exception_has_its_kind(error: Exception, expected: tuple[str, str]) -> None:
    assert explain(error) == expected
    assert known(error) is not isinstance(error, ZeroDivisionError)


def test_a_failure_is_one_line_of_bounded_length() -> None:
    error = FetchError("a\n  b " * 500, kind="timeout", retry_at=NOON)

    failure = failure_of(error, url="https://paper.example/", at=NOON)

    assert (failure.kind, failure.retry_at, len(failure.detail)) == ("timeout", NOON, 500)
    assert failure.detail.startswith("a b a b")
    assert failure.detail.endswith("…")


class Unsayable(str):
    """A text that cannot be sent."""

    __slots__ = ()

    def encode(self, *_: str) -> bytes:
        raise ZeroDivisionError


def test_what_nobody_expected_is_recorded_and_logged(
    reactor: Reactor, caplog: pytest.LogCaptureFixture
) -> None:
    async def go() -> object:
        async with crawling() as crawler:
            return await crawler.fetch(Fetch(url="http://paper.example/", etag=Unsayable("x")))

    with caplog.at_level(logging.ERROR, "crawler.run"):
        answer = reactor(go())

    assert isinstance(answer, Failure)
    assert answer.kind == "bad_response"
    assert "an unexpected failure" in caplog.text


def test_a_check_without_time_left_asks_nothing_more(reactor: Reactor) -> None:
    async def late(exchange: Exchange) -> None:
        await asyncio.sleep(0.3)
        exchange.send(page(b"", "404 Not Found"))

    answers = {"/robots.txt": late, "/": page()}
    answer, site = reactor(fetched(answers, obey_robots=True, check_timeout=0.25))

    assert isinstance(answer, Failure)
    assert (answer.kind, answer.detail) == (
        "timeout",
        f"no time was left to ask for {site.url('/')}",
    )
    assert site.paths == ["/robots.txt"]


def test_idle_hosts_are_forgotten(reactor: Reactor) -> None:
    async def go() -> int:
        hosts = Hosts(Limits(host_delay=0.0))
        for number in range(5000):
            async with hosts.turn(f"{number}.example"):
                pass
        return len(hosts._lanes)

    assert reactor(go()) < 4100


@pytest.mark.parametrize(("size", "kept"), [(10, REMEMBERED), (REMEMBERED_BYTES // 3, 3)])
def test_the_rules_of_many_servers_are_forgotten_the_oldest_first(
    reactor: Reactor, size: int, kept: int
) -> None:
    async def go() -> tuple[int, str]:
        async with crawling(obey_robots=True) as crawler:
            mine = crawler._engine.downloader.middleware.middlewares
            robots = next(one for one in mine if isinstance(one, RobotsMiddleware))
            for number in range(REMEMBERED + 5):
                for _ in range(2):
                    robots._remember(f"https://{number}.example", _Entry(Rules(None, size=size), 9))
            return len(robots._known), next(reversed(robots._known))

    assert reactor(go()) == (kept, f"https://{REMEMBERED + 4}.example")


def test_a_lookup_that_fails_in_any_way_is_a_dns_failure() -> None:
    def too_long(*_: object) -> None:
        raise UnicodeError("label too long")

    with pytest.raises(socket.gaierror, match="label too long"):
        Names(too_long)._lookup("x.example", 80)


def test_a_lookup_that_ends_after_the_crawl_is_not_heard() -> None:
    heard: list[tuple[object, ...]] = []
    results = _Results(SimpleNamespace(callFromThread=lambda *call: heard.append(call)))

    results.callFromThread("in time")
    results.end()
    results.callFromThread("late")

    assert heard == [("in time",)]
