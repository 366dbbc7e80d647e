"""When what is owed is due: at once or gathered, and never in the quiet hours of a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from monitor.timetable import Quiet, zone_of
from storage.deliveries import Rule
from storage.errors import BadRule, BadSetting

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DIGEST = re.compile(
    r"(?P<every>now|hourly|daily|weekly)"
    r"(?: (?P<day>mon|tue|wed|thu|fri|sat|sun))?(?: (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}))?",
    re.ASCII,
)
_MORNING = time(8, 0)


@dataclass(frozen=True, slots=True)
class Digest:
    """When the messages of a rule go out."""

    #: "now", "hourly", "daily", "weekly"
    every: str
    #: on the clock of the zone
    at: time
    #: 0 is Monday
    weekday: int
    zone: tzinfo
    quiet: Quiet | None

    @classmethod
    def of(cls, rule: Rule) -> Digest:
        """The digest of a rule; BadRule names what cannot be understood."""
        found = _DIGEST.fullmatch(rule.digest.strip().lower())
        if found is None or not _sensible(found):
            raise BadRule(
                f"digest {rule.digest[:80]!r}: write now, hourly, 'daily 08:00' or"
                " 'weekly mon 08:00'"
            )
        clock = (
            _MORNING if found["hour"] is None else time(int(found["hour"]), int(found["minute"]))
        )
        try:
            return cls(
                every=found["every"],
                at=clock,
                weekday=_DAYS.index(found["day"] or "mon"),
                zone=zone_of(rule.zone),
                quiet=_quiet(rule),
            )
        except BadSetting as error:
            raise BadRule(str(error)) from error

    def due(self, moment: datetime) -> datetime:
        """When what happens at `moment` is told: in UTC, never before it."""
        gathered = self._gathered(moment)
        return gathered if self.quiet is None else self.quiet.wake(gathered)

    def _gathered(self, moment: datetime) -> datetime:
        if self.every == "now":
            return moment.astimezone(UTC)
        if self.every == "hourly":
            hour = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
            return hour + timedelta(hours=1)
        local = moment.astimezone(self.zone)
        step = 7 if self.every == "weekly" else 1
        ahead = (self.weekday - local.weekday()) % 7 if step == 7 else 0
        day = local.date() + timedelta(days=ahead)
        due = datetime.combine(day, self.at, self.zone).astimezone(UTC)
        if due <= moment:
            due = datetime.combine(day + timedelta(days=step), self.at, self.zone).astimezone(UTC)
        return due


def _sensible(found: re.Match[str]) -> bool:
    if found["day"] is not None and found["every"] != "weekly":
        return False
    if found["hour"] is None:
        return True
    return (
        found["every"] in ("daily", "weekly")
        and int(found["hour"]) < 24
        and int(found["minute"]) < 60
    )


def _quiet(rule: Rule) -> Quiet | None:
    """The quiet hours, on the rule's clock where they name no zone of their own."""
    if rule.quiet is None:
        return None
    text = rule.quiet.strip()
    return Quiet.parse(text if re.search(r"\s[^\s\d–-]\S*$", text) else f"{text} {rule.zone}")
