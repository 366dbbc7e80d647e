"""Which revision brought which words, through changes, moves and returns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import make_figure, make_paragraph, make_reading
from monitor.budget import Budget
from monitor.memory import Memory
from monitor.provenance import BlockRuns, Provenance
from monitor.sentences import bag, sentences, tells
from monitor.stamps import UNKNOWN, Stamped, inherit, lengths, split, stamped, stamps_of
from storage.errors import CorruptArchive
from storage.records import Block, ClaimedTime, Reading

BRIDGE = "The council voted on Monday to close the old bridge over the river."
SCHOOL = "Parents of the nearby school had asked for a new crossing since spring."
COSTS = "Repairs would have cost more than the town spends on roads in a year."
LATER = "A ferry is to carry cyclists across until the summer of next year."
MAYOR = "“Nobody likes it, but stone does not last for ever,” the mayor said."


def told(*readings: Reading) -> list[tuple[tuple[str, int], ...]]:
    """The runs of the last reading's blocks."""
    return [one.runs for one in followed(*readings).runs() if one.block is not None]


def told_fields(*readings: Reading) -> dict[str, tuple[tuple[str, int], ...]]:
    """The runs of the last reading's fields."""
    return {one.field: one.runs for one in followed(*readings).runs() if one.block is None}


def followed(*readings: Reading) -> Provenance:
    """The provenance after these readings as r1, r2, …"""
    provenance = Provenance.start(readings[0], 1)
    for number, reading in enumerate(readings[1:], 2):
        provenance = provenance.add(reading, number)
    return provenance


def gone(*readings: Reading) -> list[tuple[str, tuple[tuple[str, int], ...], int]]:
    """What no longer stands after these readings."""
    removed = followed(*readings).removed()
    return [(one.place, one.runs, one.removed) for one in removed]


# what stays, changes and moves


def test_every_word_of_the_first_revision_is_its_own() -> None:
    found = Provenance.start(make_reading(BRIDGE, SCHOOL), 3).runs()

    assert found == (
        BlockRuns(field="headline", block=None, runs=(("Council votes on bridge", 3),)),
        BlockRuns(field="paragraph", block=0, runs=((BRIDGE, 3),)),
        BlockRuns(field="paragraph", block=1, runs=((SCHOOL, 3),)),
    )


def test_a_changed_word_is_of_the_revision_that_changed_it() -> None:
    found = told(make_reading(BRIDGE), make_reading(BRIDGE.replace("Monday", "Tuesday")))

    assert found == [
        (
            ("The council voted on", 1),
            (" Tuesday", 2),
            (" to close the old bridge over the river.", 1),
        )
    ]


def test_a_block_that_is_new_is_of_its_revision() -> None:
    found = told(make_reading(BRIDGE), make_reading(SCHOOL, BRIDGE))

    assert found == [((SCHOOL, 2),), ((BRIDGE, 1),)]


def test_a_sentence_put_before_one_that_begins_alike_is_marked_whole() -> None:
    old = "It was not clear who would pay for the work."
    new = "It was not clear when it would begin."

    found = told(make_reading(old), make_reading(f"{new} {old}"))

    assert found == [((new, 2), (f" {old}", 1))]


def test_a_sentence_put_after_one_that_ends_alike_is_marked_whole() -> None:
    old = "The town would pay for it, the mayor said."

    found = told(make_reading(old), make_reading(f"{old} The state would not, the mayor said."))

    assert found == [((old, 1), (" The state would not, the mayor said.", 2))]


def test_a_moved_block_keeps_its_revision() -> None:
    found = told(
        make_reading(BRIDGE, SCHOOL),
        make_reading(BRIDGE, SCHOOL, COSTS),
        make_reading(COSTS, BRIDGE),
    )

    assert found == [((COSTS, 2),), ((BRIDGE, 1),)]


def test_a_block_that_moved_and_changed_keeps_the_rest() -> None:
    found = told(
        make_reading(BRIDGE, SCHOOL, COSTS),
        make_reading(COSTS.replace("roads", "streets"), LATER, SCHOOL, MAYOR),
    )

    assert found == [
        (
            ("Repairs would have cost more than the town spends on", 1),
            (" streets", 2),
            (" in a year.", 1),
        ),
        ((LATER, 2),),
        ((SCHOOL, 1),),
        ((MAYOR, 2),),
    ]


def test_a_sentence_that_moves_to_another_block_keeps_its_revision() -> None:
    found = told(
        make_reading(f"{BRIDGE} {SCHOOL}", COSTS), make_reading(BRIDGE, f"{COSTS} {SCHOOL}")
    )

    assert found == [((BRIDGE, 1),), ((f"{COSTS} {SCHOOL}", 1),)]


def test_the_parts_of_a_split_block_keep_their_revision() -> None:
    found = told(
        make_reading(f"{BRIDGE} {SCHOOL} {COSTS} {LATER}"),
        make_reading(f"{BRIDGE} {SCHOOL}", f"{COSTS} {LATER}"),
    )

    assert found == [((f"{BRIDGE} {SCHOOL}", 1),), ((f"{COSTS} {LATER}", 1),)]


def test_a_block_cut_in_three_leaves_its_revision_to_each_part() -> None:
    found = told(
        make_reading(f"{BRIDGE} {SCHOOL} {COSTS}", LATER),
        make_reading(BRIDGE, SCHOOL, COSTS, LATER),
    )

    assert found == [((BRIDGE, 1),), ((SCHOOL, 1),), ((COSTS, 1),), ((LATER, 1),)]


def test_merged_blocks_keep_their_revisions() -> None:
    found = told(
        make_reading(BRIDGE),
        make_reading(BRIDGE, SCHOOL),
        make_reading(f"{BRIDGE} {SCHOOL} {MAYOR}"),
    )

    assert found == [((BRIDGE, 1), (" " + SCHOOL, 2), (" " + MAYOR, 3))]


def test_merged_paragraphs_keep_their_revisions() -> None:
    first, second = f"{BRIDGE} {SCHOOL}", f"{COSTS} {LATER}"

    found = told(
        make_reading(first), make_reading(first, second), make_reading(f"{first} {second}")
    )

    assert found == [((first, 1), (f" {second}", 2))]


def test_a_further_copy_of_a_block_is_as_old_as_the_block() -> None:
    found = told(make_reading(BRIDGE, SCHOOL), make_reading(BRIDGE, SCHOOL, BRIDGE))

    assert found == [((BRIDGE, 1),), ((SCHOOL, 1),), ((BRIDGE, 1),)]


def test_a_further_copy_of_an_entry_that_was_renamed_is_as_old_as_the_entry() -> None:
    before, *after = [Block(kind="live_entry", text=MAYOR, identity=name) for name in "abc"]

    found = told(make_reading(blocks=(before,)), make_reading(blocks=tuple(after)))

    assert found == [((MAYOR, 1),), ((MAYOR, 1),)]


def test_a_block_of_another_kind_keeps_its_words() -> None:
    quoted = make_reading(blocks=(Block(kind="quote", text=MAYOR),))

    found = told(make_reading(MAYOR), quoted)

    assert found == [((MAYOR, 1),)]


def test_white_space_alone_is_no_new_word() -> None:
    found = told(make_reading(BRIDGE), make_reading(BRIDGE.replace(" on ", "\u00a0on  ")))

    assert found == [((BRIDGE.replace(" on ", "\u00a0on  "), 1),)]


def test_white_space_goes_with_the_word_after_it() -> None:
    found = told(
        make_reading(BRIDGE),
        make_reading(f"{BRIDGE} {SCHOOL}"),
        make_reading(f"{BRIDGE} {SCHOOL} {COSTS}"),
        make_reading(f"{BRIDGE} {COSTS}"),
    )

    assert found == [((BRIDGE, 1), (f" {COSTS}", 3))]


def test_of_a_figure_the_caption_is_told() -> None:
    before = make_figure("The old bridge in spring.", "Photo: A. Example")
    after = make_figure("The old bridge in summer.", "Photo: A. Example")

    found = told(make_reading(blocks=(before,)), make_reading(blocks=(after,)))

    assert found == [(("The old bridge in", 1), (" summer", 2), (".", 1))]


def test_a_live_entry_is_known_by_its_identity() -> None:
    entries = [
        Block(kind="live_entry", text=text, identity="entry-1")
        for text in ("10:01 The vote has begun.", "10:02 Two members of the council are missing.")
    ]

    found = told(*(make_reading(blocks=(entry,)) for entry in entries))

    assert found == [(("10:02 Two members of the council are missing.", 2),)]


def test_fields_are_followed_by_their_names() -> None:
    day = ClaimedTime(value="2026-03-01", precision="day", raw="1 March 2026")
    first = make_reading(BRIDGE, authors=("Ada Example",), published=day, dek="A vote")
    second = replace(
        first,
        headline="Council votes on the bridge",
        authors=("Ada Example", "Bo Example"),
        published=replace(day, raw=""),
        dek=None,
    )

    found = told_fields(first, second)

    assert found == {
        "headline": (("Council votes on", 1), (" the", 2), (" bridge", 1)),
        "authors": (("Ada Example", 1), (", Bo Example", 2)),
        "published": (("2026-03-01", 2),),
    }


# what comes back


def test_text_that_comes_back_keeps_its_first_revision() -> None:
    found = told(
        make_reading(BRIDGE, SCHOOL), make_reading(BRIDGE), make_reading(LATER, BRIDGE, SCHOOL)
    )

    assert found == [((LATER, 3),), ((BRIDGE, 1),), ((SCHOOL, 1),)]


def test_a_revert_brings_back_every_origin() -> None:
    changed = BRIDGE.replace("voted", "decided")
    readings = [make_reading(BRIDGE, SCHOOL), make_reading(changed, COSTS)]

    found = told(*readings, readings[0], readings[1])

    assert found == [
        (("The council", 1), (" decided", 2), (changed[len("The council decided") :], 1)),
        ((COSTS, 2),),
    ]


def test_a_sentence_that_comes_back_keeps_its_revision() -> None:
    found = told(
        make_reading(f"{BRIDGE} {SCHOOL}"), make_reading(BRIDGE), make_reading(f"{BRIDGE} {SCHOOL}")
    )

    assert found == [((f"{BRIDGE} {SCHOOL}", 1),)]


def test_a_passage_that_comes_back_changed_keeps_what_it_keeps() -> None:
    back = f"{LATER} " + COSTS.replace("roads", "all its streets and roads")

    found = told(make_reading(BRIDGE, COSTS), make_reading(BRIDGE), make_reading(BRIDGE, back))

    assert found == [
        ((BRIDGE, 1),),
        (
            (LATER, 3),
            (" Repairs would have cost more than the town spends on", 1),
            (" all its streets and", 3),
            (" roads in a year.", 1),
        ),
    ]


def test_a_headline_that_comes_back_is_as_old_as_it_was() -> None:
    readings = [make_reading(headline=text) for text in ("Vote", "Vote today", "Storm", "Vote")]

    found = told_fields(*readings)

    assert found["headline"] == (("Vote", 1),)


# near misses


def test_a_few_short_words_in_a_rewritten_text_are_no_inheritance() -> None:
    after = "On Friday the court of appeal held that the tenants were in the right."

    found = told(make_reading(BRIDGE), make_reading(after))

    assert found == [((after, 2),)]


def test_a_short_sentence_is_not_known_again_in_another_block() -> None:
    found = told(
        make_reading(f"{BRIDGE} He said no.", COSTS),
        make_reading(BRIDGE, COSTS),
        make_reading(BRIDGE, f"{COSTS} He said no."),
    )

    assert found == [((BRIDGE, 1),), ((COSTS, 1), (" He said no.", 3))]


def test_a_short_sentence_that_stays_between_new_ones_keeps_its_revision() -> None:
    found = told(
        make_reading(f"{BRIDGE} He agreed. {SCHOOL}"),
        make_reading(f"{BRIDGE} {COSTS} He agreed. {MAYOR} {SCHOOL}"),
    )

    assert found == [
        ((BRIDGE, 1), (f" {COSTS}", 2), (" He agreed.", 1), (f" {MAYOR}", 2), (f" {SCHOOL}", 1))
    ]


def test_new_words_on_an_old_subject_are_new() -> None:
    after = "Why the council wants the bridge over the river closed remains a riddle to many."

    found = told(make_reading(BRIDGE, SCHOOL), make_reading(SCHOOL), make_reading(after, SCHOOL))

    assert found == [((after, 3),), ((SCHOOL, 1),)]


# removed text


def test_removed_text_names_who_brought_it_and_who_removed_it() -> None:
    found = gone(
        make_reading(BRIDGE, SCHOOL),
        make_reading(BRIDGE.replace("Monday", "Tuesday"), SCHOOL),
        make_reading(BRIDGE.replace("Monday", "Tuesday")),
        make_reading(COSTS, dek="On the bridge"),
    )

    assert found == [
        ("paragraph", (("Monday", 1),), 2),
        ("paragraph", ((SCHOOL, 1),), 3),
        (
            "paragraph",
            (
                ("The council voted on", 1),
                (" Tuesday", 2),
                (" to close the old bridge over the river.", 1),
            ),
            4,
        ),
    ]


def test_what_stands_again_is_no_removed_text() -> None:
    found = gone(
        make_reading(f"{BRIDGE} {SCHOOL} {MAYOR}"),
        make_reading(COSTS),
        make_reading(COSTS, SCHOOL),
    )

    assert found == [("paragraph", ((BRIDGE, 1),), 2), ("paragraph", ((MAYOR, 1),), 2)]


def test_what_moved_is_no_removed_text() -> None:
    found = gone(
        make_reading(f"{BRIDGE} {SCHOOL}", COSTS), make_reading(BRIDGE, f"{COSTS} {SCHOOL}")
    )

    assert found == []


def test_a_word_that_is_put_back_is_no_removed_text() -> None:
    changed = make_reading(BRIDGE.replace("voted", "decided"))

    found = gone(make_reading(BRIDGE), changed, make_reading(BRIDGE))

    assert found == [("paragraph", (("decided", 2),), 3)]


def test_times_and_signs_are_no_removed_text() -> None:
    times = [ClaimedTime(value=f"2026-03-0{day}", precision="day", raw="") for day in (1, 2)]

    found = gone(
        make_reading("Bridge, closed.", updated=times[0]),
        make_reading("Bridge closed.", updated=times[1]),
    )

    assert found == []


# bounds


def test_the_oldest_removed_passages_are_forgotten_first() -> None:
    many = make_reading(*(f"Item {number} of the list." for number in range(1_100)))

    provenance = followed(many, make_reading(BRIDGE))

    assert [one.text for one in provenance.removed()] == [
        f"Item {number} of the list." for number in range(76, 1_100)
    ]
    assert provenance.degraded == ("removed",)


def test_removed_characters_are_bounded() -> None:
    many = make_reading(*(f"{number} {'stone ' * 20_000}" for number in range(3)))

    provenance = followed(many, make_reading())

    assert sum(len(one.text) for one in provenance.removed()) <= 262_144
    assert provenance.degraded == ("removed",)


def test_what_is_known_again_is_bounded() -> None:
    many = make_reading(*(f"Item {number} of the list." for number in range(4_200)))

    provenance = followed(many, make_reading(BRIDGE))

    assert len(provenance.memory.known) == 4_096
    assert provenance.degraded == ("memory", "removed")


def test_what_is_compared_is_bounded() -> None:
    memory = Memory()
    for number in range(1_000):
        memory.keep("paragraph", stamped(f"{number} {BRIDGE}", 1), 2)

    found = [memory.nearest(BRIDGE, 0.6) for _ in range(301)]

    assert found == [*[999] * 300, None]
    assert memory.degraded == {"returns"}


def test_what_is_searched_is_bounded() -> None:
    memory = Memory()
    memory.keep("paragraph", stamped("stone " * 40_000, 1), 2)

    memory.take_back([SCHOOL] * 900)

    assert memory.degraded == {"returns"}


def test_ten_thousand_equal_blocks_are_followed() -> None:
    many = make_reading(*["Advertisement"] * 10_000)

    found = told(many, make_reading(*["Advertisement"] * 9_999, BRIDGE))

    assert found == [*[(("Advertisement", 1),)] * 9_999, ((BRIDGE, 2),)]


# what is stored


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2 eJwDAAAAAAE=",
        "1 no base64",
        "1 bm8genN0cmVhbQ==",
        "1 eJwDAAA=",
        "1 eJyrBQAA9gD2",
    ],
)
def test_a_stored_text_that_was_altered_is_named(text: str) -> None:
    with pytest.raises(CorruptArchive, match="what was kept of the words' history"):
        Provenance.loads(text)


def test_runs_that_do_not_fit_their_text_are_named() -> None:
    provenance = followed(make_reading(BRIDGE))
    line = provenance.blocks[0]
    broken = replace(provenance, blocks=(line._replace(stamps=line.stamps[1:]),))

    with pytest.raises(CorruptArchive, match="differ in length"):
        Provenance.loads(broken.dumps())


def test_revisions_only_go_forward() -> None:
    provenance = followed(make_reading(BRIDGE), make_reading(SCHOOL))

    with pytest.raises(ValueError, match="r2 cannot follow r2"):
        provenance.add(make_reading(COSTS), 2)


def test_adding_leaves_what_was_there_as_it_was() -> None:
    provenance = followed(make_reading(BRIDGE, SCHOOL), make_reading(BRIDGE))
    before = provenance.dumps()

    provenance.add(make_reading(SCHOOL, COSTS), 3)

    assert provenance.dumps() == before


# always

SENTENCES = [BRIDGE, SCHOOL, COSTS, LATER, MAYOR, "He agreed.", "橋は閉じた。", "No?\nYes!"]
words = st.sampled_from(
    ["the", "a", "council", "voted", "bridge", "river", "said", "Monday", ".", ",", "—", "橋", "🌉"]
)
paragraphs = st.one_of(
    st.lists(words, max_size=12).map(" ".join),
    st.lists(st.sampled_from(SENTENCES), max_size=4).map(" ".join),
    st.text(max_size=20),
)
blocks = st.one_of(
    paragraphs.map(make_paragraph),
    paragraphs.map(make_figure),
    st.builds(Block, kind=st.just("live_entry"), text=paragraphs, identity=st.sampled_from("ab")),
)
readings = st.builds(
    make_reading,
    headline=st.one_of(st.none(), paragraphs),
    authors=st.lists(words, max_size=2).map(tuple),
    blocks=st.lists(blocks, max_size=5).map(tuple),
)
histories = st.lists(readings, min_size=1, max_size=6)


def texts(reading: Reading) -> list[str]:
    """What the runs of the blocks must give back."""
    return [block.caption or block.text for block in reading.blocks]


@settings(max_examples=150)
@given(histories)
def test_runs_always_give_back_the_texts(history: list[Reading]) -> None:
    provenance = followed(*history)

    found = provenance.runs()

    stood = {"".join(text for text, _ in one.runs) for one in found if one.field == "headline"}
    assert ["".join(text for text, _ in one.runs) for one in found if one.block is not None] == (
        texts(history[-1])
    )
    assert stood == ({history[-1].headline} if history[-1].headline else set())
    numbers = {number for one in found for _, number in one.runs}
    numbers |= {number for one in provenance.removed() for _, number in one.runs}
    assert numbers <= set(range(1, len(history) + 1))


@settings(max_examples=75)
@given(histories)
def test_what_is_stored_is_read_back_and_goes_on_as_if_never_stored(history: list[Reading]) -> None:
    provenance = followed(*history[:1])

    for number, reading in enumerate(history[1:], 2):
        provenance = Provenance.loads(provenance.dumps()).add(reading, number)

    again = followed(*history)
    assert provenance.dumps() == again.dumps()
    assert provenance.runs() == again.runs()
    assert provenance.removed() == again.removed()


def test_equal_words_of_two_fields_return_each_with_its_own_origin() -> None:
    author = make_reading(headline=None, authors=("Bridge",))
    both = make_reading(headline="Bridge", authors=("Bridge",))

    found = told_fields(author, both, make_reading(headline=None), both)

    assert found == {"headline": (("Bridge", 2),), "authors": (("Bridge", 1),)}


def test_a_text_that_returns_out_of_a_longer_one_keeps_its_origin() -> None:
    short = make_reading(headline="the bridge")

    found = told_fields(
        short, make_reading(headline="a river"), make_reading(headline="a river, the bridge"), short
    )

    assert found == {"headline": (("the bridge", 1),)}


@settings(max_examples=75)
@given(readings, readings, readings)
def test_a_revert_gives_every_word_the_origin_that_it_had(
    first: Reading, second: Reading, third: Reading
) -> None:
    known = [line.stamps for line in followed(first, second).fields if line.stamps]

    found = followed(first, second, third, second).fields

    assert [line.stamps for line in found] == known


@settings(max_examples=150)
@given(paragraphs, paragraphs)
def test_a_text_inherits_as_many_stamps_as_it_has_characters(old: str, new: str) -> None:
    found = inherit(stamped(old, 1), new, Budget())

    assert len(found.stamps) == len(new)
    assert set(found.stamps) <= {"\x01", UNKNOWN}


@settings(max_examples=100)
@given(*[st.lists(st.sampled_from(["a", "b", "c."]), max_size=10).map(" ".join)] * 2)
def test_what_a_text_does_not_keep_is_gone(old: str, new: str) -> None:
    found = inherit(stamped(old, 1), new, Budget())

    kept = "".join(
        word for word, stamp in zip(new, found.stamps, strict=True) if stamp != UNKNOWN
    ).split()
    gone_words = " ".join(old[start:end] for start, end in found.gone).split()
    assert sorted("".join([*kept, *gone_words])) == sorted("".join(old.split()))


@settings(max_examples=100)
@given(st.text())
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@settings(max_examples=50)
@given(st.text(alphabet="\x01\x02\x03"))
def test_stamps_are_read_back_from_their_lengths(stamps: str) -> None:
    text = "x" * len(stamps)

    assert stamps_of(lengths(stamps)) == stamps
    assert "".join(part for part, _ in split(Stamped(text, stamps))) == text


def test_sentences_end_where_readers_see_them_end() -> None:
    found = sentences("He said: “No.” She left! 橋は閉じた。川は静か。\nOn 3.5 acres")

    assert found == [
        "He said: “No.” ",
        "She left! ",
        "橋は閉じた。",
        "川は静か。\n",
        "On 3.5 acres",
    ]


@pytest.mark.parametrize("text", ["." * 300_000, '."' * 100_000, "。" * 100_000, "\n" * 300_000])
def test_a_text_of_stops_alone_is_cut_in_one_pass(text: str) -> None:
    assert "".join(sentences(text)) == text


def test_a_text_of_few_words_does_not_tell() -> None:
    assert [
        tells("He said no."),
        tells("He said no twice."),
        tells("橋は閉"),
        tells(SENTENCES[6] * 2),
    ] == [
        False,
        True,
        False,
        True,
    ]


def test_the_telling_words_of_an_unspaced_text_are_pairs_of_signs() -> None:
    assert (bag("橋は閉"), bag("the old bridge")) == ({"橋は", "は閉"}, {"bridge"})
