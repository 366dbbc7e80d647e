"""Comparing never fails, loses nothing, and finds nothing where nothing that counts differs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import make_figure, make_paragraph, make_reading
from monitor.compare import compare, content_key
from monitor.content import content
from monitor.layout import rows
from storage.records import Block, ClaimedTime, Comparison, Edit, Quality, Reading
from storage.shapes import comparison_from_json, comparison_to_json

ENGLISH = ["The", "mayor", "said", "three", "people", "4,000", "on", "Monday", "not", "allegedly"]
SIGNS = [",", ".", "“", "”", "-", "–", "\n", "\x1b", "\u202e", "\ud83d"]
OTHERS = ["e\u0301", "本", "行", "ไ", "👩‍👩‍👧‍👦", "🇫🇷", "Smith", "Jones", "bridge", "bridges"]
WORDS = st.sampled_from([*ENGLISH, *SIGNS, *OTHERS])
TEXTS = st.one_of(
    st.lists(WORDS, max_size=14).map(" ".join),
    st.lists(WORDS, max_size=14).map("".join),
    st.text(max_size=20),
)
KINDS = st.sampled_from(
    ["paragraph"] * 4
    + ["subhead", "quote", "list_item", "table", "embed", "correction", "update_note", "live_entry"]
)
ADDRESSES = st.sampled_from(
    [
        "https://a.example/x",
        "https://a.example/x?utm_source=y",
        "https://a.example/y.jpg?v=1",
        "[",
        "",
    ]
)
TIMES = st.builds(
    lambda value, zone: ClaimedTime(value=value, precision="minute", zone=zone, raw=value),
    st.sampled_from(["2025-09-22", "2025-09-22T10:00", "2025-09-23T09:30", "soon", ""]),
    st.sampled_from([None, "Z", "+02:00", "ET"]),
)
PLAIN = st.builds(
    Block,
    kind=KINDS,
    text=TEXTS,
    links=st.lists(ADDRESSES, max_size=2).map(tuple),
    url=st.none() | ADDRESSES,
    time=st.none() | TIMES,
)
FIGURES = st.builds(
    Block,
    kind=st.just("figure"),
    text=TEXTS,
    caption=st.none() | TEXTS,
    credit=st.none() | TEXTS,
    alt=st.none() | TEXTS,
    image=st.none() | ADDRESSES,
    labels=st.sampled_from([(), ("caption_duplicated",)]),
)
BLOCKS = st.lists(st.one_of(PLAIN, PLAIN, FIGURES), max_size=6)
NAMES = st.lists(TEXTS, max_size=3).map(tuple)


@st.composite
def readings(draw: st.DrawFn, blocks: tuple[Block, ...] | None = None) -> Reading:
    return Reading(
        url="https://a.example/1",
        headline=draw(st.none() | TEXTS),
        dek=draw(st.none() | TEXTS),
        authors=draw(NAMES),
        tags=draw(NAMES),
        published=draw(st.none() | TIMES),
        updated=draw(st.none() | TIMES),
        canonical_url=draw(st.none() | ADDRESSES),
        blocks=tuple(draw(BLOCKS)) if blocks is None else blocks,
        quality=Quality(verdict="article"),
        extractor="test 1",
    )


@st.composite
def mutated(draw: st.DrawFn) -> tuple[Reading, Reading]:
    """A reading, and what became of it: blocks taken out, put in, doubled, moved, retouched."""
    old = draw(readings())
    blocks = list(old.blocks)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(blocks)))
        what = draw(st.integers(0, 5))
        if what == 0 or not blocks:
            blocks.insert(at, draw(st.one_of(PLAIN, FIGURES)))
            continue
        at = min(at, len(blocks) - 1)
        if what == 1:
            del blocks[at]
        elif what == 2:
            blocks.append(blocks[at])
        elif what == 3:
            blocks.insert(0, blocks.pop(at))
        elif what == 4:
            blocks[at] = replace(blocks[at], text=blocks[at].text + " " + draw(TEXTS))
        else:
            half = len(blocks[at].text) // 2
            text = blocks[at].text
            blocks[at : at + 1] = [
                replace(blocks[at], text=text[:half]),
                replace(blocks[at], text=text[half:]),
            ]
    return old, replace(draw(readings(tuple(blocks))))


def gives_back(edit: Edit) -> bool:
    old = "".join(text for mark, text in edit.spans if mark != "+")
    new = "".join(text for mark, text in edit.spans if mark != "-")
    return old == (edit.old.text if edit.old else "") and new == (edit.new.text if edit.new else "")


def accounts_for(old: Reading, new: Reading, comparison: Comparison) -> bool:
    """Whether unnamed blocks are unchanged and in order, and each named one is shown once."""
    before, after = content(old).units, content(new).units
    found = rows(old, new, comparison)
    same = [(row.old[0], row.new[0]) for row in found if row.place == "same"]
    shown_old = [i for row in found if row.place != "arrived" for i in row.old]
    shown_new = [j for row in found for j in row.new]
    return (
        all(before[i] == after[j] for i, j in same)
        and sorted(shown_old) == list(range(len(before)))
        and sorted(shown_new) == list(range(len(after)))
    )


@settings(max_examples=80)
@given(st.one_of(mutated(), st.tuples(readings(), readings())))
def test_each_pair_is_told_without_loss(pair: tuple[Reading, Reading]) -> None:
    old, new = pair

    comparison = compare(old, new)

    assert all(gives_back(edit) for edit in comparison.edits), comparison.edits
    assert accounts_for(old, new, comparison)
    assert (content_key(old) == content_key(new)) == (not comparison.edits)
    assert compare(old, new) == comparison
    wire = json.loads(json.dumps(comparison_to_json(comparison)))
    assert comparison_from_json(wire) == comparison


def test_what_was_split_and_moved_leaves_the_unchanged_blocks_in_their_order() -> None:
    figure = make_figure("The bridge at noon, seen from the tower")
    halves = [replace(figure, text=text) for text in ("The bridge at noon,", "seen from the tower")]
    old = make("", "A paragraph that goes away.", "", figure)
    new = make(*halves, "", "")

    found = rows(old, new, compare(old, new))

    assert [(row.place, row.old, row.new) for row in found] == [
        ("changed", (3,), (0, 1)),
        ("same", (0,), (2,)),
        ("gone", (1,), ()),
        ("same", (2,), (3,)),
    ]


@settings(max_examples=30)
@given(readings())
def test_a_reading_does_not_differ_from_itself(reading: Reading) -> None:
    comparison = compare(reading, replace(reading), old_name="a", new_name="b")

    assert comparison == Comparison(old="a", new="b")


def make(*blocks: Block | str, **fields: object) -> Reading:
    body = [block if isinstance(block, Block) else make_paragraph(block) for block in blocks]
    return make_reading(blocks=tuple(body), **fields)


LONG = "The bridge over the river closed on Monday after inspectors found a crack. " * 3


def test_a_copy_that_the_page_marks_is_told_once() -> None:
    figure = make_figure("The bridge.")
    marked = replace(figure, labels=("caption_duplicated",))

    comparison = compare(make(LONG, figure), make(LONG, marked, marked))

    assert [(edit.op, edit.field) for edit in comparison.edits] == [("duplicate", "caption")]


def test_a_caption_that_stood_twice_in_place_is_told() -> None:
    comparison = compare(
        make(make_figure("The bridge. The bridge.")), make(make_figure("The bridge."))
    )

    assert comparison.labels == ("caption_unduplicated", "silent_edit")


def test_the_last_author_can_go() -> None:
    comparison = compare(make(authors=("A Poe", "B Lee")), make(authors=("A Poe",)))

    assert comparison.edits[0].spans == (("=", "A Poe"), ("-", ", B Lee"))


@pytest.mark.parametrize(
    ("before", "after", "silent"),
    [
        (("2025-09-22T10:00", "Z"), ("2025-09-22T11:00", None), False),
        (("2025-09-22T10:00", "Z"), ("2025-09-22T09:00", None), True),
        (("yesterday", None), ("today", None), False),
        (("2025-09-22", None), None, True),
    ],
)
def test_a_time_that_can_be_ordered_must_be_later(
    before: tuple[str, str | None], after: tuple[str, str | None] | None, silent: bool
) -> None:
    def claimed(stated: tuple[str, str | None] | None) -> ClaimedTime | None:
        if stated is None:
            return None
        return ClaimedTime(value=stated[0], zone=stated[1], precision="minute", raw=stated[0])

    comparison = compare(
        make("Three were hurt.", updated=claimed(before)),
        make("Four were hurt.", updated=claimed(after)),
    )

    assert comparison.silent is silent


def test_retouched_typesetting_beside_changed_words_is_told_apart() -> None:
    comparison = compare(
        make("The mayor's plan for the bridge over the river was shut down on Monday."),
        make("The mayor’s plan for the bridge over the river was closed down on Monday."),
    )

    assert comparison.edits[0].labels == ("typography", "wording")


def test_a_change_of_hundreds_of_words_is_not_looked_into() -> None:
    old = " ".join(f"old{n} word" for n in range(150))
    new = " ".join(f"new{n} term" for n in range(150))

    comparison = compare(
        make(f"Start here. {LONG * 9}{old} end."), make(f"Start here. {LONG * 9}{new} end.")
    )

    assert comparison.edits[0].labels == ("wording",)


def test_blocks_beyond_counting_are_told_together() -> None:
    old = make(*(f"{n}" for n in range(10_001)))

    comparison = compare(old, make("x"))

    assert len(comparison.edits) == 2
    assert comparison.degraded == ("edits",)


def test_a_difference_that_no_part_explains_is_told_as_a_whole() -> None:
    old = make(Block(kind="figure", text="One text", caption="Same"))
    new = make(Block(kind="figure", text="Other text", caption="Same"))

    assert [edit.field for edit in compare(old, new).edits] == ["figure"]


def test_the_first_words_of_many_sentences_are_told_from_names() -> None:
    """Beyond some look-ups in the text, the words of both readings are gathered once."""
    kept = "The towns of Alder, Birch and Cedar are near; towns and roads were shut."
    sentences = [f"Towns {n} were shut." for n in range(40)]
    olds = [make_paragraph(f"{line} {kept}") for line in sentences]
    news = [make_paragraph(f"{line.replace('Towns', 'Roads')} {kept}") for line in sentences]
    old, new = make_reading(blocks=tuple(olds)), make_reading(blocks=tuple(news))

    labels = [edit.labels for edit in compare(old, new).edits]

    assert labels == [("wording",)] * 40


def test_a_caption_that_the_page_shows_no_longer_twice_is_told() -> None:
    old = make_reading(blocks=(make_figure("The bridge at noon", labels=("caption_duplicated",)),))
    new = make_reading(blocks=(make_figure("The bridge at noon"),))

    edits = compare(old, new).edits

    assert [(edit.op, edit.field, edit.labels) for edit in edits] == [
        ("modify", "caption", ("caption_unduplicated",))
    ]


def test_what_tracks_the_reader_in_the_address_of_an_embed_is_no_edit() -> None:
    plain = Block(kind="embed", text="A map", url="https://maps.example/x")
    tracked = replace(plain, url="https://maps.example/x?utm_source=paper")

    assert compare(make(plain), make(tracked)).edits == ()
