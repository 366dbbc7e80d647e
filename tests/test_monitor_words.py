"""Words are whole in every script, changes read well, and limits are counted, not timed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.budget import Budget
from monitor.folds import skeleton
from monitor.noise import address, folded, picture
from monitor.quotations import inside, quoted, touches
from monitor.sequences import common_runs, heaviest_increasing
from monitor.tokens import alphanumerics, is_unspaced, tokens, typographic
from monitor.words import Spans, diff


def marked(spans: Spans) -> str:
    """Spans in one line: [-gone-]{+come+}."""
    frames = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    return "".join(frames[mark].format(text) for mark, text in spans)


def sides(spans: Spans) -> tuple[str, str]:
    return (
        "".join(text for mark, text in spans if mark != "+"),
        "".join(text for mark, text in spans if mark != "-"),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We can’t,” said O'Donnell.",
            ["“", "We", " can’t", ",", "”", " said", " O'Donnell", "."],
        ),
        ("1,234.5 long-term ", ["1,234.5", " long-term", " "]),
        ("re\u0301sume\u0301 x", ["re\u0301sume\u0301", " x"]),
        ("नमस्ते दुनिया", ["नमस्ते", " दुनिया"]),
        ("第3回 ok", ["第3", "回", " ok"]),
        ("👩‍👩‍👧‍👦👍🏽🇫🇷 1️⃣", ["👩‍👩‍👧‍👦", "👍🏽", "🇫🇷", " 1️⃣"]),
        ("שלום, עולם", ["שלום", ",", " עולם"]),
        ("\ud83d x", ["\ud83d", " x"]),
        ("", []),
    ],
)
def test_a_token_is_what_a_reader_takes_as_one(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@given(st.text())
def test_tokens_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("The mayor said so.", "The mayor claimed so.", "The mayor [-said-]{+claimed+} so."),
        ("He said foo bar.", 'He said "foo" bar.', 'He said {+"+}foo{+"+} bar.'),
        ("One. Two is. Three.", "One. Three.", "One.[- Two is.-] Three."),
        ("A b. Next one.", "A b. New. Next one.", "A b.{+ New.+} Next one."),
        ("4 million", "4\u00a0million", "4[- -]{+\u00a0+}million"),
        ("全く違う文章です。", "全く同じ文章です。", "全く[-違う-]{+同じ+}文章です。"),
        ("", "All new.", "{+All new.+}"),
        ("All old.", "", "[-All old.-]"),
        ("Same.", "Same.", "Same."),
        ("", "", ""),
        ("a big dog ran", "a big big dog ran", "a big{+ big+} dog ran"),
        ("x, the y", "x. Then, the y", "x{+. Then+}, the y"),
    ],
)
def test_changes_are_whole_words(old: str, new: str, expected: str) -> None:
    assert marked(diff(old, new)) == expected


def test_words_equal_by_chance_are_not_kept() -> None:
    old = "The warden opened the long gate of the northern reservoir to the public."
    new = "The warden of nine colleges objected to the plan of the public."

    assert marked(diff(old, new)) == (
        "The warden [-opened the long gate of the northern reservoir to-]"
        "{+of nine colleges objected to the plan of+} the public."
    )


def test_a_rewritten_text_is_shown_whole() -> None:
    old = "Nobody in the hall wanted to say anything about the crack that was found last week."
    new = "Engineers weld steel plates under both ends while drivers queue for hours at night."

    assert diff(old, new) == (("-", old), ("+", new))


def test_a_long_word_is_compared_inside() -> None:
    base = "abcdefghij" * 5

    found = diff(f"See {base}onefour{base}", f"See {base}onefive{base}")

    assert marked(found) == f"See {base}onef[-our-]{{+ive+}}{base}"


@pytest.mark.parametrize("word", ["é" * 50, "x" * 20 + "y" * 30])
def test_a_long_word_that_is_another_one_is_not_cut(word: str) -> None:
    assert diff(word, "z" * 50) == (("-", word), ("+", "z" * 50))


def test_a_long_difference_inside_a_word_is_not_refined() -> None:
    base = "k" * 5_000
    old, new = base + "a" * 2_500, base + "b" * 2_500

    assert diff(old, new) == (("=", base), ("-", "a" * 2_500), ("+", "b" * 2_500))


@settings(max_examples=100)
@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_come_back(old: str, new: str) -> None:
    assert sides(diff(old, new)) == (old, new)


@settings(max_examples=60)
@given(st.lists(st.sampled_from("abc.,“” "), max_size=60), st.lists(st.sampled_from("abc.,“” ")))
def test_both_texts_come_back_where_words_repeat(old: list[str], new: list[str]) -> None:
    before, after = " ".join(old), " ".join(new)

    assert sides(diff(before, after)) == (before, after)


def test_texts_beyond_the_budget_are_shown_whole() -> None:
    budget = Budget(texts=1)

    found = [diff("a b", "a c", budget), diff("a b", "a c", budget)]

    assert found == [(("=", "a "), ("-", "b"), ("+", "c")), (("-", "a b"), ("+", "a c"))]
    assert budget.degraded == ("texts",)


def test_words_beyond_the_budget_are_shown_whole() -> None:
    budget = Budget(bits=3, characters=0)
    base = "abcdefghij" * 5

    assert diff("a b c", "b d e", budget) == (("-", "a b c"), ("+", "b d e"))
    assert diff(base + "1x2", base + "3x4", Budget(characters=0)) == (
        ("=", base),
        ("-", "1x2"),
        ("+", "3x4"),
    )
    assert budget.degraded == ("words",)


def test_a_long_pair_is_matched_around_what_occurs_once() -> None:
    old = [n % 50 for n in range(20_000)] + ["once"] + [n % 50 for n in range(9_000)]
    new = [n % 50 for n in range(1, 20_000)] + ["once", "more"] + [n % 50 for n in range(9_000)]
    budget = Budget()

    runs = common_runs(old, new, budget)

    assert all(old[a : a + n] == new[b : b + n] for a, b, n in runs)
    assert sum(n for _, _, n in runs) > 28_900
    assert budget.degraded == ("words",)


def test_more_items_than_code_points_share_nothing() -> None:
    budget = Budget()

    assert common_runs(range(600_000), range(600_000), budget) == []
    assert budget.degraded == ("words",)


@given(st.permutations(range(7)), st.lists(st.integers(0, 5), min_size=7, max_size=7))
def test_the_chain_is_the_heaviest_of_the_longest(ranks: list[int], weights: list[int]) -> None:
    chain = heaviest_increasing(list(zip(ranks, weights, strict=True)))

    best = max(
        (len(tail), sum(weights[k] for k in tail))
        for mask in range(1, 128)
        if (tail := [k for k in range(7) if mask >> k & 1])
        if all(ranks[a] < ranks[b] for a, b in pairwise(tail))
    )
    assert all(ranks[a] < ranks[b] for a, b in pairwise(chain))
    assert (len(chain), sum(weights[k] for k in chain)) == best


def test_folding_takes_away_typesetting_alone() -> None:
    assert typographic("“It’s”\u00a0– e\u0301…") == '"It\'s" - é...'
    assert typographic("it`s  so") == "it's so"
    assert skeleton("Item 12 of the List!") == "item#of#the#list#"
    assert skeleton("12") == ""
    assert alphanumerics("a-1 é") == 3
    assert is_unspaced("橋") and not is_unspaced("é") and not is_unspaced("a")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “a” and “b.”", ["a", "b."]),
        ('A "b" c "d', ["b"]),
        ("„a“ «b» »c« ‘d’", ["a", "b", "c", "d"]),
        ("“It goes on", ["It goes on"]),
        ("the workers’ hall", []),
        ("「橋」", ["橋"]),
    ],
)
def test_quotations_are_found(text: str, expected: list[str]) -> None:
    assert [text[first:last] for first, last in quoted(text)] == expected


def test_a_change_touches_a_quotation_or_takes_it_in() -> None:
    text = "He said “we knew it” then."
    ranges = quoted(text)

    assert touches(ranges, 9, 11)
    assert touches(ranges, 9, 9)
    assert not touches(ranges, 0, 7)
    assert not touches(ranges, 8, 20)
    assert inside(ranges, 8, 20, text) == ["we knew it"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?utm_source=y&id=3#part", "https://a.example/x?id=3#part"),
        ("https://a.example/x?fbclid=1", "https://a.example/x"),
        ("https://a.example/x#:~:text=y", "https://a.example/x"),
        ("https://a.example/x?b=1&a=%20", "https://a.example/x?b=1&a=%20"),
        ("https://a.example/x", "https://a.example/x"),
        ("http://[x?utm_source=1", "http://[x?utm_source=1"),
    ],
)
def test_an_address_is_compared_without_what_tracks(url: str, expected: str) -> None:
    assert address(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://i.example/a-1024x683.jpg?v=3", "https://i.example/a.jpg"),
        ("https://i.example/get.jpg?src=b.jpg&w=3", "https://i.example/get.jpg?src=b.jpg"),
        ("https://i.example/image?id=7&w=640&q=75", "https://i.example/image?id=7"),
        ("http://[x", "http://[x"),
    ],
)
def test_a_picture_is_compared_without_its_size(url: str, expected: str) -> None:
    assert picture(url) == expected


def test_white_space_is_folded() -> None:
    assert folded("  a   b \n c ") == "a b\nc"


def test_changes_far_from_each_other_stay_two() -> None:
    kept = "the bridge was shut on Monday and the mayor and the council and the police were told"

    spans = diff(f"First {kept} late", f"Then {kept} early")

    assert spans == (
        ("-", "First"),
        ("+", "Then"),
        ("=", f" {kept} "),
        ("-", "late"),
        ("+", "early"),
    )


def test_an_end_that_both_texts_share_moves_no_change() -> None:
    assert diff("x\u00a0b a", "x b a b a") == (
        ("=", "x"),
        ("-", "\u00a0"),
        ("+", " "),
        ("=", "b a"),
        ("+", " b a"),
    )
    assert diff("one two three", "one two two three") == (
        ("=", "one two"),
        ("+", " two"),
        ("=", " three"),
    )
    assert diff("c a a", "a c a") == (("+", "a "), ("=", "c a"), ("-", " a"))


def test_items_of_one_hash_are_not_taken_for_equal() -> None:
    """RapidFuzz knows "" and NUL by the same number."""
    assert common_runs(["\0", "a"], ["", "a"], Budget()) == [(1, 1, 1)]
    assert common_runs(["a", "\0", "b"], ["a", "", "c"], Budget()) == [(0, 0, 1)]


def test_long_sequences_are_matched_as_code_points() -> None:
    assert common_runs(range(1_100), range(1, 1_101), Budget()) == [(1, 0, 1_099)]
