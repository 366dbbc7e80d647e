"""What a headline says of a live blog, in each way of saying it."""

from __future__ import annotations

import pytest

from crawler import lexicon
from crawler.live import _is_live


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Election live blog",
            "Storm: live updates",
            "Live coverage of the vote",
            "Liveblog: vote",
        ),
        *("LIVE: the vote is counted", "The vote is counted – live", "The vote, as it happened"),
        *("The storm minute by minute", "Newsblog zur Wahl", "La votación, minuto a minuto"),
        *("La tormenta en vivo", "La tempête en direct", "A votação ao vivo", "Il voto in diretta"),
        *("Die Wahl im Ticker", "Die Wahl im Liveticker"),
    ],
)
def test_a_headline_says_that_the_page_is_live(title: str) -> None:
    assert _is_live(lexicon.folded(title))


@pytest.mark.parametrize(
    "title",
    ["How we live now", "Living in the minute", "Direct flights to return", "Ticker prices fall"],
)
def test_the_words_alone_do_not(title: str) -> None:
    assert not _is_live(lexicon.folded(title))
