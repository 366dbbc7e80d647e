"""Bring captures of others in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.desk import archive, common, print_json, say, settings
from storage.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carrying.bringing import Brought
    from storage.problems import Problem
    from storage.records import Capture

_TIME = "--at"


@click.group("import")
def import_() -> None:
    """Bring captures of others into the archive; repeating an import changes nothing."""


@import_.command()
@common
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--watch", is_flag=True, help="Look at these articles from now on.")
def warc(*, files: tuple[str, ...], watch: bool, as_json: bool) -> None:
    """WARC files, compressed or not."""
    from storage.warc_read import read

    for file in files:
        _bring(read(_existing(file)), f"warc:{Path(file).name}", watch=watch, as_json=as_json)


@import_.command()
@common
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--watch", is_flag=True, help="Look at these articles from now on.")
def wacz(*, files: tuple[str, ...], watch: bool, as_json: bool) -> None:
    """WACZ packages."""
    from storage.wacz import read

    for file in files:
        _bring(read(_existing(file)), f"wacz:{Path(file).name}", watch=watch, as_json=as_json)


@import_.command()
@common
@click.argument("file")
@click.option("--url", required=True, help="The address that it was the page of.")
@click.option(_TIME, "at", required=True, help="When it was seen: a date or time, ISO 8601.")
def html(*, file: str, url: str, at: str, as_json: bool) -> None:
    """A saved page, as the capture of its address at a time."""
    from carrying.files import page
    from cli.browsing import past

    _bring([page(_existing(file), url=url, at=past(at))], "html", as_json=as_json)


@import_.command()
@common
@click.argument("file")
@click.option("--url", required=True, help="The address that it was the text of.")
@click.option(_TIME, "at", required=True, help="When it was seen: a date or time, ISO 8601.")
def text(*, file: str, url: str, at: str, as_json: bool) -> None:
    """A pasted text, as the capture of its address at a time."""
    from carrying.files import text as pasted
    from cli.browsing import past

    _bring([pasted(_existing(file), url=url, at=past(at))], "text", as_json=as_json)


@import_.command(short_help="A list of addresses, or an OPML file.")
@common
@click.argument("file")
@click.option("--label", help="A name for these sources.")
def urls(*, file: str, label: str | None, as_json: bool) -> None:
    """A list of addresses, one a line, or an OPML file: each becomes a source."""
    from carrying.files import addresses

    found = addresses(_existing(file))
    opened = archive(settings(), create=True)
    now = datetime.now(UTC)
    with opened.transaction():
        for address in found:
            opened.sources.add(address, kind="page", added_at=now, label=label)
    if as_json:
        print_json({"sources": len(found)})
    else:
        click.echo(f"{len(found)} sources: the next look finds out what each is")


@import_.command(short_help="What the Wayback Machine kept of an address.")
@common
@click.argument("url")
@click.option("--since", metavar="WHEN", help="Only captures from then on.")
@click.option("--until", metavar="WHEN", help="Only captures before then.")
@click.option("--machine", metavar="URL", help="Another server that speaks as the Machine does.")
def wayback(
    *, url: str, since: str | None, until: str | None, machine: str | None, as_json: bool
) -> None:
    """What the Wayback Machine kept of an address, through its CDX and Memento interfaces."""
    from carrying.wayback_machine import MACHINE, captures, session
    from cli.browsing import moment
    from crawler.urls import normalise
    from service import limits_of

    address = normalise(url)
    with session(user_agent=limits_of(settings()).agent, machine=machine or MACHINE) as opened:
        found = captures(
            address,
            opened,
            since=moment(since) if since else None,
            until=moment(until) if until else None,
        )
        _bring(found, "wayback", as_json=as_json)


@import_.command(short_help="The versions of a NewsDiffs database.")
@common
@click.argument("database")
@click.argument("texts", metavar="FOLDER")
@click.option("--zone", help="The time zone of its times (default: UTC).")
def newsdiffs(*, database: str, texts: str, zone: str | None, as_json: bool) -> None:
    """The versions of a NewsDiffs database, and the folder of its git repositories."""
    from carrying.newsdiffs import captures
    from monitor.timetable import zone_of

    found = captures(_existing(database), Path(texts), zone=zone_of(zone) if zone else None)
    _bring(found, "newsdiffs", as_json=as_json)


@import_.command()
@common
@click.argument("database")
def diffengine(*, database: str, as_json: bool) -> None:
    """The versions of a diffengine database."""
    from carrying.diffengine import captures

    _bring(captures(_existing(database)), "diffengine", as_json=as_json)


def _existing(file: str) -> Path:
    path = Path(file)
    if not path.is_file():
        raise UsageError(f"there is no file {file}")
    return path


def _bring(
    captures: Iterable[Capture | Problem], origin: str, *, watch: bool = False, as_json: bool
) -> None:
    from carrying.bringing import bring
    from crawler.profiles import load

    opened = archive(settings(), create=True)
    profiles = load(opened.folder / "profiles")
    brought = bring(opened, captures, profiles, origin=origin, watch=watch)
    for problem in brought.problems:
        say(problem)
    if as_json:
        print_json(_to_json(brought))
    else:
        click.echo(
            f"{brought.captures} captures ({brought.known} known already,"
            f" {brought.others} no pages), {brought.articles} articles,"
            f" {brought.revisions} revisions"
        )
    if brought.problems and not brought.captures + brought.known + brought.others:
        raise InputError("nothing could be brought in: see the lines above")


def _to_json(brought: Brought) -> dict[str, object]:
    return {
        "captures": brought.captures,
        "known": brought.known,
        "others": brought.others,
        "articles": brought.articles,
        "revisions": brought.revisions,
        "problems": list(brought.problems),
    }
