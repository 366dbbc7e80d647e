"""Bring captures in, and carry them out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.desk import NUMBER, archive, article_of, common, instant, print_json, say, settings, table
from storage.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from carrying.bringing import Brought
    from storage.archive import Archive
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


@import_.command()
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


@import_.command()
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


@import_.command()
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


@click.command()
@common
@click.argument("form", type=click.Choice(["warc", "wacz", "jsonl", "parquet", "git", "site"]))
@click.argument("to")
@click.argument("urls", metavar="[URL]…", nargs=-1)
@click.option("--title", default="Captures", show_default=True, help="Of a WACZ package.")
def export(*, form: str, to: str, urls: tuple[str, ...], title: str, as_json: bool) -> None:
    """Write the archive, or some articles, for others: TO is a new file or folder."""
    from carrying.repository import to_git
    from carrying.research import to_json_lines, to_parquet
    from carrying.taking_out import to_wacz, to_warc, whole
    from carrying.website import to_website
    from cli.browsing import all_articles

    opened = archive(settings(), read_only=True)
    chosen = [article_of(opened, url) for url in urls] if urls else all_articles(opened)
    path = Path(to)
    writers: dict[str, Callable[..., object]] = {
        "warc": to_warc,
        "wacz": partial(to_wacz, title=title),
        "jsonl": to_json_lines,
        "parquet": to_parquet,
        "git": to_git,
        "site": to_website,
    }
    with whole(path):
        count = writers[form](opened, chosen, path)
    if as_json:
        print_json({"to": to, "written": count})
        return
    what = {"warc": "captures", "wacz": "records", "git": "commits", "site": "pages"}
    if isinstance(count, dict):
        click.echo(f"{to}: " + ", ".join(f"{number} {name}" for name, number in count.items()))
    else:
        click.echo(f"{to}: {count} {what[form]}")


@click.command()
@common
@click.argument("url")
@click.option(
    "--capture", type=NUMBER, help="Only the body of this capture (see 'variorum captures')."
)
@click.option("--who", required=True, help="Who does it, for the log.")
@click.option("--why", required=True, help="The reason, for the log.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(*, url: str, capture: int | None, who: str, why: str, yes: bool, as_json: bool) -> None:
    """Take an article away on purpose, or one capture's body; the log keeps who and why."""
    from storage.removal import delete, redact

    opened = archive(settings())
    article = article_of(opened, url)
    what = f"capture {capture}" if capture else f"{article.revisions} revisions and all captures"
    if not yes:
        click.confirm(f"Remove {what} of {article.url} for good?", abort=True, err=True)
    now = datetime.now(UTC)
    if capture is not None:
        if opened.captures.row(capture)["article_id"] != article.id:
            raise UsageError(f"capture {capture} is not of {article.url}")
        removed = redact(opened, capture, who=who, why=why, at=now)
    else:
        removed = delete(opened, article, who=who, why=why, at=now)
    shape = {name: getattr(removed, name) for name in ("captures", "revisions", "bodies")}
    if as_json:
        print_json(shape)
    else:
        click.echo("removed: " + ", ".join(f"{count} {name}" for name, count in shape.items()))


@click.command()
@common
@click.argument("url")
@click.option("--screenshots", metavar="FOLDER", help="Write the pictures there, as CAPTURE.png.")
def captures(*, url: str, screenshots: str | None, as_json: bool) -> None:
    """Every answer that was kept of an article, and every run of looks at it."""
    opened = archive(settings(), read_only=True)
    article = article_of(opened, url)
    rows = opened.captures.rows(article.id)
    pictures = opened.screenshots.of_captures(article.id)
    checks = opened.ledger.of_article(article.id)
    if screenshots is not None:
        _write_pictures(
            opened, {number: one.sha256 for number, one in pictures.items()}, screenshots
        )
    if as_json:
        names = ("id", "url", "final_url", "status", "fetched_at", "sha256", "verdict", "origin")
        print_json(
            {
                "captures": [
                    {name: row[name] for name in names}
                    | {"screenshot": asdict(pictures[row["id"]]) if row["id"] in pictures else None}
                    for row in rows
                ],
                "checks": [
                    {
                        "outcome": one.outcome,
                        "first_at": one.first_at.isoformat(),
                        "last_at": one.last_at.isoformat(),
                        "count": one.count,
                        "detail": one.detail,
                    }
                    for one in checks
                ],
            }
        )
        return
    table(
        ["id", "fetched (UTC)", "status", "read as", "SHA-256", "picture"],
        [
            [
                str(row["id"]),
                row["fetched_at"][:16].replace("T", " "),
                str(row["status"]),
                row["verdict"] or "unread",
                row["sha256"],
                f"{one.width} × {one.height}" if (one := pictures.get(row["id"])) else "",
            ]
            for row in rows
        ],
        elastic=4,
    )
    click.echo()
    table(
        ["looks", "from (UTC)", "to (UTC)", "outcome", "detail"],
        [
            [
                str(one.count),
                instant(one.first_at),
                instant(one.last_at),
                one.outcome.replace("_", " "),
                one.detail or "",
            ]
            for one in checks
        ],
        elastic=4,
    )


def _write_pictures(opened: Archive, pictures: dict[int, str], folder: str) -> None:
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for number, sha256 in pictures.items():
            (Path(folder) / f"{number}.png").write_bytes(opened.bodies.get(sha256))
    except OSError as error:
        raise UsageError(f"cannot write into {folder}: {error.strerror}") from error


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
