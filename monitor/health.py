"""What the operator has to hear of: judged from facts, told once for as long as it lasts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from monitor.keys import key_of
from monitor.stories import moment
from storage.records import Source

#: the name under which alarms stand in the outbox
RULE = "health"
#: failures in a row after which a source counts as dead; a new one is given some hours
_DEAD_FAILURES = 5
_DEAD_AFTER = timedelta(hours=6)
#: of so many pages of a host at least, more than this part without an article: its reading broke
_FEW_PAGES = 5
_BROKEN_PART = 0.5
_LOW_DISK = 1_073_741_824
_LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostReading:
    """How the newest captures of a host were read, over the time that the caller chose."""

    host: str
    captures: int
    #: those that were not an article although the server said 200
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How the archive is doing, as far as the caller knows."""

    now: datetime
    sources: Sequence[Source] = ()
    hosts: Sequence[HostReading] = ()
    #: bytes left where the archive is; None: not known
    free_bytes: int | None = None
    #: when the oldest message that is owed became due; None: nothing is overdue
    oldest_owed: datetime | None = None
    #: messages that ended as dead
    dead: int = 0
    #: the newest check of all; None: nothing was ever checked
    last_check: datetime | None = None
    #: how many articles are overdue for a check
    overdue: int = 0
    #: rules that cannot be understood, each with what is wrong
    broken_rules: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that is wrong."""

    #: the same for as long as it lasts
    name: str
    subject: str
    text: str


class AlarmBox(Protocol):
    """What raising alarms needs of the outbox."""

    def episodes(self, names: Sequence[str], now: datetime) -> dict[str, datetime]: ...
    def owe(
        self,
        *,
        key: str,
        rule: str,
        channel: str,
        revision_id: int | None,
        at: datetime,
        due_at: datetime,
        held: str | None = None,
        payload: dict[str, str] | None = None,
    ) -> None: ...


class AlarmPort(Protocol):
    """The archive, as far as alarms go."""

    @property
    def outbox(self) -> AlarmBox: ...
    def transaction(self) -> AbstractContextManager[None]: ...


def judge(facts: Facts) -> tuple[Alarm, ...]:
    """Everything that is wrong, in a fixed order."""
    found: Iterable[Alarm | None] = (
        *(_source(source, facts.now) for source in facts.sources),
        *(_part(source) for source in facts.sources),
        *(_reading(host) for host in facts.hosts),
        _disk(facts),
        _undelivered(facts),
        _dead_letters(facts),
        _standstill(facts),
        *(_rule(name, what) for name, what in facts.broken_rules),
    )
    return tuple(alarm for alarm in found if alarm is not None)


def raise_alarms(port: AlarmPort, facts: Facts, channels: Sequence[str]) -> tuple[Alarm, ...]:
    """Owe each alarm to the operator's channels, once for each time that it begins."""
    alarms = judge(facts)
    with port.transaction():
        since = port.outbox.episodes([alarm.name for alarm in alarms], facts.now)
        for alarm in alarms:
            for channel in channels:
                port.outbox.owe(
                    key=alarm_key(alarm, since, channel),
                    rule=RULE,
                    channel=channel,
                    revision_id=None,
                    at=facts.now,
                    due_at=facts.now,
                    payload={"subject": alarm.subject, "text": alarm.text},
                )
    return alarms


def alarm_key(alarm: Alarm, since: Mapping[str, datetime], channel: str) -> str:
    """The idempotency key of one episode of an alarm, for one channel."""
    return key_of(RULE, alarm.name, since[alarm.name].isoformat(), channel)


def _source(source: Source, now: datetime) -> Alarm | None:
    if source.failures < _DEAD_FAILURES or now - source.added_at < _DEAD_AFTER:
        return None
    return Alarm(
        name=f"source {source.id}",
        subject=f"Source is dead: {source.label or source.url}",
        text=(
            f"{source.url} has failed {source.failures} times in a row: {source.trouble}."
            f" Look at it by hand, or stop watching it."
        ),
    )


def _part(source: Source) -> Alarm | None:
    if source.left_out is None:
        return None
    return Alarm(
        name=f"part {source.id}",
        subject=f"Source is watched in part: {source.label or source.url}",
        text=(
            f"Not all that {source.url} names is watched: {source.left_out}. Watch its parts"
            " by their own addresses where they have any."
        ),
    )


def _reading(host: HostReading) -> Alarm | None:
    if host.captures < _FEW_PAGES or host.unread <= _BROKEN_PART * host.captures:
        return None
    return Alarm(
        name=f"reading {host.host}",
        subject=f"Pages of {host.host} are not read as articles",
        text=(
            f"Of the last {host.captures} pages of {host.host}, {host.unread} could not be read as"
            " an article: the site was rebuilt, or it blocks us. The captures are kept, and can be"
            " read again with a profile for this site."
        ),
    )


def _disk(facts: Facts) -> Alarm | None:
    if facts.free_bytes is None or facts.free_bytes >= _LOW_DISK:
        return None
    return Alarm(
        name="disk",
        subject="The archive's disk is nearly full",
        text=f"{facts.free_bytes // 1_048_576} MiB are left. When it is full, nothing new is kept.",
    )


def _undelivered(facts: Facts) -> Alarm | None:
    if facts.oldest_owed is None or facts.now - facts.oldest_owed < _LATE:
        return None
    return Alarm(
        name="undelivered",
        subject="Messages are waiting",
        text=f"The oldest message was due at {moment(facts.oldest_owed)} and is not sent yet.",
    )


def _dead_letters(facts: Facts) -> Alarm | None:
    if facts.dead == 0:
        return None
    return Alarm(
        name="dead letters",
        subject="Messages could not be delivered",
        text=f"{facts.dead} messages were given up. Each says why, and can be sent again.",
    )


def _standstill(facts: Facts) -> Alarm | None:
    if not facts.overdue or facts.last_check is None or facts.now - facts.last_check < _LATE:
        return None
    return Alarm(
        name="standstill",
        subject="Nothing is checked any more",
        text=(
            f"The last check was at {moment(facts.last_check)}; {facts.overdue} articles are"
            " overdue."
        ),
    )


def _rule(name: str, what: str) -> Alarm:
    return Alarm(
        name=f"rule {name}",
        subject=f"Rule {name} is not understood",
        text=f"It sends nothing until it is put right. {what}",
    )
