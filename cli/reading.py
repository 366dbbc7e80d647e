"""Read and compare files without keeping anything."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.desk import colour, common, print_json, settings, width
from storage.errors import InputError

if TYPE_CHECKING:
    from crawler.profiles import Profile
    from storage.records import Reading

MOST_BYTES = 64 * 1024 * 1024


@click.command()
@common
@click.argument("file", metavar="FILE|-")
@click.option("--url", default="https://example.invalid/", help="The address it came from.")
def read(file: str, url: str, as_json: bool) -> None:  # noqa: ARG001 -- JSON is all it prints
    """What the extractor reads from a page or from pasted text, as JSON; keeps nothing."""
    from storage.shapes import reading_to_json

    print_json(reading_to_json(reading_of(file, url=url)))


@click.command()
@common
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--html", is_flag=True, help="As an HTML fragment, side by side.")
@click.option("--stat", is_flag=True, help="Only what kinds of edits, and how many.")
def compare(old: str, new: str, html: bool, stat: bool, as_json: bool) -> None:
    """Compare two pages, texts, or readings as JSON; keeps nothing."""
    from monitor import render
    from monitor.compare import compare as compare_readings
    from storage.shapes import comparison_to_json

    before, after = reading_of(old), reading_of(new)
    comparison = compare_readings(before, after, old_name=old, new_name=new)
    if as_json:
        print_json(comparison_to_json(comparison))
    elif html:
        click.echo(render.html_side_by_side(before, after, comparison))
    elif stat:
        click.echo(render.stat(comparison))
    else:
        click.echo(render.text(comparison, width=width(), colour=colour()))


def reading_of(file: str, *, url: str = "https://example.invalid/") -> Reading:
    """The reading of a file: HTML, pasted text, or a reading as JSON. InputError."""
    from crawler.extract import read_html
    from crawler.plaintext import read_text
    from crawler.urls import normalise
    from storage.shapes import reading_from_json

    address = normalise(url)
    content = _content(file)
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        try:
            return reading_from_json(json.loads(content))
        except ValueError as error:
            raise InputError(f"{file} is not JSON: {error}") from error
    if start.startswith(b"<") or file.lower().endswith((".html", ".htm", ".xhtml")):
        return read_html(content, url=address, profiles=_profiles())
    if b"\x00" in content[:4096]:
        raise InputError(f"{file} is neither a page nor a text: give HTML, plain text or JSON")
    try:
        return read_text(content.decode("utf-8-sig"), url=address)
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is neither a page nor UTF-8 text: {error.reason}") from error


def _profiles() -> tuple[Profile, ...]:
    from crawler.profiles import load

    return load(settings().folder / "profiles")


def _content(file: str) -> bytes:
    try:
        content = sys.stdin.buffer.read(MOST_BYTES + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise InputError(f"{file} is larger than {MOST_BYTES} bytes")
    if not content.strip():
        raise InputError(f"{file} is empty: give a page, a text or a reading")
    return content
