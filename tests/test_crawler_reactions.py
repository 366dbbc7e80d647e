"""Headings under which readers speak, and those of articles on what others say."""

from __future__ import annotations

import pytest

from crawler import reactions


@pytest.mark.parametrize(
    "heading",
    [
        "Comments",
        "Comments (12)",
        "Top Rated Comments",
        "3 comments",
        "1,204 Comments",
        "34 responses to “The bridge swings again”",
        "10 thoughts on “The bridge”",
        "Leave a reply",
        "Join the conversation",
        "12 Kommentare",
        "Schreibe einen Kommentar",
        "Laisser un commentaire",
        "Deja una respuesta",
        "7 reacties",
        "Комментарии (5)",
        "コメント",
    ],
)
def test_readers_speak_under_it(heading: str) -> None:
    assert reactions.begin(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "Reactions",
        "The minister's comments in full",
        "4 comments that the council did not answer",
        "Five responses to the flood",
        "Thoughts",
        "What the comments mean",
        f"3 responses to “{'The bridge ' * 40}”",
    ],
)
def test_the_article_goes_on_under_it(heading: str) -> None:
    assert not reactions.begin(heading)
