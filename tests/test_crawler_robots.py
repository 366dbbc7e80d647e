"""robots.txt as RFC 9309 has it, on servers of loopback and as pure judgement."""

from __future__ import annotations

import asyncio
from time import monotonic, process_time

import pytest
from crawling import Answer, Exchange, Reactor, crawling, fetched, moved, page, serving
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.robots import MAX_BYTES, READ_BYTES, read_rules
from storage.records import Capture, Failure, Fetch

NOTHING = b"User-agent: *\nDisallow: /\n"


def robots(body: bytes, status: str = "200 OK") -> dict[str, Answer]:
    return {"/robots.txt": page(body, status), "/a": page(), "/b": page()}


async def lost(exchange: Exchange) -> None:
    exchange.writer.close()


def outcome(answer: Capture | Failure) -> str:
    return str(answer.status) if isinstance(answer, Capture) else f"{answer.kind}: {answer.detail}"


def test_what_robots_txt_disallows_is_not_asked_for(reactor: Reactor) -> None:
    answer, site = reactor(fetched(robots(NOTHING), "/a", obey_robots=True))

    assert outcome(answer) == f"robots: robots.txt disallows {site.url('/a')} for Variorum"
    assert site.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "200"),
        (b"User-agent: Variorum\nDisallow: /\n\nUser-agent: *\nAllow: /\n", "robots"),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: variorum\nAllow: /\n", "200"),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /a$\n", "robots"),
        (b"User-agent: *\nDisallow: /\nAllow: /a\n", "200"),
        (b"\xff\xfe\x00<html>", "200"),
    ],
)
def test_the_group_for_us_and_the_longest_rule_count(
    reactor: Reactor, body: bytes, expected: str
) -> None:
    answer, _ = reactor(fetched(robots(body), "/a", obey_robots=True))

    assert outcome(answer).split(":")[0] == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("404 Not Found", "200"),
        ("403 Forbidden", "200"),
        ("401 Unauthorized", "200"),
        ("503 Busy", "robots: robots.txt answers 503"),
        ("500 Oh", "robots: robots.txt answers 500"),
        ("429 Slow", "robots: robots.txt answers 429"),
    ],
)
def test_the_status_decides_where_there_are_no_rules(
    reactor: Reactor, status: str, expected: str
) -> None:
    answer, _ = reactor(fetched(robots(NOTHING, status), "/a", obey_robots=True))

    assert outcome(answer).startswith(expected)


def test_an_unreachable_robots_txt_allows_nothing(reactor: Reactor) -> None:
    answer, site = reactor(fetched({"/robots.txt": lost, "/a": page()}, "/a", obey_robots=True))

    assert outcome(answer) == (
        "reset: robots.txt: the server closed the connection without an answer"
    )
    assert site.paths == ["/robots.txt"]


def test_redirects_of_robots_txt_are_followed_five_times(reactor: Reactor) -> None:
    def chain(length: int) -> dict[str, Answer]:
        hops = {f"/{n}": moved(f"/{n + 1}") for n in range(1, length)}
        return {"/robots.txt": moved("/1"), **hops, f"/{length}": page(NOTHING), "/a": page()}

    near, _ = reactor(fetched(chain(5), "/a", obey_robots=True))
    far, _ = reactor(fetched(chain(6), "/a", obey_robots=True))

    assert (outcome(near).split(":")[0], outcome(far)) == ("robots", "200")


def test_robots_txt_is_asked_for_once_however_many_wait(reactor: Reactor) -> None:
    async def go() -> list[str]:
        async with serving(robots(b"")) as site, crawling(obey_robots=True) as crawler:
            await asyncio.gather(*(crawler.fetch(Fetch(url=site.url("/a"))) for _ in range(5)))
            await crawler.fetch(Fetch(url=site.url("/b")))
            return site.paths

    assert reactor(go()) == ["/robots.txt"] + ["/a"] * 5 + ["/b"]


def test_robots_txt_is_asked_for_again_after_its_day(reactor: Reactor) -> None:
    async def go() -> list[str]:
        limits = {"obey_robots": True, "robots_hours": 0.2 / 3600}
        async with serving(robots(b"")) as site, crawling(**limits) as crawler:
            await crawler.fetch(Fetch(url=site.url("/a")))
            await asyncio.sleep(0.25)
            site.answers["/robots.txt"] = page(NOTHING)
            await crawler.fetch(Fetch(url=site.url("/a")))
            return site.paths

    assert reactor(go()) == ["/robots.txt", "/a", "/robots.txt"]


def test_the_old_copy_counts_while_the_file_is_unreachable(reactor: Reactor) -> None:
    async def go() -> str:
        limits = {"obey_robots": True, "robots_hours": 0.2 / 3600}
        body = b"User-agent: *\nDisallow: /b\n"
        async with serving(robots(body)) as site, crawling(**limits) as crawler:
            await crawler.fetch(Fetch(url=site.url("/a")))
            await asyncio.sleep(0.25)
            site.answers["/robots.txt"] = page(b"", "503 Busy")
            answers = [await crawler.fetch(Fetch(url=site.url(path))) for path in ("/a", "/b")]
            return " ".join(outcome(answer).split(":")[0] for answer in answers)

    assert reactor(go()) == "200 robots"


def test_a_redirect_to_another_server_asks_that_ones_robots_txt(reactor: Reactor) -> None:
    async def go() -> tuple[str, list[str]]:
        async with serving(robots(NOTHING), "127.0.0.2") as other:
            answers = {"/a": moved(other.url("/a"))}
            async with serving(answers) as site, crawling(obey_robots=True) as crawler:
                answer = await crawler.fetch(Fetch(url=site.url("/a")))
                return outcome(answer), other.paths

    said, asked = reactor(go())

    assert said.startswith("robots: robots.txt disallows http://127.0.0.2")
    assert asked == ["/robots.txt"]


def test_crawl_delay_is_kept_up_to_a_limit(reactor: Reactor) -> None:
    async def go(body: bytes) -> float:
        limits = {"obey_robots": True, "max_crawl_delay": 1.2}
        async with serving(robots(body)) as site, crawling(**limits) as crawler:
            await crawler.fetch(Fetch(url=site.url("/a")))
            began = monotonic()
            await asyncio.gather(*(crawler.fetch(Fetch(url=site.url("/b"))) for _ in range(2)))
            return monotonic() - began

    assert reactor(go(b"User-agent: *\nCrawl-delay: 0.3\n")) > 0.3
    assert 1.2 < reactor(go(b"User-agent: *\nCrawl-delay: 86400\n")) < 20
    assert reactor(go(b"User-agent: *\nCrawl-delay: soon\n")) < 1.1


def test_a_robots_txt_without_end_allows_nothing(reactor: Reactor) -> None:
    answer, _ = reactor(fetched(robots(b"#" * (MAX_BYTES + 1)), "/a", obey_robots=True))

    assert outcome(answer).startswith("too_large: robots.txt: ")


def test_half_a_megabyte_is_read_and_no_half_line() -> None:
    head = b"User-agent: *\nDisallow: /early\n"
    filler = b"#" * (READ_BYTES - len(head) - 12) + b"\n"
    rules = read_rules(200, head + filler + b"Disallow: /late\n" * 9, "Variorum")

    assert rules.refuses("https://paper.example/early", "Variorum")
    assert rules.refuses("https://paper.example/l", "Variorum") is None
    assert rules.refuses("https://paper.example/late", "Variorum") is None


@given(st.binary(max_size=300), st.integers(100, 999))
@settings(max_examples=60)
def test_any_answer_is_a_decision(body: bytes, status: int) -> None:
    rules = read_rules(status, b"User-agent: *\n" + body, "Variorum")

    refusal = rules.refuses("https://paper.example/a?b=c", "Variorum")
    delay = rules.crawl_delay("Variorum")

    assert refusal is None or "robots.txt" in refusal
    assert delay is None or delay >= 0


@pytest.mark.parametrize(
    "names",
    [
        "".join(f"User-agent: robot-{chr(97 + n % 26)}{n}\n" for n in range(12_000)),
        "User-agent: *\n" * 12_000,
        "user agent variorum/1.0\n# and\nSitemap: /x\n" * 7_000,
    ],
)
def test_many_names_over_many_rules_cost_little(names: str) -> None:
    body = (names + "Disallow: /a*b\n" * 12_000 + "User-agent: Variorum\nDisallow: /own\n").encode()
    began = process_time()

    rules = read_rules(200, body[:READ_BYTES], "Variorum")

    assert rules.refuses("https://paper.example/own", "Variorum")
    assert process_time() - began < 3


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("User-agent: *\nSitemap: https://paper.example/x\nDissallow /", True),
        ("User-agent: Vari\nDisallow: /", False),
        ("User-agent: VariorumBot\nDisallow: /", False),
        ("User-agent: variorum/2.0 (x)\nDisallow: /", True),
        ("User-agent: other\nUser-agent: VARIORUM\nUser-agent: third\nDisallow: /", True),
        ("User-agent: other\nDisallow: /\nUser-agent: *\nAllow: /", False),
        ("User-agent: *\nAllow: /\n\nUser-agent: other\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Variorum\nDisallow:", False),
    ],
)
def test_only_our_own_name_and_the_star_speak_to_us(text: str, refused: bool) -> None:
    rules = read_rules(200, text.encode(), "Variorum")

    assert (rules.refuses("https://paper.example/a", "Variorum") is not None) is refused
