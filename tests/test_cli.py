"""The command line from end to end, against a news site of the tests' own on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import variorum
from demo.site import Site
from demo.texts import HOURS, MAIN
from factories import NOON
from storage.archive import open_archive

VARIORUM = str(Path(sys.executable).parent / "variorum")


class Desk:
    """The command line with an archive and a site of its own."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.site = site
        self.folder = folder
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("VARIORUM_")
        } | {
            "VARIORUM_ARCHIVE": str(folder / "archive"),
            "VARIORUM_ALLOW_NETWORKS": "127.0.0.0/8",
            "VARIORUM_HOST_DELAY": "0",
        }

    def __call__(self, *words: str, code: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [VARIORUM, *words],
            env=self.environment | more,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json").stdout)

    def read(self, *words: str) -> str:
        """What a command that only reads prints; run in this process, as a start takes long."""
        done = CliRunner(env=self.environment).invoke(variorum, words, catch_exceptions=False)
        assert done.exit_code == 0
        return done.stdout

    def read_json(self, *words: str) -> Any:
        return json.loads(self.read(*words, "--json"))

    @property
    def article(self) -> str:
        return f"{self.site.address}/news/{MAIN}"


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.stories = HOURS[0][1]
    yield site
    site.stop()


@pytest.fixture
def desk(tmp_path: Path, site: Site) -> Desk:
    return Desk(tmp_path, site)


def test_an_article_is_watched_checked_and_told_of(desk: Desk) -> None:
    """The main job: watch, check, log, show, diff, search, verify."""
    desk("watch", desk.article, "--label", "harbour")
    desk.site.stories = HOURS[3][1]

    looks = desk.json("check", desk.article)
    rows = desk.read_json("log", desk.article)
    shown = desk.read_json("show", f"{desk.article}@r1")
    comparison = desk.read_json("diff", desk.article)
    found = desk.read_json("search", "--removed", "14")

    assert [(one["outcome"], one["revision"]) for one in looks] == [("captured", "r2")]
    assert [(row["revision"], row["kind"]) for row in rows] == [("r2", "edit"), ("r1", "first")]
    assert rows[0]["claimed"]["updated"]["value"] == "2025-09-23"
    assert rows[0]["silent"] is False
    assert shown["headline"] == "Harbour Council Renews Ferry Contract for Six Years"
    assert shown["authors"] == ["Odile Brandt"]
    edits = {(edit["op"], edit["field"]) for edit in comparison["edits"]}
    assert {("insert", "updated"), ("duplicate", "caption"), ("modify", "paragraph")} <= edits
    for edit in comparison["edits"]:
        for side, mark in (("old", "-"), ("new", "+")):
            if edit[side] and edit["spans"] and edit["op"] == "modify":
                text = "".join(text for kind, text in edit["spans"] if kind in ("=", mark))
                assert text == edit[side]["text"]
    assert [(one["removed"], one["added"]) for one in found] == [("14", "17")]
    assert "now stands twice" in desk.read("diff", desk.article)
    assert f"  {desk.article}\n" in desk.read("list")
    assert f"  {desk.article}@r2  Harbour Council" in desk.read("log")
    assert "whole" in desk("verify").stdout


def test_a_page_that_does_not_read_as_an_article_is_watched_and_told(desk: Desk) -> None:
    feed = f"{desk.site.address}/feed.xml"

    told = desk("watch", feed, "--as", "page").stdout

    assert told == (
        f"watching {feed} (page), which does not read as an article now;"
        " it will be looked at again\n"
    )


def test_the_cost_of_a_schedule_is_told_before_it_is_saved(desk: Desk) -> None:
    told = desk("watch", desk.article, "--every", "1h", "--dry-run").stdout

    assert told.startswith(
        "about 24 looks at each article on its first day, 720 in its first month"
    )
    assert not (desk.folder / "archive").exists()


def test_a_feed_brings_its_articles_and_their_disappearance(desk: Desk) -> None:
    watched = desk.json("watch", f"{desk.site.address}/feed.xml")
    desk.site.stories = HOURS[4][1]

    desk("check", "--all")
    kinds = {(row["kind"], tuple(row["labels"])) for row in desk.read_json("log")}

    assert (watched[0]["kind"], watched[0]["articles"]) == ("feed", 3)
    looks = desk.json("check", "--all")
    assert {look["outcome"] for look in looks} <= {"captured", "identical", "gone"}
    assert kinds == {("first", ())}
    desk.site.stories = (*HOURS[4][1][:2], replace(HOURS[4][1][2], gone=False))
    assert desk.json("check", "--all")


def test_what_was_captured_can_be_read_again_proved_and_copied(desk: Desk) -> None:
    desk("watch", desk.article)

    assert desk("rebuild", "--dry-run").stdout == "0 of 1 articles would differ\n"
    desk("rebuild")
    desk("evidence", desk.article, "--to", "proof.zip")
    assert "entry" in desk("verify", "proof.zip").stdout
    desk("backup", "copy")
    assert "whole" in desk("--archive", "copy", "verify").stdout
    assert "exists" in desk("evidence", desk.article, "--to", "proof.zip", code=2).stderr


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("watch", "not a url"), 2, "an address begins with http"),
        (("watch", "ftp://paper.example/"), 2, "http"),
        (("watch", "http://127.0.0.1:1/x"), 1, "cannot watch"),
        (("watch", "{site}/news/none"), 1, "HTTP 404"),
        (("watch", "--as", "feed", "{article}"), 1, "cannot watch"),
        (("watch", "{article}", "--every", "sometimes"), 2, "sometimes"),
        (("check", "http://nowhere.example/"), 1, "no archive"),
        (("list",), 1, "no archive"),
        (("show", "x"), 1, "no archive"),
        (("read", "missing.html"), 1, "cannot read missing.html"),
        (("read", "binary.bin"), 1, "neither a page nor a text"),
        (("read", "empty.txt"), 1, "is empty"),
        (("compare", "broken.json", "broken.json"), 1, "not JSON"),
        (("--config", "typo.toml", "list"), 2, "hots_delay"),
        (("nonsense",), 2, "No such command"),
        (("log", "--since", "whenever"), 1, "no archive"),
        (("--archive", "binary.bin", "watch", "{article}"), 1, "is a file"),
    ],
)
def test_bad_input_is_one_clear_line(
    desk: Desk, words: tuple[str, ...], code: int, complaint: str
) -> None:
    (desk.folder / "binary.bin").write_bytes(b"\x00\x01\x02" * 99)
    (desk.folder / "empty.txt").write_text(" \n")
    (desk.folder / "broken.json").write_text('{"url": ')
    (desk.folder / "typo.toml").write_text("hots_delay = 1\n")
    filled = [
        word.replace("{site}", desk.site.address).replace("{article}", desk.article)
        for word in words
    ]

    done = desk(*filled, code=code)

    assert complaint in done.stderr
    assert done.stderr.startswith("variorum: ")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_an_unknown_variable_is_one_clear_line(desk: Desk) -> None:
    done = desk("list", code=2, VARIORUM_TYPO="1")

    assert "VARIORUM_TYPO" in done.stderr


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="needs a file system that takes no files")
def test_a_folder_that_cannot_be_written_is_one_clear_line(desk: Desk) -> None:
    done = desk("--archive", "/sys/variorum", "watch", desk.article, code=1)

    assert done.stderr.startswith("variorum: cannot make the folder /sys/variorum")
    assert done.stderr.count("\n") == 1


def test_help_loads_neither_scrapy_nor_sqlite_utils() -> None:
    code = (
        "import sys\nsys.argv = ['variorum', '--help']\nfrom cli import main\n"
        "try:\n    main()\nfinally:\n"
        "    sys.stderr.write(' '.join(sorted({n.partition('.')[0] for n in sys.modules})))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    loaded = set(done.stderr.split())
    assert loaded & {"scrapy", "twisted", "sqlite_utils", "lxml", "fastapi", "rich"} == set()
    assert "watch" in done.stdout


def test_a_killed_check_loses_and_doubles_nothing(desk: Desk) -> None:
    """Killed at several moments, then run to its end: each revision once, and the archive whole."""
    desk("watch", f"{desk.site.address}/feed.xml")
    for number, wait in enumerate((0.9, 1.2, 1.4, 1.6)):
        desk.site.stories = HOURS[(2, 3)[number % 2]][1]
        process = subprocess.Popen(
            [VARIORUM, "check", "--all"],
            env=desk.environment,
            cwd=desk.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    desk("check", "--all")

    rows = desk.read_json("log")
    names = [(row["url"], row["revision"]) for row in rows]
    assert len(names) == len(set(names))
    assert "whole" in desk("verify").stdout
    assert desk.json("check", "--all")
    assert len(desk.read_json("log")) == len(rows)


def test_a_check_that_is_stopped_says_so(desk: Desk) -> None:
    with closing(open_archive(desk.folder / "archive", create=True)) as archive:
        for number in range(5):
            archive.articles.ensure(f"{desk.article}?n={number}", seen_at=NOON, source_id=None)
    process = subprocess.Popen(
        [VARIORUM, "check", "--all"],
        env=desk.environment | {"VARIORUM_HOST_DELAY": "30", "VARIORUM_CONCURRENCY": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()

    process.send_signal(signal.SIGINT)
    rest, told = process.communicate(timeout=12)

    assert first.startswith(desk.article)
    assert (process.returncode, rest, told) == (130, "", "variorum: stopped\n")


def test_the_service_looks_serves_and_stops_cleanly(desk: Desk) -> None:
    desk("watch", desk.article, "--every", "1m")
    process = subprocess.Popen(
        [VARIORUM, "run", "--port", "0", "--json"],
        env=desk.environment | {"VARIORUM_TICK": "0.2"},
        cwd=desk.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    first = process.stderr.readline()

    process.send_signal(signal.SIGTERM)
    _, rest = process.communicate(timeout=12)

    assert first.startswith("watching; web pages at http://127.0.0.1:")
    assert process.returncode == 0
    assert rest.splitlines()[-1] == "stopped"


def test_the_demo_tells_its_story(desk: Desk) -> None:
    story = desk("demo").stdout

    for part in (
        "published 2025-09-22, updated 2025-09-23",
        "now stands twice",
        "[-14-]{+17+}",
        "silently: number changed",
        "revert",
        "gone",
        "answered 200",
    ):
        assert part in story


def test_rules_say_whom_they_tell_and_why_not(desk: Desk) -> None:
    desk("watch", desk.article)
    desk("alerts", "channel", "desk", "json://127.0.0.1:9/secret-token")
    desk("alerts", "rule", "numbers", "label:number_changed", "--to", "desk")
    desk.site.stories = HOURS[3][1]
    desk("check", "--all")

    listed = desk.read("alerts", "list")
    explained = {
        row["revision"][-2:]: row["wanted"] for row in desk.read_json("alerts", "test", "numbers")
    }
    owed = desk.read_json("alerts", "deliveries")

    assert "secret-token" not in listed
    assert explained == {"r1": False, "r2": True}
    assert [(one["rule"], one["channel"]) for one in owed] == [("numbers", "desk")]
    assert owed[0]["why"] == "label:number_changed"
    assert "needs a condition" in desk("alerts", "rule", "x", "--to", "desk", code=2).stderr
    assert desk("alerts", "rule", "x", "and and", "--to", "desk", code=2).stderr
    assert "no channel" in desk("alerts", "rule", "x", "silent", "--to", "none", code=2).stderr
