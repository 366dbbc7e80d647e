"""Whoever keeps trying to sign in waits longer and longer, and is forgotten in the end."""

from datetime import timedelta

from factories import NOON
from web.throttle import Throttle


def test_a_few_tries_are_free_then_each_takes_longer():
    throttle = Throttle()

    waits = []
    for _ in range(8):
        throttle.failed(("ada",), NOON)
        waits.append(throttle.wait(("ada", "192.0.2.7"), NOON).total_seconds())

    assert waits == [0, 0, 0, 0, 10, 20, 40, 80]


def test_of_very_many_only_the_latest_are_remembered():
    throttle = Throttle()
    throttle.failed(tuple(f"visitor {number}" for number in range(throttle.MOST)), NOON)

    throttle.failed(("visitor 0", "ada"), NOON)

    assert len(throttle._tries) == throttle.MOST
    assert "visitor 1" not in throttle._tries
    assert {"visitor 0", "visitor 2", "ada"} <= set(throttle._tries)


def test_a_try_of_long_ago_no_longer_counts():
    throttle = Throttle()
    for _ in range(6):
        throttle.failed(("ada",), NOON)

    later = NOON + timedelta(hours=1)
    throttle.failed(("ada",), later)

    assert throttle.wait(("ada",), later) == timedelta()
