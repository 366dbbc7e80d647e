"""What two looks at an article, one after the other, are evidence of.

A change is only known to lie between two looks. It is spread over that interval in proportion to
the hazard (one step of expectation maximisation: Dempster, Laird and Rubin 1977), and weighed by
the probability that it is a change at all and no flicker of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log1p

from monitor.hazard import slices
from monitor.pulse import Look, Pulse
from monitor.sites import Site

HOUR = 3600.0
#: news sitemaps list articles for two days (Google's news sitemap reference), feeds hardly longer
_HINT_WINDOW = 48 * 3600
#: no hint is taken for more certain than this
_CERTAIN = 0.98
#: from this share of agreement on, a site's Last-Modified is believed
_TRUTHFUL = 0.8
#: the chance that a change is one though a truthful Last-Modified did not move
_UNDATED = 0.05
#: clocks of servers differ by so many seconds
_SLACK = 60


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one interval between two looks says."""

    #: (bin, hours in it, revisions to be expected at factor 1), in the order of time
    parts: tuple[tuple[int, float, float], ...]
    #: the probability that the article was changed
    certain: float
    #: when it was, in seconds since 1970; the middle of what is likely where no date tells
    when: int

    @property
    def expected(self) -> float:
        """Revisions that were to be expected at factor 1."""
        return sum(mass for _, _, mass in self.parts)


def influence(pulse: Pulse, site: Site) -> tuple[float, float]:
    """The factor on the hazard, and the revisions to be expected beside it, for hints and site."""
    if pulse.hinted:
        return site.factor, -log1p(-min(site.precision, _CERTAIN))
    if pulse.checked - pulse.born < _HINT_WINDOW:
        return site.factor * (1.0 - min(site.recall, _CERTAIN)), 0.0
    return site.factor, 0.0


def weigh(pulse: Pulse, site: Site, rates: Sequence[float], look: Look, stamp: int) -> Evidence:
    """The evidence of a trusted reading at `stamp`, seconds since 1970."""
    start, end = (pulse.checked - pulse.origin) / HOUR, (stamp - pulse.origin) / HOUR
    parts = tuple((place, hours, rates[place] * hours) for place, hours in slices(start, end))
    if look.found == "unchanged":
        return Evidence(parts, 0.0, pulse.checked)
    factor, expected = influence(pulse, site)
    expected += factor * sum(mass for _, _, mass in parts)
    dated = _date(pulse, site, look, stamp)
    if dated is None:
        return Evidence(
            parts, _certainty(site, expected), pulse.checked + round(_median(parts) * HOUR)
        )
    if dated:
        return Evidence(parts, 1.0, dated)
    return Evidence(parts, _UNDATED, pulse.checked)


def agrees(pulse: Pulse, look: Look, stamp: int) -> bool | None:
    """Whether a Last-Modified agrees with what was seen; None where that cannot be told."""
    if look.modified is None:
        return None
    modified = int(look.modified.timestamp())
    if look.found == "unchanged":
        return modified <= pulse.checked + _SLACK
    if modified >= stamp - _SLACK:
        return None
    return modified > pulse.checked - _SLACK


def recent(pulse: Pulse, stamp: int) -> bool:
    """Whether a feed or sitemap would still tell of the article."""
    return stamp - pulse.born < _HINT_WINDOW


def _date(pulse: Pulse, site: Site, look: Look, stamp: int) -> int | None:
    """When a truthful site says that the change was made; 0 for never, None where it is silent."""
    if look.modified is None or site.truth < _TRUTHFUL:
        return None
    modified = int(look.modified.timestamp())
    if modified <= pulse.checked - _SLACK:
        return 0
    return min(max(modified, pulse.checked + 1), stamp)


def _certainty(site: Site, expected: float) -> float:
    """The probability of a change, given that one was seen (Bayes)."""
    true = 1.0 - exp(-expected)
    return true / (true + site.flicker * (1.0 - true))


def _median(parts: tuple[tuple[int, float, float], ...]) -> float:
    """Hours from the beginning until half of what is expected has come."""
    left = sum(mass for _, _, mass in parts) / 2
    passed = 0.0
    for _, hours, mass in parts:
        if mass >= left:
            return passed + hours * left / mass
        left -= mass
        passed += hours
    return passed
