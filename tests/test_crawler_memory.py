"""What is remembered of earlier texts changes no judgement, and no reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import (
    bylines,
    claims,
    credits,
    dates,
    extract,
    headline,
    images,
    notes,
    promotions,
    tree,
)
from crawler.memory import LONGEST, recalled, remembered

PAGES = sorted((Path(__file__).parent / "pages").glob("*/page.html"))[::6]
JUDGES: dict[Callable[..., Any], tuple[Any, ...]] = {
    notes._kind_of: (120, True),
    notes._is_interface: (),
    notes.is_marked: (),
    promotions.is_promotion: (7,),
    claims.split_claims: ("en", "paper.example"),
    dates.read: (),
    dates.read_iso: (),
    bylines.names: (),
    credits.split: (),
    headline.key: (),
    headline.without_outlet: (("The council",), "Read more"),
    images.stable: (),
    tree._absolute: ("https://paper.example/news/",),
}
WORDS = st.sampled_from(
    [
        *("Correction:", "an earlier version of this article", "Updated", "By Ann Lee", "Reuters"),
        *("4 March 2026", "2026-03-04T10:20:00Z", "11:20", "Read more", "Share", "sign up for our"),
        *(
            "Photo: Ann Lee/Getty Images",
            "contributed to this report",
            "The council",
            ".",
            ",",
            "\n",
        ),
    ]
)
LINES = st.lists(WORDS, max_size=8).map(" ".join) | st.text(max_size=40)


def original(judge: Callable[..., Any]) -> Callable[..., Any]:
    """The function whose results are kept."""
    known = getattr(judge, "__self__", None)
    return cast("Callable[..., Any]", judge.__wrapped__ if known is None else known.judge)  # type: ignore[attr-defined]


@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: original(judge).__name__)
@settings(max_examples=60)
@given(line=LINES)
def test_a_judgement_is_the_same_the_second_time(judge: Any, line: str) -> None:
    others = JUDGES[judge]

    found = [judge(line, *others), judge(line, *others)]

    assert found == [original(judge)(line, *others)] * 2
    hash(found[0])  # what could be altered would be altered for all that come later


def test_a_reading_does_not_depend_on_what_was_read_before() -> None:
    def read(path: Path) -> Any:
        return extract.read_html(path.read_bytes(), url="https://paper.example/a")

    first = [read(path) for path in PAGES]
    again = [read(path) for path in reversed(PAGES)]

    assert len(PAGES) > 5
    assert again[::-1] == first


@pytest.mark.parametrize("kept", [remembered, recalled])
def test_long_texts_are_judged_each_time(kept: Any) -> None:
    asked: list[int] = []

    @kept(2)
    def size(text: str) -> int:
        asked.append(len(text))
        return len(text)

    for length in (3, 3, LONGEST + 1, LONGEST + 1, 4, 5, 3):
        assert size("x" * length) == length

    assert asked == [3, LONGEST + 1, LONGEST + 1, 4, 5, 3]


def test_no_more_is_recalled_than_asked_for() -> None:
    asked: list[str] = []

    @recalled(2)
    def first(text: str) -> str:
        asked.append(text)
        return text[:1]

    for text in ("a", "b", "a", "b", "c", "c", "a"):
        assert first(text) == text

    assert asked == ["a", "b", "c", "a"]
