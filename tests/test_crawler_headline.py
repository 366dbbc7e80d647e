"""The headline without what stands about it: kickers, badges, the outlet's name."""

from __future__ import annotations

import pytest

from crawler import headline
from crawler.extract import read_html

PROSE = "".join(
    f"<p>Sentence {number} of a story about the harbour, long enough to be read as prose.</p>"
    for number in range(6)
)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("The harbour opens again", (None, "The harbour opens again")),
        (
            '<span class="kicker">Ports</span> The harbour opens again',
            ("Ports", "The harbour opens again"),
        ),
        (
            'The harbour opens again <span class="badge">Premium</span>',
            (None, "The harbour opens again"),
        ),
        ("The harbour <em>opens</em> again", (None, "The harbour opens again")),
    ],
)
def test_a_heading_is_taken_apart(inside: str, expected: tuple[str | None, str]) -> None:
    found = read_html(f"<h1>{inside}</h1>{PROSE}".encode(), url="https://e.example/")

    assert (found.kicker, found.headline) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The harbour opens | The Marrow Gazette", "The harbour opens"),
        ("Marrow Gazette: The harbour opens", "The harbour opens"),
        ("The harbour opens - and closes", "The harbour opens - and closes"),
        ("Harbour - Marrow Gazette tells its story", "Harbour - Marrow Gazette tells its story"),
    ],
)
def test_a_title_loses_the_outlet_s_name(title: str, expected: str) -> None:
    assert headline.without_outlet(title, ("The Marrow Gazette",), None) == expected
