"""Which revision each passage came from."""

from __future__ import annotations

import click

from cli.desk import archive, colour, common, print_json, settings, width


@click.command()
@common
@click.argument("address", metavar="URL[@rN]")
@click.option("--removed", is_flag=True, help="Show what no longer stands, too.")
def blame(*, address: str, removed: bool, as_json: bool) -> None:
    """Which revision each passage came from."""
    from cli.browsing import revision_of
    from monitor.blame_text import blame_json, blame_text, removed_text
    from web.blame import Origins

    opened = archive(settings(), read_only=True)
    article, revision = revision_of(opened, address)
    provenance = Origins().at(opened, article, revision)
    if as_json:
        print_json({"url": article.url} | blame_json(provenance))
        return
    click.echo(blame_text(provenance.runs(), width(), colour()))
    if removed:
        click.echo()
        click.echo(removed_text(provenance.removed(), width(), colour()))
