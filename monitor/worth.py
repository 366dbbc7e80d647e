"""What a look at an article is worth, and when it is worth its price.

Of an article whose rate is a Gamma variable of shape k, with x = -ln(chance of no revision since
the last look) and R the same for all that may come from now on, X = k (exp(x / k) - 1) revisions
are to be expected since the last look, and R' = k (exp((x + R) / k) - exp(x / k)) from now on. Let
L(m) = (1 + m / k)^-k be the chance of none where m are expected. An article's looks catch most
where they part what is expected evenly; one more is then worth

    V = (1 + r) (1 - L(X)) - r (1 - L(X (1 + 1 / r))), r = R' / X

With nothing to come it is the chance of a revision, 1 - L(X). With no end it is the chance of two,
of which one would be lost: for a known rate 1 - (1 + x) exp(-x), the marginal value of Azar et al.,
"Tractable near-optimal policies for crawling" (PNAS 115, 2018).

A late capture is worth less: with t the hours since the last look, d = ln 2 / half-life and
y = x + d t, x is replaced by y, and V multiplied by x / y.

A look at an article that may be one thing or another also tells which it is. While that is not
known, the looks that would have paid are not taken: with x revisions since the last look, of which
looks at the price P leave about 1 - sqrt(2 P) after their cost, as much is lost again if the next
look finds nothing out, but no more than is still to come. To each unlikely chance c belongs

    I = (1 - c) (1 - exp(-x)) (1 - sqrt(2 P)) min(x, R)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, expm1, inf, sqrt

from monitor.hazard import BINS, EDGES, ENDS, HORIZON

#: a due time is found to this share of the wait, or to this many hours
_PRECISION, _FINEST = 0.02, 0.005
#: hours between two polls of a feed or sitemap, unless the user says otherwise
_POLLED = 1 / 6
#: so few revisions are none, and so many as good as any number
_NOTHING, _PLENTY = 1e-12, 50.0
#: what is still to come is endless at so many times what came since the last look
_ENDLESS = 1e6


@dataclass(frozen=True, slots=True)
class Course:
    """One way in which an article may go on: as an ordinary article, or as a live blog."""

    #: revisions an hour in each bin of the time since the last change
    rates: Sequence[float]
    #: what multiplies them
    factor: float
    #: revisions to be expected beside them
    beside: float
    #: how much this course counts; over all courses, 1
    weight: float
    #: the shape of the Gamma variable by which the rates of such articles differ
    shape: float = 1.0
    #: all revisions to be expected after the last look
    ever: float = inf
    #: the share of changes that the silence of feeds and sitemaps rules out
    silent: float = 0.0
    #: for so many hours after the last look; then they list the article no more
    listed: float = inf
    #: the chance that the article goes another way, which a look may tell
    unsure: float = 0.0


def worth(expected: float, waited: float, discount: float, shape: float, ever: float) -> float:
    """The value of a look: revisions caught, discounted by their delay; between 0 and 1."""
    if expected < _NOTHING:
        return 0.0
    total = expected + discount * waited
    if total > _PLENTY:
        return expected / total
    found = 1.0 - exp(-total)
    since = expm1(total / shape)
    rest = (1.0 + since) * expm1(min(ever - expected, _PLENTY) / shape) / since
    if rest > _ENDLESS:
        found -= shape * since / (1.0 + since) * (1.0 - found)
    elif rest > 1.0 / _ENDLESS:
        found += rest * (found - 1.0 + (1.0 + since + since / rest) ** -shape)
    return expected / total * found


def polled(hours: float) -> float:
    """The chance that feeds and sitemaps were polled within so many hours."""
    return min(hours / _POLLED, 1.0)


def unheard(hours: float) -> float:
    """The part of the last hours of which feeds and sitemaps cannot have told yet, on average.

    A change waits for the next poll; this is the integral of 1 - polled(u) over its age u.
    """
    return hours - hours * hours / (2 * _POLLED) if hours < _POLLED else _POLLED / 2


def first_passage(courses: Sequence[Course], start: float, discount: float, price: float) -> float:
    """Hours after `start` at which the value of a look first reaches the price; may be infinite.

    `start` is the time of the last look, in hours since the last change. A higher price never
    gives an earlier time: the same places are asked in the same order, and give the same values,
    or lower ones.
    """
    low, expected = start, [course.beside for course in courses]
    terms = discount, max(1.0 - sqrt(2.0 * price), 0.0)
    for place in range(bisect_right(EDGES, start) - 1, BINS):
        high = ENDS[place] if place < BINS - 1 else max(EDGES[-1], start) + HORIZON
        slopes = [course.rates[place] * course.factor for course in courses]
        if _value(courses, expected, slopes, (high - low, high - start), terms) >= price:
            break
        times = (high - low, high - start)
        expected = [
            x + slope * (times[0] - course.silent * _listed(course, times))
            for course, x, slope in zip(courses, expected, slopes, strict=True)
        ]
        low = high
    else:
        return inf
    base = low
    while high - low > max(_FINEST, _PRECISION * (low - start)):
        middle = (low + high) / 2
        times = (middle - base, middle - start)
        if _value(courses, expected, slopes, times, terms) >= price:
            high = middle
        else:
            low = middle
    return high - start


def _value(
    courses: Sequence[Course],
    expected: Sequence[float],
    slopes: Sequence[float],
    times: tuple[float, float],
    terms: tuple[float, float],
) -> float:
    """The value so many hours after the bin's beginning and after the last look.

    `terms` are the discount, and the share of known revisions that the cost of looks leaves.
    """
    discount, left = terms
    value, new = 0.0, unheard(times[1]) if courses[0].silent else 0.0
    for course, before, slope in zip(courses, expected, slopes, strict=True):
        hours = times[0]
        if course.silent:
            hours -= course.silent * (_listed(course, times) - new)
        x = before + slope * hours
        caught = worth(x, times[1], discount, course.shape, course.ever)
        if course.unsure:
            rest = course.ever - x
            caught += course.unsure * (1.0 - exp(-x)) * left * (x if x < rest else rest)
        value += course.weight * caught
    return value


def _listed(course: Course, times: tuple[float, float]) -> float:
    """The hours since the bin's beginning for which feeds and sitemaps listed the article."""
    return max(min(times[1], course.listed) - (times[1] - times[0]), 0.0)
