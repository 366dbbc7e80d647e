"""Two claims are compared as the moments that they can mean."""

from __future__ import annotations

import pytest

from crawler import dates, zones
from storage.records import ClaimedTime


def claim(raw: str) -> ClaimedTime:
    found = dates.read(raw)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2025-09-22T23:30:00-04:00", "2025-09-23", True),
        ("2025-09-22T23:30:00-04:00", "2025-09-25", False),
        ("2025-09-22T23:30:00-04:00", "2025-09", True),
        ("2025-09-22T23:30:00-04:00", "2025-09-23T03:30Z", True),
        ("2025-09-22T23:30:00-04:00", "2025-09-22T23:30Z", False),
        ("Sept. 22, 2025 11:30 pm ET", "2025-09-23T03:30:59Z", True),
        ("2025-09-22T23:30", "2025-09-22T23:30", True),
        ("2025-09-22T23:30", "2025-09-24T23:30", False),
    ],
)
def test_claims_may_agree(one: str, other: str, expected: bool) -> None:
    assert zones.may_agree(claim(one), claim(other)) is expected
    assert zones.may_agree(claim(other), claim(one)) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2025-09-22T23:30:00-04:00", "2025-09-23T03:30:10Z", True),
        ("2025-09-22T23:30:00", "2025-09-22T23:30:10Z", True),
        ("2025-09-22T23:30:00", "2025-09-22T22:30:10Z", False),
        ("2025-09-22", "2025-09-22", False),
    ],
)
def test_the_same_minute_is_the_same(one: str, other: str, expected: bool) -> None:
    assert zones.are_same(claim(one), claim(other)) is expected


def test_a_moment_is_known_where_the_zone_is() -> None:
    known = zones.starts(claim("2025-09-22T23:30:00-04:00"))

    assert known is not None and known.isoformat() == "2025-09-23T03:30:00"
    assert zones.starts(claim("2025-09-22T23:30:00")) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("GMT", "Z"), ("+0530", "+05:30"), ("GMT+7", "+07:00"), ("est", "EST"), ("", None)],
)
def test_a_zone_is_an_offset_or_a_name(raw: str, expected: str | None) -> None:
    assert zones.name(raw) == expected


def test_an_offset_has_one_meaning_and_a_name_may_have_several() -> None:
    assert zones.hours("-03:30") == (-3.5,)
    assert zones.hours("ET") == (-4, -5)
    assert zones.hours(None) == ()
    assert zones.offset("Eastern") is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2025-09-22T19:14Z", "2025-09-23T19:31", True),
        ("2025-09-22T19:14Z", "2025-09-23T02:31", False),
        ("2025-09-22T19:14Z", "2025-09-22T15:30-04:00", True),
    ],
)
def test_one_moment_lies_before_another_in_whatever_zone(
    one: str, other: str, expected: bool
) -> None:
    assert zones.is_before(claim(one), claim(other)) is expected
