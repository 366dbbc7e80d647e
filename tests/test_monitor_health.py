"""Health alarms: what the operator hears of, and how often."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from factories import NOON, after
from monitor.health import Facts, HostReading, judge, raise_alarms
from storage.archive import Archive
from storage.records import Source

DEAD = Source(
    id=3,
    url="https://paper.example/feed",
    kind="feed",
    label="Paper",
    every=None,
    added_at=NOON - timedelta(days=9),
    next_due=None,
    failures=9,
    trouble="404 Not Found",
)
WRONG = Facts(
    now=NOON,
    sources=(
        DEAD,
        replace(DEAD, id=4, failures=2),
        replace(DEAD, id=5, added_at=NOON),
        replace(DEAD, id=6, failures=0, label=None, left_out="3 of its 4 sitemaps were read"),
    ),
    hosts=(
        HostReading(host="broken.example", captures=10, unread=8),
        HostReading(host="well.example", captures=10, unread=5),
        HostReading(host="small.example", captures=3, unread=3),
    ),
    free_bytes=5_000_000,
    oldest_owed=NOON - timedelta(hours=2),
    dead=7,
    last_check=NOON - timedelta(hours=2),
    overdue=12,
    broken_rules=(("desk", "there is no term 'foo'"),),
)


def test_everything_that_is_wrong_is_told_with_what_to_do() -> None:
    alarms = judge(WRONG)

    assert [(alarm.name, alarm.subject) for alarm in alarms] == [
        ("source 3", "Source is dead: Paper"),
        ("part 6", "Source is watched in part: https://paper.example/feed"),
        ("reading broken.example", "Pages of broken.example are not read as articles"),
        ("disk", "The archive's disk is nearly full"),
        ("undelivered", "Messages are waiting"),
        ("dead letters", "Messages could not be delivered"),
        ("standstill", "Nothing is checked any more"),
        ("rule desk", "Rule desk is not understood"),
    ]
    assert "9 times in a row: 404 Not Found" in alarms[0].text
    assert "names is watched: 3 of its 4 sitemaps were read. " in alarms[1].text


def test_nothing_is_wrong_where_nothing_is_known_to_be() -> None:
    assert judge(Facts(now=NOON)) == ()
    assert judge(Facts(now=NOON, free_bytes=10**12, last_check=NOON, overdue=3)) == ()


def test_each_alarm_is_told_once_for_as_long_as_it_lasts(archive: Archive) -> None:
    full = Facts(now=NOON, free_bytes=0)
    archive.outbox.set_channel("ops", "json://ops.example", at=NOON)

    for minute in range(3):
        raise_alarms(archive, replace(full, now=after(minute)), ["ops", "pager"])
    raise_alarms(archive, Facts(now=after(4), free_bytes=10**12), ["ops"])
    raise_alarms(archive, replace(full, now=after(5)), ["ops"])

    owed = [(one.channel, one.rule, one.due_at) for one in archive.outbox.deliveries()]
    assert owed == [
        ("ops", "health", after(5)),
        ("pager", "health", NOON),
        ("ops", "health", NOON),
    ]
