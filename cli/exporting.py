"""Carry captures out."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.desk import archive, article_of, common, print_json, settings

if TYPE_CHECKING:
    from collections.abc import Callable


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
    from cli.listing import all_articles

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
