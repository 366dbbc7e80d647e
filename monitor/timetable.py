"""Fixed schedules: intervals, cron expressions and quiet hours, and what they will cost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from monitor.cadence import Model, Price
from monitor.cron import Cron
from monitor.pulse import Look, Pulse
from storage.errors import BadSetting

_UNITS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}
_INTERVAL = re.compile(r"([0-9]{1,6})\s?([mhdw])", re.ASCII)
_QUIET = re.compile(
    r"([0-9]{1,2}):([0-9]{2})\s?[-–]\s?([0-9]{1,2}):([0-9]{2})(?:\s(\S+))?", re.ASCII
)
_LONGEST = timedelta(days=366)
_LONGEST_TEXT = 300
#: costs are counted from here on, so that the same setting always shows the same number
_START = datetime(2024, 1, 1, tzinfo=UTC)
_MOST_STEPS = 10_000
_COUNTED = timedelta(days=4 * 365.25)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day, on the clock of a zone, in which nothing is looked at."""

    start: time
    #: the first moment that is not quiet; earlier than `start` where midnight lies between
    end: time
    zone: tzinfo

    @classmethod
    def parse(cls, text: str) -> Quiet:
        """ "22:00-06:00 Europe/Berlin"; UTC where no zone is named."""
        match = _QUIET.fullmatch(text.strip()) if len(text) <= _LONGEST_TEXT else None
        if match is None:
            raise BadSetting(
                f"quiet hours are written like '22:00-06:00 Europe/Berlin', not {text[:80]!r}"
            )
        start, end = _clock(match[1], match[2]), _clock(match[3], match[4])
        if start == end:
            raise BadSetting(f"quiet hours {text!r} begin when they end")
        return cls(start, end, zone_of(match[5] or "UTC"))

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies in the quiet hours."""
        clock = moment.astimezone(self.zone).time()
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def wake(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours that it lies in; in UTC."""
        if not self.holds(moment):
            return moment.astimezone(UTC)
        local = moment.astimezone(self.zone)
        tomorrow = self.start > self.end and local.time() >= self.start
        day = local.date() + timedelta(days=tomorrow)
        ends = [
            datetime.combine(day, self.end.replace(fold=fold), self.zone).astimezone(UTC)
            for fold in (0, 1)
        ]
        return next(
            (end for end in ends if end > moment and not self.holds(end)),
            moment.astimezone(UTC) + timedelta(hours=1),
        )


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a source is looked at that the user gave times of its own."""

    #: None leaves it to the cadence
    every: timedelta | Cron | None
    quiet: Quiet | None = None
    #: the clock of a cron expression
    zone: tzinfo = UTC

    @classmethod
    def parse(cls, every: str | None, quiet: str | None = None) -> Timetable:
        """ "15m", "6h", "1d", "2w", or a cron expression, with a zone's name where it has one."""
        hours = None if quiet is None else Quiet.parse(quiet)
        if every is None:
            return cls(None, hours)
        words = every.split()
        if len(every) > _LONGEST_TEXT or not words:
            raise BadSetting(f"{every[:80]!r} is neither an interval nor a cron expression")
        if len(words) < 5:
            return cls(_interval(every.strip()), hours)
        zone = zone_of(words[5]) if len(words) == 6 else UTC
        return cls(Cron.parse(" ".join(words[:5] if len(words) == 6 else words)), hours, zone)

    def next_time(self, after: datetime) -> datetime:
        """The next time, in UTC: after `after`, and not in the quiet hours.

        What falls into the quiet hours is looked at once, when they end. Without an interval or
        a cron expression: the first moment, from `after` on, that is not quiet.
        """
        if self.every is None:
            moment = after.astimezone(UTC)
        elif isinstance(self.every, Cron):
            moment = self.every.next_time(after, self.zone)
        else:
            moment = after.astimezone(UTC) + self.every
        return moment if self.quiet is None else self.quiet.wake(moment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """How many looks a schedule takes: of one article that never changes, and in all."""

    day: float
    week: float
    month: float
    year: float
    #: of all articles, over the days that were asked for
    total: float

    @property
    def line(self) -> str:
        """In words, for one article."""
        return (
            f"about {self.day:,.0f} looks at each article on its first day, "
            f"{self.month:,.0f} in its first month, {self.year:,.0f} in its first year"
        )


def next_time(every: str | None, quiet: str | None, after: datetime) -> datetime:
    """`Timetable.next_time` of settings as they are written; BadSetting where they cannot be."""
    return Timetable.parse(every, quiet).next_time(after)


def expected_fetches(
    every: str | None, articles: int, days: float, quiet: str | None = None
) -> Expected:
    """What a schedule costs, before it is saved.

    The cadence (`every` None) is counted for articles just published that never change, from the
    published prior and at the lowest price: with more articles than the budget has room for, or
    with other articles that change more, it takes fewer.
    """
    table = Timetable.parse(every, quiet)
    spans = (1.0, 7.0, 30.0, 365.0, days)
    if table.every is None:
        looks = _adaptive(table, spans)
    else:
        rate = _rate(table)
        looks = [rate * span for span in spans]
    day, week, month, year, asked = looks
    return Expected(day=day, week=week, month=month, year=year, total=asked * articles)


def zone_of(name: str) -> tzinfo:
    """The zone of that name; BadSetting where the world has none."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise BadSetting(f"no time zone is called {name[:80]!r}") from error


def _interval(text: str) -> timedelta:
    match = _INTERVAL.fullmatch(text.lower())
    if match is None:
        raise BadSetting(
            f"{text[:80]!r} is no interval ('15m', '6h', '1d', '2w') nor a cron expression"
        )
    interval = timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    if not timedelta(minutes=1) <= interval <= _LONGEST:
        raise BadSetting(f"an interval is a minute at least and a year at most, not {text!r}")
    return interval


def _clock(hour: str, minute: str) -> time:
    if int(hour) > 23 or int(minute) > 59:
        raise BadSetting(f"{hour}:{minute} is no time of the day")
    return time(int(hour), int(minute))


def _rate(table: Timetable) -> float:
    """Looks a day in the long run."""
    first = moment = table.next_time(_START)
    looks = 0
    while looks < _MOST_STEPS and moment - first < _COUNTED:
        moment = table.next_time(moment)
        looks += 1
    return looks / ((moment - first) / timedelta(days=1))


def _adaptive(table: Timetable, spans: tuple[float, ...]) -> list[float]:
    """Looks within each of the spans (days) at one article that never changes."""
    model, price = Model(), Price().floor
    pulse = Pulse.first(seen=_START)
    looks = [0.0] * len(spans)
    moment = table.next_time(_START)
    while (passed := (moment - _START) / timedelta(days=1)) < max(spans):
        looks = [count + (passed < span) for count, span in zip(looks, spans, strict=True)]
        pulse = model.observe(pulse, "", Look(found="unchanged"), moment)
        moment = table.next_time(model.next_due(pulse, "", moment, price))
    return looks
