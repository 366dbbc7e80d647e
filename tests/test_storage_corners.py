"""Inputs at the corners of the storage's pure modules, each with what is made of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from factories import make_comparison, make_reading
from storage.body_format import recipe_from_json
from storage.errors import InputError
from storage.merkle import verify_consistency, verify_inclusion
from storage.shapes import (
    comparison_from_json,
    comparison_to_json,
    reading_from_json,
    reading_to_json,
)
from storage.times import to_text


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"form": "brotli"}', "an unknown form of recipe: 'brotli'"),
        ('{"form": "gzip"}', "this is no recipe"),
        ("[]", "this is no recipe"),
    ],
)
def test_what_is_no_recipe_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        recipe_from_json(text)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"blocks": None}, "this JSON is not a reading"),
        ({"quality": {"verdict": "article", "mood": "good"}}, "this JSON is not a reading"),
        ({"blocks": [{"kind": "paragraph", "colour": "red"}]}, "a block has no 'colour'"),
    ],
)
def test_json_that_is_no_reading_says_what_does_not_fit(
    changes: dict[str, Any], complaint: str
) -> None:
    shape = reading_to_json(make_reading()) | changes

    with pytest.raises(InputError, match=complaint):
        reading_from_json(shape)


def test_a_comparison_survives_being_json() -> None:
    comparison = make_comparison()

    assert comparison_from_json(comparison_to_json(comparison)) == comparison


def test_a_time_without_a_zone_is_not_kept() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        to_text(datetime(2026, 3, 1, 12, 0))  # noqa: DTZ001


def test_a_proof_of_nothing_proves_nothing() -> None:
    assert not verify_inclusion(b"leaf", 1, 1, (), b"root")
    assert not verify_inclusion(b"leaf", 0, 1, (b"step",), b"leaf")
    assert not verify_consistency(2, 1, b"old", b"new", ())
