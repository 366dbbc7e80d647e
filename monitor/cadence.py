"""When to look at an article again: as soon as what a look is worth reaches its price.

The value of a look follows Azar, Horvitz, Lubetzky, Peres and Shahaf, "Tractable near-optimal
policies for crawling" (PNAS 2018), with a hazard that changes over time instead of a constant
rate; docs/cadence.md derives it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from math import exp, inf, log
from typing import Any

from monitor.evidence import (
    Evidence,
    Way,
    agrees,
    course,
    dated,
    expected,
    recent,
    spread,
    told,
    weigh,
)
from monitor.hazard import BINS, PRIORS, STEADY, Hazard, row_of, slices, steady_rates
from monitor.pulse import CERTAIN, MILLION, Look, Pulse, moment, seconds, stated
from monitor.sites import Site
from monitor.worth import first_passage, polled
from storage.errors import InputError
from storage.records import ArticleKind

_HOUR = 3600.0
#: no article is looked at twice within so many seconds
SHORTEST_GAP = 300
#: the longest wait, in seconds: the article's age, but a month at least and half a year at most
_LONGEST_GAP = (30 * 86400, 180 * 86400)
#: the first wait in seconds, how each further one grows, and the longest: after failures
_FAILURE_WAIT = (600.0, 2.0, 86400.0)
#: … and after readings that are in doubt, among them "gone"
_DOUBT_WAIT = (300.0, 4.0, 30 * 86400.0)
#: sites that are remembered; the one that was silent longest is forgotten first
_MOST_SITES = 20_000
_FORMAT = 1
#: live blogs among articles of which nothing is known, and the articles that this is worth
_LIVE_SHARE = (2.0, 200.0)
#: how many of the articles are pages that are kept up; assumed
_STEADY_SHARE = 0.01
#: nothing ends what such a page may bring
_ENDLESS = (inf,) * BINS
#: what is less likely than that is left out of account
_UNLIKELY = 0.001


@dataclass(frozen=True, slots=True)
class Price:
    """What a look must be worth; it follows the budget."""

    value: float = 0.002
    #: looks below this are never worth the publisher's bandwidth
    floor: float = 0.0005

    @property
    def asking(self) -> float:
        """The price to plan with: a little low, so that a falling price finds articles in time."""
        return max(self.floor, 0.8 * self.value)

    def after(self, *, waiting: float, room: float) -> Price:
        """The price after a tick that left so many due articles waiting, or so many looks unused.

        `waiting` and `room` are in looks, relative to what the budget allows for one tick. The
        price rises faster than it falls, so that what cannot wait finds a look at hand.
        """
        push = min(waiting, 1.0) - min(room, 1.0) / 2
        return replace(self, value=min(max(self.value * exp(0.02 * push), self.floor), 1.0))


class Model:
    """What was learned of all articles; the one object here that changes."""

    def __init__(self, *, half_life: float = 1000.0, most_sites: int = _MOST_SITES) -> None:
        if not 0.0 < half_life < inf:
            raise ValueError(f"a half-life of {half_life} hours")
        #: hours after which a captured revision is worth half
        self.half_life = half_life
        self._most_sites = most_sites
        self._discount = log(2) / half_life
        self._hazard = Hazard()
        self._sites: dict[str, Site] = {}
        self._stated = [0.0, 0.0]

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites that are remembered, the one that was silent longest first."""
        return tuple(self._sites)

    def next_due(self, pulse: Pulse, site: str, now: datetime, price: float) -> datetime:
        """The first time, not before `now`, at which a look is worth its price."""
        return moment(max(self.due(pulse, site, price), seconds(now)))

    def due(self, pulse: Pulse, site: str, price: float) -> float:
        """The same in seconds since 1970, and perhaps in the past."""
        if pulse.failures or pulse.doubts:
            return _retry(pulse)
        if not pulse.checked:
            return pulse.born
        age = pulse.checked - pulse.born
        longest = min(max(age, _LONGEST_GAP[0]), _LONGEST_GAP[1])
        wait = self._wait(pulse, self._site(site), price) * _HOUR
        return pulse.checked + min(max(wait, SHORTEST_GAP), longest)

    def observe(self, pulse: Pulse, site: str, look: Look, now: datetime) -> Pulse:
        """The pulse after a look, from which the model has learned."""
        stamp = max(seconds(now), pulse.tried)
        tried = replace(pulse, tried=stamp, live=self._live(pulse, look))
        if look.found == "failed":
            return replace(tried, failures=pulse.failures + 1)
        if look.found in ("suspicious", "gone"):
            return replace(tried, failures=0, doubts=pulse.doubts + 1)
        trusted = replace(tried, failures=0, doubts=0)
        if not pulse.checked or stamp <= pulse.checked:
            return replace(trusted, checked=stamp, hinted=0)
        return self._learn(trusted, self._touched(site), look, stamp)

    def hint(self, pulse: Pulse, modified: datetime) -> Pulse:
        """The pulse after a feed or sitemap said that the article was modified then."""
        stamp = seconds(modified)
        return replace(pulse, hinted=stamp) if stamp > pulse.checked else pulse

    def dumps(self) -> str:
        """All that was learned, as JSON text."""
        shape = {
            "format": _FORMAT,
            "half_life": self.half_life,
            "stated": self._stated,
            "hazard": self._hazard.to_json(),
            "sites": {name: site.to_json() for name, site in self._sites.items()},
        }
        return json.dumps(shape, separators=(",", ":"))

    @classmethod
    def loads(cls, text: str) -> Model:
        """The model that `dumps` wrote; InputError where the text is something else."""
        try:
            shape: dict[str, Any] = json.loads(text)
            if shape["format"] != _FORMAT:
                raise InputError(f"this cadence is of format {shape['format']!r}, not {_FORMAT}")
            model = cls(half_life=float(shape["half_life"]))
            live, known = map(float, shape["stated"])
            if not 0.0 <= live <= known < inf:
                raise InputError(f"of {known} articles {live} cannot be live blogs")
            model._stated = [live, known]
            model._hazard = Hazard.from_json(shape["hazard"])
            model._sites = {name: Site.from_json(site) for name, site in shape["sites"].items()}
        except (ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError) as error:
            raise InputError(f"this text is no cadence: {error}") from error
        return model

    def _site(self, name: str) -> Site:
        return self._sites.get(name) or Site()

    def _touched(self, name: str) -> Site:
        site = self._sites.pop(name, None) or Site()
        self._sites[name] = site
        if len(self._sites) > self._most_sites:
            del self._sites[next(iter(self._sites))]
        return site

    def _live(self, pulse: Pulse, look: Look) -> int:
        """`Pulse.live` after a look; counts what pages say of themselves."""
        if look.kind is None:
            return pulse.live
        if not pulse.told:
            self._stated[0] += look.kind == "live"
            self._stated[1] += 1.0
        return stated(look.kind)

    def _ways(self, pulse: Pulse, site: Site) -> list[Way]:
        """What the article may be: an ordinary one, one that is kept up, a live blog."""
        if pulse.live >= 0:
            live = pulse.live / CERTAIN
        else:
            live = (_LIVE_SHARE[0] + self._stated[0]) / (_LIVE_SHARE[1] + self._stated[1])
        age = (pulse.changed - pulse.born) / _HOUR if pulse.changes else 0.0
        steady = pulse.steady / MILLION if pulse.steady >= 0 else _STEADY_SHARE
        ways = []
        if live < 1.0 - _UNLIKELY:
            row = row_of("article", pulse.changes, age)
            factor = site.factors[pulse.changes > 0]
            ways.append(self._way("article", row, factor, (1.0 - live) * (1.0 - steady), pulse))
            kept_up, shape = steady_rates(pulse.changes, age), STEADY[0] + pulse.changes
            chance = (1.0 - live) * steady
            ways.append(Way(None, kept_up, 1.0, chance, shape, _ENDLESS))
        if live > _UNLIKELY:
            row = row_of("live", pulse.changes, age)
            ways.append(self._way("live", row, 1.0, live, pulse))
        return ways

    def _way(self, kind: ArticleKind, row: int, factor: float, chance: float, pulse: Pulse) -> Way:
        rates, later = self._hazard.rates(row), self._hazard.later(row)
        return Way(row, rates, factor, chance, PRIORS[kind].shape + pulse.changes, later)

    def _wait(self, pulse: Pulse, site: Site, price: float) -> float:
        """Hours after the last check until a look is worth its price; may be infinite."""
        hints = told(pulse, site)
        ways = self._ways(pulse, site)
        start = (pulse.checked - pulse.origin) / _HOUR
        courses = [course(way, hints, start) for way in ways]
        return first_passage(courses, start, self._discount, price)

    def _learn(self, pulse: Pulse, site: Site, look: Look, stamp: int) -> Pulse:
        """Learn from two trusted readings, one after the other."""
        ways = self._ways(pulse, site)
        start, end = (pulse.checked - pulse.origin) / _HOUR, (stamp - pulse.origin) / _HOUR
        parts = list(slices(start, end))
        changed = look.found == "changed"
        date = dated(pulse, site, look, stamp) if changed else None
        evidence = weigh(
            ways,
            parts,
            told(pulse, site),
            flicker=site.flicker if changed else None,
            dated=date and (date[0], (date[1] - pulse.checked) / _HOUR),
        )
        for way, chance in zip(ways, evidence.chances, strict=True):
            self._teach(way, parts, evidence.certain, chance)
        when = pulse.checked + round(evidence.after * _HOUR)
        _teach_site(site, pulse, look, stamp, (evidence, when))
        if len(ways) > 1:
            ordinary = evidence.chances[0]
            due = expected(ways[0], parts) * ordinary * (1.0 - evidence.certain / 2)
            site.learn_factor(pulse.changes > 0, evidence.certain * ordinary, due)
        live, steady = _chances(pulse, evidence)
        known = replace(pulse, checked=stamp, hinted=0, live=live, steady=steady)
        if evidence.certain < 0.5:
            return known
        return replace(known, changed=when, changes=pulse.changes + 1)

    def _teach(
        self, way: Way, parts: list[tuple[int, float]], certain: float, chance: float
    ) -> None:
        """Events and exposure of an article that goes this way with that chance."""
        if way.row is None:
            return
        for place, events, hours in spread(way, parts, certain):
            self._hazard.learn(way.row, place, chance * events, chance * hours * way.factor)


def _teach_site(
    site: Site, pulse: Pulse, look: Look, stamp: int, seen: tuple[Evidence, int]
) -> None:
    evidence, when = seen
    certain = evidence.certain
    if pulse.hinted:
        site.learn_precision(certain)
    if look.found == "changed" and recent(pulse, when):
        site.learn_recall(pulse.hinted > 0, certain * polled((stamp - when) / _HOUR))
    site.learn_flicker(1.0 - certain if look.found == "changed" else 0.0)
    truthful = agrees(pulse, look, stamp)
    if truthful is not None:
        site.learn_truth(truthful)


def _chances(pulse: Pulse, evidence: Evidence) -> tuple[int, int]:
    """`Pulse.live` and `Pulse.steady` after an interval; what a page states of itself stays.

    Neither ever comes to nothing or to certainty, so that a page can always show otherwise.
    """
    ordinary, *others = evidence.chances
    if not others:
        return pulse.live, pulse.steady
    steady = min(max(round(others[0] / (ordinary + others[0]) * MILLION), 10), MILLION - 10)
    if pulse.told or len(others) == 1:
        return pulse.live, steady
    return min(max(round(others[1] * CERTAIN), 1), CERTAIN - 1), steady


def _retry(pulse: Pulse) -> float:
    """When to come back after failures or doubtful readings, in seconds since 1970."""
    times = pulse.failures or pulse.doubts
    first, growth, longest = _FAILURE_WAIT if pulse.failures else _DOUBT_WAIT
    return pulse.tried + min(first * growth ** min(times - 1, 20), longest)
