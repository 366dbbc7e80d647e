"""Search what was said, and what was removed or added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.desk import archive, common, print_json, settings, table
from storage.errors import UsageError

if TYPE_CHECKING:
    from storage.search import Changed, Said


@click.command()
@common
@click.argument("words", required=False)
@click.option("--removed", metavar="WORDS", help="Only edits that took these words away.")
@click.option("--added", metavar="WORDS", help="Only edits that brought these words.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
def search(
    *, words: str | None, removed: str | None, added: str | None, limit: int, as_json: bool
) -> None:
    """Search what was said, or what was removed or added."""
    from storage.query import Sought
    from storage.search import Search

    heads: tuple[str, ...]
    finder = Search(archive(settings(), read_only=True).db)
    if removed or added:
        sought = Sought(words=words, removed=removed, added=added)
        heads = ("field", "removed", "added")
        rows = [_changed(one) for one in finder.changed(sought, limit=limit).found]
    elif words:
        heads = ("said",)
        rows = [_said(one) for one in finder.said(words, limit=limit).found]
    else:
        raise UsageError("say what to search for: WORDS, --removed WORDS or --added WORDS")
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['url']}@{row['revision']}")
        lines = [(head, row[head]) for head in heads if row.get(head)]
        table(("", ""), lines, elastic=1)


def _said(one: Said) -> dict[str, str]:
    from storage.search import CLOSE, OPEN

    return {
        "url": one.url,
        "revision": f"r{one.revision.number}",
        "seen_at": one.revision.seen_at.isoformat(),
        "said": one.snippet.replace(OPEN, "").replace(CLOSE, ""),
    }


def _changed(one: Changed) -> dict[str, str]:
    return {
        "url": one.url,
        "revision": f"r{one.revision.number}",
        "seen_at": one.revision.seen_at.isoformat(),
        "field": one.edit.field,
        "removed": _words(one, "-"),
        "added": _words(one, "+"),
    }


def _words(one: Changed, mark: str) -> str:
    return " … ".join(text.strip() for kind, text in one.edit.spans if kind == mark)
