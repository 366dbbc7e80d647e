"""Golden pages: each folder of tests/pages is a page and the reading that it must give.

A case is `page.html` or `page.txt`, `meta.json` (url; where needed asked, status, content_type) and
`reading.json`. A new case needs no code: write the first two, look at what `make_expected` in a
Python shell gives, and keep it if it is what a careful reader would have written down.
"""

from __future__ import annotations

import doctest
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler import extract, plaintext
from storage.records import Capture
from storage.shapes import reading_from_json, reading_to_json

PAGES = Path(__file__).parent / "pages"
BLOCK = (
    rb"</?(?:div|p|section|article|[uo]l|li|fig(?:ure|caption)|h[1-6]|header|footer|main|nav|aside|"
    rb"body|head|blockquote)\b"
)
#: the end of a paragraph; what stands in a script is none
END = re.compile(rb"(<script.*?</script>)|</p>", re.DOTALL)
#: where a tag of a block ends, and the next one begins
BETWEEN = re.compile(rb"(" + BLOCK + rb"[^<>]*>)\s*(?=" + BLOCK + rb")")
CASES = sorted(path.name for path in PAGES.iterdir() if path.is_dir())


def make_expected(case: str) -> dict[str, Any]:
    """The reading of a case as JSON."""
    folder = PAGES / case
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    if (folder / "page.txt").exists():
        text = (folder / "page.txt").read_text(encoding="utf-8")
        return reading_to_json(plaintext.read_text(text, url=meta["url"]))
    capture = Capture(
        url=meta.get("asked", meta["url"]),
        final_url=meta["url"],
        status=meta.get("status", 200),
        headers=(("Content-Type", meta.get("content_type", "text/html")),),
        body=(folder / "page.html").read_bytes(),
        fetched_at=datetime(2026, 3, 4, tzinfo=UTC),
    )
    return reading_to_json(extract.extract(capture))


@pytest.mark.parametrize("case", CASES)
def test_a_page_gives_its_reading(case: str) -> None:
    expected = json.loads((PAGES / case / "reading.json").read_text(encoding="utf-8"))

    found = make_expected(case)

    assert found == expected
    assert reading_to_json(reading_from_json(found)) == found


@pytest.mark.parametrize("space", [b"", b"\n\t "], ids=["none", "much"])
@pytest.mark.parametrize("path", sorted(PAGES.glob("*/page.html")), ids=lambda p: p.parent.name)
def test_white_space_between_blocks_says_nothing(path: Path, space: bytes) -> None:
    page = path.read_bytes()
    spaced = BETWEEN.sub(rb"\1" + space, page)

    found = extract.read_html(spaced, url="https://paper.example/a")

    assert found == extract.read_html(page, url="https://paper.example/a")


@pytest.mark.parametrize(
    "nothing",
    [b"<span></span>", b"<i class=icon></i>", b"<script>var a = '<p>A</p>';</script>", b"<!-- -->"],
    ids=["span", "icon", "script", "comment"],
)
@pytest.mark.parametrize("path", sorted(PAGES.glob("*/page.html")), ids=lambda p: p.parent.name)
def test_nothing_at_the_end_of_paragraphs_says_nothing(path: Path, nothing: bytes) -> None:
    page = path.read_bytes()
    ended = END.sub(lambda end: end[1] or nothing + end[0], page)

    found = extract.read_html(ended, url="https://paper.example/a")

    assert found == extract.read_html(page, url="https://paper.example/a")


def test_the_examples_of_the_documentation_hold() -> None:
    page = Path(__file__).parents[1] / "docs" / "reading.md"

    assert doctest.testfile(str(page), module_relative=False).failed == 0


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 40
