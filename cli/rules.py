"""Rules: who wants to hear of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.desk import archive, common, print_json, settings, table, text_of
from storage.errors import UsageError

if TYPE_CHECKING:
    from monitor.rules import Explained
    from storage.archive import Archive
    from storage.deliveries import Rule


@click.command(short_help="Add, change or remove a rule.")
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


@click.command("load")
@common
@click.argument("file")
def load_rules(*, file: str, as_json: bool) -> None:
    """Add or replace the rules of a TOML file."""
    from monitor.rulebook import read_rules

    rules = read_rules(text_of(file))
    opened = archive(settings(), create=True)
    with opened.transaction():
        kept = [_set(opened, one) for one in rules]
    if as_json:
        print_json([_rule_to_json(one) for one in kept])
    else:
        click.echo(f"{len(kept)} rules")


@click.command("list")
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


@click.command(short_help="What a rule would have sent, and why not.")
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
