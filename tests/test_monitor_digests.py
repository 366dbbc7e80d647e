"""When messages go out: at once, gathered, and never in quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from alerting import make_rule

from monitor.digests import Digest
from storage.errors import BadRule


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("digest", "zone", "at", "due"),
    [
        ("now", "UTC", "2026-03-01T12:34:56", "2026-03-01T12:34:56"),
        ("hourly", "UTC", "2026-03-01T12:34:56", "2026-03-01T13:00:00"),
        ("hourly", "Asia/Kolkata", "2026-03-01T12:00:00", "2026-03-01T13:00:00"),
        ("daily", "UTC", "2026-03-01T07:59:00", "2026-03-01T08:00:00"),
        ("daily", "UTC", "2026-03-01T08:00:00", "2026-03-02T08:00:00"),
        ("daily 18:30", "Europe/Berlin", "2026-03-01T12:00:00", "2026-03-01T17:30:00"),
        ("Daily 18:30", "Europe/Berlin", "2026-07-01T12:00:00", "2026-07-01T16:30:00"),
        ("weekly", "UTC", "2026-03-01T12:00:00", "2026-03-02T08:00:00"),
        ("weekly sun 12:00", "UTC", "2026-03-01T12:00:00", "2026-03-08T12:00:00"),
        ("weekly sun 12:01", "UTC", "2026-03-01T12:00:00", "2026-03-01T12:01:00"),
        # the clock skips 02:30 that night
        ("daily 02:30", "Europe/Berlin", "2026-03-28T12:00:00", "2026-03-29T01:30:00"),
        # and shows 02:30 twice that one
        ("daily 02:30", "Europe/Berlin", "2026-10-24T12:00:00", "2026-10-25T00:30:00"),
    ],
)
def test_a_digest_is_due_on_the_clock_of_its_zone(
    digest: str, zone: str, at: str, due: str
) -> None:
    assert Digest.of(make_rule(digest=digest, zone=zone)).due(utc(at)) == utc(due)


@pytest.mark.parametrize(
    ("quiet", "zone", "at", "due"),
    [
        ("22:00-07:00", "UTC", "2026-03-01T23:00:00", "2026-03-02T07:00:00"),
        ("22:00-07:00", "UTC", "2026-03-01T21:00:00", "2026-03-01T21:00:00"),
        ("22:00-07:00", "Europe/Berlin", "2026-03-01T21:30:00", "2026-03-02T06:00:00"),
        ("22:00-07:00 UTC", "Europe/Berlin", "2026-03-01T21:30:00", "2026-03-01T21:30:00"),
        ("22:00 - 07:00", "Europe/Berlin", "2026-03-01T21:30:00", "2026-03-02T06:00:00"),
    ],
)
def test_quiet_hours_put_off_what_falls_into_them(quiet: str, zone: str, at: str, due: str) -> None:
    assert Digest.of(make_rule(quiet=quiet, zone=zone)).due(utc(at)) == utc(due)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"digest": "sometimes"}, "digest 'sometimes': write now, hourly, 'daily 08:00'"),
        ({"digest": "now 08:00"}, "digest 'now 08:00'"),
        ({"digest": "daily mon"}, "digest 'daily mon'"),
        ({"digest": "daily 25:00"}, "digest 'daily 25:00'"),
        ({"zone": "Mars/Base"}, "no time zone is called 'Mars/Base'"),
        ({"zone": "../../etc/passwd"}, "no time zone is called"),
        ({"quiet": "late"}, "quiet hours are written like"),
    ],
)
def test_what_cannot_be_understood_is_named(overrides: dict[str, str], message: str) -> None:
    with pytest.raises(BadRule) as caught:
        Digest.of(make_rule(**overrides))

    assert message in str(caught.value)
