"""What a capture becomes when a browser has shown it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.chromium import find_chromium
from crawler.limits import Limits
from crawler.rendered import Rendered, as_rendered, for_browser, is_page
from factories import make_capture
from storage.errors import BadSetting
from storage.records import Screenshot


@pytest.mark.parametrize(
    ("status", "media", "body", "page"),
    [
        (200, "text/html; charset=utf-8", b"words", True),
        (200, "Application/XHTML+XML", b"", True),
        (200, None, b"\n <!doctype html>", True),
        (200, None, b"words", False),
        (200, "application/json", b"<p>", False),
        (404, "text/html", b"<p>", False),
    ],
)
def test_only_a_page_is_shown_to_a_browser(
    status: int, media: str | None, body: bytes, page: bool
) -> None:
    assert is_page(status, media, body) is page


def test_the_wire_gives_way_to_the_document() -> None:
    capture = make_capture(
        headers=(
            ("Content-Type", "text/html; charset=iso-8859-1"),
            ("Content-Encoding", "gzip"),
            ("CONTENT-LENGTH", "7"),
            ("ETag", '"v1"'),
            ("variorum-rendered", "by the server itself"),
        )
    )
    screenshot = Screenshot(png=b"png", width=1, height=2)

    kept = as_rendered(capture, Rendered(html=b"<p>", browser="Chromium 1", screenshot=screenshot))

    assert kept.headers == (
        ("ETag", '"v1"'),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Variorum-Rendered", "Chromium 1"),
    )
    assert (kept.body, kept.screenshot, kept.url) == (b"<p>", screenshot, capture.url)


def test_a_browser_sees_the_headers_that_speak_of_the_page() -> None:
    assert for_browser(
        (
            ("Content-Type", "text/html"),
            ("Content-Encoding", "br"),
            ("Content-Disposition", "attachment"),
            ("Refresh", "0; url=/away"),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
            ("Link", "</a>"),
            ("Link", "</b>"),
        )
    ) == {"content-type": "text/html", "set-cookie": "a=1\nb=2", "link": "</a>, </b>"}


def test_a_program_that_is_none_is_named() -> None:
    with pytest.raises(BadSetting, match="chromium: no/such is no program"):
        find_chromium(Limits(chromium="no/such"))


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("sys.modules['scrapy_playwright'] = None", "pip install 'variorum[browser]'"),
        ("os.environ['PATH'] = '/nowhere'", "need Chromium: install it"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(before: str, said: str) -> None:
    code = (
        f"import os, sys; {before}; from crawler.limits import Limits;"
        " from crawler.chromium import find_chromium; find_chromium(Limits())"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.stderr.splitlines()[-1].startswith("storage.errors.BadSetting: pages that need")
    assert said in ended.stderr
