"""A publisher's time is kept with the precision and zone that it has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import dates


@pytest.mark.parametrize(
    ("raw", "value", "precision", "zone"),
    [
        ("2025-09-22T14:05:33.123-0400", "2025-09-22T14:05:33", "second", "-04:00"),
        ("2025-09-22T14:05Z", "2025-09-22T14:05", "minute", "Z"),
        ("2025-09-22 14:05:33 UTC", "2025-09-22T14:05:33", "second", "Z"),
        ("2025-09-22T14:05:33+02", "2025-09-22T14:05:33", "second", "+02:00"),
        ("2025-09-22", "2025-09-22", "day", None),
        ("2025-09", "2025-09", "month", None),
        ("20250922", "2025-09-22", "day", None),
        ("1758550000", "2025-09-22T14:06:40", "second", "Z"),
        ("1758550000123", "2025-09-22T14:06:40", "second", "Z"),
        ("Mon, 22 Sep 2025 14:05:00 +0200", "2025-09-22T14:05:00", "second", "+02:00"),
        ("Mon, 22 Sep 2025 14:05:00 -0000", "2025-09-22T14:05:00", "second", None),
    ],
)
def test_machine_times(raw: str, value: str, precision: str, zone: str | None) -> None:
    found = dates.read_iso(raw)

    assert found is not None
    assert (found.value, found.precision, found.zone) == (value, precision, zone)
    assert found.raw == raw


@pytest.mark.parametrize(
    "raw",
    ["", "yesterday", "2025-13-01", "2025-02-30", "2025-09-22T25:00", "Mon, 99 Foo 2025 x", "12"],
)
def test_what_is_no_machine_time_is_none(raw: str) -> None:
    assert dates.read_iso(raw) is None


@pytest.mark.parametrize(
    ("raw", "language", "host", "value", "zone"),
    [
        ("Sept. 22, 2025", "en-US", "", "2025-09-22", None),
        ("22nd of September 2025", None, "", "2025-09-22", None),
        ("Published 3:05 p.m. ET Sept. 22, 2025", None, "", "2025-09-22T15:05", "ET"),
        ("March 5, 2024 at 5 p.m. PST", None, "", "2024-03-05T17:00", "PST"),
        ("March 5, 2024, 12:15 am", None, "", "2024-03-05T00:15", None),
        ("22. September 2025, 14:05 Uhr", "de", "", "2025-09-22T14:05", None),
        ("Le 3 mars 2024 à 14h05", "fr", "", "2024-03-03T14:05", None),
        ("1er août 2024", "fr", "", "2024-08-01", None),
        ("22 de septiembre de 2025 - 14:05 CEST", "es", "", "2025-09-22T14:05", "CEST"),
        ("5 października 2024", "pl", "", "2024-10-05", None),
        ("5. listopada 2024", "hr", "", "2024-10-05", None),
        ("5 listopada 2024", "pl", "", "2024-11-05", None),
        ("2025年9月22日 14時05分", "ja", "", "2025-09-22T14:05", None),
        ("2025.09.22", "hu", "", "2025-09-22", None),
        ("9/22/2025", None, "", "2025-09-22", None),
        ("3/4/2025", "en-US", "", "2025-03-04", None),
        ("3/4/2025", "en", "news.example", "2025-03-04", None),
        ("3/4/2025", "en", "news.example.co.uk", "2025-04-03", None),
        ("3/4/2025", "en-GB", "", "2025-04-03", None),
        ("3.4.25", "de", "", "2025-04-03", None),
        ("22 Sep 2025 14:05:33 +02:00", None, "", "2025-09-22T14:05:33", "+02:00"),
    ],
)
def test_times_in_words(
    raw: str, language: str | None, host: str, value: str, zone: str | None
) -> None:
    found = dates.read(raw, language=language, host=host)

    assert found is not None
    assert (found.value, found.zone) == (value, zone)


@pytest.mark.parametrize("raw", ["5 hours ago", "31 February 2024", "40/40/2024", "room 12", ""])
def test_no_date_is_invented(raw: str) -> None:
    assert dates.read(raw) is None


def test_claims_agree_within_a_zone_s_difference() -> None:
    one = dates.read_iso("2025-09-22T23:30:00-04:00")
    next_day, later, month = map(dates.read_iso, ("2025-09-23", "2025-09-25", "2025-09"))

    assert one is not None and next_day is not None and later is not None and month is not None
    assert dates.agree(one, next_day)
    assert not dates.agree(one, later)
    assert dates.agree(one, month)


@given(st.text(max_size=200))
def test_any_text_is_a_time_or_none(text: str) -> None:
    found = dates.read(text)

    assert found is None or found.value[:4].isdigit()
