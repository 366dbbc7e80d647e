"""The histories that diffengine kept: a database with the title and text of each version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from html import escape
from pathlib import Path

from carrying.databases import moment, opened
from crawler.urls import normalise
from storage.errors import VariorumError
from storage.problems import Problem
from storage.records import Capture

_VERSIONS = "SELECT id, title, url, summary, created FROM entryversion ORDER BY url, created, id"
_PAGE = """<!DOCTYPE html>
<meta charset="utf-8">
<title>{title}</title>
<article>
<h1>{title}</h1>
{text}
</article>
"""


def captures(database: Path) -> Iterator[Capture | Problem]:
    """Each version as the capture of a page: its title, and the paragraphs that were kept.

    Its times are UTC. InputError for another database.
    """
    columns = {"entryversion": ("id", "title", "url", "summary", "created")}
    with opened(database, columns) as db:
        for number, title, url, summary, created in db.execute(_VERSIONS):
            try:
                yield _capture(normalise(url), title or "", summary or "", created)
            except (VariorumError, ValueError) as error:
                yield Problem(file=database.name, record=f"version {number}", detail=str(error))


def _capture(url: str, title: str, summary: str, created: str) -> Capture:
    """Its summary is HTML with paragraphs and nothing else; it is never shown as it stands."""
    if not summary.strip():
        raise ValueError("there is no text")
    page = _PAGE.format(title=escape(title), text=summary)
    return Capture(
        url=url,
        final_url=url,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Variorum-Import", "diffengine")),
        body=page.encode("utf-8", "replace"),
        fetched_at=moment(created, UTC),
    )
