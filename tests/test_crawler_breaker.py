"""When a host is left alone, and when a server wants to be asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.breaker import (
    CLOSED,
    LONGEST_PAUSE,
    TRIP_AFTER,
    Circuit,
    after_answer,
    after_failure,
    opens_at,
    pause,
)
from crawler.limits import Limits
from crawler.middleware import retry_after
from factories import NOON, make_capture
from storage.errors import BadSetting
from storage.records import FailureKind

HOUR = timedelta(hours=1)


def failed(times: int, kind: FailureKind = "timeout") -> Circuit:
    circuit = CLOSED
    for _ in range(times):
        circuit = after_failure(circuit, kind, NOON)
    return circuit


def test_a_few_failures_leave_the_circuit_closed() -> None:
    assert opens_at(failed(TRIP_AFTER - 1), NOON) is None


def test_failures_in_a_row_open_it_for_longer_and_longer() -> None:
    pauses = [opens_at(failed(times), NOON) for times in (5, 6, 7, 60)]

    seconds = [until and (until - NOON).total_seconds() for until in pauses]
    assert seconds == [30, 60, 120, 3600]
    assert failed(6).reason == "6 failures in a row, the last: timeout"


def test_an_answer_closes_it() -> None:
    assert after_answer(failed(9), 404, None, NOON) == CLOSED


def test_it_closes_by_itself() -> None:
    circuit = failed(5)

    assert opens_at(circuit, NOON + timedelta(seconds=29))
    assert opens_at(circuit, NOON + timedelta(seconds=30)) is None


@pytest.mark.parametrize("kind", ["robots", "bad_url", "too_large", "bad_response", "circuit_open"])
def test_what_speaks_of_one_page_does_not_count(kind: FailureKind) -> None:
    assert failed(9, kind) == CLOSED


def test_a_server_that_asks_to_be_left_alone_is_for_a_day_at_most() -> None:
    busy = after_answer(CLOSED, 503, NOON + HOUR, NOON)
    endless = after_answer(CLOSED, 429, NOON + 999 * HOUR, NOON)

    assert (opens_at(busy, NOON), opens_at(endless, NOON)) == (NOON + HOUR, NOON + 24 * HOUR)


def test_busy_answers_in_a_row_count_as_failures() -> None:
    circuit = failed(4)

    assert opens_at(after_answer(circuit, 429, None, NOON), NOON) == NOON + timedelta(seconds=30)


@given(st.integers(0, 10**6))
@settings(max_examples=50)
def test_a_pause_grows_within_bounds(failures: int) -> None:
    assert 0 <= pause(failures) <= pause(failures + 1) <= LONGEST_PAUSE


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", NOON + timedelta(minutes=2)),
        (" 0 ", NOON),
        ("Sun, 01 Mar 2026 13:00:00 GMT", NOON + HOUR),
        ("Sun, 01 Mar 2026 13:00:00", NOON + HOUR),
        ("Sun, 01 Mar 2020 13:00:00 GMT", NOON),
        ("9" * 400, NOON + timedelta(days=366)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", NOON + timedelta(days=366)),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, expected: object) -> None:
    capture = make_capture(status=429, headers=(("retry-AFTER", value),))

    assert retry_after(capture, NOON) == expected


def test_retry_after_counts_for_busy_answers_only() -> None:
    headers = (("Retry-After", "5"),)

    assert retry_after(make_capture(status=200, headers=headers), NOON) is None
    assert retry_after(make_capture(status=503, headers=()), NOON) is None
    assert retry_after(make_capture(status=503, headers=headers), NOON)


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_any_retry_after_is_read_or_left(value: str) -> None:
    capture = make_capture(status=503, headers=(("Retry-After", value),))

    found = retry_after(capture, NOON)

    assert found is None or NOON <= found <= NOON + timedelta(days=366)


def test_the_user_agent_says_whom_to_ask() -> None:
    limits = Limits(user_agent="Archive/2.1", contact="mailto:desk@paper.example")

    assert limits.agent == "Archive/2.1 (+mailto:desk@paper.example)"
    assert limits.token == "Archive"
    assert Limits().agent == "Variorum/0.1"
    assert Limits(user_agent="/").token == "Variorum"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host_concurrency", 0),
        ("concurrency", -1),
        ("check_timeout", 0.0),
        ("host_delay", -0.1),
        ("user_agent", "Archive\r\nX: y"),
        ("contact", "büro@paper.example"),
    ],
)
def test_a_limit_that_cannot_be_kept_is_named(name: str, value: Any) -> None:
    with pytest.raises(BadSetting, match=name):
        Limits(**{name: value})
