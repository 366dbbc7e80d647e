"""Golden pairs: what became of a reading, and the edits that a careful editor would list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.compare import compare
from monitor.labels import LABELS
from storage.records import Comparison, Reading, Side
from storage.shapes import reading_from_json

PAIRS = Path(__file__).parent / "pairs"
CASES = sorted(folder.name for folder in PAIRS.iterdir())
#: labels that no pair of readings can bear by itself: a caller knows of a revert
GIVEN = {"revert"}


def shape(case: str, name: str) -> Any:
    return json.loads((PAIRS / case / f"{name}.json").read_text(encoding="utf-8"))


def reading(case: str, name: str) -> Reading:
    """The fields that a case states, the others by default; a text alone is a paragraph."""
    stated = shape(case, name)
    blocks = [
        {"kind": "paragraph", "text": block} if isinstance(block, str) else block
        for block in stated["blocks"]
    ]
    defaults = {
        "url": "https://paper.example/news/one",
        "quality": {"verdict": "article"},
        "extractor": "test 1",
    }
    return reading_from_json(defaults | stated | {"blocks": blocks})


def told(comparison: Comparison) -> dict[str, Any]:
    edits = [
        {
            "op": edit.op,
            "field": edit.field,
            "old": places(edit.old),
            "new": places(edit.new),
            "labels": list(edit.labels),
        }
        for edit in comparison.edits
    ]
    return {
        "edits": edits,
        "labels": list(comparison.labels),
        "weight": comparison.weight,
        "silent": comparison.silent,
    }


def places(side: Side | None) -> list[int] | None:
    return list(side.blocks) if side is not None and side.blocks else None


@pytest.mark.parametrize("case", CASES)
def test_a_pair_is_told_as_an_editor_would(case: str) -> None:
    comparison = compare(reading(case, "old"), reading(case, "new"))

    assert told(comparison) == shape(case, "expected")


def test_there_is_a_pair_for_each_label_and_each_operation() -> None:
    expected = [shape(case, "expected") for case in CASES]

    labels = {label for case in expected for label in case["labels"]}
    ops = {edit["op"] for case in expected for edit in case["edits"]}

    assert set(LABELS) - labels == GIVEN
    assert ops == {"insert", "delete", "modify", "move", "duplicate", "split", "merge"}
