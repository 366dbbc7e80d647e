"""Browse the archive, in the manner of git: log, show, diff, blame, search."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from cli.desk import (
    archive,
    article_of,
    colour,
    common,
    instant,
    print_json,
    settings,
    table,
    width,
)
from storage.errors import UsageError

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.records import Article, Comparison, Reading, Revision

_ADDRESS = re.compile(r"(?P<url>.*?)(?:@r(?P<number>\d{1,9}))?", re.DOTALL)
_NUMBER = re.compile(r"r?(\d{1,9})")
_SPAN = re.compile(r"(\d{1,6})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@click.command()
@common
@click.argument("url", required=False)
@click.option("--since", metavar="WHEN", help="Only from then on: 2h, 7d, or a date.")
@click.option("--label", metavar="LABEL", help="Only edits, or sources, with this label.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 100_000))
def log(url: str | None, since: str | None, label: str | None, limit: int, as_json: bool) -> None:
    """The revisions of an article, or of all of them, newest first."""
    from storage.revisions import Filter

    opened = archive(settings(), read_only=True)
    article = article_of(opened, url) if url else None
    sources = opened.sources.labelled(label) if label else ()
    chosen = Filter(
        article_id=article.id if article else None,
        since=moment(since) if since else None,
        label=None if sources else label,
        source_label=label if sources else None,
    )
    revisions = opened.revisions.log(chosen, limit=limit)
    if as_json:
        print_json([revision_to_json(opened, revision) for revision in revisions])
        return
    _print_log(opened, revisions, article)


def _print_log(opened: Archive, revisions: tuple[Revision, ...], article: Article | None) -> None:
    rows, under = [], []
    for revision in revisions:
        what = opened.revisions.summary(revision.id) or revision.kind
        mark = "silent" if revision.silent else revision.weight
        rows.append(
            [
                f"r{revision.number}",
                instant(revision.seen_at),
                revision.kind,
                mark,
                what.removeprefix("silently: "),
            ]
        )
        if article is None:
            url = opened.articles.get(revision.article_id).url
            under.append(f"{url}@r{revision.number}  {revision.headline or ''}".rstrip())
    heads = ["rev", "seen at (UTC)", "kind", "weight", "what changed"]
    table(heads, rows, elastic=4, under=under)


@click.command()
@common
@click.argument("address", metavar="URL[@rN]")
def show(address: str, as_json: bool) -> None:
    """An article as it read at a revision; the newest where none is named."""
    from monitor.render import reading_text
    from storage.shapes import reading_to_json

    opened = archive(settings(), read_only=True)
    article, revision = revision_of(opened, address)
    reading = opened.revisions.reading(revision)
    if as_json:
        shape = reading_to_json(reading)
        print_json({**shape, "revision": revision_to_json(opened, revision)})
        return
    click.echo(f"{article.url}@r{revision.number}  ({revision.kind})")
    click.echo(_observed(revision))
    click.echo()
    click.echo(reading_text(reading, width=width()))


@click.command()
@common
@click.argument("url")
@click.argument("old", required=False, metavar="[rA")
@click.argument("new", required=False, metavar="[rB]]")
@click.option("--stat", is_flag=True, help="Only what kinds of edits, and how many.")
@click.option("--unified", is_flag=True, help="As a unified diff.")
def diff(
    *, url: str, old: str | None, new: str | None, stat: bool, unified: bool, as_json: bool
) -> None:
    """What changed between two revisions; between the last two where none is named."""
    from monitor import render
    from storage.shapes import comparison_to_json

    opened = archive(settings(), read_only=True)
    article = article_of(opened, url)
    before, after = _pair(opened, article, old, new)
    comparison, readings = compared(opened, article, before, after)
    if as_json:
        print_json(comparison_to_json(comparison))
    elif stat:
        click.echo(render.stat(comparison))
    elif unified:
        click.echo(render.unified(*readings, comparison))
    else:
        click.echo(("" if after.kind == "edit" else f"{after.kind}, ") + _observed(after))
        click.echo(render.text(comparison, width=width(), colour=colour()))


def compared(
    opened: Archive, article: Article, before: Revision, after: Revision
) -> tuple[Comparison, tuple[Reading, Reading]]:
    """The comparison of two revisions: the stored one where they are neighbours."""
    from monitor.compare import compare

    readings = opened.revisions.reading(before), opened.revisions.reading(after)
    stored = opened.revisions.comparison(after)
    old, new = f"{article.url}@r{before.number}", f"{article.url}@r{after.number}"
    if stored.old == old and stored.new == new:
        return stored, readings
    return compare(*readings, old_name=old, new_name=new), readings


def _pair(
    opened: Archive, article: Article, old: str | None, new: str | None
) -> tuple[Revision, Revision]:
    history = opened.revisions.of_article(article.id)
    if new is not None and old is not None:
        return _numbered(opened, article, old), _numbered(opened, article, new)
    if old is not None:
        return _numbered(opened, article, old), history[-1]
    if len(history) < 2:
        raise UsageError(f"{article.url} has {len(history)} revision: nothing to compare yet")
    return history[-2], history[-1]


def _numbered(opened: Archive, article: Article, text: str) -> Revision:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise UsageError(f"{text!r} names no revision: write r1, r2, …")
    return opened.revisions.numbered(article.id, int(match[1]))


def revision_of(opened: Archive, address: str) -> tuple[Article, Revision]:
    """The article and revision that "URL@rN" names; the newest where it names none."""
    match = _ADDRESS.fullmatch(address)
    assert match is not None  # noqa: S101 -- the pattern takes every text
    article = article_of(opened, match["url"])
    if match["number"]:
        return article, opened.revisions.numbered(article.id, int(match["number"]))
    latest = opened.revisions.latest(article.id)
    if latest is None:
        then = (
            "'variorum captures URL' says why" if article.last_checked else "run 'variorum check'"
        )
        raise UsageError(f"{article.url} has no revision yet: {then}")
    return article, latest


def revision_to_json(opened: Archive, revision: Revision) -> dict[str, Any]:
    """A revision as `log` shows it."""
    article = opened.articles.get(revision.article_id)
    return {
        "url": article.url,
        "revision": f"r{revision.number}",
        "kind": revision.kind,
        "seen_at": revision.seen_at.isoformat(),
        "unchanged_as_of": revision.unchanged_as_of and revision.unchanged_as_of.isoformat(),
        "claimed": {
            "published": _claim(revision.published),
            "updated": _claim(revision.updated),
        },
        "headline": revision.headline,
        "labels": list(revision.labels),
        "weight": revision.weight,
        "silent": revision.silent,
        "reverts_to": revision.reverts_to and f"r{revision.reverts_to}",
        "summary": opened.revisions.summary(revision.id),
    }


def _claim(claim: Any) -> dict[str, Any] | None:
    if claim is None:
        return None
    return {name: getattr(claim, name) for name in ("value", "precision", "zone", "raw")}


def _observed(revision: Revision) -> str:
    seen = f"seen at {instant(revision.seen_at)} UTC"
    if revision.unchanged_as_of is None:
        return seen
    return f"unchanged as of {instant(revision.unchanged_as_of)}, {seen}"


def moment(text: str) -> datetime:
    """The time that a user means: "2h", "7d", or a date or time in ISO 8601 (UTC)."""
    try:
        if match := _SPAN.fullmatch(text):
            return datetime.now(UTC) - timedelta(**{_UNITS[match[2]]: int(match[1])})
        time = datetime.fromisoformat(text)
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{text!r} is no time: write 2h, 7d, 2026-11-22 or 2026-11-22T14:00"
        ) from error


def past(text: str) -> datetime:
    """The time at which something was seen, which is not yet to come."""
    time = moment(text)
    if time > datetime.now(UTC):
        raise UsageError(f"{text!r} is still to come: nothing was seen then")
    return time
