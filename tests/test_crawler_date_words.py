"""Lines that say when an article was published or updated."""

from __future__ import annotations

import pytest

from crawler import date_words


@pytest.mark.parametrize(
    "line",
    [
        "Published 11:34 PM EST Nov 19, 2025",
        "PUBLISHED: November 19, 2025 at 8:59 pm | UPDATED: November 19, 2025 at 10:16 pm",
        "Veröffentlicht am Dienstag, 3. März 2026 um 12:15 Uhr",
        "Updated - March 04, 2026 10:10 pm IST - MARROWBY (VALLEY)Published - March 04, 2026 1 pm",
        "Publié le 3 mars 2026 à 12h15, mis à jour à 14h00",
    ],
)
def test_a_line_of_dates_says_no_more(line: str) -> None:
    assert date_words.is_date_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Updated 3 March 2026 with what the harbour office said",
        "Published in 2019, the book sold well",
        "Updated at 1:23 p.m.",
        "PUBLISHED IN 2019, THE BOOK SOLD WELL",
        "The report, first published in 2019 and updated in 2020, said that it would not stand.",
        "The bridge opened on 3 March 2026",
    ],
)
def test_a_line_with_a_date_says_more(line: str) -> None:
    assert not date_words.is_date_line(line)


def test_a_sentence_on_two_editions_is_no_stamp() -> None:
    sentence = (
        "The report, first published in 2019 and updated in 2020, said that it would not stand."
    )

    assert not date_words.is_stamp(sentence)
