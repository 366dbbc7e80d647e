"""The commands of `variorum alerts`."""

from __future__ import annotations

import click

from cli import channels, deliveries, rules


@click.group()
def alerts() -> None:
    """Who is told of what: channels, rules, deliveries."""


for _command in (
    *(channels.channel, channels.preview, channels.try_, channels.secret),
    *(rules.rule, rules.load_rules, rules.list_alerts, rules.test),
    *(deliveries.deliveries, deliveries.again, deliveries.send),
):
    alerts.add_command(_command)
