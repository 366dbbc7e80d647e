"""Blocks are followed through edits, moves, splits, merges and copies, however many there are."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.align import Alignment, align
from monitor.budget import Budget
from monitor.matching import Unit

SENTENCES = [
    "The bridge over the river closed on Monday after inspectors found a crack.",
    "About four thousand vehicles use the crossing each day of the week.",
    "Repairs begin in March and take six weeks, according to the plan.",
    "Residents of the eastern bank must take the ferry until then.",
    "Divers will look at the pillars on Friday, if the water allows it.",
    "A spokeswoman for the builders declined to comment on the report.",
    "Shops near the market expect fewer customers during the works.",
    "Children from three villages reach their school by boat for now.",
]


def units(*texts: str, kind: str = "paragraph") -> list[Unit]:
    return [Unit(kind, text) for text in texts]


def told(found: Alignment) -> dict[str, object]:
    """What an alignment says beside the pairs."""
    return {
        name: value
        for name in ("moved", "splits", "merges", "inserted", "deleted", "copied", "uncopied")
        if (value := getattr(found, name))
    }


def test_equal_blocks_are_paired_and_nothing_is_told() -> None:
    found = align(units(*SENTENCES), units(*SENTENCES))

    assert found.pairs == tuple((k, k) for k in range(len(SENTENCES)))
    assert told(found) == {}


def test_the_fewest_blocks_are_moved() -> None:
    order = [1, 2, 3, 0, 4, 5, 6, 7]

    found = align(units(*SENTENCES), units(*(SENTENCES[k] for k in order)))

    assert told(found) == {"moved": frozenset({0})}


def test_a_block_can_move_and_change() -> None:
    changed = SENTENCES[7].replace("three villages", "two towns")

    found = align(units(*SENTENCES), units(changed, *SENTENCES[:7]))

    assert told(found) == {"moved": frozenset({7})}
    assert (7, 0) in found.pairs


def test_a_scrap_does_not_move() -> None:
    found = align(units("Read on", *SENTENCES), units(*SENTENCES, "Read on"))

    assert told(found) == {"inserted": (8,), "deleted": (0,)}


def test_a_block_can_become_several_and_several_one() -> None:
    whole = " ".join(SENTENCES[:3])

    apart = align(units(whole, *SENTENCES[3:]), units(*SENTENCES))
    together = align(units(*SENTENCES), units(whole, *SENTENCES[3:]))

    assert told(apart) == {"splits": ((0, (0, 1, 2)),)}
    assert told(together) == {"merges": (((0, 1, 2), 0),)}


def test_a_split_far_away_is_still_a_split() -> None:
    whole = SENTENCES[0] + " " + SENTENCES[1]

    found = align(units(whole, *SENTENCES[2:]), units(*SENTENCES[2:], *SENTENCES[:2]))

    assert found.splits == ((0, (6, 7)),)


def test_a_hundred_parts_are_one_split() -> None:
    parts = [f"Sentence number {n} tells of house {n * 7} in street {n * 13}." for n in range(100)]

    found = align(units(" ".join(parts)), units(*parts))

    assert told(found) == {"splits": ((0, tuple(range(100))),)}


def test_a_further_copy_is_no_insertion_and_its_going_no_deletion() -> None:
    more = align(units(*SENTENCES), units(*SENTENCES, SENTENCES[2]))
    less = align(units(*SENTENCES, SENTENCES[2]), units(*SENTENCES))

    assert told(more) == {"copied": ((2, 8),)}
    assert told(less) == {"uncopied": ((8, 2),)}


def test_where_a_copy_stands_in_place_the_block_did_not_move() -> None:
    retouched = [SENTENCES[0].replace("a crack", "cracks"), SENTENCES[3].replace("must", "may")]
    old = units(SENTENCES[0], SENTENCES[2], SENTENCES[3], SENTENCES[5])
    new = units(SENTENCES[2], retouched[0], SENTENCES[2], retouched[1], SENTENCES[5])

    found = align(old, new)

    assert told(found) == {"copied": ((1, 0),)}
    assert found.pairs == ((0, 1), (1, 2), (2, 3), (3, 4))


def test_where_no_copy_stands_in_place_the_block_did_move() -> None:
    old = units(*SENTENCES)
    new = units(SENTENCES[6], *SENTENCES[:3], SENTENCES[6], *SENTENCES[3:6], *SENTENCES[7:] * 2)

    found = align(old, new)

    assert found.moved == {6}
    assert [i for i, _ in found.copied] == [6, 7]


def test_parts_that_changed_much_are_still_a_split() -> None:
    first = SENTENCES[0].replace("closed on Monday", "was shut at noon")
    second = SENTENCES[2].replace("take six weeks", "may last for a month")

    found = align(
        units(SENTENCES[0] + " " + SENTENCES[2], SENTENCES[4]),
        units(first, second, SENTENCES[4]),
    )

    assert told(found) == {"splits": ((0, (0, 1)),)}


def test_a_pair_of_few_words_is_not_held_in_another() -> None:
    old = units(SENTENCES[0], "Ferry times this week", SENTENCES[1])
    new = units(SENTENCES[0], "Ferry news of the day and of the night before it", SENTENCES[1])

    assert told(align(old, new)) == {"inserted": (1,), "deleted": (1,)}


def test_neighbours_that_share_little_are_no_split() -> None:
    whole = " ".join([SENTENCES[0], *SENTENCES[4:8]])
    mixed = "The bridge over the river has stood since the war; inspectors came in vain."

    found = align(units(whole, SENTENCES[3]), units(mixed, SENTENCES[0], SENTENCES[3]))

    assert found.splits == ()


def test_a_copy_of_what_is_gone_is_an_insertion() -> None:
    old = [Unit("paragraph", f"x{n % 7}") for n in range(40)]
    new = [Unit("paragraph", f"x{n % 5}") for n in range(60, 3, -1)]

    found = align(old, new)

    assert accounts(found, len(old), len(new))


def test_an_identity_outlives_the_text() -> None:
    old = [Unit("live_entry", "First reports.", anchor="a"), Unit("live_entry", "x", anchor="b")]
    new = [Unit("live_entry", "Nobody was hurt.", anchor="a"), Unit("live_entry", "x", anchor="b")]

    assert align(old, new).pairs == ((0, 0), (1, 1))


def test_alike_blocks_alone_in_their_gap_are_a_change() -> None:
    old = units(SENTENCES[0], "Town 1, City 2 (4,000)", SENTENCES[1])
    new = units(SENTENCES[0], "Town 3, Port 2 (5,100)", SENTENCES[1])

    assert align(old, new).pairs == ((0, 0), (1, 1), (2, 2))


def test_a_block_that_grew_is_a_change() -> None:
    long = SENTENCES[1] + " " + " ".join(SENTENCES[4:7])

    assert (1, 1) in align(units(*SENTENCES[:3]), units(SENTENCES[0], long, SENTENCES[2])).pairs


def test_another_kind_needs_more_likeness() -> None:
    quote = [Unit("quote", SENTENCES[1])]

    same = align(units(SENTENCES[0], SENTENCES[1]), [*units(SENTENCES[0]), *quote])
    other = align(units(SENTENCES[0], SENTENCES[2]), [*units(SENTENCES[0]), *quote])

    assert same.pairs == ((0, 0), (1, 1))
    assert told(other) == {"inserted": (1,), "deleted": (1,)}


def shuffled_words(seed: int, number: int) -> list[Unit]:
    draw = random.Random(7)
    words = ["".join(draw.choices("abcdefghijklmnop", k=6)) for _ in range(500)]
    draw.seed(seed)
    return [
        Unit("paragraph", " ".join([*draw.choices(words, k=12), "bridge"])) for _ in range(number)
    ]


def test_many_rewritten_blocks_are_told_coarsely() -> None:
    budget = Budget()

    found = align(shuffled_words(1, 400), shuffled_words(2, 400), budget)

    assert accounts(found, 400, 400)
    assert budget.degraded == ("similarity",)


def test_many_retouched_blocks_are_paired_in_their_order() -> None:
    old = shuffled_words(1, 400)
    new = [Unit("paragraph", unit.text.rsplit(" ", 3)[0] + " and so on") for unit in old]

    assert align(old, new).pairs == tuple((k, k) for k in range(400))


def test_blocks_beyond_counting_are_not_searched() -> None:
    budget = Budget()
    old = [Unit("paragraph", f"{n} old") for n in range(20_001)]
    new = [Unit("paragraph", f"{n} new") for n in range(20_001)]

    found = align(old, new, budget)

    assert len(found.inserted) == len(found.deleted) == 20_001
    assert budget.degraded == ("similarity",)


def test_copies_beyond_counting_are_insertions() -> None:
    budget = Budget()

    found = align(units("a"), [*units("b", "a"), *units("a") * 60_000], budget)

    assert len(found.copied) == 2_000
    assert accounts(found, 1, 60_002)
    assert budget.degraded == ("copies",)


def test_repeats_in_a_gap_beyond_counting_are_not_sought() -> None:
    budget = Budget()

    found = align(units("a", "b") * 25_001, units("c", "b", "c"), budget)

    assert accounts(found, 50_002, 3)
    assert "repeats" in budget.degraded


def accounts(found: Alignment, old: int, new: int) -> bool:
    """Whether each index stands in exactly one field."""
    olds = [i for i, _ in found.pairs] + [i for i, _ in found.splits] + list(found.deleted)
    olds += [i for parts, _ in found.merges for i in parts] + [i for i, _ in found.uncopied]
    news = [j for _, j in found.pairs] + [j for _, j in found.merges] + list(found.inserted)
    news += [j for _, parts in found.splits for j in parts] + [j for _, j in found.copied]
    return sorted(olds) == list(range(old)) and sorted(news) == list(range(new))


SOME = st.lists(st.sampled_from([*SENTENCES, " ".join(SENTENCES[:2]), "a", ""]), max_size=12)


@settings(max_examples=100)
@given(SOME, SOME)
def test_every_block_is_accounted_for_once(old: list[str], new: list[str]) -> None:
    assert accounts(align(units(*old), units(*new)), len(old), len(new))
