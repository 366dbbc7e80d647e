"""Dates without a year get that of the nearest day that is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import yearless

DAYS = ("2026-01-02",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Jan. 3, 2:15 p.m. ET", "Jan. 3, 2026, 2:15 p.m. ET"),
        ("Updated December 31", "Updated December 31, 2025"),
        ("31 December at 22:10", "31 December, 2025 at 22:10"),
        ("Posted Jan 2, updated Jan 3", "Posted Jan 2, 2026, updated Jan 3, 2026"),
        ("Published January 2, 2026 at 9:15", "Published January 2, 2026 at 9:15"),
        ("Updated February 30", "Updated February 30"),
        ("Room 12 opens at 9:15", "Room 12 opens at 9:15"),
        ("January 3", "January 3"),
    ],
)
def test_a_date_gets_the_year_that_brings_it_nearest(line: str, expected: str) -> None:
    assert yearless.completed(line, DAYS, "en") == expected


def test_without_a_known_day_there_is_no_year() -> None:
    assert yearless.completed("Updated January 3", (), "en") == "Updated January 3"


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("Wed, 4 March", True),
        ("March 4", True),
        ("March 4, 9:15", False),
        ("MARROWBY, March 4", False),
        ("4 March on the river", False),
        ("The bridge that opened in the rain of 4 March", False),
    ],
)
def test_a_day_alone_is_known(line: str, bare: bool) -> None:
    assert yearless.is_bare(line, "en") is bare


@given(st.text(st.sampled_from("JanMay 0123456789:., pm"), max_size=40))
def test_nothing_of_a_line_is_lost(line: str) -> None:
    found = yearless.completed(line, DAYS, "en")

    assert found.replace(", 2025", "").replace(", 2026", "") == line.replace(", 2025", "").replace(
        ", 2026", ""
    )
