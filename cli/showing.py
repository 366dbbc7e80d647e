"""The demo: a small news site is edited while you watch."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import suppress
from pathlib import Path

import click

from cli.desk import colour, crawl, say, settings, width
from storage.errors import UsageError


@click.command()
@click.option("--serve", is_flag=True, help="Keep the web pages up until stopped.")
@click.option("--into", metavar="DIR", help="Keep the demo's archive in this new folder.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port of the web pages.")
def demo(*, serve: bool, into: str | None, port: int | None) -> None:
    """Watch a small news site being edited, and see what is recorded."""
    if into and Path(into).exists():
        raise UsageError(f"{into} exists: name a new folder for the demo's archive")
    with tempfile.TemporaryDirectory(prefix="variorum-demo-") as spare:
        _demo(Path(into) if into else Path(spare) / "archive", serve=serve, port=port)


def _demo(folder: Path, *, serve: bool, port: int | None) -> None:
    from demo.story import tell, watch
    from pages import show_web

    chosen = settings(port=port)

    async def main() -> int:
        await watch(folder, click.echo)
        article = tell(folder, click.echo, width=width(), colour=colour())
        path = f"/articles/{article.id}"
        with suppress(asyncio.CancelledError):  # which is how a reader is done with the pages
            await show_web(folder, chosen, path=path, stay=serve, say=click.echo)
        return 0

    crawl(main)
    if serve:
        say("stopped")
