"""Rules, channels and what is owed to them."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.desk import NUMBER, archive, common, instant, print_json, settings, table
from storage.errors import InputError, UsageError

if TYPE_CHECKING:
    from monitor.rules import Explained
    from storage.archive import Archive
    from storage.deliveries import Delivery, Rule


@click.group()
def alerts() -> None:
    """Who is told of what: channels, rules, deliveries."""


@alerts.command()
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


def _template(file: str) -> str:
    from monitor.templates import check_template

    text = _text(file)
    check_template(text)
    return text


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 text: {error.reason}") from error


@alerts.command()
@common
@click.option("--template", metavar="FILE", help="A template; the built-in wording without.")
@click.option("--html", is_flag=True, help="As a mail shows it.")
def preview(*, template: str | None, html: bool, as_json: bool) -> None:
    """What a message will look like, by an invented change."""
    from monitor.samples import preview as sample

    made = sample(_text(template) if template else None, "html" if html else "text")
    if as_json:
        print_json({"subject": made.subject, "body": made.body})
    else:
        click.echo(f"{made.subject}\n\n{made.body}")


@alerts.command("try")
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


@alerts.command()
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


@alerts.command()
@common
@click.argument("name")
@click.argument("when", required=False)
@click.option("--to", "channels", multiple=True, help="A channel; may be given again.")
@click.option("--digest", default="now", help='"now", "hourly", "daily" or "weekly".')
@click.option("--quiet", help='No messages then: "22:00-06:00 Europe/Berlin".')
@click.option("--zone", default="UTC", show_default=True, help="The time zone of digests.")
@click.option("--remove", is_flag=True, help="Forget the rule.")
def rule(
    *,
    name: str,
    when: str | None,
    channels: tuple[str, ...],
    digest: str,
    quiet: str | None,
    zone: str,
    remove: bool,
    as_json: bool,
) -> None:
    """Add a rule: NAME 'silent and label:number_changed' --to CHANNEL."""
    opened = archive(settings(), create=not remove)
    if remove:
        with opened.transaction():
            opened.outbox.rule(name)
            opened.outbox.remove_rule(name)
        if as_json:
            print_json({"rule": name, "removed": True})
        else:
            click.echo(f"rule {name}: removed")
        return
    if when is None:
        raise UsageError(f"rule {name!r} needs a condition, such as: silent and weight:major")
    kept = _set(opened, _rule(name, when, channels, digest=digest, quiet=quiet, zone=zone))
    if as_json:
        print_json(_rule_to_json(kept))
    else:
        click.echo(f"rule {kept.name}: {kept.when} → {', '.join(kept.channels)}")


def _rule(
    name: str,
    when: str,
    channels: tuple[str, ...],
    *,
    digest: str = "now",
    quiet: str | None = None,
    zone: str = "UTC",
) -> Rule:
    from storage.deliveries import Rule

    return Rule(
        id=0, name=name, when=when, channels=channels, digest=digest, quiet=quiet, zone=zone
    )


def _set(opened: Archive, wanted: Rule) -> Rule:
    from monitor.rules import compile_rule

    compile_rule(wanted)
    for name in wanted.channels:
        opened.outbox.channel(name)
    with opened.transaction():
        return opened.outbox.set_rule(wanted)


@alerts.command("load")
@common
@click.argument("file")
def load_rules(*, file: str, as_json: bool) -> None:
    """Add or replace the rules of a TOML file."""
    from monitor.rulebook import read_rules

    rules = read_rules(_text(file))
    opened = archive(settings(), create=True)
    with opened.transaction():
        kept = [_set(opened, one) for one in rules]
    if as_json:
        print_json([_rule_to_json(one) for one in kept])
    else:
        click.echo(f"{len(kept)} rules")


@alerts.command("list")
@common
def list_alerts(*, as_json: bool) -> None:
    """The channels and rules."""
    from monitor.couriers import redact

    opened = archive(settings(), read_only=True)
    channels, rules = opened.outbox.channels(), opened.outbox.rules()
    if as_json:
        print_json(
            {
                "channels": [
                    {"name": one.name, "address": redact(one.address), "failures": one.failures}
                    for one in channels
                ],
                "rules": [_rule_to_json(one) for one in rules],
            }
        )
        return
    table(
        ["channel", "address", "failures"],
        [[one.name, redact(one.address), str(one.failures)] for one in channels],
        elastic=1,
    )
    click.echo()
    table(
        ["rule", "when", "to", "digest"],
        [[one.name, one.when, ", ".join(one.channels), one.digest] for one in rules],
        elastic=1,
    )


@alerts.command()
@common
@click.argument("name")
@click.option("--since", default="7d", show_default=True, help="From then on: 2h, 7d, a date.")
def test(*, name: str, since: str, as_json: bool) -> None:
    """What a rule would have sent, and for each other revision why not."""
    from cli.browsing import moment
    from look.telling import event_of
    from monitor.rules import explain
    from storage.revisions import Filter

    opened = archive(settings(), read_only=True)
    revisions = opened.revisions.log(Filter(since=moment(since)), limit=1000)
    rows = explain(opened.outbox.rule(name), [event_of(opened, one) for one in revisions])
    if as_json:
        print_json([_explained_to_json(row) for row in rows])
        return
    table(
        ["revision", "sent", "why"],
        [
            [
                _name(row),
                "yes" if row.decision.wanted else "no",
                "; ".join(row.decision.why),
            ]
            for row in rows
        ],
        elastic=2,
    )


@alerts.command()
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


@alerts.command()
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


@alerts.command()
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


def _name(row: Explained) -> str:
    article = row.event.article
    return f"r{row.event.revision.number} {article.headline or article.url}"


def _rule_to_json(one: Rule) -> dict[str, object]:
    return {
        "name": one.name,
        "when": one.when,
        "channels": list(one.channels),
        "digest": one.digest,
        "quiet": one.quiet,
        "zone": one.zone,
        "enabled": one.enabled,
    }


def _explained_to_json(row: Explained) -> dict[str, object]:
    return {
        "revision": row.event.address,
        "wanted": row.decision.wanted,
        "why": list(row.decision.why),
        "due_at": row.due_at and row.due_at.isoformat(),
    }


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
