"""Who may sign in to the web pages."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime

import click

from cli.desk import archive, common, print_json, settings, table

ROLES = ("viewer", "archivist", "admin")


@click.group()
def accounts() -> None:
    """Who may sign in to the web pages; the pages ask for it wherever they are not on loopback."""


@accounts.command(name="list")
@common
def list_(*, as_json: bool) -> None:
    """Every account and its role."""
    from storage.accounts import Accounts

    found = Accounts(archive(settings(), read_only=True).db).all()
    if as_json:
        print_json([asdict(one) | {"created_at": one.created_at.isoformat()} for one in found])
    else:
        table(("name", "role"), [(one.name, one.role) for one in found], elastic=0)


@accounts.command(short_help="Make an account.")
@common
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="viewer", show_default=True)
def add(*, name: str, role: str, as_json: bool) -> None:
    """Make an account; the password is asked for, or read from standard input."""
    from storage.accounts import Accounts

    password = _password()
    opened = archive(settings(), create=True)
    with opened.transaction():
        made = Accounts(opened.db).add(name, password, role=role, at=datetime.now(UTC))
    _told(f"{made.name} may sign in as {made.role}", as_json, {"name": made.name, "role": role})


@accounts.command()
@common
@click.argument("name")
def password(*, name: str, as_json: bool) -> None:
    """Give an account another password; every session of it ends."""
    from storage.accounts import Accounts

    opened = archive(settings())
    found = Accounts(opened.db)
    one = found.named(name)
    words = _password()
    with opened.transaction():
        found.set_password(one.id, words)
    _told(f"{one.name} has another password", as_json, {"name": one.name})


@accounts.command()
@common
@click.argument("name")
def remove(*, name: str, as_json: bool) -> None:
    """Forget an account with its sessions and tokens."""
    from storage.accounts import Accounts

    opened = archive(settings())
    found = Accounts(opened.db)
    one = found.named(name)
    with opened.transaction():
        found.remove(one.id)
    _told(f"{one.name} may no longer sign in", as_json, {"name": one.name})


def _password() -> str:
    """From a terminal twice and unseen, from a pipe as one line."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\n")


def _told(words: str, as_json: bool, shape: dict[str, str]) -> None:
    if as_json:
        print_json(shape)
    else:
        click.echo(words)
