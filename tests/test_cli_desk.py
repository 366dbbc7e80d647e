"""What is printed fits the line."""

from __future__ import annotations

import pytest

from cli.desk import table

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
