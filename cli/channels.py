"""Channels: where messages go, and how they read."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

import click

from cli.desk import archive, common, print_json, settings, text_of


@click.command(short_help="Add, change or remove a channel.")
@common
@click.argument("name")
@click.argument("address", required=False)
@click.option("--template", metavar="FILE", help="Word its messages by this template.")
@click.option("--remove", is_flag=True, help="Forget the channel.")
def channel(
    *, name: str, address: str | None, template: str | None, remove: bool, as_json: bool
) -> None:
    """Add a channel: webhook+https://…, or any address that Apprise knows (mailto://…).

    Without ADDRESS it is read from standard input, so that its secrets stay out of the history of
    the shell.
    """
    from monitor.couriers import check_address, redact

    opened = archive(settings(), create=not remove)
    if remove:
        with opened.transaction():
            opened.outbox.channel(name)
            opened.outbox.remove_channel(name)
    else:
        address = address or sys.stdin.readline().strip()
        check_address(address)
        words = _template(template) if template else None
        with opened.transaction():
            opened.outbox.set_channel(name, address, at=datetime.now(UTC), template=words)
    if as_json:
        print_json({"channel": name, "removed": remove})
    else:
        what = "removed" if remove else redact(address or "")
        click.echo(f"channel {name}: {what}")


@click.command()
@common
@click.option("--template", metavar="FILE", help="A template; the built-in wording without.")
@click.option("--html", is_flag=True, help="As a mail shows it.")
def preview(*, template: str | None, html: bool, as_json: bool) -> None:
    """What a message will look like, by an invented change."""
    from monitor.samples import preview as sample

    made = sample(text_of(template) if template else None, "html" if html else "text")
    if as_json:
        print_json({"subject": made.subject, "body": made.body})
    else:
        click.echo(f"{made.subject}\n\n{made.body}")


@click.command("try", short_help="Send an invented message through a channel.")
@common
@click.argument("name")
def try_(*, name: str, as_json: bool) -> None:
    """Send an invented message through a channel, to see whether it works."""
    from uuid import uuid4

    from look.telling import couriers_of, now_utc
    from monitor.alerts import trial

    chosen = settings()
    opened = archive(chosen, read_only=True)
    sender = couriers_of(chosen, now_utc).open(opened.outbox.channel(name).address)
    asyncio.run(trial(sender, f"trial-{uuid4().hex}", now_utc()))
    if as_json:
        print_json({"channel": name, "sent": True})
    else:
        click.echo(f"channel {name}: sent")


@click.command(short_help="A new secret for a webhook's address.")
@common
def secret(*, as_json: bool) -> None:
    """A new secret for a webhook's address, which the receiver checks signatures with."""
    import os

    from monitor.webhooks import new_secret

    made = new_secret(os.urandom)
    if as_json:
        print_json({"secret": made})
    else:
        click.echo(made)


def _template(file: str) -> str:
    from monitor.templates import check_template

    text = text_of(file)
    check_template(text)
    return text
