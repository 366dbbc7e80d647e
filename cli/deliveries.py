"""Deliveries: each message that is owed, was sent or was given up."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from cli.desk import NUMBER, archive, common, instant, print_json, settings, table

if TYPE_CHECKING:
    from storage.deliveries import Delivery


@click.command(short_help="What was sent, is owed, held back or dead, and why.")
@common
@click.option("--state", type=click.Choice(["owed", "sent", "dead", "held"]))
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def deliveries(*, state: str | None, limit: int, as_json: bool) -> None:
    """What was sent, is owed, is held back or could not be sent, and why."""
    opened = archive(settings(), read_only=True)
    found = opened.outbox.deliveries(state=state, limit=limit)
    if as_json:
        print_json([_delivery_to_json(one) for one in found])
        return
    table(
        ["id", "state", "channel", "rule", "due (UTC)", "why"],
        [
            [
                str(one.id),
                one.state,
                one.channel,
                one.rule,
                instant(one.due_at),
                one.reason or one.payload.get("why", ""),
            ]
            for one in found
        ],
        elastic=5,
    )


@click.command()
@common
@click.argument("delivery", type=NUMBER)
def again(*, delivery: int, as_json: bool) -> None:
    """Owe a message once more."""
    opened = archive(settings())
    with opened.transaction():
        opened.outbox.delivery(delivery)
        opened.outbox.again(delivery, datetime.now(UTC))
    if as_json:
        print_json(_delivery_to_json(opened.outbox.delivery(delivery)))
    else:
        click.echo(f"delivery {delivery} is owed again: 'variorum alerts send' sends it now")


@click.command(short_help="Send what is owed by now, and stop.")
@common
def send(*, as_json: bool) -> None:
    """Send what is owed by now, and stop: 'check' and 'run' do it too."""
    from look.telling import Teller

    chosen = settings()
    opened = archive(chosen)
    went = asyncio.run(Teller(archive=opened, settings=chosen).deliver())
    if as_json:
        print_json({"sent": went.sent, "failed": went.failed, "dead": went.dead})
    else:
        click.echo(f"{went.sent} sent, {went.failed} to be tried again, {went.dead} dead")


def _delivery_to_json(one: Delivery) -> dict[str, object]:
    return {
        "id": one.id,
        "key": one.key,
        "rule": one.rule,
        "channel": one.channel,
        "state": one.state,
        "attempts": one.attempts,
        "due_at": one.due_at.isoformat(),
        "sent_at": one.sent_at and one.sent_at.isoformat(),
        "reason": one.reason,
        "why": one.payload.get("why"),
    }
