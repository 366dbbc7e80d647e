"""Which revision brought which words, shown on a terminal, as HTML and as JSON."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from factories import make_reading
from monitor.blame_text import (
    ages,
    blame_html,
    blame_json,
    blame_text,
    removed_html,
    removed_text,
)
from monitor.plain import columns
from monitor.provenance import BlockRuns, Provenance

RUNS = (
    BlockRuns(field="headline", block=None, runs=(("Council votes on bridge", 1),)),
    BlockRuns(
        field="paragraph",
        block=0,
        runs=(("The council voted on", 1), (" Tuesday", 12), (" to close the old bridge.", 1)),
    ),
    BlockRuns(field="list_item", block=1, runs=(("River <b>", 3),)),
    BlockRuns(field="paragraph", block=2, runs=()),
)


def changed() -> Provenance:
    """Two revisions, of which the second has one word and one paragraph less."""
    first = Provenance.start(make_reading("The old bridge.", "It is closed <now>."), 1)
    return first.add(make_reading("The bridge."), 2)


class Tags(HTMLParser):
    """The tags and the text of a fragment."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def test_each_passage_stands_beside_its_revision() -> None:
    found = blame_text(RUNS, 80, colour=False)

    assert found.splitlines() == [
        "headline",
        " r1 │ Council votes on bridge",
        "",
        " r1 │ The council voted on",
        "r12 │ Tuesday",
        " r1 │ to close the old bridge.",
        "",
        "list item",
        " r3 │ River <b>",
        "",
    ]


def test_long_passages_are_wrapped_beside_the_gutter() -> None:
    runs = [BlockRuns(field="paragraph", block=0, runs=(("The old bridge over the river", 2),))]

    found = blame_text(runs, 27, colour=False)

    assert found.splitlines() == ["r2 │ The old bridge over", "   │ the river"]


def test_later_words_have_their_own_colours() -> None:
    found = blame_text(RUNS, 80, colour=True)

    assert "r12 │ \x1b[32mTuesday\x1b[0m" in found.splitlines()
    assert " r1 │ The council voted on" in found.splitlines()


def test_what_a_terminal_might_obey_is_shown_as_its_code_point() -> None:
    runs = [BlockRuns(field="paragraph", block=0, runs=(("red \x1b[31m", 1),))]

    assert blame_text(runs, 80, colour=False) == "r1 │ red <U+001B>[31m\n"


def test_removed_text_names_both_revisions() -> None:
    found = removed_text(changed().removed(), 80, colour=False)

    assert found.splitlines() == [
        "paragraph, removed in r2",
        "r1 │ It is closed <now>.",
        "",
        "paragraph, removed in r2",
        "r1 │ old",
    ]


def test_a_fragment_links_each_passage_to_its_revision() -> None:
    found = blame_html(RUNS, lambda number: f'/articles/7/r{number}?a="b"&c')

    assert found.splitlines()[1] == (
        '<h2 class="headline"><span class="age-0">'
        '<a class="revision" href="/articles/7/r1?a=&quot;b&quot;&amp;c">r1</a>'
        "Council votes on bridge</span></h2>"
    )
    assert "River &lt;b&gt;" in found
    assert 'class="age-4"' in found


def test_removed_text_as_a_fragment_links_both_revisions() -> None:
    found = removed_html(changed().removed(), lambda number: f"/r{number}")

    assert found.splitlines()[1] == (
        '<li class="paragraph"><del><span class="age-0"><a class="revision" href="/r1">r1</a>'
        "It is closed &lt;now&gt;.</span></del> "
        '<span class="note">removed in <a class="revision" href="/r2">r2</a></span></li>'
    )


def test_json_holds_what_stands_and_what_is_gone() -> None:
    found = blame_json(changed())

    assert found == {
        "revision": 2,
        "blocks": [
            {
                "field": "headline",
                "block": None,
                "runs": [{"text": "Council votes on bridge", "revision": 1}],
            },
            {"field": "paragraph", "block": 0, "runs": [{"text": "The bridge.", "revision": 1}]},
        ],
        "removed": [
            {"field": "paragraph", "runs": [{"text": text, "revision": 1}], "removed": 2}
            for text in ("old", "It is closed <now>.")
        ],
        "degraded": [],
    }


def test_ages_go_from_the_first_words_to_the_latest() -> None:
    runs = [(("a", number),) for number in (1, 2, 3, 5, 8, 13)]

    assert ages(runs) == {1: 0, 2: 0, 3: 1, 5: 2, 8: 3, 13: 4}
    assert ages([(("a", 7),)]) == {7: 0}
    assert ages([]) == {}


texts = st.text(min_size=1, max_size=40)
passages = st.lists(st.tuples(texts, st.integers(1, 30)), max_size=4).map(tuple)
pages = st.lists(
    st.builds(
        BlockRuns,
        field=st.sampled_from(["headline", "paragraph", "quote", "table", "list_item"]),
        block=st.none(),
        runs=passages,
    ),
    max_size=4,
)


@settings(max_examples=100)
@given(pages, st.integers(0, 100))
def test_no_line_is_wider_than_asked_for(runs: list[BlockRuns], width: int) -> None:
    found = blame_text(runs, width, colour=False)

    assert all(columns(line) <= max(width, 26) for line in found.splitlines())


@settings(max_examples=100)
@given(pages)
def test_a_fragment_holds_no_tag_of_the_page(runs: list[BlockRuns]) -> None:
    found = Tags(blame_html(runs, lambda number: f"/r{number}"))

    assert found.open == []
    assert set(found.tags) <= {"div", "h2", "p", "blockquote", "pre", "span", "a", "br"}
