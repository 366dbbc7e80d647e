"""The histories that NewsDiffs kept: a database of versions, and git repositories of their texts.

Its `Articles` and `version` tables name, for each version of an article, a commit; the text is a
file of that commit whose name is made of the article's address.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, tzinfo
from pathlib import Path, PurePosixPath

from carrying.databases import moment, opened, pasted
from crawler.urls import normalise
from storage.errors import InputError, VariorumError
from storage.problems import Problem
from storage.records import Capture

_COMMIT = re.compile(r"[0-9a-f]{4,64}")
#: bytes of a text
_MOST = 16 << 20
#: seconds that git may take for one text
_PATIENCE = 60
_VERSIONS = (
    "SELECT version.id, version.v, version.title, version.byline, version.date,"
    " Articles.url, Articles.git_dir"
    " FROM version JOIN Articles ON Articles.id = version.article_id"
    " WHERE NOT version.boring ORDER BY version.article_id, version.date, version.id"
)


def captures(
    database: Path, articles: Path, *, zone: tzinfo | None = None
) -> Iterator[Capture | Problem]:
    """Each version as the capture of a plain text: title, byline, and what NewsDiffs read.

    `articles` is the folder that its setting ARTICLES_DIR_ROOT names. Its times have no zone:
    `zone` says whose they are, UTC without. InputError for another database.
    """
    with opened(database, {"Articles": ("id", "url", "git_dir"), "version": ("v", "date")}) as db:
        for number, commit, title, byline, date, url, folder in db.execute(_VERSIONS):
            try:
                text = _text(articles, folder, commit, url)
                at = moment(date, zone or UTC)
                yield pasted(normalise(url), at, [title, byline, text])
            except (VariorumError, ValueError) as error:
                yield Problem(file=database.name, record=f"version {number}", detail=str(error))


def filename(url: str) -> str:
    """The name under which NewsDiffs keeps the text of an address; ValueError."""
    bare = url.rstrip("/")
    if bare.startswith("http://"):
        name = bare.removeprefix("http://")
    elif bare.startswith("https://"):
        name = "https:/" + bare.removeprefix("https://")
    else:
        raise ValueError(f"no text is kept for {url[:100]!r}")
    return name


def _text(articles: Path, folder: str, commit: str, url: str) -> str:
    """The file of that commit. Nothing in the database becomes an option or leaves the folder."""
    if not _COMMIT.fullmatch(commit):
        raise ValueError(f"{commit[:60]!r} names no commit")
    inside = PurePosixPath(folder)
    if inside.is_absolute() or ".." in inside.parts:
        raise ValueError(f"{folder[:60]!r} is no folder of texts")
    # a repository of others may name remote helpers: none of them may run
    guarded = ["git", "-c", "protocol.allow=never", "-C", str(articles / inside)]
    try:
        done = subprocess.run(  # noqa: S603 -- every word is checked above
            [*guarded, "cat-file", "blob", f"{commit}:{filename(url)}"],
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError as error:
        raise InputError("git is needed to read the texts: install it") from error
    except subprocess.TimeoutExpired as error:
        raise ValueError("git did not answer in time") from error
    if done.returncode:
        raise ValueError(f"its text cannot be read: {done.stderr.decode('utf-8', 'replace')[:200]}")
    if len(done.stdout) > _MOST:
        raise ValueError(f"its text is larger than {_MOST} bytes")
    return done.stdout.decode("utf-8", "replace")
