"""The databases of NewsDiffs and diffengine as captures."""

import os
import sqlite3
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from carrying import diffengine, newsdiffs
from look.sight import PASTED
from storage.errors import InputError
from storage.problems import Problem
from storage.records import Capture

URL = "https://news.example/2013/bridge"


def git(folder: Path, *words: str) -> str:
    identity = {"GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@news.example"}
    identity |= {"GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@news.example"}
    done = subprocess.run(
        ["git", "-C", str(folder), *words],
        env=os.environ | identity,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder as NewsDiffs leaves it: newsdiffs.db, and a repository under articles/."""
    texts = tmp_path / "articles" / "2013-05"
    texts.mkdir(parents=True)
    git(texts, "init", "-q")
    file = texts / newsdiffs.filename(URL)
    file.parent.mkdir(parents=True)
    with sqlite3.connect(tmp_path / "newsdiffs.db") as db:
        db.execute("CREATE TABLE Articles (id INTEGER PRIMARY KEY, url TEXT, git_dir TEXT)")
        db.execute(
            "CREATE TABLE version (id INTEGER PRIMARY KEY, article_id INTEGER, v TEXT,"
            " title TEXT, byline TEXT, date TEXT, boring BOOL, diff_json TEXT)"
        )
        db.execute("INSERT INTO Articles VALUES (1, ?, '2013-05')", (URL,))
        for number, text in enumerate(("It is open.\n\nStill.", "It is closed.")):
            file.write_text(text)
            git(texts, "add", "-A")
            git(texts, "commit", "-q", "-m", "x")
            row = (1, git(texts, "rev-parse", "HEAD"), "Bridge", "By A. Writer")
            db.execute(
                "INSERT INTO version (article_id, v, title, byline, date, boring)"
                f" VALUES (?, ?, ?, ?, '2013-05-0{number + 1} 12:00:00.5', 0)",
                row,
            )
    db.close()
    return tmp_path


def change(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as db:
        db.execute(statement)
    db.close()


def test_versions_of_newsdiffs_become_captures(kept):
    found = list(newsdiffs.captures(kept / "newsdiffs.db", kept / "articles"))

    assert [(one.url, one.fetched_at, one.body) for one in found] == [
        (
            URL,
            datetime(2013, 5, 1, 12, 0, 0, 500_000, tzinfo=UTC),
            b"Bridge\n\nBy A. Writer\n\nIt is open.\n\nStill.\n",
        ),
        (
            URL,
            datetime(2013, 5, 2, 12, 0, 0, 500_000, tzinfo=UTC),
            b"Bridge\n\nBy A. Writer\n\nIt is closed.\n",
        ),
    ]
    assert PASTED in found[0].headers


def test_times_without_a_zone_are_read_in_the_one_that_is_named(kept):
    zone = ZoneInfo("America/New_York")

    first, _ = newsdiffs.captures(kept / "newsdiffs.db", kept / "articles", zone=zone)

    assert first.fetched_at == datetime(2013, 5, 1, 16, 0, 0, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE version SET v = '--help' WHERE id = 1", "names no commit"),
        ("UPDATE version SET v = 'abcdef' WHERE id = 1", "cannot be read"),
        ("UPDATE version SET date = 'soon' WHERE id = 1", "Invalid isoformat"),
        ("UPDATE Articles SET git_dir = '../..'", "no folder of texts"),
        ("UPDATE Articles SET git_dir = '/etc'", "no folder of texts"),
        ("UPDATE Articles SET url = 'ftp://news.example/'", "no text is kept"),
    ],
)
def test_a_version_that_cannot_be_read_says_why(kept, statement, why):
    change(kept / "newsdiffs.db", statement)

    found = newsdiffs.captures(kept / "newsdiffs.db", kept / "articles")

    assert why in next(one.detail for one in found if isinstance(one, Problem))


def test_boring_versions_are_left_out(kept):
    change(kept / "newsdiffs.db", "UPDATE version SET boring = 1 WHERE id = 1")

    assert len(list(newsdiffs.captures(kept / "newsdiffs.db", kept / "articles"))) == 1


def test_addresses_of_either_scheme_have_a_file():
    assert newsdiffs.filename("http://news.example/a/") == "news.example/a"
    assert newsdiffs.filename("https://news.example/a") == "https:/news.example/a"


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    path = tmp_path / "diffengine.db"
    with sqlite3.connect(path) as db:
        db.execute(
            "CREATE TABLE entryversion (id INTEGER PRIMARY KEY, title TEXT, url TEXT,"
            " summary TEXT, created TEXT, archive_url TEXT, entry_id INTEGER)"
        )
        db.executemany(
            "INSERT INTO entryversion (title, url, summary, created) VALUES (?, ?, ?, ?)",
            [
                ("Bridge <open>", URL, "<p>It is open.</p>", "2017-01-01 08:00:00.25"),
                ("Bridge", URL, "", "2017-01-02 08:00:00"),
            ],
        )
    db.close()
    return path


def test_versions_of_diffengine_become_captures(versions):
    capture, problem = diffengine.captures(versions)

    assert isinstance(capture, Capture)
    assert capture.fetched_at == datetime(2017, 1, 1, 8, 0, 0, 250_000, tzinfo=UTC)
    assert b"<h1>Bridge &lt;open&gt;</h1>\n<p>It is open.</p>\n" in capture.body
    assert problem == Problem(file="diffengine.db", record="version 2", detail="there is no text")


@pytest.mark.parametrize("data", [b"", b"no database at all, but a long enough text" * 9, None])
def test_other_files_are_refused(tmp_path, data):
    path = tmp_path / "x.db"
    if data is not None:
        path.write_bytes(data)

    for read in (lambda: diffengine.captures(path), lambda: newsdiffs.captures(path, tmp_path)):
        with pytest.raises(InputError):
            list(read())
