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


def test_who_has_not_tried_for_long_is_forgotten():
    throttle = Throttle()
    throttle.failed(tuple(f"visitor {number}" for number in range(throttle.MOST + 1)), NOON)

    throttle.failed(("ada",), NOON + timedelta(hours=1))

    assert len(throttle._tries) == 1
