"""One Fetch in, one Capture or Failure out, whatever the server does; servers on loopback."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from crawling import Exchange, Reactor, Site, crawling, fetched, moved, page, quick, serving

from crawler.limits import Limits
from crawler.run import Crawler
from storage.records import Capture, Failure, Fetch, Redirect


def failure(answer: Capture | Failure) -> tuple[str, str]:
    assert isinstance(answer, Failure)
    return answer.kind, answer.detail


def status(answer: Capture | Failure) -> int:
    assert isinstance(answer, Capture), answer
    return answer.status


def raw(data: bytes):
    """An answer of exactly these bytes, then the end of the connection."""

    async def answer(exchange: Exchange) -> None:
        exchange.send(data)
        exchange.writer.close()

    return answer


async def silent(exchange: Exchange) -> None:
    await asyncio.sleep(30)


def test_a_capture_holds_the_answer_as_it_came(reactor: Reactor) -> None:
    body = gzip.compress(b"<!doctype html><p>Text.</p>")
    head = (
        b"HTTP/1.1 200 Fine\r\nx-WeIrD-case: a\r\nContent-Encoding: gzip\r\nX-B: 1\r\nx-b: 2\r\n"
        b"bad header line\r\nbad name: x\r\nContent-length:  %d\r\nX-Variorum-Wire: [[]]\r\n\r\n"
    )

    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    answer, site = reactor(fetched({"/a": hints + head % len(body) + body}, "/a"))

    assert isinstance(answer, Capture)
    assert abs(datetime.now(UTC) - answer.fetched_at) < timedelta(seconds=20)
    assert answer == Capture(
        url=site.url("/a"),
        final_url=site.url("/a"),
        status=200,
        headers=(
            ("x-WeIrD-case", "a"),
            ("Content-Encoding", "gzip"),
            ("X-B", "1"),
            ("x-b", "2"),
            ("bad name", "x"),
            ("Content-length", str(len(body))),
            ("X-Variorum-Wire", "[[]]"),
        ),
        body=body,
        fetched_at=answer.fetched_at,
        address="127.0.0.1",
    )


def test_the_request_says_who_asks_and_nothing_else(reactor: Reactor) -> None:
    limits = {"user_agent": "Variorum/9", "contact": "mailto:archive@paper.example"}

    _, site = reactor(fetched({"/": page()}, **limits))

    assert site.asked[0].headers == {
        "User-Agent": "Variorum/9 (+mailto:archive@paper.example)",
        "Accept": "text/html, application/xhtml+xml, */*;q=0.5",
        "Accept-Language": "*",
        "Accept-Encoding": "gzip, br",
        "Host": f"127.0.0.1:{site.port}",
    }


@pytest.mark.parametrize(
    ("kind", "accept"),
    [("feed", "application/atom+xml"), ("sitemap", "application/xml"), ("section", "text/html")],
)
def test_each_kind_of_source_is_asked_for_in_its_own_way(
    reactor: Reactor, kind: str, accept: str
) -> None:
    _, site = reactor(fetched({"/": page()}, fetch={"kind": kind}))

    assert site.asked[0].headers["Accept"].startswith(accept)


def test_validators_are_sent_and_304_is_a_capture(reactor: Reactor) -> None:
    validators = {"etag": '"v1"', "last_modified": "Sun, 01 Mar 2026 12:00:00 GMT"}
    unchanged = b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n'

    answer, site = reactor(fetched({"/": unchanged}, fetch=validators))

    sent = site.asked[0].headers
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == tuple(validators.values())
    assert isinstance(answer, Capture)
    assert (answer.status, answer.body, answer.address) == (304, b"", "127.0.0.1")


@pytest.mark.parametrize("code", ["404 Not Found", "410 Gone", "500 Oh", "204 No Content"])
def test_an_error_of_the_server_is_an_answer(reactor: Reactor, code: str) -> None:
    answer, _ = reactor(fetched({"/": page(b"", code)}))

    assert status(answer) == int(code[:3])


def test_redirects_are_followed_and_remembered(reactor: Reactor) -> None:
    answers = {"/a": moved("b?x=1"), "/b?x=1": moved("/c\xc3\xa9#part", 302), "/c%C3%A9": page()}

    answer, site = reactor(fetched(answers, "/a"))

    assert isinstance(answer, Capture)
    assert (answer.url, answer.final_url) == (site.url("/a"), site.url("/c%C3%A9"))
    assert answer.redirects == (
        Redirect(url=site.url("/a"), status=301),
        Redirect(url=site.url("/b?x=1"), status=302),
    )


def test_a_redirect_without_a_target_is_an_answer(reactor: Reactor) -> None:
    answer, _ = reactor(fetched({"/": page(b"", "302 Found")}))

    assert status(answer) == 302


@pytest.mark.parametrize(
    "answers",
    [
        {"/": moved("/")},
        {"/": moved("/b"), "/b": moved("/")},
        {f"/{n or ''}": moved(f"/{n + 1}") for n in range(30)},
    ],
    ids=["to itself", "in a circle", "without end"],
)
def test_a_redirect_loop_ends_with_its_hops(reactor: Reactor, answers: dict[str, bytes]) -> None:
    answer, site = reactor(fetched(answers))

    kind, detail = failure(answer)
    assert kind == "redirect_loop"
    assert site.url("/") in detail
    assert len(site.asked) <= 11


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://x.example/", "http://a..b/"])
def test_a_redirect_out_of_the_web_is_not_followed(reactor: Reactor, target: str) -> None:
    answer, _ = reactor(fetched({"/": moved(target)}))

    assert failure(answer)[0] == "bad_url"


def test_a_cookie_wall_is_passed_within_one_check(reactor: Reactor) -> None:
    async def wall(exchange: Exchange) -> None:
        known = exchange.headers.get("Cookie") == "seen=1"
        exchange.send(page() if known else moved("/", 302, Set_Cookie="seen=1; Path=/"))

    async def twice() -> list[int]:
        async with serving({"/": wall}) as site, crawling() as crawler:
            answers = [await crawler.fetch(Fetch(url=site.url("/"))) for _ in range(2)]
            assert len(site.asked) == 4  # no cookie outlives its check
            return [status(answer) for answer in answers]

    assert reactor(twice()) == [200, 200]


def test_a_cookie_stays_with_its_host(reactor: Reactor) -> None:
    async def go() -> dict[str, str]:
        async with serving({"/": page()}, "127.0.0.2") as other:
            to_other = moved(other.url("/"), 302, Set_Cookie="secret=1; Domain=0.0.2")
            async with serving({"/": to_other}) as site, crawling() as crawler:
                await crawler.fetch(Fetch(url=site.url("/")))
                return other.asked[0].headers

    assert "Cookie" not in reactor(go())


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (raw(b""), ("reset", "the server closed the connection without an answer")),
        (raw(b"SSH-2.0\r\n"), ("bad_response", "the answer is not HTTP: wrong number of parts")),
        (
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"),
            ("bad_response", "the body broke off before its end"),
        ),
        (
            raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nfff\r\nx"),
            ("bad_response", "the body broke off before its end"),
        ),
        (
            raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n0\r\n\r\n"),
            ("bad_response", "the body broke off before its end"),
        ),
        (
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello"),
            ("bad_response", "the answer is not HTTP"),
        ),
        (raw(b"HTTP/1.1 200 OK\r\nX: y"), ("bad_response", "the connection ended within")),
        (raw(b"HTTP/1.1 -7 What\r\n\r\n"), ("bad_response", "-7 is no status of HTTP")),
        (
            raw(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 300_000),
            ("bad_response", "the connection ended within the headers, or these are too long"),
        ),
        (
            raw(b"HTTP/1.1 200 OK\r\n" + (b"X: " + b"a" * 9_000 + b"\r\n") * 40),
            ("bad_response", "the answer is not HTTP: its headers are longer than 262144 bytes"),
        ),
        (
            raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000),
            ("bad_response", "the answer is not HTTP: more than 10 heads before the answer"),
        ),
    ],
)
def test_a_broken_answer_is_a_failure(
    reactor: Reactor, answer: bytes, expected: tuple[str, str]
) -> None:
    result, _ = reactor(fetched({"/": answer}))

    kind, detail = failure(result)
    assert kind == expected[0]
    assert detail.startswith(expected[1])


def test_a_body_without_length_is_whole_when_the_connection_ends(reactor: Reactor) -> None:
    answer, _ = reactor(fetched({"/": raw(b"HTTP/1.0 200 OK\r\n\r\n<p>All of it")}))

    assert isinstance(answer, Capture)
    assert answer.body == b"<p>All of it"


def test_a_body_without_length_is_broken_when_the_connection_is_reset(reactor: Reactor) -> None:
    async def answer(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.0 200 OK\r\n\r\n<p>Half of")
        await asyncio.sleep(0.1)
        exchange.reset()

    result, _ = reactor(fetched({"/": answer}))

    assert failure(result) == ("bad_response", "the body broke off before its end")


def test_a_reset_before_the_answer_is_told(reactor: Reactor) -> None:
    async def answer(exchange: Exchange) -> None:
        exchange.reset()

    result, _ = reactor(fetched({"/": answer}))

    assert failure(result)[0] == "reset"


def test_nothing_larger_than_allowed_is_kept(reactor: Reactor) -> None:
    async def endless(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not exchange.writer.is_closing():
            exchange.send(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
            await exchange.writer.drain()

    stated = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
    results = [
        reactor(fetched({"/": answer}, max_bytes=100_000))[0] for answer in (endless, stated)
    ]

    assert [failure(result)[0] for result in results] == ["too_large", "too_large"]


def test_a_bomb_is_kept_packed(reactor: Reactor) -> None:
    bomb = gzip.compress(bytes(50_000_000))

    answer, _ = reactor(fetched({"/": page(bomb, Content_Encoding="gzip")}))

    assert isinstance(answer, Capture)
    assert answer.body == bomb


def test_no_server_holds_a_check_longer_than_allowed(reactor: Reactor) -> None:
    async def drip(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not exchange.writer.is_closing():
            exchange.send(b"x")
            await asyncio.sleep(0.05)

    async def slow_head(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\n")
        while not exchange.writer.is_closing():
            exchange.send(b"X: y\r\n")
            await asyncio.sleep(0.05)

    async def slow_hop(exchange: Exchange) -> None:
        await asyncio.sleep(0.15)
        number = int(exchange.path[1:] or 0)
        exchange.send(moved(f"/{number + 1}"))

    async def go() -> list[Capture | Failure]:
        answers = {"/drip": drip, "/head": slow_head, "/silent": silent}
        hops = {f"/{n}": slow_hop for n in range(10)}
        async with serving(answers | hops) as site, crawling(check_timeout=0.6) as crawler:
            paths = ("/drip", "/head", "/silent", "/0")
            return await asyncio.gather(
                *(crawler.fetch(Fetch(url=site.url(path))) for path in paths)
            )

    with quick(12.0):
        results = reactor(go())

    assert {failure(result) for result in results} == {
        ("timeout", "no whole answer in the time allowed")
    }


def test_a_host_that_hangs_holds_up_no_other(reactor: Reactor) -> None:
    async def go() -> int:
        async with (
            serving({"/": silent}, "127.0.0.3") as slow,
            serving({"/": page()}) as fast,
            crawling(host_concurrency=2, concurrency=4, check_timeout=20.0) as crawler,
        ):
            hanging = [
                asyncio.create_task(crawler.fetch(Fetch(url=slow.url("/")))) for _ in range(20)
            ]
            quick_ones = [crawler.fetch(Fetch(url=fast.url("/"))) for _ in range(40)]
            done = await asyncio.wait_for(asyncio.gather(*quick_ones), 5)
            for task in hanging:
                task.cancel()
            return sum(status(answer) == 200 for answer in done)

    assert reactor(go()) == 40


def test_requests_to_one_host_keep_their_distance(reactor: Reactor) -> None:
    async def go() -> list[float]:
        limits = {"host_delay": 0.2, "host_concurrency": 1}
        async with serving({"/": page()}) as site, crawling(**limits) as crawler:
            await asyncio.gather(*(crawler.fetch(Fetch(url=site.url("/"))) for _ in range(4)))
            return [exchange.at for exchange in site.asked]

    times = reactor(go())

    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert min(gaps) > 0.15


def test_a_wait_for_the_hosts_turn_is_no_part_of_the_checks_time(reactor: Reactor) -> None:
    async def go() -> list[int]:
        limits = {"host_delay": 0.5, "host_concurrency": 1, "check_timeout": 1.2}
        async with serving({"/": page()}) as site, crawling(**limits) as crawler:
            fetches = (crawler.fetch(Fetch(url=site.url("/"))) for _ in range(4))
            return [status(answer) for answer in await asyncio.gather(*fetches)]

    assert reactor(go()) == [200] * 4


def test_a_short_retry_after_is_waited_for(reactor: Reactor) -> None:
    async def go() -> tuple[Site, list[int]]:
        busy = page(b"", "429 Too Many Requests", Retry_After="1")
        async with serving({"/": page(), "/busy": busy}) as site, crawling() as crawler:
            paths = ("/busy", "/", "/")
            answers = [await crawler.fetch(Fetch(url=site.url(path))) for path in paths]
            return site, [status(answer) for answer in answers]

    site, statuses = reactor(go())

    assert statuses == [429, 200, 200]
    assert 0.9 < site.asked[1].at - site.asked[0].at < 10
    assert site.asked[2].at - site.asked[1].at < 0.9


def test_a_long_retry_after_leaves_the_host_alone(reactor: Reactor) -> None:
    async def go() -> tuple[Capture | Failure, int]:
        busy = page(b"", "503 Busy", Retry_After="7200")
        async with serving({"/": busy}) as site, crawling() as crawler:
            await crawler.fetch(Fetch(url=site.url("/")))
            return await crawler.fetch(Fetch(url=site.url("/"))), len(site.asked)

    answer, asked = reactor(go())

    assert isinstance(answer, Failure)
    assert (answer.kind, asked) == ("circuit_open", 1)
    assert "asked to be left alone" in answer.detail
    assert answer.retry_at is not None
    assert answer.retry_at - answer.failed_at > timedelta(minutes=110)


def test_five_failures_in_a_row_open_the_circuit(reactor: Reactor) -> None:
    async def go() -> list[str]:
        async with serving({"/": raw(b"")}) as site, crawling() as crawler:
            answers = [await crawler.fetch(Fetch(url=site.url("/"))) for _ in range(6)]
            return [failure(answer)[0] for answer in answers]

    assert reactor(go()) == ["reset"] * 5 + ["circuit_open"]


def test_a_refused_connection_and_an_unknown_name_are_told(reactor: Reactor) -> None:
    def lookup(host: str, *more: Any) -> Any:
        if host == "127.0.0.1":
            return socket.getaddrinfo(host, *more)
        raise OSError("no network")

    async def go() -> list[tuple[str, str]]:
        async with crawling(lookup=lookup) as crawler:
            urls = ("http://127.0.0.1:1/", "http://paper.example/")
            return [failure(await crawler.fetch(Fetch(url=url))) for url in urls]

    assert reactor(go()) == [
        ("refused", "the server refused the connection"),
        ("dns", "the host name cannot be resolved"),
    ]


@pytest.mark.parametrize("url", ["", "paper.example", "file:///etc/passwd", "http://a b/", "http:"])
def test_what_is_no_address_is_told(reactor: Reactor, url: str) -> None:
    async def go() -> Capture | Failure:
        async with crawling() as crawler:
            return await crawler.fetch(Fetch(url=url))

    assert failure(reactor(go()))[0] == "bad_url"


def test_stopping_ends_what_is_under_way(reactor: Reactor) -> None:
    async def go() -> tuple[bool, int]:
        async with serving({"/": silent, "/robots.txt": silent}) as site:
            async with crawling(host_concurrency=1, check_timeout=60.0) as crawler:
                tasks = [
                    asyncio.create_task(crawler.fetch(Fetch(url=site.url("/")))) for _ in range(3)
                ]
                await asyncio.sleep(0.2)
            done = all(task.cancelled() for task in tasks)
            async with crawling(obey_robots=True) as crawler:
                task = asyncio.create_task(crawler.fetch(Fetch(url=site.url("/"))))
                await asyncio.sleep(0.2)
            return done and task.cancelled(), len(site.asked)

    with quick(12.0):
        assert reactor(go()) == (True, 2)


def test_a_cancelled_fetch_ends_its_transfer(reactor: Reactor) -> None:
    async def go() -> int:
        async with (
            serving({"/slow": silent, "/": page()}) as site,
            crawling(host_concurrency=1, check_timeout=60.0) as crawler,
        ):
            slow = [
                asyncio.create_task(crawler.fetch(Fetch(url=site.url("/slow")))) for _ in range(2)
            ]
            await asyncio.sleep(0.2)
            for task in slow:
                task.cancel()
            return status(await asyncio.wait_for(crawler.fetch(Fetch(url=site.url("/"))), 5))

    assert reactor(go()) == 200


def test_a_crawler_works_only_between_start_and_stop(reactor: Reactor) -> None:
    async def go() -> None:
        crawler = Crawler(Limits())
        with pytest.raises(RuntimeError, match="not started"):
            await crawler.fetch(Fetch(url="http://paper.example/"))
        async with crawling() as other:
            with pytest.raises(RuntimeError, match="one crawler at a time"):
                await crawler.start()
            await other.stop()
            await other.stop()
        await crawler.start()
        await crawler.stop()

    reactor(go())
