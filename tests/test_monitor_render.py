"""A comparison can be read in a terminal, in a browser and in one line, and obeys no page."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import make_comparison, make_figure, make_paragraph, make_reading
from monitor import render
from monitor.compare import compare
from monitor.plain import clean, columns, wrapped
from storage.records import Block, ClaimedTime, Comparison, Reading

DAY = ClaimedTime(value="2025-09-22", precision="day", raw="9/22/2025")
NEXT_DAY = ClaimedTime(value="2025-09-23", precision="day", raw="Updated: 9/23/2025")
FERRY = make_paragraph("The ferry runs from six in the morning until nine at night.")
MOVED = make_paragraph("Divers will look at the pillars on Friday, if the river allows it.")
STILL = [make_paragraph(f"Bus {n} takes the road over the hill instead.") for n in range(6)]
PHOTO = make_figure("The bridge from the east bank.", "Jo Doe")
OLD = make_reading(
    headline="Bridge closed",
    authors=("Ann Poe",),
    published=DAY,
    blocks=(
        make_paragraph("The bridge closed on Monday, the mayor said."),
        PHOTO,
        *STILL,
        make_paragraph("Three people were hurt. A second sentence."),
        FERRY,
        MOVED,
    ),
)
NEW = replace(
    OLD,
    headline="Bridge shut",
    updated=NEXT_DAY,
    blocks=(
        MOVED,
        make_paragraph("The bridge closed on Monday, the mayor claimed."),
        PHOTO,
        PHOTO,
        *STILL,
        make_paragraph("Three people were hurt."),
        make_paragraph("A second sentence."),
        Block(kind="subhead", text="<script>alert(1)</script>", level=2),
    ),
)
STORY = compare(OLD, NEW, old_name="r1", new_name="r2")
VOID = {"br"}


class Balanced(HTMLParser):
    """Collects ids and links, and fails where a tag closes that is not open."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.tags: set[str] = set()
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = dict(attrs)
        assert set(values) <= {"class", "id", "href"}
        self.ids.update([values["id"] or ""] if "id" in values else [])
        self.links.update([(values["href"] or "")[1:]] if "href" in values else [])
        self.open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_marks_tell_what_is_gone_and_come_without_colour() -> None:
    shown = render.text(STORY, width=80, colour=False)

    assert "[-said-]{+claimed+}" in shown
    assert "headline: changed  [headline, wording]" in shown
    assert "paragraph 11 → 1: moved  [paragraph_moved]" in shown
    assert "caption 2 → 3: now stands twice  [caption_duplicated]" in shown
    assert "\x1b" not in shown


def test_colour_is_added_to_the_marks() -> None:
    shown = render.text(STORY, width=80, colour=True)

    assert "\x1b[31m[-said-]\x1b[0m" in shown
    assert re.sub("\x1b\\[[0-9]+m", "", shown) == render.text(STORY, width=80, colour=False)


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_asked(width: int) -> None:
    wide = make_reading("橋は月曜日に閉鎖された。" * 12, "x" * 300)
    comparison = compare(wide, make_reading("橋は火曜日に閉鎖された。" * 12, "y" * 300))

    shown = render.text(comparison, width=width, colour=False)

    assert max(map(columns, shown.split("\n"))) <= width


def test_a_long_stretch_that_is_kept_is_cut_between_the_changes() -> None:
    kept = " ".join(f"word{n}" for n in range(60))

    shown = render.text(
        compare(make_reading(f"One {kept} two."), make_reading(f"Uno {kept} due.")),
        width=80,
        colour=False,
    )

    assert "[-One-]{+Uno+} word0 word1" in shown
    assert " … " in shown
    assert "word30" not in shown


def test_a_limit_that_was_hit_is_named() -> None:
    comparison = replace(STORY, degraded=("words",))

    assert "limits hit: words" in render.text(comparison, width=80, colour=False)


def test_stat_counts_each_kind_of_change() -> None:
    lines = render.stat(STORY).split("\n")

    assert lines[0] == "headline      1 changed          -1 +1"
    assert lines[-1].startswith("8 edits, -")


def test_unified_lines_give_both_readings() -> None:
    shown = render.unified(OLD, NEW, STORY)

    lines = shown.split("\n")
    assert lines[:2] == ["--- r1", "+++ r2"]
    assert "-headline: Bridge closed" in lines
    assert "+The bridge closed on Monday, the mayor claimed." in lines
    assert "+## <script>alert(1)</script>" in lines
    assert lines[2] == "@@ -1,12 +1,15 @@"


def test_unified_lines_of_equal_readings_are_the_heads_alone() -> None:
    assert render.unified(OLD, OLD, compare(OLD, OLD)) == "--- old\n+++ new\n"


@pytest.mark.parametrize("draw", [render.html_inline, render.html_side_by_side])
def test_html_is_balanced_linked_and_inert(draw: object) -> None:
    assert callable(draw)

    parsed = Balanced(draw(OLD, NEW, STORY))

    assert parsed.links == {"from-10", "to-10"}
    assert parsed.links <= parsed.ids
    assert parsed.tags.isdisjoint({"script", "style", "img"})
    assert {"ins", "del", "details", "summary"} <= parsed.tags


def test_a_short_unchanged_stretch_stays_open() -> None:
    old, new = make_reading("One thing.", "Two."), make_reading("One thing.", "Three.")

    assert "<details" not in render.html_inline(old, new, compare(old, new))


def test_one_line_tells_the_weightiest_first() -> None:
    line = render.summary(STORY, 400)

    assert line.startswith("headline changed (Bridge closed → Bridge shut); ")
    assert "attribution changed (said → claimed)" in line
    assert "caption now stands twice" in line
    assert line.endswith("update time changed (– → 2025-09-23); paragraph split")


def test_one_line_says_what_was_silent_or_only_a_date() -> None:
    silent = compare(make_reading("Three were hurt."), make_reading("Four were hurt."))
    bump = compare(make_reading(published=DAY), make_reading(published=DAY, updated=NEXT_DAY))

    assert render.summary(silent) == "silently: number changed (three → four)"
    assert render.summary(bump) == "only a date changed; update time changed (– → 2025-09-23)"
    assert render.summary(Comparison(old="a", new="b")) == "no change"


def test_one_line_shows_rather_what_became_another_than_what_only_came() -> None:
    old = make_reading("About 40 people came.", headline="Bridge closes")
    new = make_reading("About 140 people came.", headline="Bridge closes for 2 years")

    line = render.summary(compare(old, new))

    assert "number changed ×2 (40 → 140)" in line


def test_one_line_counts_and_leaves_long_values_out() -> None:
    old = make_reading(headline="A " + "long " * 30 + "one")
    new = make_reading("Added a day.", "Added a week.", headline="A " + "long " * 30 + "last")

    line = render.summary(compare(old, replace(new, blocks=old.blocks + new.blocks)))

    assert line == "silently: headline changed; wording; paragraph added ×2"


@pytest.mark.parametrize("limit", [0, 1, 5, 40])
def test_one_line_keeps_to_its_limit(limit: int) -> None:
    assert len(render.summary(STORY, limit)) <= limit


def test_a_reading_is_shown_to_be_read() -> None:
    reading = replace(
        NEW,
        kicker="Traffic",
        dek="Weeks of detours.",
        contributors=("Max Lee",),
        copyright="© The Paper",
        blocks=(
            make_paragraph("A paragraph."),
            Block(kind="subhead", text="A subhead", level=2),
            Block(kind="quote", text="A quote."),
            Block(kind="list_item", text="An item."),
            Block(kind="embed", text="", url="https://social.example/1"),
            Block(kind="table", text="Day\tCars\nMonday\t4,000"),
        ),
    )

    assert render.reading_text(reading, 60) == "\n\n".join(
        [
            "Traffic",
            "Bridge shut",
            "Weeks of detours.",
            "By Ann Poe",
            "Published 2025-09-22, Updated 2025-09-23",
            "A paragraph.",
            "## A subhead",
            "> A quote.",
            "• An item.",
            "[embed] https://social.example/1",
            "Day Cars\nMonday 4,000",
            "With Max Lee",
            "© The Paper",
        ]
    )


def test_what_a_terminal_would_obey_is_shown_as_code_points() -> None:
    assert clean("a\x1b[2J\u202eb\ud800c\td\n") == "a<U+001B>[2J<U+202E>b<U+D800>c d\n"


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_page_says_reaches_neither_terminal_nor_browser(one: str, other: str) -> None:
    old = make_reading(one, headline=other)
    new = make_reading(other, headline=one, authors=(one + other,))
    comparison = compare(old, new)

    shown = [
        render.text(comparison, width=40, colour=False),
        render.stat(comparison),
        render.unified(old, new, comparison),
        render.summary(comparison),
        render.reading_text(new, 40),
    ]

    assert all(clean(text) == text for text in shown)
    for draw in (render.html_inline, render.html_side_by_side):
        Balanced(draw(old, new, comparison))


@given(st.lists(st.tuples(st.sampled_from(["", "-"]), st.text(max_size=30))), st.integers(5, 40))
def test_wrapping_loses_nothing_but_spaces_at_breaks(
    parts: list[tuple[str, str]], width: int
) -> None:
    lines = wrapped(parts, width)

    words = "".join("".join(text.split()) for _, text in parts)
    assert "".join("".join(text.split()) for line in lines for _, text in line) == words


def test_a_line_breaks_between_words_whatever_their_style() -> None:
    lines = wrapped([("", "the"), ("-", " [-old-]"), ("+", "{+new+}"), ("", ".")], 15)

    assert lines == [[("", "the")], [("-", "[-old-]"), ("+", "{+new+}"), ("", ".")]]


def reading_with(block: Block) -> Reading:
    return make_reading(blocks=(block,))


def test_a_figure_without_words_is_shown_by_its_description_or_address() -> None:
    bare = Block(kind="figure", image="https://paper.example/a.jpg")
    told = Block(kind="figure", image="https://paper.example/b.jpg", alt="A bridge")
    old, new = reading_with(bare), reading_with(told)

    shown = render.html_inline(old, old, compare(old, old)) + render.html_inline(
        new, new, compare(new, new)
    )

    assert "https://paper.example/a.jpg" in shown
    assert "A bridge" in shown


def test_where_only_a_part_changed_its_block_is_shown_too() -> None:
    old = reading_with(make_paragraph("The report is here.", links=("https://paper.example/a",)))
    new = reading_with(make_paragraph("The report is here.", links=("https://paper.example/b",)))

    shown = render.html_inline(old, new, compare(old, new))

    assert '<p class="paragraph">The report is here.</p>' in shown
    assert "https://paper.example/<del>a</del><ins>b</ins>" in shown


def test_addresses_that_were_compared_stay_whole() -> None:
    address = "https://paper.example/news/" + "a-long-road/" * 12
    comparison = make_comparison(old=f"{address}@r1", new=f"{address}@r2")

    shown = render.text(comparison, width=80, colour=False)

    assert shown.startswith(f"{address}@r1 →\n{address}@r2\n")
