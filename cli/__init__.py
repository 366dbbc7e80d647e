"""The command line: reads settings, opens the archive, calls one function, prints.

Each command imports its part when it runs, so that `variorum --help` loads neither Scrapy nor
sqlite-utils.
"""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module

import click

from storage.errors import VariorumError

#: name → (where it is, what it does)
COMMANDS = {
    "watch": ("cli.watching:watch", "Watch a page, feed, sitemap or section."),
    "unwatch": ("cli.watching:unwatch", "Stop watching a source; its history stays."),
    "check": ("cli.watching:check", "Look once at what is due, or at what is named."),
    "run": ("cli.watching:run", "The service: scheduler and web pages, until stopped."),
    "list": ("cli.listing:list_", "What is watched, and how it is."),
    "accounts": ("cli.accounts:accounts", "Who may sign in to the web pages."),
    "status": ("cli.status:status", "How the service is doing, and what is wrong."),
    "log": ("cli.browsing:log", "The revisions of an article, or of all."),
    "show": ("cli.browsing:show", "An article as it read at a revision."),
    "diff": ("cli.browsing:diff", "What changed between two revisions."),
    "blame": ("cli.tracing:blame", "Which revision each passage came from."),
    "search": ("cli.searching:search", "Search what was said, removed or added."),
    "read": ("cli.reading:read", "What the extractor reads from a file; keeps nothing."),
    "compare": ("cli.reading:compare", "Compare two pages or readings; keeps nothing."),
    "alerts": ("cli.telling:alerts", "Who is told of what: channels, rules, deliveries."),
    "import": ("cli.importing:import_", "Bring captures of others into the archive."),
    "export": ("cli.exporting:export", "Write WARC, WACZ, JSON Lines, Parquet, git or a website."),
    "captures": ("cli.captures:captures", "Every answer kept of an article, every look at it."),
    "remove": ("cli.captures:remove", "Take an article or a capture away on purpose."),
    "rebuild": ("cli.keeping:rebuild", "Read all captures again, and make the history anew."),
    "verify": ("cli.keeping:verify", "Check the whole archive, or an evidence bundle."),
    "evidence": ("cli.keeping:evidence", "Write one revision with all that proves it."),
    "backup": ("cli.keeping:backup", "Copy the archive while it is in use."),
    "restore": ("cli.keeping:restore", "Make an archive from a backup that is whole."),
    "doctor": ("cli.keeping:doctor", "Mend what can be made again in a damaged archive."),
    "thin": ("cli.keeping:thin", "Take away old captures that show nothing new."),
    "merge": ("cli.keeping:merge", "Two addresses are one article."),
    "split": ("cli.keeping:split", "An address is an article of its own."),
    "demo": ("cli.showing:demo", "Watch a small news site being edited."),
}


class Commands(click.Group):
    """The commands by name, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list under --help, without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--archive", metavar="DIR", help="The archive folder (default: ./archive).")
@click.option("--config", metavar="FILE", help="The settings file (default: ./variorum.toml).")
@click.version_option(package_name="variorum", prog_name="variorum")
@click.pass_context
def variorum(ctx: click.Context, archive: str | None, config: str | None) -> None:
    """Watch news articles, keep every version, show exactly what changed."""
    ctx.obj = {"archive": archive, "config": config}


def main() -> None:
    """The console script: every error that a user can meet is one line on standard error."""
    _open_streams()
    try:
        variorum(standalone_mode=False)
    except VariorumError as error:
        _fail(str(error), error.exit_code)
    except click.UsageError as error:
        hint = f" (try '{error.ctx.command_path} --help')" if error.ctx else ""
        _fail(f"{error.format_message()}{hint}", 2)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped", 130)
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain once more while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except OSError as error:
        _fail(f"{error.filename or 'a file'}: {error.strerror or error}", 1)
    except Exception as error:
        from storage.connection import in_words

        found = in_words(error)
        if found is None:
            raise
        _fail(str(found), found.exit_code)


def _open_streams() -> None:
    """Read nothing from, and write nothing to, a stream that the program was started without.

    What a stream's encoding lacks is written as its code point.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123 -- as long as the program
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115, PTH123
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _fail(message: str, code: int) -> None:
    click.echo(f"variorum: {' '.join(message.split())}", err=True)
    sys.exit(code)
