"""What a look at an article is worth, and when it is worth its price.

With x the revisions to be expected since the last look, t the hours since then, l = x / t their
rate, d = ln 2 / half-life the discount of a late capture and y = x + d t:

    V = l / (l + d) * (1 - (1 + y) exp(-y))

which for d = 0 is the marginal value of Azar et al., "Tractable near-optimal policies for
crawling" (PNAS 115, 2018), for the capture of every revision.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import exp, inf

from monitor.hazard import BINS, EDGES, ENDS

#: hours after the last bin's beginning at which nothing is expected to be worth its price any more
_HORIZON = EDGES[-1] + 8760.0
#: a due time is found to this share of the wait, or to this many hours
_PRECISION, _FINEST = 0.02, 0.005


def worth(expected: float, waited: float, discount: float) -> float:
    """The value of a look: revisions caught, discounted by their delay; between 0 and 1."""
    if expected <= 0.0:
        return 0.0
    total = expected + discount * waited
    return expected / total * (1.0 - (1.0 + total) * exp(-total))


def first_passage(
    rates: Sequence[float],
    start: float,
    influence: tuple[float, float],
    discount: float,
    price: float,
) -> float:
    """Hours after `start` at which the value of a look first reaches the price; may be infinite.

    `start` is the time of the last look in hours since the last change, `influence` the factor on
    the rates and what is expected beside them. A higher price never gives an earlier time.
    """
    factor, expected = influence
    place = bisect_right(EDGES, start) - 1
    low = start
    while True:
        high = ENDS[place] if place < BINS - 1 else max(_HORIZON, start + 8760.0)
        rate = rates[place] * factor
        then = expected + rate * (high - low)
        if worth(then, high - start, discount) >= price:
            break
        place += 1
        if place == BINS:
            return inf
        low, expected = high, then
    base = low
    while high - low > max(_FINEST, _PRECISION * (low - start)):
        middle = (low + high) / 2
        if worth(expected + rate * (middle - base), middle - start, discount) >= price:
            high = middle
        else:
            low = middle
    return high - start
