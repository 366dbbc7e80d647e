"""The page on comparing names every label, with its weight, and every limit."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from monitor.labels import LABELS

PAGE = Path(__file__).parent.parent / "docs" / "comparing.md"
MONITOR = Path(__file__).parent.parent / "monitor"


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading."""
    part = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in part.split("\n") if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_label_is_explained_with_its_weight() -> None:
    documented = {row[0].strip("`"): row[-1].strip() for row in rows("Labels")}

    assert documented == {name: label.weight for name, label in LABELS.items()}


def test_every_limit_is_explained() -> None:
    named = {
        name
        for module in MONITOR.glob("*.py")
        for name in re.findall(r'coarser\("(\w+)"\)', module.read_text(encoding="utf-8"))
    }

    assert {row[0].strip("`") for row in rows("Limits")} == named


def test_the_example_is_what_happens() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False)

    assert result.attempted > 0
    assert result.failed == 0
