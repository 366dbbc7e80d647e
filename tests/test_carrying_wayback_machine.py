"""The Wayback Machine's histories, from a server on the loopback that speaks as it does."""

import gzip
import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from carrying.wayback_machine import captures, session
from storage.errors import FetchError
from storage.problems import Problem
from storage.records import Capture

URL = "http://news.example/a"
INDEX = [
    "example,news)/a 20200101120000 http://news.example/a text/html 200 AAAA 500",
    "example,news)/a 20200102120000 http://news.example/a text/html 301 CCCC 500",
    "example,news)/a 20200103120000 http://news.example/a warc/revisit - AAAA 400",
    "example,news)/a 20200104120000 http://news.example/a text/html 404 BBBB 500",
    "example,news)/a 20200105120000 http://news.example/a text/html 200 DDDD 500",
    "example,news)/a 20200106120000 http://news.example/a text/html 200 EEEE 99999999999",
    "example,news)/a 20200107120000 http://news.example/a image/png 200 FFFF 500",
]
MEMENTOS = {
    "20200101120000": (200, "Wed, 01 Jan 2020 12:00:00 GMT", b"<p>Open."),
    "20200104120000": (404, "Sat, 04 Jan 2020 12:00:00 GMT", b"<p>Gone."),
}


class Machine(http.server.BaseHTTPRequestHandler):
    """The two interfaces that are used: /cdx/search/cdx and /web/TIMEid_/URL."""

    index: tuple[str, ...] = tuple(INDEX)
    asked: list[str] = []  # noqa: RUF012 -- reset by the fixture

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.asked.append(self.path)
        if parts.path == "/cdx/search/cdx":
            wanted = parse_qs(parts.query)["url"] == [URL]
            self._answer(200, {}, "\n".join(self.index if wanted else ["broken"]).encode())
            return
        stamp = parts.path.removeprefix("/web/")[:14]
        if stamp not in MEMENTOS:
            self._answer(503 if stamp == "0" else 404, {}, b"not kept")
            return
        status, date, body = MEMENTOS[stamp]
        headers = {
            "Memento-Datetime": date,
            "Link": f'<{URL}>; rel="original"',
            "X-Archive-Orig-Server": "old server",
            "X-Archive-Orig-Content-Length": "7",
            "Content-Type": "text/html",
            "Content-Encoding": "gzip",
        }
        self._answer(status, headers, gzip.compress(body))

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def machine() -> Iterator[str]:
    Machine.asked = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Machine) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def found(machine: str, url: str = URL) -> list[Capture | Problem]:
    opened = session(user_agent="variorum-tests", machine=machine, rate=1000)
    return list(captures(url, opened))


def test_each_page_becomes_a_capture_at_its_time(machine):
    first, second, third, *_ = found(machine)

    assert first == Capture(
        url=URL,
        final_url=URL,
        status=200,
        headers=(
            ("Server", "old server"),
            ("content-type", "text/html"),
            ("Variorum-Import", f"https://web.archive.org/web/20200101120000id_/{URL}"),
        ),
        body=b"<p>Open.",
        fetched_at=datetime(2020, 1, 1, 12, tzinfo=UTC),
    )
    assert (second.body, second.fetched_at.day) == (b"<p>Open.", 3)
    assert (third.status, third.body) == (404, b"<p>Gone.")


def test_what_cannot_be_had_is_told(machine):
    problems = [one for one in found(machine) if isinstance(one, Problem)]

    assert [problem.record for problem in problems] == ["20200105120000", "20200106120000"]
    assert "larger than" in problems[1].detail


def test_nothing_is_fetched_twice_and_no_redirect_or_image_at_all(machine):
    found(machine)

    stamps = [path[5:19] for path in Machine.asked if path.startswith("/web/")]
    assert stamps == ["20200101120000", "20200104120000", "20200105120000"]


def test_an_index_that_cannot_be_read_says_so(machine):
    with pytest.raises(FetchError, match="list of"):
        found(machine, "http://other.example/")
