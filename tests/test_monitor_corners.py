"""Inputs at the corners of the monitor's pure modules, each with what is made of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories import make_figure, make_reading
from monitor.budget import Budget
from monitor.compare import compare
from monitor.content import content
from monitor.plain import columns, wrapped
from monitor.provenance import Provenance
from monitor.quotations import inside, touches
from monitor.render import unified
from monitor.sequences import common_runs
from monitor.stamps import Stamped, inherit, lengths, split, stamped
from monitor.words import diff
from storage.records import Block, Reading

BRIDGE = "The council voted on Monday to close the old bridge over the river."
SCHOOL = "Parents of the nearby school had asked for a new crossing since spring."
COSTS = "Repairs would have cost more than the town spends on roads in a year."


def followed(*readings: Reading) -> Provenance:
    provenance = Provenance.start(readings[0], 1)
    for number, reading in enumerate(readings[1:], 2):
        provenance = provenance.add(reading, number)
    return provenance


def origins(*readings: Reading) -> list[list[int]]:
    """The revisions of each block's runs."""
    return [
        [number for _, number in one.runs]
        for one in followed(*readings).runs()
        if one.block is not None
    ]


def test_the_halves_of_a_paragraph_keep_the_words_that_they_had() -> None:
    old = make_reading(f"{BRIDGE} {SCHOOL}", COSTS)
    new = make_reading(
        BRIDGE.replace("Monday", "Friday"), SCHOOL.replace("spring", "autumn"), COSTS
    )

    assert origins(old, new) == [[1, 2, 1], [1, 2, 1], [1]]


def test_what_was_removed_is_still_known_when_a_stored_history_is_read() -> None:
    provenance = followed(make_reading(BRIDGE, SCHOOL), make_reading(BRIDGE))

    again = Provenance.loads(provenance.dumps())

    assert again.removed() == provenance.removed()
    assert [one.runs for one in again.removed()] == [((SCHOOL, 1),)]


def test_a_word_that_comes_before_its_like_is_the_new_one_of_the_two() -> None:
    text = "a a the"

    found = inherit(stamped("a the", 1), text, Budget())

    assert split(Stamped(text, found.stamps)) == (("a", 0), (" a the", 1))


def test_a_text_of_no_words_has_no_stamps() -> None:
    assert lengths("") == ()


def test_a_unified_diff_counts_a_single_line_without_its_number() -> None:
    old, new = (make_reading(text, headline=None) for text in (BRIDGE, SCHOOL))

    shown = unified(old, new, compare(old, new))

    assert shown.splitlines()[2:] == ["@@ -1 +1 @@", f"-{BRIDGE}", f"+{SCHOOL}"]


def test_a_figure_without_parts_has_its_text_as_its_caption() -> None:
    old = make_reading(blocks=(Block(kind="figure", text="The bridge at noon"),))
    new = make_reading(blocks=(make_figure("The bridge at dusk", image=None),))

    (edit,) = compare(old, new).edits

    assert (edit.field, edit.spans) == (
        "caption",
        (("=", "The bridge at "), ("-", "noon"), ("+", "dusk")),
    )


def test_the_address_of_an_embed_counts_without_what_tracks_its_readers() -> None:
    embed = Block(kind="embed", text="", url="https://video.example/1?utm_source=paper")
    reading = make_reading(blocks=(embed,))

    assert (
        content(reading).units[0]
        == content(make_reading(blocks=(replace(embed, url="https://video.example/1"),))).units[0]
    )


def test_signs_without_a_width_take_no_column() -> None:
    assert columns("e\u0301") == 1
    assert wrapped([("", "e\u0301" * 5)], 3) == [
        [("", "e\u0301" * 3)],
        [("", "e\u0301" * 2)],
    ]


def test_without_quotations_none_is_touched() -> None:
    assert touches([], 0, 5) is False
    assert inside([], 0, 5, "words") == []


def test_long_texts_of_few_words_are_matched_at_once() -> None:
    old = ["river", "bridge"] * 600
    new = ["bridge", "river"] * 600

    runs = common_runs(old, new, Budget())

    assert sum(size for _, _, size in runs) == 1_199


@pytest.mark.parametrize(
    ("old", "new", "spans"),
    [
        (
            "He met Ada, Ben and others.",
            "He met Cyd, Dan and others.",
            (
                ("=", "He met "),
                ("-", "Ada, Ben"),
                ("+", "Cyd, Dan"),
                ("=", " and others."),
            ),
        ),
        (
            "It rained. It snowed.",
            "Then it rained.",
            (("-", "It"), ("+", "Then it"), ("=", " rained."), ("-", " It snowed.")),
        ),
    ],
    ids=["a comma keeps nothing apart", "a sentence goes from its first word to its stop"],
)
def test_changes_are_told_as_an_editor_would(
    old: str, new: str, spans: tuple[tuple[str, str], ...]
) -> None:
    assert diff(old, new) == spans
