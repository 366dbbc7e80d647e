"""Pasted text is an input in its own right."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import language, plaintext
from storage.errors import InputError

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
URL = "https://gazette.example/news/bridge"
PROSE = "The council of Marrowby voted on Tuesday to reopen the old swing bridge after repairs."


def test_the_example_of_the_mission_is_read_as_a_reader_would() -> None:
    if not SEEDS.is_dir():
        pytest.skip(
            "../shared/seeds is not there: the example itself is no part of this repository"
        )
    text = next(SEEDS.glob("000_*.txt")).read_text(encoding="utf-8")

    found = plaintext.read_text(text, url=URL)

    kinds = [block.kind for block in found.blocks]
    pictures = [block for block in found.blocks if block.kind == "figure"]
    assert found.kicker == "News"
    assert found.headline is not None and found.headline.startswith("DHS ")
    assert (len(found.authors), len(found.contributors)) == (1, 1)
    assert found.published is not None and found.updated is not None
    assert (found.published.value, found.published.precision) == ("2025-09-22", "day")
    assert (found.updated.value, found.updated.precision) == ("2025-09-23", "day")
    assert found.published.zone is None and found.updated.zone is None
    assert (kinds.count("paragraph"), kinds.count("subhead"), kinds.count("figure")) == (20, 1, 3)
    assert all(picture.caption and picture.credit for picture in pictures)
    assert [picture.labels for picture in pictures] == [(), (), ("caption_duplicated",)]
    assert found.copyright is not None
    assert found.quality.verdict == "article"


def test_a_text_without_headline_or_prose_is_no_article() -> None:
    assert plaintext.read_text("", url=URL).quality.verdict == "not_article"
    assert plaintext.read_text("Share\nComments\n", url=URL).headline is None
    assert plaintext.read_text("A short line of words\nAnd one more.", url=URL).quality.reasons == (
        "plain_text",
        "prose:13",
    )


def test_by_may_stand_alone() -> None:
    text = f"Marrowby reopens its bridge\nBy\nAnn Larkspur\nMarch 4, 2026\n\n{PROSE}\n\n{PROSE}"

    found = plaintext.read_text(text, url=URL)

    assert found.authors == ("Ann Larkspur",)
    assert [block.text for block in found.blocks] == [PROSE, PROSE]


def test_a_dek_quotes_and_questions_are_told_apart() -> None:
    text = (
        "https://gazette.example/x\nMarrowby reopens its bridge\n"
        "Ferries and cyclists share the river\nBy Ann Larkspur\n\n"
        f"{PROSE}\n\nWhy now?\n\n{PROSE}\n\n"
        "> It turns like a clock.\n\n1. First point here"
    )

    found = plaintext.read_text(text, url=URL)

    assert found.dek == "Ferries and cyclists share the river"
    assert [block.kind for block in found.blocks] == [
        "paragraph",
        "subhead",
        "paragraph",
        "quote",
        "list_item",
    ]


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(InputError):
        plaintext.read_text("a" * (plaintext.MAX_TEXT + 1), url=URL)


@given(st.text(max_size=500))
def test_any_text_is_read(text: str) -> None:
    assert plaintext.read_text(text, url=URL) == plaintext.read_text(text, url=URL)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge of the town was closed and it is open for all that pass.", "en"),
        ("Die Brücke der Stadt ist nun für alle offen, die auf dem Fluss sind.", "de"),
        ("Le pont de la ville est ouvert pour tous ceux qui passent dans les rues.", "fr"),
        ("El puente de la ciudad está abierto para todos los que pasan por el río.", "es"),
        (
            "町議会は、長い修理を経て古い橋を再開することを決めた。" * 3,
            "ja",
        ),
        ("Мост в городе открыт для всех, и это не все, что было на неделе по данным.", "ru"),
        ("short", None),
        ("Lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod", None),
    ],
)
def test_the_language_is_guessed_or_left_open(text: str, expected: str | None) -> None:
    assert language.guess(text) == expected
