"""Cron expressions of five fields: when the next time comes, on the clock of a zone.

The fields and the rule that a restricted day of the month and a restricted day of the week each
suffice are those of POSIX crontab; steps, names and 7 for Sunday are those of Vixie cron.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from storage.errors import BadSetting

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
#: (name, lowest, highest, names that stand for numbers)
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of the month", 1, 31, {}),
    ("month", 1, 12, {name: place for place, name in enumerate(_MONTHS, 1)}),
    ("day of the week", 0, 7, {name: place for place, name in enumerate(_WEEKDAYS)}),
)
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ITEM = re.compile(r"(\*|[a-z0-9]{1,3})(?:-([a-z0-9]{1,3}))?(?:/([0-9]{1,2}))?", re.ASCII)
#: no clock is set forward or back by more hours
_CLOCK_SHIFT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """A parsed expression."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    #: 0 is Sunday
    weekdays: frozenset[int]
    #: either day suffices, since both fields are restricted
    either: bool
    #: the hour is a star: on the night when an hour comes twice, both count
    every_hour: bool

    @classmethod
    def parse(cls, text: str) -> Cron:
        """The expression that the text states; BadSetting names the field that does not fit."""
        words = text.lower().split()
        if len(words) != len(_FIELDS):
            raise BadSetting(f"a cron expression has five fields, {text!r} has {len(words)}")
        numbers = [_field(word, place) for place, word in enumerate(words)]
        cron = cls(
            minutes=tuple(sorted(numbers[0])),
            hours=tuple(sorted(numbers[1])),
            days=numbers[2],
            months=numbers[3],
            weekdays=frozenset(number % 7 for number in numbers[4]),
            either=not words[2].startswith("*") and not words[4].startswith("*"),
            every_hour=words[1] == "*",
        )
        longest = max(_DAYS_OF_MONTH[month - 1] for month in cron.months)
        if not cron.either and min(cron.days) > longest:
            raise BadSetting(f"the day of {text!r} never comes")
        return cron

    def next_time(self, after: datetime, zone: tzinfo) -> datetime:
        """The first time after `after`, in UTC.

        A time that the clock skips in spring comes as much later; one that comes twice in autumn
        counts once, unless the hour is a star.
        """
        local = after.astimezone(zone)
        if (soon := self._today(local)) is not None:
            return soon
        day, hour = local.date(), local.hour - _CLOCK_SHIFT
        # it ends: `parse` has seen to it that the day comes, within 40 years for a 29 February
        # on one day of the week
        while True:
            if self._matches(day):
                for moment in self._times(day, hour, zone):
                    if moment > after:
                        return moment
            day, hour = day + timedelta(days=1), 0

    def _today(self, local: datetime) -> datetime | None:
        """The next time of the same day, where the clock is not set forward or back near it."""
        margin = timedelta(hours=_CLOCK_SHIFT + 1)
        if (local - margin).utcoffset() != (local + margin).utcoffset():
            return None
        if not self._matches(local.date()):
            return None
        for hour in self.hours[bisect_left(self.hours, local.hour) :]:
            first = local.minute + 1 if hour == local.hour else 0
            if (place := bisect_left(self.minutes, first)) < len(self.minutes):
                then = local.replace(
                    hour=hour, minute=self.minutes[place], second=0, microsecond=0, fold=0
                )
                return then.astimezone(UTC)
        return None

    def _matches(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        in_month, in_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return in_month or in_week if self.either else in_month and in_week

    def _times(self, day: date, earliest: int, zone: tzinfo) -> Iterator[datetime]:
        for hour in self.hours[bisect_left(self.hours, earliest) :]:
            for fold in (0, 1) if self.every_hour else (0,):
                for minute in self.minutes:
                    local = datetime.combine(day, time(hour, minute, fold=fold), zone)
                    yield local.astimezone(UTC)


def _field(word: str, place: int) -> frozenset[int]:
    if len(word) > 200:
        raise BadSetting(f"the {_FIELDS[place][0]} of a cron expression is too long")
    return frozenset(number for item in word.split(",") for number in _item(item, place))


def _item(item: str, place: int) -> range:
    name, lowest, highest, _ = _FIELDS[place]
    match = _ITEM.fullmatch(item)
    if match is None or (match[1] == "*" and match[2]):
        raise BadSetting(f"{item!r} is no {name} of a cron expression")
    step = int(match[3] or 1)
    if match[1] == "*":
        start, end = lowest, highest
    else:
        start = _number(match[1], place)
        end = _number(match[2], place) if match[2] else (highest if match[3] else start)
    if not (lowest <= start <= end <= highest and step):
        raise BadSetting(f"{item!r} is no {name}: from {lowest} to {highest}, in that order")
    return range(start, end + 1, step)


def _number(word: str, place: int) -> int:
    name, _, _, names = _FIELDS[place]
    if word in names:
        return names[word]
    if not word.isdigit():
        raise BadSetting(f"{word!r} is no {name} of a cron expression")
    return int(word)
