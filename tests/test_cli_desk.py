"""What is printed fits the line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli import variorum
from cli.browsing import moment, past
from cli.desk import table, width
from factories import NOON
from storage.archive import Archive
from storage.deliveries import Rule
from storage.errors import UsageError

LONG = "words that go on and on " * 9


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_the_elastic_column_gives_way_first(capsys: pytest.CaptureFixture[str]) -> None:
    table(["address", "seen at"], [[LONG, "2026-03-01 12:00"]], elastic=0)

    head, row = lines(capsys)
    assert len(row) == 80
    assert row.endswith("…  2026-03-01 12:00")
    assert head.index("seen at") == row.index("2026")


def test_no_row_is_wider_than_the_line_however_long_its_cells(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table(["a", "b", "c"], [[LONG, LONG, "short"], ["x", "橋" * 60, LONG]], elastic=1)

    assert {len(line) <= 80 for line in lines(capsys)} == {True}


def test_what_stands_under_a_row_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    address = "https://paper.example/" + "long/" * 30

    table(["state"], [["live"]], elastic=0, under=[address])

    assert lines(capsys) == ["state", "live", f"  {address}"]


def test_a_row_with_nothing_under_it_has_no_empty_line(capsys: pytest.CaptureFixture[str]) -> None:
    table(["state"], [["live"], ["gone"]], elastic=0, under=["", "since noon"])

    assert lines(capsys) == ["state", "live", "gone", "  since noon"]


def test_a_table_of_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    table(["state"], [], elastic=0)

    assert lines(capsys) == ["state", "(none)"]


def test_the_list_says_in_full_how_each_source_is(folder: Path, archive: Archive) -> None:
    for name, looked in (
        ("a", {"left_out": "2 of its 30 sitemaps were read, the newest ones"}),
        ("b", {"trouble": "refused: robots.txt: the server refused the connection"}),
        ("c", {}),
        ("d", None),
    ):
        source = archive.sources.add(f"https://{name}.example/", kind="feed", added_at=NOON)
        if looked is not None:
            archive.sources.looked_at(source.id, at=NOON, next_due=None, **looked)

    told = CliRunner().invoke(variorum, ["--archive", str(folder), "list"], obj={}).output

    assert told.splitlines()[:9] == [
        "source  label  last look         how it is",
        "feed           2026-03-01 12:00  in part",
        "  https://a.example/  2 of its 30 sitemaps were read, the newest ones",
        "feed           2026-03-01 12:00  failed ×1",
        "  https://b.example/  refused: robots.txt: the server refused the connection",
        "feed           2026-03-01 12:00  well",
        "  https://c.example/",
        "feed           –                 not looked at",
        "  https://d.example/",
    ]


def test_an_unknown_width_is_that_of_a_plain_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "0")

    assert width() == 80


def test_the_width_that_the_environment_names_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "132")

    assert width() == 132


@pytest.mark.parametrize(
    "text", ["999999w", "0001-01-01T00:00+23:59", "9999-12-31T23:59-23:59", "whenever", ""]
)
def test_a_time_that_cannot_be_is_the_users_mistake(text: str) -> None:
    with pytest.raises(UsageError, match="is no time"):
        moment(text)


def test_nothing_was_seen_at_a_time_to_come() -> None:
    with pytest.raises(UsageError, match="still to come"):
        past("9999-12-31")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("show", ""), "an address has 1 to 8000"),
        (("blame", "a\nb"), "control characters"),
        (("alerts", "again", "9" * 30), "is not in the range"),
        (
            ("remove", "https://a.example/", "--capture", "9" * 30, "--who", "a", "--why", "b"),
            "range",
        ),
    ],
)
def test_what_names_nothing_is_one_clear_line(
    archive: Archive, words: tuple[str, ...], complaint: str
) -> None:
    with pytest.raises((UsageError, click.UsageError)) as refused:
        variorum(["--archive", str(archive.folder), *words], standalone_mode=False)

    assert complaint in str(refused.value)


def test_a_page_that_could_not_be_read_says_where_to_look(archive: Archive) -> None:
    url = "https://paper.example/a"
    article, _ = archive.articles.ensure(url, seen_at=NOON, source_id=None)
    archive.articles.change(article.id, last_checked=NOON)

    with pytest.raises(UsageError, match="no revision yet: 'variorum captures URL' says why"):
        variorum(["--archive", str(archive.folder), "show", url], standalone_mode=False)


def test_the_demo_stays_out_of_an_archive(archive: Archive) -> None:
    with pytest.raises(UsageError, match="name a new folder for the demo's archive"):
        variorum(["demo", "--into", str(archive.folder)], standalone_mode=False)

    assert archive.articles.count() == 0


def test_a_rule_is_removed_as_json(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    with archive.transaction():
        archive.outbox.set_channel("desk", "json://127.0.0.1:9/", at=NOON)
        archive.outbox.set_rule(Rule(id=0, name="all", when="any", channels=("desk",)))

    variorum(
        ["--archive", str(archive.folder), "alerts", "rule", "all", "--remove", "--json"],
        standalone_mode=False,
    )

    assert json.loads(capsys.readouterr().out) == {"rule": "all", "removed": True}


def test_streams_that_lack_letters_or_are_closed_are_borne(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("The bridge is open.")
    (tmp_path / "new.txt").write_text("The bridge is shut.")
    program = Path(sys.executable).parent / "variorum"

    done = subprocess.run(
        ["sh", "-c", f"{program} compare old.txt new.txt; {program} read - <&-"],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.stdout.startswith("old.txt \\u2192 new.txt\n")
    assert done.stderr == "variorum: - is empty: give a page, a text or a reading\n"
