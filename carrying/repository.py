"""The histories as a git repository: one commit for each revision, in the order they were seen."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from carrying.taking_out import fresh
from monitor.render import reading_text
from storage.archive import Archive
from storage.errors import InputError, UsageError
from storage.records import Article, Revision
from storage.shapes import reading_to_json

_WIDTH = 80
_WHO = "Variorum <variorum@localhost>"


def to_git(archive: Archive, articles: Iterable[Article], folder: Path) -> int:
    """A new repository; how many commits. UsageError where git is not installed.

    The same archive gives the same commits: dates are those of the observations.
    """
    fresh(folder)
    stream = b"".join(_commits(archive, list(articles)))
    _git("init", "--quiet", "--initial-branch=main", str(folder))
    _git("-C", str(folder), "fast-import", "--quiet", stdin=stream)
    _git("-C", str(folder), "checkout", "--quiet", "main")
    return stream.count(b"\ncommit refs/heads/main\n") + stream.startswith(b"commit ")


def _commits(archive: Archive, articles: list[Article]) -> Iterator[bytes]:
    """Commits for `git fast-import` (git-fast-import.com's stream format, "commit")."""
    seen = sorted(
        (
            (revision.seen_at, revision.id, article, revision)
            for article in articles
            for revision in archive.revisions.of_article(article.id)
        ),
        key=lambda one: one[:2],
    )
    for at, _, article, revision in seen:
        message = _message(archive, article, revision)
        yield b"commit refs/heads/main\n"
        yield f"committer {_WHO} {int(at.timestamp())} +0000\n".encode()
        yield b"data %d\n%s\n" % (len(message), message)
        yield from _files(archive, article, revision)
        yield b"\n"


def _files(archive: Archive, article: Article, revision: Revision) -> Iterator[bytes]:
    base = f"{_safe(article.host)}/{article.id}"
    if revision.kind == "gone":
        yield from (f"D {base}.{end}\n".encode() for end in ("txt", "json"))
        return
    reading = archive.revisions.reading(revision)
    text = reading_text(reading, width=_WIDTH) + "\n"
    shape = json.dumps(reading_to_json(reading), indent=2) + "\n"
    for end, content in (("txt", text), ("json", shape)):
        data = content.encode("utf-8", "replace")
        yield f"M 100644 inline {base}.{end}\n".encode()
        yield b"data %d\n%s\n" % (len(data), data)


def _message(archive: Archive, article: Article, revision: Revision) -> bytes:
    what = archive.revisions.summary(revision.id) or revision.kind
    lines = (
        f"{(article.headline or article.url)[:60]} r{revision.number}: {what}",
        "",
        f"Article: {article.url}",
        f"Seen-at: {revision.seen_at.isoformat()}",
        f"Labels: {', '.join(revision.labels)}",
    )
    return "\n".join(" ".join(line.split()) for line in lines).encode("utf-8", "replace")


def _safe(host: str) -> str:
    """A host as a folder: nothing in it climbs or hides."""
    return "".join(sign if sign.isalnum() or sign in "-." else "_" for sign in host).strip(".")


def _git(*words: str, stdin: bytes = b"") -> None:
    try:
        done = subprocess.run(  # noqa: S603 -- git with words of our own
            ["git", *words],  # noqa: S607 -- wherever the user has it
            input=stdin,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise UsageError("a git repository needs git: install it first") from error
    if done.returncode != 0:
        raise InputError(f"git failed: {done.stderr.decode('utf-8', 'replace').strip()[:300]}")
