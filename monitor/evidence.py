"""What two looks at an article, one after the other, are evidence of.

A change is only known to lie between two looks. It is spread over that interval in proportion to
the hazard (one step of expectation maximisation: Dempster, Laird and Rubin 1977), weighed by the
probability that it is a change at all and no flicker of the page, and shared out between what the
article may be, an ordinary one or a live blog.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log1p

from monitor.hazard import EDGES, ENDS, HORIZON
from monitor.pulse import Look, Pulse, seconds
from monitor.sites import Site
from monitor.worth import Course, unheard

#: news sitemaps list articles for two days (Google's news sitemap reference), feeds hardly longer
_HINT_WINDOW = 48 * 3600
#: no hint is taken for more certain than this
_CERTAIN = 0.98
#: silence is trusted less than a hint: changes that nothing announced are found late or never,
#: so that what was learned of a site's recall is too high
_SILENT = 0.9
#: from this share of agreement on, a site's Last-Modified is believed
_TRUTHFUL = 0.8
#: the chance that a change is one though a truthful Last-Modified did not move
_UNDATED = 0.05
#: what is likelier than that is what looks are planned for anyway
_LIKELY = 0.5
#: clocks of servers differ by so many seconds
_SLACK = 60


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that the article may be, and what would then be expected of it."""

    #: the row of its cells; None where it has a rate of its own instead
    row: int | None
    rates: Sequence[float]
    #: how busy the site is
    factor: float
    #: the probability of this way
    chance: float
    #: the Gamma shape by which the rates of such articles differ
    shape: float
    #: revisions to be expected after the end of each bin, of a site of factor 1
    later: Sequence[float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one interval between two looks says."""

    #: the probability that the article was changed
    certain: float
    #: hours from the interval's beginning to the change; the middle of what is likely
    after: float
    #: the probability of each way, now
    chances: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What feeds and sitemaps say of the time since the last look, by a hint or by silence."""

    #: the share of changes that their silence rules out
    silent: float
    #: hours after the last look for which they list the article
    listed: float
    #: revisions to be expected because of a hint
    beside: float


def told(pulse: Pulse, site: Site) -> Told:
    """What hints and their absence say since the last trusted reading."""
    beside = -log1p(-min(site.precision, _CERTAIN)) if pulse.hinted else 0.0
    listed = max(pulse.born + _HINT_WINDOW - pulse.checked, 0) / 3600
    return Told(min(site.recall, _SILENT) if listed else 0.0, listed, beside)


def course(way: Way, hints: Told, start: float) -> Course:
    """How the article goes on from `start`, hours after its last change, if it goes this way."""
    place = bisect_right(EDGES, start) - 1
    left = min(ENDS[place] - start, HORIZON)
    ever = hints.beside + way.factor * (way.later[place] + way.rates[place] * left)
    return Course(
        rates=way.rates,
        factor=way.factor,
        beside=hints.beside,
        weight=way.chance,
        shape=way.shape,
        ever=ever,
        silent=hints.silent,
        listed=hints.listed,
        unsure=0.0 if way.row is None or way.chance > _LIKELY else 1.0 - way.chance,
    )


def weigh(
    ways: Sequence[Way],
    parts: Sequence[tuple[int, float]],
    hints: Told,
    *,
    flicker: float | None,
    dated: tuple[float, float] | None = None,
) -> Evidence:
    """The evidence of an interval in `parts` (bin, hours in it).

    `flicker` is the chance of a false change, None where none was seen; `dated` is what a
    truthful date says of the change: how certain it is, and how long after the beginning.

    That a hint came is no surprise once a change is known to have, so that it does not make all
    ways equally likely: they are weighed by the change itself.
    """
    silent = [exp(-_awaited(way, parts, hints)) for way in ways]
    chances = tuple(way.chance for way in ways)
    if flicker is None:
        return Evidence(0.0, 0.0, _bayes(chances, silent))
    calm = [exp(-way.factor * expected(way, parts)) for way in ways] if hints.beside else silent
    new = _bayes(chances, [1.0 - quiet * (1.0 - flicker) for quiet in calm])
    if dated is not None:
        return Evidence(dated[0], dated[1], new)
    true = sum(chance * (1.0 - quiet) for chance, quiet in zip(chances, silent, strict=True))
    certain = true / (true + flicker * (1.0 - true))
    return Evidence(certain, _median(ways, new, parts), new)


def spread(
    way: Way, parts: Sequence[tuple[int, float]], certain: float
) -> Iterator[tuple[int, float, float]]:
    """(bin, events, hours of exposure up to the change) for each part of an interval."""
    total = expected(way, parts)
    after = 1.0
    for place, hours in parts:
        share = way.rates[place] * hours / total
        after -= share
        yield place, certain * share, hours * (1.0 - certain * (1.0 - after - share / 2))


def agrees(pulse: Pulse, look: Look, stamp: int) -> bool | None:
    """Whether a Last-Modified agrees with what was seen; None where that cannot be told."""
    if look.modified is None:
        return None
    modified = seconds(look.modified)
    if look.found == "unchanged":
        return modified <= pulse.checked + _SLACK
    if modified >= stamp - _SLACK:
        return None
    return modified > pulse.checked - _SLACK


def dated(pulse: Pulse, site: Site, look: Look, stamp: int) -> tuple[float, int] | None:
    """How certain a change is, and when it was, if a truthful site says so."""
    if look.modified is None or site.truth < _TRUTHFUL:
        return None
    modified = seconds(look.modified)
    if modified <= pulse.checked - _SLACK:
        return _UNDATED, pulse.checked
    return 1.0, min(max(modified, pulse.checked + 1), stamp)


def recent(pulse: Pulse, stamp: float) -> bool:
    """Whether a feed or sitemap would still tell of the article."""
    return stamp - pulse.born < _HINT_WINDOW


def expected(way: Way, parts: Sequence[tuple[int, float]]) -> float:
    """Revisions to be expected in the interval, of a site of factor 1."""
    rates = way.rates
    return sum([rates[place] * hours for place, hours in parts])


def _awaited(way: Way, parts: Sequence[tuple[int, float]], hints: Told) -> float:
    """Revisions to be expected in the interval, after what the hints say."""
    passed = quiet = 0.0
    for place, hours in parts:
        quiet += way.rates[place] * max(min(hours, hints.listed - passed), 0.0)
        passed += hours
    quiet -= way.rates[parts[-1][0]] * unheard(passed)
    return hints.beside + way.factor * (expected(way, parts) - hints.silent * max(quiet, 0.0))


def _bayes(chances: Sequence[float], likelihoods: Sequence[float]) -> tuple[float, ...]:
    joint = [chance * like for chance, like in zip(chances, likelihoods, strict=True)]
    total = sum(joint)
    return tuple(part / total for part in joint) if total > 0.0 else tuple(chances)


def _median(
    ways: Sequence[Way], chances: Sequence[float], parts: Sequence[tuple[int, float]]
) -> float:
    """Hours from the beginning until half of what is expected has come."""
    masses = [
        hours * sum([way.rates[at] * chance for way, chance in zip(ways, chances, strict=True)])
        for at, hours in parts
    ]
    left, passed, place = sum(masses) / 2, 0.0, 0
    while place < len(parts) - 1 and masses[place] < left:
        left -= masses[place]
        passed += parts[place][1]
        place += 1
    return passed + parts[place][1] * min(left / masses[place], 1.0)
