"""What every command starts with: its settings, the archive, and a printer."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from settings import Settings, load
from storage.errors import InputError, VariorumError

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.records import Article

Command = TypeVar("Command", bound=Callable[..., Any])

#: the number of a row, as a user may write it
NUMBER = click.IntRange(1, 10**12)
#: columns of a table where the output is no terminal
PLAIN_WIDTH = 80
#: columns of a table's column that gives way to the others
LEAST_WIDTH = 10


def common(command: Command) -> Command:
    """The options that every command has, wherever they stand on the line."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print JSON."),
        click.option(
            "--config",
            metavar="FILE",
            help="The settings file.",
            expose_value=False,
            callback=_remember,
        ),
        click.option(
            "--archive",
            metavar="DIR",
            help="The archive folder.",
            expose_value=False,
            callback=_remember,
        ),
    ):
        command = option(command)
    return command


def _remember(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None and parameter.name is not None:
        ctx.find_root().obj[parameter.name] = value


def settings(**options: Any) -> Settings:
    """The settings in force for the running command."""
    named = click.get_current_context().find_root().obj
    config = named.get("config")
    return load(
        os.environ,
        file=Path(config) if config else None,
        options={"archive": named.get("archive"), **options},
    )


def archive(chosen: Settings, *, create: bool = False, read_only: bool = False) -> Archive:
    """The archive of these settings, closed when the command ends."""
    from storage.archive import open_archive

    opened = open_archive(chosen.folder, create=create, read_only=read_only)
    click.get_current_context().call_on_close(opened.close)
    return opened


def crawl(main: Callable[[], Awaitable[int]]) -> None:
    """Run this where pages are fetched; a signal ends the command as one that was stopped."""
    from crawler.run import run

    if code := run(main):
        stopped = VariorumError("stopped")
        stopped.exit_code = code
        raise stopped


def article_of(opened: Archive, url: str) -> Article:
    """The article behind a URL as a user may write it."""
    from crawler.urls import normalise, strip_tracking

    return opened.articles.of_url(strip_tracking(normalise(url)))


def text_of(file: str) -> str:
    """What a file says, or standard input where it is named "-"; InputError."""
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 text: {error.reason}") from error


def print_json(shape: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(shape, ensure_ascii=False, indent=2))


def say(message: str) -> None:
    """A message beside the output: standard error."""
    click.echo(message, err=True)


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    elastic: int,
    under: Sequence[str] = (),
) -> None:
    """A table as wide as the terminal; the column `elastic` gives way first where it is too wide.

    Heads that are all empty are not printed. `under` has a line for each row that stands
    indented below it, whole: an address that is cut is none. An empty one is left out.
    """
    from rich.cells import cell_len, set_cell_size

    from monitor.render import clean

    cells = [list(heads), *([clean(cell) for cell in row] for row in rows)]
    widths = [max(cell_len(row[number]) for row in cells) for number in range(len(heads))]
    _fit(widths, elastic, width() - 2 * (len(widths) - 1))
    for number, row in enumerate(cells):
        line = "  ".join(
            set_cell_size(_short(cell, size), size) for cell, size in zip(row, widths, strict=True)
        )
        if number or any(heads):
            click.secho(line.rstrip(), bold=number == 0 or None)
        if number and under and under[number - 1]:
            click.secho(f"  {clean(under[number - 1])}", dim=True)
    if not rows:
        click.echo("(none)")


def _fit(widths: list[int], elastic: int, room: int) -> None:
    """Take from the elastic column what is too much, then from the widest of all."""
    over = max(0, sum(widths) - room)
    widths[elastic] -= min(over, max(0, widths[elastic] - LEAST_WIDTH))
    while sum(widths) > room and max(widths) > LEAST_WIDTH:
        widths[widths.index(max(widths))] -= 1


def _short(cell: str, size: int) -> str:
    from rich.cells import cell_len, set_cell_size

    return cell if cell_len(cell) <= size else f"{set_cell_size(cell, size - 1)}…"


def width() -> int:
    """Columns to print for: COLUMNS, else the terminal's, where it knows them."""
    return shutil.get_terminal_size((PLAIN_WIDTH, 0)).columns


def colour() -> bool:
    """Whether to print colours (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def instant(time: datetime | None) -> str:
    """A time for people: to the minute, UTC."""
    return "–" if time is None else f"{time.astimezone(UTC):%Y-%m-%d %H:%M}"
