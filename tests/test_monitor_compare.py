"""Comparing never fails, loses nothing, and finds nothing where nothing that counts differs."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

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
BLOCKS = st.lists(st.one_of(PLAIN, PLAIN, FIGURES), max_size=8)
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


@settings(max_examples=150, deadline=None)
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


@settings(max_examples=30, deadline=None)
@given(readings())
def test_a_reading_does_not_differ_from_itself(reading: Reading) -> None:
    comparison = compare(reading, replace(reading), old_name="a", new_name="b")

    assert comparison == Comparison(old="a", new="b")
