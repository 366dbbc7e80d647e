"""Patterns of credits are tried only where they can match, which must never hide a match."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import credits

PIECES = st.sampled_from(
    [
        *("The bridge", "Ann Lee", "engineers", "at", "for", "by", "via", "Alderwick", "2025"),
        *("Getty Images", "GETTY", "A.P.x", "AP", "ap", "EPA-EFE", "warner bros.", "Reuterſ"),
        *(
            "the new york times",
            "тасс",
            "İstock",
            "ıstock",
            "Fox News",
            "Sipa USA",
            "picture-alliance",
        ),
        *("Photo:", "foto di", "PHOTO", "image source,", "Fot.", "crédit photo", "(c)", "©", "ảnh"),
        *("File photo", "handout", "Screen grab", "d’archivio", "divulgação", "Submitted Photo"),
        *(". ", ", ", "/", " | ", " – ", "...", "…", "”", ")", "! ", "'", "-", "  ", "。"),
    ]
)
CAPTIONS = st.lists(PIECES, max_size=9).flatmap(
    lambda found: st.sampled_from(["", " "]).map(lambda between: between.join(found))
)


@settings(max_examples=400)
@given(CAPTIONS | st.text(max_size=60))
def test_every_pattern_that_matches_is_tried(caption: str) -> None:
    text = credits.without_label(caption)

    tried = set(credits._worth_trying(text))

    assert {
        one
        for one in (credits._ALONE, credits._TRAILING, credits._NAMED, credits._AFTER_SENTENCE)
        if one.search(text)
    } <= tried
    assert credits._may_have_label(text) or credits._LABELLED.search(text) is None


@settings(max_examples=400)
@given(CAPTIONS)
def test_nothing_of_a_caption_is_made_up(caption: str) -> None:
    text, credit = credits.split(caption)

    folded = "".join(caption.split())
    assert "".join((text or "").split()) in folded
    assert "".join((credit or "").split()) in folded
