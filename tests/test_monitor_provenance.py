"""Which revision brought which words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import make_reading
from monitor.provenance import Provenance
from storage.records import Reading

BRIDGE = "The council voted on Monday to close the old bridge over the river."
SCHOOL = "Parents of the nearby school had asked for a new crossing since spring."
COSTS = "Repairs would have cost more than the town spends on roads in a year."
LATER = "A ferry is to carry cyclists across until the summer of next year."


def told(*readings: Reading) -> list[tuple[tuple[str, int], ...]]:
    """The runs of the last reading's blocks."""
    return [one.runs for one in followed(*readings).runs() if one.block is not None]


def followed(*readings: Reading) -> Provenance:
    """The provenance after these readings as r1, r2, …"""
    provenance = Provenance.start(readings[0], 1)
    for number, reading in enumerate(readings[1:], 2):
        provenance = provenance.add(reading, number)
    return provenance


def test_every_word_of_the_first_revision_is_its_own() -> None:
    found = told(make_reading(BRIDGE, SCHOOL))

    assert found == [((BRIDGE, 1),), ((SCHOOL, 1),)]


def test_a_changed_word_is_of_the_revision_that_changed_it() -> None:
    after = BRIDGE.replace("Monday", "Tuesday")

    found = told(make_reading(BRIDGE), make_reading(after))

    assert found == [
        (
            ("The council voted on", 1),
            (" Tuesday", 2),
            (" to close the old bridge over the river.", 1),
        )
    ]


def test_a_moved_block_keeps_its_revision() -> None:
    found = told(
        make_reading(BRIDGE, SCHOOL),
        make_reading(BRIDGE, SCHOOL, COSTS),
        make_reading(COSTS, BRIDGE),
    )

    assert found == [((COSTS, 2),), ((BRIDGE, 1),)]


def test_a_sentence_that_moves_to_another_block_keeps_its_revision() -> None:
    found = told(
        make_reading(f"{BRIDGE} {SCHOOL}", COSTS), make_reading(BRIDGE, f"{COSTS} {SCHOOL}")
    )

    assert found == [((BRIDGE, 1),), ((f"{COSTS} {SCHOOL}", 1),)]


def test_text_that_comes_back_keeps_its_first_revision() -> None:
    found = told(
        make_reading(BRIDGE, SCHOOL), make_reading(BRIDGE), make_reading(LATER, BRIDGE, SCHOOL)
    )

    assert found == [((LATER, 3),), ((BRIDGE, 1),), ((SCHOOL, 1),)]


words = st.sampled_from(
    ["the", "a", "council", "voted", "bridge", "river", "said", "Monday", ".", ",", "—", "橋", "🌉"]
)
texts = st.lists(st.lists(words, max_size=12).map(" ".join), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, min_size=1, max_size=5))
def test_runs_always_give_back_the_texts(revisions: list[list[str]]) -> None:
    readings = [make_reading(*paragraphs) for paragraphs in revisions]

    found = told(*readings)

    assert ["".join(text for text, _ in runs) for runs in found] == revisions[-1]
    assert {number for runs in found for _, number in runs} <= set(range(1, len(readings) + 1))


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, min_size=1, max_size=5))
def test_what_is_stored_is_read_back_as_it_was(revisions: list[list[str]]) -> None:
    readings = [make_reading(*paragraphs) for paragraphs in revisions]
    provenance = followed(*readings[:1])

    for number, reading in enumerate(readings[1:], 2):
        provenance = Provenance.loads(provenance.dumps()).add(reading, number)

    assert provenance.dumps() == followed(*readings).dumps()


def test_revisions_only_go_forward() -> None:
    provenance = followed(make_reading(BRIDGE), make_reading(SCHOOL))

    with pytest.raises(ValueError, match="r2 cannot follow r2"):
        provenance.add(make_reading(COSTS), 2)
