"""Pages that are made by scripts: what a browser that stays makes of one after another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import chromium
from crawling import Answer, Reactor, Site, crawling, moved, page, serving, shell, title

from storage.records import Capture, Failure, Fetch

pytestmark = pytest.mark.browser


class Reader:
    """A crawler whose browser stays, and shows page after page as in the service."""

    def __init__(self, reactor: Reactor, **limits: object) -> None:
        self._reactor = reactor
        self._context = crawling(**limits)
        self._crawler = reactor(self._context.__aenter__())

    def __call__(
        self, answers: dict[str, Answer], **fetch: object
    ) -> tuple[Capture | Failure, Site]:
        """What becomes of the first page of a site."""

        async def go() -> tuple[Capture | Failure, Site]:
            async with serving(answers) as site:
                asked = Fetch(url=site.url("/"), browser=True, **fetch)  # type: ignore[arg-type]
                return await self._crawler.fetch(asked), site

        return self._reactor(go(), 60)

    def script(self, script: str) -> Capture | Failure:
        """What becomes of a page with this script."""
        return self({"/": shell(script)})[0]

    def close(self) -> None:
        """End the crawler and its browser."""
        self._reactor(self._context.__aexit__(None, None, None), 60)


@pytest.fixture(scope="module", params=[{}])
def read(reactor: Reactor, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """One for all tests, and another one for those that ask for limits."""
    chromium()
    reader = Reader(reactor, **request.param)
    yield reader
    reader.close()


ARTICLE = """
fetch('/words.json').then(answer => answer.json()).then(words => {
  document.getElementById('here').innerHTML = '<p>' + words.text + '</p>';
});
"""
WORDS = page('{"text": "The bridge — 140 metres — is closed."}'.encode(), ETag='"w1"')


def test_what_a_script_made_is_kept_and_marked(read: Reader) -> None:
    answer, site = read({"/": shell(ARTICLE), "/words.json": WORDS})

    assert isinstance(answer, Capture)
    assert "<p>The bridge — 140 metres — is closed.</p>" in answer.body.decode("utf-8")
    assert answer.headers[0] == ("Content-Type", "text/html; charset=utf-8")
    assert answer.headers[1][0] == "Variorum-Rendered"
    assert answer.headers[1][1].startswith("Chromium ")
    assert (answer.status, answer.address, answer.screenshot) == (200, "127.0.0.1", None)
    assert site.paths == ["/", "/words.json"]
    assert {one.headers["User-Agent"] for one in site.asked} == {"Variorum/0.1"}


def test_a_shell_is_asked_for_whole_since_its_words_may_be_new(read: Reader) -> None:
    before = "Sun, 01 Mar 2026 12:00:00 GMT"

    _, site = read({"/": shell("1")}, etag='"v1"', last_modified=before)

    assert not {"If-None-Match", "If-Modified-Since"} & set(site.asked[0].headers)


def test_a_picture_is_taken_where_asked_for(read: Reader) -> None:
    tall = "document.body.style.height = '3000px'"

    answer, _ = read({"/": shell(tall)}, screenshot=True)

    assert isinstance(answer, Capture)
    assert answer.screenshot is not None
    assert answer.screenshot.png.startswith(b"\x89PNG")
    assert answer.screenshot.width == 1280
    assert 3000 <= answer.screenshot.height < 3100


def test_a_picture_has_a_bottom(read: Reader) -> None:
    endless = "document.body.style.height = '30000000px'"

    answer, _ = read({"/": shell(endless)}, screenshot=True)

    assert isinstance(answer, Capture)
    assert answer.screenshot is not None
    assert answer.screenshot.height == 8000


@pytest.mark.parametrize(
    "sent",
    [
        page(b"{}", Content_Type="application/json"),
        page(b"<p>Not here", "404 Not Found", Content_Type="text/html"),
        page(b"words"),
    ],
)
def test_what_is_no_page_is_kept_as_it_came(read: Reader, sent: bytes) -> None:
    answer, _ = read({"/": sent})

    assert isinstance(answer, Capture)
    assert answer.body == sent.partition(b"\r\n\r\n")[2]
    assert answer.header("Variorum-Rendered") is None


def test_redirects_and_their_cookies_lead_to_the_page(read: Reader) -> None:
    answers = {
        "/": moved("/there", Set_Cookie="seen=1; Path=/"),
        "/there": shell("document.title = document.cookie"),
    }

    answer, site = read(answers)

    assert title(answer) == "seen=1"
    assert isinstance(answer, Capture)
    assert answer.final_url == site.url("/there")
    assert [hop.status for hop in answer.redirects] == [301]


def test_half_a_letter_does_no_harm(read: Reader) -> None:
    assert title(read.script(r"document.title = 'a\ud800b'")) == "a?b"


@pytest.mark.parametrize("script", ["history.back()", "location = 'about:blank'"])
def test_a_page_that_leads_away_is_a_failure(read: Reader, script: str) -> None:
    answer = read.script(f"onload = () => setTimeout(() => {{ {script} }})")

    assert isinstance(answer, Failure)
    assert (answer.kind, answer.detail) == (
        "browser",
        "its script leads the browser away from the page",
    )


def test_a_dialogue_holds_nothing_up(read: Reader) -> None:
    answer = read.script("alert(1); confirm(2); print(); document.title = 'past'")

    assert title(answer) == "past"


#: too small for the pages below
LIMITS = {"max_bytes": 1_000_000, "page_bytes": 200_000, "page_requests": 20}


@pytest.mark.parametrize("read", [LIMITS], indirect=True, ids=["limits"])
@pytest.mark.parametrize(
    ("script", "detail"),
    [
        (
            "document.body.append('x'.repeat(3e6))",
            "the page grows to more than 1000000 characters",
        ),
        (
            "document.documentElement.__defineGetter__('outerHTML', () => ''); "
            "document.body.append('x'.repeat(3e6))",
            "the page grows to more than 1000000 characters",
        ),
        (
            "for (let i = 0; i < 9; i++) fetch('/large?' + i)",
            "the page loads more than 200000 bytes",
        ),
        (
            "for (let i = 0; i < 40; i++) fetch('/' + i)",
            "the page makes more than 20 requests",
        ),
    ],
)
def test_a_page_that_wants_too_much_is_a_failure(read: Reader, script: str, detail: str) -> None:
    large = {f"/large?{number}": page(b"x" * 100_000) for number in range(9)}

    answer, _ = read({"/": shell(script), **large})

    assert isinstance(answer, Failure)
    assert (answer.kind, answer.detail) == ("too_large", detail)
