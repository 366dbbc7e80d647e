"""Words are found whatever their case, and where they stand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import lexicon

LINES = st.text(st.sampled_from("aAbBzZ iIİı1.:-éÉßẞσΣςſµжЖ更\n"), max_size=30) | st.text(
    max_size=30
)


@given(LINES)
def test_a_folded_text_has_a_letter_for_each_of_the_text(text: str) -> None:
    folded = lexicon.folded(text)

    assert len(folded) == len(text)
    assert lexicon.folded(folded) == folded


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        (r"\bgüncel", "SON GÜNCELLEME: 4 Mart", "GÜNCEL"),
        ("ilgili haber", "↓ İlgili Haber: köprü", "İlgili Haber"),
        (r"yayın\w*", "YAYINLANDI 11:20", "YAYINLANDI"),
        (r"[A-Z]\w+ Uhr\W*$", "Stand: elf UHR.", "elf UHR."),
        (r"\S+@\S+", "an ann@gazette.example.", "ann@gazette.example."),
        ("read more", "Nothing more to read", None),
    ],
)
def test_words_are_found_as_they_stand(source: str, text: str, found: str | None) -> None:
    assert lexicon.found(lexicon.uncased(source), text) == found


@given(st.text(st.sampled_from("aAbBiIİısSſoOuUéÉжЖΣσςμµ ."), max_size=12))
def test_an_uncased_pattern_finds_what_one_without_regard_to_case_does(text: str) -> None:
    source = r"\b(?:ab|is|[à-ÿ]o|ж\W|σμ|[^\W\d_]{4})$"

    expected = re.search(source, text, re.IGNORECASE)

    assert lexicon.found(lexicon.uncased(source), text) == (expected and expected.group())
