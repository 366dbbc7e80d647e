"""How the service is doing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from cli.desk import archive, common, instant, print_json, settings, table

if TYPE_CHECKING:
    from monitor.health import Alarm
    from storage.vitals import Vitals


@click.command()
@common
def status(*, as_json: bool) -> None:
    """Backlog, lag, hosts, messages, room, and what is wrong."""
    from look.telling import facts_of
    from monitor.health import judge
    from storage.vitals import vitals

    opened = archive(settings(), read_only=True)
    found = vitals(opened, datetime.now(UTC))
    alarms = judge(facts_of(opened, found))
    if as_json:
        print_json(_to_json(found, alarms))
        return
    click.echo(f"{found.articles} articles, {found.revisions} revisions, {found.captures} captures")
    lag = f", the oldest for {str(found.lag).partition('.')[0]}" if found.lag else ""
    click.echo(f"{found.backlog} looks overdue{lag}; last look {instant(found.last_check)} UTC")
    click.echo(f"{_mib(found.bytes)} MiB kept, {_mib(found.free_bytes)} MiB free")
    messages = ", ".join(f"{count} {state}" for state, count in sorted(found.deliveries.items()))
    click.echo(f"messages: {messages or 'none'}")
    click.echo()
    table(
        ["host", "articles", "captures 24 h", "not read", "failing", "last good (UTC)"],
        [
            [
                one.host,
                str(one.articles),
                str(one.captures),
                str(one.unread),
                str(one.failing),
                instant(one.last_good),
            ]
            for one in found.hosts
        ],
        elastic=0,
    )
    for alarm in alarms:
        click.echo(f"\n{alarm.subject}\n  {alarm.text}")


def _mib(count: int) -> int:
    return count // 1_048_576


def _to_json(found: Vitals, alarms: tuple[Alarm, ...]) -> dict[str, Any]:
    return {
        "at": found.at.isoformat(),
        "articles": found.articles,
        "revisions": found.revisions,
        "captures": found.captures,
        "backlog": found.backlog,
        "lag_seconds": None if found.lag is None else int(found.lag.total_seconds()),
        "last_check": found.last_check and found.last_check.isoformat(),
        "states": dict(found.states),
        "deliveries": dict(found.deliveries),
        "bytes": found.bytes,
        "free_bytes": found.free_bytes,
        "hosts": [
            {
                "host": one.host,
                "articles": one.articles,
                "captures": one.captures,
                "unread": one.unread,
                "failing": one.failing,
                "last_good": one.last_good and one.last_good.isoformat(),
            }
            for one in found.hosts
        ],
        "alarms": [{"subject": one.subject, "text": one.text} for one in alarms],
    }
