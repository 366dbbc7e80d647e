"""Keep the archive whole: rebuild, verify, prove, back up, join and take apart."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.desk import archive, article_of, common, print_json, say, settings
from storage.errors import CorruptArchive, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from look.rebuilding import Rebuilt
    from storage.archive import Archive
    from storage.problems import Problem
    from storage.records import Article


@click.command()
@common
@click.argument("urls", metavar="[URL]…", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Only say what would differ.")
def rebuild(*, urls: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Read all captures again with the present extractor, and make the history anew."""
    from look.rebuilding import all_articles

    opened = archive(settings(), read_only=dry_run)
    chosen = iter([article_of(opened, url) for url in urls]) if urls else all_articles(opened)
    _report(_rebuilt(opened, chosen, dry_run=dry_run), dry_run=dry_run, as_json=as_json)


def _rebuilt(opened: Archive, chosen: Iterator[Article], *, dry_run: bool) -> Iterator[Rebuilt]:
    from crawler.profiles import load
    from look.rebuilding import rebuild as make_anew

    return make_anew(
        opened,
        load(opened.folder / "profiles"),
        dry_run=dry_run,
        articles=chosen,
        gone_after=timedelta(seconds=settings().gone_after),
    )


def _report(results: Iterable[Rebuilt], *, dry_run: bool, as_json: bool) -> None:
    count, shapes = 0, []
    for result in results:
        count += 1
        if not result.differs:
            continue
        shape = {
            "url": result.article.url,
            "changed": [f"r{number}" for number in result.changed],
            "added": [f"r{number}" for number in result.added],
            "superseded": [f"r{number}" for number in result.superseded],
        }
        shapes.append(shape)
        if not as_json:
            parts = [
                f"{key}: {', '.join(value)}"
                for key, value in shape.items()
                if key != "url" and value
            ]
            click.echo(f"{result.article.url}  {'; '.join(parts)}")
    if as_json:
        print_json(shapes)
    else:
        would = "would differ" if dry_run else "were made anew"
        click.echo(f"{len(shapes)} of {count} articles {would}")


@click.command()
@common
@click.argument("bundle", required=False, metavar="[BUNDLE]")
def verify(*, bundle: str | None, as_json: bool) -> None:
    """Check the whole archive, or an evidence bundle; names the first thing that was altered."""
    if bundle is not None:
        _verify_bundle(Path(bundle), as_json=as_json)
        return
    from storage.audit import inspect

    chosen = settings()
    problems = []
    for problem in inspect(chosen.folder):
        problems.append(problem)
        if not as_json:
            say(str(problem))
    if as_json:
        print_json([_problem_to_json(problem) for problem in problems])
    if problems:
        raise CorruptArchive(f"{len(problems)} problems; the first: {problems[0]}")
    if not as_json:
        click.echo(f"{chosen.folder}: whole; {_counts(archive(chosen, read_only=True))}")


def _counts(opened: Archive) -> str:
    from storage import log

    return (
        f"{opened.bodies.sizes().bodies} bodies, {log.size(opened.db.conn)} log entries,"
        f" {opened.articles.count()} articles, {opened.revisions.count()} revisions"
    )


def _verify_bundle(path: Path, *, as_json: bool) -> None:
    from storage.bundle_check import verify_bundle

    verdict = verify_bundle(path)
    if as_json:
        print_json(
            {
                "facts": list(verdict.facts),
                "problems": [_problem_to_json(problem) for problem in verdict.problems],
            }
        )
    else:
        for fact in verdict.facts:
            click.echo(fact)
    if verdict.problems:
        raise CorruptArchive(f"{path}: {verdict.problems[0]}")


def _problem_to_json(problem: Problem) -> dict[str, str]:
    return {"file": problem.file, "record": problem.record, "detail": problem.detail}


@click.command()
@common
@click.argument("address", metavar="URL@rN")
@click.option("--to", "out", metavar="FILE", help="Write it here (default: evidence-ID-rN.zip).")
def evidence(*, address: str, out: str | None, as_json: bool) -> None:
    """Write one revision with all that proves it, in one file for others to check."""
    from cli.browsing import revision_of
    from storage.proving import prove

    opened = archive(settings())
    article, revision = revision_of(opened, address)
    path = Path(out or f"evidence-{article.id}-r{revision.number}.zip")
    if path.exists():
        raise UsageError(f"{path} exists: name another file with --to")
    path.write_bytes(prove(opened, article, revision, at=datetime.now(UTC)))
    if as_json:
        print_json({"file": str(path), "bytes": path.stat().st_size})
    else:
        click.echo(f"{path}: check it with 'variorum verify {path}'")


@click.command()
@common
@click.argument("folder")
def backup(*, folder: str, as_json: bool) -> None:
    """Copy the archive into a new folder, while it is in use."""
    from storage.copying import back_up

    opened = archive(settings(), read_only=True)
    size = back_up(opened, Path(folder))
    if as_json:
        print_json({"folder": folder, "bytes": size})
    else:
        click.echo(f"{folder}: {size} bytes; check it with 'variorum --archive {folder} verify'")


@click.command()
@common
@click.argument("keep", metavar="URL")
@click.argument("other", metavar="OTHER")
@click.option("--why", default="said by hand", help="The reason, for the log.")
def merge(*, keep: str, other: str, why: str, as_json: bool) -> None:
    """Two addresses are one article: give the history of OTHER to URL."""
    opened = archive(settings())
    kept, merged = article_of(opened, keep), article_of(opened, other)
    if kept.id == merged.id:
        raise UsageError(f"{other} is an address of {kept.url} already")
    with opened.transaction():
        opened.identity.merge(merged.id, kept.id, at=datetime.now(UTC), why=why)
        if merged.revisions:
            opened.identity.weave(merged.id, kept.id)
        results = list(_rebuilt(opened, iter([kept]), dry_run=False))
    _report(results, dry_run=False, as_json=as_json)


@click.command()
@common
@click.argument("url")
@click.option("--why", default="said by hand", help="The reason, for the log.")
def split(*, url: str, why: str, as_json: bool) -> None:
    """An address is an article of its own: take it apart, with what it answered."""
    from crawler.urls import normalise, strip_tracking

    opened = archive(settings())
    address = strip_tracking(normalise(url))
    if opened.articles.of_url(address).url == address:
        raise UsageError(f"{address} is the article's own address: name one of the others")
    with opened.transaction():
        pair = opened.identity.split(address, at=datetime.now(UTC), why=why)
        results = list(_rebuilt(opened, iter(pair), dry_run=False))
    _report(results, dry_run=False, as_json=as_json)


@click.command()
@common
@click.argument("backup")
def restore(*, backup: str, as_json: bool) -> None:
    """Make an archive in a new folder from a backup, once it was found whole."""
    from storage.doctoring import restore as make

    chosen = settings()
    size = make(Path(backup), chosen.folder)
    if as_json:
        print_json({"folder": str(chosen.folder), "bytes": size})
    else:
        click.echo(f"{chosen.folder}: {size} bytes")


@click.command()
@common
def doctor(*, as_json: bool) -> None:
    """Mend what can be made again in a damaged archive, and say what cannot."""
    from storage import seal
    from storage.archive import open_archive
    from storage.audit import audit
    from storage.doctoring import Treated, treat

    chosen = settings()
    for problem in seal.check(chosen.folder):
        say(str(problem))
    with closing(open_archive(chosen.folder)) as opened:
        done = list(treat(opened))
        left = list(audit(opened))
    if not left and seal.make(chosen.folder):
        done.append(Treated(what="digests of all files: made anew"))
    if as_json:
        print_json(
            {
                "treated": [{"what": one.what, "trouble": one.trouble} for one in done],
                "problems": [_problem_to_json(problem) for problem in left],
            }
        )
    else:
        for one in done:
            click.echo(f"{one.what}: {one.trouble}" if one.trouble else one.what)
        for problem in left:
            say(str(problem))
    if left:
        raise CorruptArchive(
            f"{len(left)} problems are left; the first: {left[0]}. Restore these from a backup:"
            " 'variorum --archive NEW restore BACKUP'"
        )


@click.command()
@common
@click.option("--older", required=True, metavar="WHEN", help="Older than this: 365d, or a date.")
@click.option("--who", required=True, help="Who does it, for the log.")
@click.option("--why", default="retention", show_default=True, help="The reason, for the log.")
def thin(*, older: str, who: str, why: str, as_json: bool) -> None:
    """Take away old captures that show nothing new; every revision keeps its proof."""
    from cli.browsing import moment
    from storage.removal import thin as take_away

    opened = archive(settings())
    removed = take_away(opened, before=moment(older), who=who, why=why, at=datetime.now(UTC))
    if as_json:
        print_json({"captures": removed.captures, "bodies": removed.bodies})
    else:
        click.echo(f"removed: {removed.captures} captures, {removed.bodies} bodies")
