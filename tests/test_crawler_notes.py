"""Lines about the article are told from lines of the article, in several languages."""

from __future__ import annotations

import pytest

from crawler import notes


@pytest.mark.parametrize(
    "text",
    [
        "Correction: an earlier version of this article misstated the cost.",
        "CORRECTION — The bridge opened in 1902.",
        "Clarification: the limit applies to lorries.",
        "Editor’s note: We regret the error in the second paragraph.",
        "An earlier version of this story gave a wrong year.",
        "This article was amended on 6 March 2026 to correct a name.",
        "This story has been corrected to reflect the right sum.",
        "Korrektur: In einer früheren Version stand eine falsche Summe.",
        "Anmerkung der Redaktion: Die Summe war falsch.",
        "Rectificatif : le pont a ouvert en 1902.",
        "Dans une version précédente de cet article, le nom était faux.",
        "Fe de errores: el puente se abrió en 1902.",
        "En una versión anterior de este artículo figuraba otro nombre.",
        "Errata corrige: il ponte è stato aperto nel 1902.",
        "Correção: a ponte foi aberta em 1902.",
        "Rectificatie: de brug is in 1902 geopend.",
        "Rättelse: Bron öppnades 1902.",
        "Sprostowanie: most otwarto w 1902 roku.",
        "Исправление: мост открыт в 1902 году.",
        "訂正：橋の開通は1902年でした。",
    ],
)
def test_corrections(text: str) -> None:
    assert notes.kind_of(text) == "correction"


@pytest.mark.parametrize(
    "text",
    [
        "Update: The first ferry passed at seven.",
        "UPDATE 3 p.m.: The bridge is open.",
        "This story has been updated with comments from the council.",
        "Editor's note: This story was updated to add the council's answer.",
        "Aktualisierung: Die Brücke ist offen.",
        "Mise à jour : le pont est ouvert.",
    ],
)
def test_update_notes(text: str) -> None:
    assert notes.kind_of(text) == "update_note"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Bo Tarn and Iris Quill contributed to this report.", "Bo Tarn and Iris Quill"),
        ("Additional reporting by Iris Quill in Eastmere.", "Iris Quill in Eastmere"),
        ("Reporting by Bo Tarn; editing by Iris Quill", "Bo Tarn"),
        ("Mitarbeit: Karl Ohm", "Karl Ohm"),
        ("Con información de EFE", "EFE"),
    ],
)
def test_contributor_lines(text: str, who: str) -> None:
    assert notes.kind_of(text) == "contributor"
    assert notes.contributors_line(text) == who


@pytest.mark.parametrize(
    "text",
    [
        "The corrections officer said that an update was due on Friday.",
        "Updates to the timetable are expected: the ferries wait.",
        "He contributed to the campaign of the mayor for years, and then some more.",
        "The earlier version of the plan was cheaper.",
        "The first edition sold out within a week.",
    ],
)
def test_near_misses_are_text(text: str) -> None:
    assert notes.kind_of(text) in (None, "contributor") and notes.kind_of(text[:30]) is None


def test_a_class_can_say_that_a_line_is_a_correction() -> None:
    assert (
        notes.kind_of("The bridge opened in 1902, not 1903.", "story__correction") == "correction"
    )
    assert notes.kind_of("Short.", "story__correction") is None


@pytest.mark.parametrize(
    "text", ["Share", "12 minutes ago", "Comments (4)", "Advertisement", "Lire aussi"]
)
def test_controls_are_interface(text: str) -> None:
    assert notes.is_interface(text)


@pytest.mark.parametrize(
    "text", ["The share of votes fell.", "Comments by the mayor angered many."]
)
def test_sentences_are_no_interface(text: str) -> None:
    assert not notes.is_interface(text)


def test_promotions_point_elsewhere() -> None:
    linked = "Read more: Why the bridge was closed in the first place and for so long"

    assert notes.is_promotion(linked, 60)
    assert notes.is_promotion("Sign up for our daily newsletter.", 0)
    assert not notes.is_promotion(
        "Read more than ten books a year, he said, and you will see why it matters.", 0
    )
    assert not notes.is_promotion("x" * 500, 500)


def test_small_print_is_legal() -> None:
    assert notes.is_legal("© 2026 The Marrow Gazette. All rights reserved.")
    assert not notes.is_legal("All rights were reserved for the citizens of the town.")
