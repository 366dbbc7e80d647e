"""Write the reference pages that follow from the code: settings.md and commands.md.

python docs/generate.py
"""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click

from cli import COMMANDS, variorum
from settings import PREFIX, Settings

DOCS = Path(__file__).parent
_COMMENT = re.compile(r"    #: (?P<what>.+)\n    (?P<name>\w+): ")


def settings_page() -> str:
    """The table of settings, from the comments beside their defaults."""
    source = (DOCS.parent / "settings.py").read_text(encoding="utf-8")
    what = {match["name"]: match["what"] for match in _COMMENT.finditer(source)}
    lines = [
        "# Settings",
        "",
        "Read from `variorum.toml` in the working folder (or `--config FILE`), then from the",
        f"environment (`{PREFIX}` and the name in capitals), then from options. An unknown name is",
        "an error. Lists in the environment are separated by commas.",
        "",
        "| setting | default | is |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{field.name}` | `{_shown(field.default)}` | {what[field.name]} |"
        for field in fields(Settings)
    ]
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def commands_page() -> str:
    """Every command's own help."""
    parts = [
        "# Commands\n\nEvery command that prints a table or a text prints `--json` as well, to"
        " standard output; messages go to standard error. Exit codes: 0 done, 1 failed with one"
        " clear line, 2 wrong usage.\n"
    ]
    root = click.Context(variorum, info_name="variorum", **variorum.context_settings)
    for name in COMMANDS:
        command = variorum.get_command(root, name)
        parts += _help(command, f"variorum {name}", root)
    return "\n".join(parts)


def _help(command: click.Command | None, name: str, parent: click.Context) -> list[str]:
    if command is None:
        return []
    context = click.Context(
        command, info_name=name.rpartition(" ")[2], parent=parent, terminal_width=80
    )
    text = command.get_help(context)
    parts = [f"## {name}\n\n```\n{text}\n```\n"]
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            parts += _help(command.get_command(context, child), f"{name} {child}", context)
    return parts


def main() -> None:
    """Write both pages."""
    (DOCS / "settings.md").write_text(settings_page(), encoding="utf-8")
    (DOCS / "commands.md").write_text(commands_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
