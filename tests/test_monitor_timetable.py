"""Intervals, cron expressions, quiet hours, and what they cost."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.timetable import Quiet, Timetable, expected_fetches, next_time
from storage.errors import BadSetting

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 2, 9, 7, 30, tzinfo=UTC)
moments = st.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001
    datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@pytest.mark.parametrize(
    ("every", "minutes"), [("15m", 15), ("6h", 360), ("1d", 1440), ("2w", 20160), ("1 H", 60)]
)
def test_an_interval_is_counted_from_the_last_look(every, minutes):
    assert next_time(every, None, START) == START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("every", "then"),
    [
        ("*/15 * * * *", "2026-03-02T09:15"),
        ("0 6 * * *", "2026-03-03T06:00"),
        ("30 9-17/2 * * mon-fri", "2026-03-02T09:30"),
        ("0 0 1,15 * *", "2026-03-15T00:00"),
        ("0 12 13 * fri", "2026-03-06T12:00"),
        ("0 12 * * 7", "2026-03-08T12:00"),
        ("0 12 * JAN sun", "2027-01-03T12:00"),
        ("5/20 * * * *", "2026-03-02T09:25"),
        ("0 0 29 2 *", "2028-02-29T00:00"),
        ("0 0 29 2 */7", "2032-02-29T00:00"),
        ("0 9 * * * Europe/Berlin", "2026-03-03T08:00"),
    ],
)
def test_a_cron_expression_gives_the_first_time_that_it_names(every, then):
    assert next_time(every, None, START) == datetime.fromisoformat(then).replace(tzinfo=UTC)


numbers = st.integers(0, 23)
fields = st.one_of(
    st.just("*"),
    numbers.map(str),
    st.integers(1, 12).map("*/{}".format),
    st.tuples(numbers, numbers).map(lambda pair: "{}-{}".format(*sorted(pair))),
)


@settings(max_examples=60)
@given(moments, fields, fields, st.sampled_from(["*", "1", "2-28/3"]))
def test_times_agree_with_those_of_the_scheduler_library(after, minute, hour, day):
    theirs = CronTrigger.from_crontab(f"{minute} {hour} {day} * *", timezone=UTC)

    ours = next_time(f"{minute} {hour} {day} * *", None, after)

    assert ours == theirs.get_next_fire_time(None, after + timedelta(microseconds=1))


def test_an_hour_that_the_clock_skips_comes_later_and_one_that_comes_twice_counts_once():
    spring = next_time("30 2 * * * Europe/Berlin", None, datetime(2026, 3, 28, 12, tzinfo=UTC))
    autumn = next_time("30 2 * * * Europe/Berlin", None, datetime(2026, 10, 24, 12, tzinfo=UTC))
    again = next_time("30 2 * * * Europe/Berlin", None, autumn)

    assert spring == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert autumn == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert again == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_every_quarter_of_an_hour_comes_through_the_night_when_an_hour_comes_twice():
    moment = datetime(2026, 10, 24, 22, tzinfo=UTC)
    times = []

    for _ in range(20):
        moment = next_time("*/15 * * * * Europe/Berlin", None, moment)
        times.append(moment)

    assert {b - a for a, b in pairwise(times)} == {timedelta(minutes=15)}


@pytest.mark.parametrize(
    "every",
    [
        "",
        " ",
        "15",
        "0m",
        "m",
        "-5m",
        "400d",
        "1.5h",
        "15m 15m",
        "99999999999999999999m",
        "١٥m",
        "* * * *",
        "* * * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "*/0 * * * *",
        "5-1 * * * *",
        "*-5 * * * *",
        "a * * * *",
        "* * * foo *",
        "1,,2 * * * *",
        "0 0 30 2 *",
        "0 0 31 feb,apr *",
        "* * * * * Mars/Olympus",
        "* * * * * ../../etc/passwd",
        "* " * 1000,
        "1," * 110 + "1 * * * *",
    ],
)
def test_an_impossible_setting_is_refused_with_one_clear_line(every):
    with pytest.raises(BadSetting) as refused:
        next_time(every, None, START)

    assert "\n" not in str(refused.value)


@given(st.text(max_size=30))
def test_any_text_is_a_schedule_or_refused(text):
    with suppress(BadSetting):
        assert next_time(text, None, START) > START


@pytest.mark.parametrize(
    "quiet",
    [
        "",
        "22:00",
        "22-6",
        "24:00-06:00",
        "22:60-06:00",
        "06:00-06:00",
        "22:00-06:00 Nowhere/X",
        "22:00-06:00 ",
        "x" * 500,
    ],
)
def test_impossible_quiet_hours_are_refused(quiet):
    if quiet == "22:00-06:00 ":
        assert Quiet.parse(quiet).zone == ZoneInfo("UTC")
        return
    with pytest.raises(BadSetting):
        next_time("15m", quiet, START)


def test_what_falls_into_the_quiet_hours_is_looked_at_once_when_they_end():
    night = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)

    times = [
        next_time(every, "22:00-06:00 Europe/Berlin", night)
        for every in ("15m", "0 1 * * *", "*/5 * * * *", None)
    ]

    assert times == [datetime(2026, 3, 3, 5, tzinfo=UTC)] * 4


def test_quiet_hours_within_one_day_and_before_midnight():
    noon = Quiet.parse("12:00-13:30")

    assert noon.wake(datetime(2026, 3, 2, 12, 15, tzinfo=UTC)) == datetime(
        2026, 3, 2, 13, 30, tzinfo=UTC
    )
    assert noon.wake(START) == START
    assert Quiet.parse("22:00-06:00").wake(datetime(2026, 3, 2, 23, tzinfo=UTC)) == datetime(
        2026, 3, 3, 6, tzinfo=UTC
    )


@settings(max_examples=150)
@given(
    moments,
    st.integers(0, 47),
    st.integers(0, 47),
    st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
    ),
)
def test_nothing_is_looked_at_in_the_quiet_hours(moment, start, end, zone):
    if start == end:
        return
    clock = [f"{half // 2:02}:{half % 2 * 30:02}" for half in (start, end)]
    quiet = Quiet.parse(f"{clock[0]}-{clock[1]} {zone}")

    awake = quiet.wake(moment)

    assert not quiet.holds(awake)
    assert moment <= awake <= moment + timedelta(hours=25)


def test_quiet_hours_that_end_in_an_hour_that_comes_twice_or_not_at_all():
    quiet = Quiet.parse("22:00-02:30 Europe/Berlin")

    first = quiet.wake(datetime(2026, 10, 24, 23, tzinfo=UTC))
    second = quiet.wake(datetime(2026, 10, 25, 1, 10, tzinfo=UTC))
    spring = quiet.wake(datetime(2026, 3, 29, 0, 30, tzinfo=UTC))

    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert spring == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_the_cost_of_an_interval_is_known_before_it_is_saved():
    cost = expected_fetches("6h", 100, 2)

    assert (cost.day, cost.week, cost.month, cost.year) == (4, 28, 120, 1460)
    assert cost.total == 800


def test_quiet_hours_lower_the_cost():
    whole, part = (
        expected_fetches("15m", 1, 1, quiet).day for quiet in (None, "22:00-06:00 Europe/Berlin")
    )

    assert whole == 96
    assert part == pytest.approx(64, rel=0.02)


def test_the_cost_of_a_cron_expression():
    assert expected_fetches("0 6 * * mon-fri", 1, 7).total == pytest.approx(5, rel=0.01)
    assert expected_fetches("0 0 29 2 *", 1, 1).year == pytest.approx(0.25, rel=0.01)


def test_the_cadence_costs_most_on_the_first_day_and_little_later():
    cost = expected_fetches(None, 10, 30)

    assert 20 <= cost.day <= cost.week <= cost.month <= cost.year < 2 * cost.month
    assert cost.total == 10 * cost.month


def test_a_table_without_times_of_its_own_is_due_when_asked():
    assert Timetable.parse(None).next_time(START.astimezone(BERLIN)) == START


@pytest.mark.parametrize("every", ["6h", None])
def test_the_documentation_tells_what_schedules_cost(every: str | None) -> None:
    page = Path(__file__).parent.parent / "docs" / "cadence.md"

    looks = expected_fetches(every, articles=1, days=1.0)

    assert looks.line in page.read_text(encoding="utf-8").splitlines()
