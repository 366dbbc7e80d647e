"""What the cadence has learned of one site: how busy it is, and how far its hints can be trusted.

Every share is a Beta posterior mean, the factor a Gamma posterior mean; what was learned fades, so
that a site can change its ways.
"""

from __future__ import annotations

from math import inf
from typing import Any

#: events that the prior of a site's factors (mean 1) is worth: of articles without a change so
#: far, and of changed ones, whose rates differ less from site to site
_FACTOR_SHAPES = (4.0, 10.0)
#: no site counts as less, or as more, than so many times as busy as the others
_FACTOR_RANGE = (0.1, 8.0)
#: (hits, trials) that the prior of each share is worth
_FLICKER = (0.1, 20.0)
_PRECISION = (1.0, 2.0)
_RECALL = (0.1, 1.0)
_TRUTH = (1.0, 2.0)
#: what was learned never weighs more than so many trials
_MOST_TRIALS = 400.0
#: how many pairs of numbers a site has
_PAIRS = 6
_FACTOR_PAIRS = (0, 5)


class Site:
    """The memory of one site."""

    __slots__ = ("_pairs", "factors", "flicker", "precision", "recall", "truth")

    def __init__(self) -> None:
        self._pairs = [[0.0, 0.0] for _ in range(_PAIRS)]
        #: how busy, times the others: with articles without a change so far, with changed ones
        self.factors = [1.0, 1.0]
        #: the share of readings that seem changed though nothing happened
        self.flicker = _FLICKER[0] / _FLICKER[1]
        #: the share of hints that a change is behind
        self.precision = _PRECISION[0] / _PRECISION[1]
        #: the share of changes that a hint announced
        self.recall = _RECALL[0] / _RECALL[1]
        #: the share of Last-Modified dates that agree with what was seen
        self.truth = _TRUTH[0] / _TRUTH[1]

    def learn_factor(self, changed: bool, events: float, expected: float) -> None:
        """Changes seen, beside those that were to be expected of a site of factor 1."""
        seen, due = self._add(_FACTOR_PAIRS[changed], events, expected)
        shape = _FACTOR_SHAPES[changed]
        factor = (shape + seen) / (shape + due)
        self.factors[changed] = min(max(factor, _FACTOR_RANGE[0]), _FACTOR_RANGE[1])

    def learn_flicker(self, false: float) -> None:
        """One reading, with the probability that its change is no change."""
        self.flicker = self._share(1, false, _FLICKER)

    def learn_precision(self, hit: float) -> None:
        """One hint, with the probability that a change was behind it."""
        self.precision = self._share(2, hit, _PRECISION)

    def learn_recall(self, told: bool, weight: float) -> None:
        """One change, with the probability that it is one."""
        hits, trials = self._add(3, weight * told, weight)
        self.recall = (_RECALL[0] + hits) / (_RECALL[1] + trials)

    def learn_truth(self, agrees: bool) -> None:
        """One Last-Modified that was held against what was seen."""
        self.truth = self._share(4, float(agrees), _TRUTH)

    def to_json(self) -> list[float]:
        """What was learned, as a flat list."""
        return [float(f"{number:.4g}") for pair in self._pairs for number in pair]

    @classmethod
    def from_json(cls, numbers: list[Any]) -> Site:
        """What `to_json` made; ValueError or TypeError where it is something else."""
        if len(numbers) != 2 * _PAIRS or not all(0 <= number < inf for number in numbers):
            raise ValueError("a site's memory has twelve numbers, none negative")
        site = cls()
        places = range(0, 2 * _PAIRS, 2)
        site._pairs = [[float(numbers[at]), float(numbers[at + 1])] for at in places]
        for changed in (False, True):
            site.learn_factor(changed, 0.0, 0.0)
        site.flicker = site._share(1, 0.0, _FLICKER, trials=0.0)
        site.precision = site._share(2, 0.0, _PRECISION, trials=0.0)
        site.recall = site._share(3, 0.0, _RECALL, trials=0.0)
        site.truth = site._share(4, 0.0, _TRUTH, trials=0.0)
        return site

    def _share(
        self, place: int, hits: float, prior: tuple[float, float], *, trials: float = 1.0
    ) -> float:
        hits, trials = self._add(place, hits, trials)
        return (prior[0] + hits) / (prior[1] + trials)

    def _add(self, place: int, hits: float, trials: float) -> tuple[float, float]:
        pair = self._pairs[place]
        pair[0] += hits
        pair[1] += trials
        if pair[1] > _MOST_TRIALS:
            pair[0] /= 2
            pair[1] /= 2
        return pair[0], pair[1]
