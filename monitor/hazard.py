"""How likely an article is to be revised next: a learned hazard, piecewise constant in time.

The hazard is a rate (revisions an hour) by kind of article, changes seen so far and age at the
last change, over the time since then (since publication while no change was seen). Each cell holds
events and exposure beside a Gamma prior, so that its rate is the posterior mean
(shape + events) / (shape / prior rate + exposure): the conjugate pair of the Poisson process
(Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import inf, log
from operator import mul
from typing import Any

from storage.records import ArticleKind

#: where the bins of the time since the last change begin, in hours
EDGES = (0.0, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 720.0, 2160.0)
BINS = len(EDGES)
#: the bins' ends; the last one is open
ENDS = (*EDGES[1:], inf)
#: where the open last bin is given up, in hours after its beginning or after the last look
HORIZON = 8760.0
#: the same with an end for the last one, for what is known before anything was seen
_PRIOR_EDGES = (*EDGES, 4 * EDGES[-1])
_PRIOR_HOURS = tuple(high - low for low, high in pairwise(_PRIOR_EDGES))
#: hours in each bin but the first, the last bin first
_HOURS_BACK = (HORIZON, *_PRIOR_HOURS[-2:0:-1])
#: changes seen: none, 1, 2, 3 and 4, 5 to 7, 8 to 13, 14 and more; and what stands for each in
#: the prior
_CHANGES = (1, 2, 3, 5, 8, 14)
_TYPICAL_CHANGES = (0.0, 1.0, 2.0, 3.5, 6.0, 10.0, 20.0)
#: age at the last change in hours: up to half an hour, …, more than a fortnight
_AGES = (0.5, 2.0, 6.0, 24.0, 72.0, 336.0)
_TYPICAL_AGES = (0.25, 1.0, 3.5, 12.0, 42.0, 155.0, 700.0)
_ROWS_PER_KIND = 1 + (len(_TYPICAL_CHANGES) - 1) * len(_TYPICAL_AGES)
#: events that the prior of one cell is worth
PRIOR_SHAPE = 1.0
#: a cell forgets: it never weighs more than this many events, or as many hours as they took
_MOST_EVENTS = 2000.0
_LONGEST_EXPOSURE = 2e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What published studies say of one kind of article, before anything was seen.

    Revisions come at the rate w * mean * G'(age), G(a) = 1 - (1 + a/scale)^-power, where w differs
    between articles as a Gamma variable of mean 1 and the given shape: once n revisions were seen
    at age a its mean is (shape + n) / (shape + mean * G(a)).
    """

    #: revisions in the whole life of an article
    mean: float
    #: small where a few articles have most of the revisions
    shape: float
    #: hours
    scale: float
    power: float

    def expected(self, changes: float, start: float, end: float) -> float:
        """Revisions between two ages (hours) of an article with that many changes at `start`."""
        return (self.shape + changes) * log(self._weight(end) / self._weight(start))

    def _weight(self, age: float) -> float:
        left: float = (1.0 + age / self.scale) ** -self.power
        return self.shape + self.mean * (1.0 - left)


#: 35 % of 291 666 Flemish articles updated within 24 h, .68 updates an article (Timmerman,
#: Bronselaer and Van Leuven: 35 % of 1.94); 81 % of a week's changes on the first day (GDELT's
#: Global Difference Graph). A live blog lasts 6 h and has 40 updates (Thurman and Walters 2013).
PRIORS: dict[ArticleKind, Prior] = {
    "article": Prior(mean=0.94, shape=0.5, scale=2.0, power=0.5),
    "live": Prior(mean=40.0, shape=1.0, scale=6.0, power=2.0),
}
#: A page that is kept up (a tracker, an explainer, a list) is revised at a constant rate, which
#: differs between such pages as a Gamma variable: its shape, and its mean in revisions an hour.
#: Both are assumed: once in three days, widely spread.
STEADY = (1.0, 1 / 72)
_KINDS: tuple[ArticleKind, ...] = ("article", "live")


def row_of(kind: ArticleKind, changes: int, age: float) -> int:
    """The row of cells for an article that was `age` hours old at its last change."""
    start = 0 if kind == "article" else _ROWS_PER_KIND
    if changes == 0:
        return start
    seen = bisect_right(_CHANGES, changes) - 1
    return start + 1 + seen * len(_TYPICAL_AGES) + bisect_right(_AGES, age)


def prior_rates(row: int) -> list[float]:
    """The prior mean of each cell of a row, in revisions an hour."""
    kind, place = divmod(row, _ROWS_PER_KIND)
    prior = PRIORS[_KINDS[kind]]
    if place == 0:
        changes, age = 0.0, 0.0
    else:
        seen, old = divmod(place - 1, len(_TYPICAL_AGES))
        changes, age = _TYPICAL_CHANGES[seen + 1], _TYPICAL_AGES[old]
    return [
        prior.expected(changes, age + start, age + end) / (end - start)
        for start, end in pairwise(_PRIOR_EDGES)
    ]


def steady_rates(changes: int, age: float) -> list[float]:
    """Revisions an hour in each bin, of a page that is kept up and was `age` at its last change.

    The posterior mean of its own rate: (shape + changes) / (shape / mean + its age then).
    """
    shape, mean = STEADY
    start = shape / mean + age
    weights = [log(start + edge) for edge in _PRIOR_EDGES]
    return [
        (shape + changes) * (high - low) / hours
        for (low, high), hours in zip(pairwise(weights), _PRIOR_HOURS, strict=True)
    ]


def slices(start: float, end: float) -> Iterator[tuple[int, float]]:
    """The bins that the time from `start` to `end` (hours) touches, with the hours in each."""
    place = bisect_right(EDGES, start) - 1
    while start < end:
        stop = min(ENDS[place], end)
        yield place, stop - start
        start = stop
        place += 1


class Hazard:
    """The cells, and what was learned in each."""

    __slots__ = ("_events", "_exposure", "_later", "_prior", "_rates")

    def __init__(self) -> None:
        self._prior: dict[int, list[float]] = {}
        self._rates: dict[int, list[float]] = {}
        self._later: dict[int, list[float]] = {}
        self._events: dict[int, list[float]] = {}
        self._exposure: dict[int, list[float]] = {}

    def rates(self, row: int) -> list[float]:
        """Revisions an hour in each bin of a row; not to be changed by the caller."""
        rates = self._rates.get(row)
        if rates is None:
            self._prior[row] = prior_rates(row)
            rates = self._rates[row] = list(self._prior[row])
            self._events[row] = [0.0] * BINS
            self._exposure[row] = [0.0] * BINS
        return rates

    def later(self, row: int) -> list[float]:
        """Revisions to be expected after the end of each bin of a row; not to be changed."""
        later = self._later.get(row)
        if later is None:
            masses = map(mul, self.rates(row)[:0:-1], _HOURS_BACK)
            later = self._later[row] = [*accumulate(masses, initial=0.0)][::-1]
        return later

    def learn(self, row: int, place: int, events: float, exposure: float) -> None:
        """Add events and hours of exposure to one cell."""
        rates = self.rates(row)
        events += self._events[row][place]
        exposure += self._exposure[row][place]
        if events > _MOST_EVENTS or exposure > _LONGEST_EXPOSURE:
            events, exposure = events / 2, exposure / 2
        self._events[row][place], self._exposure[row][place] = events, exposure
        prior = self._prior[row][place]
        self._later.pop(row, None)
        rates[place] = (PRIOR_SHAPE + events) / (PRIOR_SHAPE / prior + exposure)

    def to_json(self) -> dict[str, list[list[float]]]:
        """Row to [[bin, events, exposure], …], of the cells that learned anything."""
        return {
            str(row): [
                [place, float(f"{events:.6g}"), float(f"{exposure:.6g}")]
                for place, (events, exposure) in enumerate(
                    zip(self._events[row], self._exposure[row], strict=True)
                )
                if events or exposure
            ]
            for row in sorted(self._rates)
        }

    @classmethod
    def from_json(cls, shape: dict[str, Any]) -> Hazard:
        """What `to_json` made; ValueError, KeyError or TypeError where it is something else."""
        hazard = cls()
        for row, cells in shape.items():
            if not 0 <= int(row) < 2 * _ROWS_PER_KIND:
                raise ValueError(f"no row {row}")
            for place, events, exposure in cells:
                if not (0 <= place < BINS and 0 <= events < inf and 0 <= exposure < inf):
                    raise ValueError(f"no cell {place} with {events} events in {exposure} hours")
                hazard.learn(int(row), int(place), float(events), float(exposure))
        return hazard
