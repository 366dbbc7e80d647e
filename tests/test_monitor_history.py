"""What a look means for the history: a pure step, tested with values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from factories import NOON, after, make_reading
from monitor.compare import compare, content_key
from monitor.history import VARIANT, Memory, Seen, Step, step
from storage.records import Quality, Verdict

SENTENCE = (
    "of the article stands here, long enough that its loss would be noticed by a reader of it."
)
OLD = make_reading(*(f"Paragraph {number} {SENTENCE}" for number in range(12)))
NEW = make_reading(*(block.text for block in OLD.blocks[:11]), "The last one was rewritten today.")
STUB = make_reading(f"Paragraph 0 {SENTENCE}")


def memory(**overrides: Any) -> Memory:
    return Memory(**({"reading": lambda: OLD, "key": content_key(OLD)} | overrides))


def page(reading: Any = OLD, **overrides: Any) -> Seen:
    return Seen(**({"status": 200, "at": NOON, "reading": reading} | overrides))


def missing(status: int = 404, minutes: float = 0) -> Seen:
    return Seen(status=status, at=after(minutes))


def says_missing(minutes: float = 0) -> Seen:
    quality = Quality(verdict="soft_404", reasons=("title:Page not found",))
    return page(make_reading(quality=quality), at=after(minutes))


def nobody(key: str) -> int | None:
    return None


def test_the_first_trusted_reading_is_the_first_revision() -> None:
    taken = step(Memory(), page(), known=nobody)

    assert taken == Step(outcome="captured", kind="first", key=content_key(OLD))


def test_the_same_reading_is_no_revision() -> None:
    assert step(memory(suspect="x"), page(), known=nobody) == Step(outcome="captured")


def test_another_reading_is_an_edit_with_its_comparison() -> None:
    taken = step(memory(), page(NEW), known=nobody, names=("a@r1", "a@r2"))

    assert (taken.kind, taken.state) == ("edit", "live")
    assert taken.comparison == compare(OLD, NEW, old_name="a@r1", new_name="a@r2")


def test_a_return_to_an_earlier_text_is_a_revert() -> None:
    taken = step(memory(), page(NEW), known=lambda key: 3)

    assert (taken.kind, taken.reverts_to, taken.labels) == ("revert", 3, ("revert",))


def test_a_sudden_shrinkage_counts_only_when_it_was_seen_twice() -> None:
    first = step(memory(), page(STUB), known=nobody)
    second = step(memory(suspect=first.suspect), page(STUB), known=nobody)

    assert (first.outcome, first.kind, first.confirm) == ("suspicious", None, True)
    assert first.suspect == content_key(STUB)
    assert (second.outcome, second.kind, second.suspect) == ("captured", "edit", None)


def test_a_shrinkage_that_was_not_seen_again_leaves_no_trace() -> None:
    first = step(memory(), page(STUB), known=nobody)

    taken = step(memory(suspect=first.suspect), page(OLD), known=nobody)

    assert taken == Step(outcome="captured")


@pytest.mark.parametrize("status", [404, 410])
def test_a_disappearance_is_suspected_then_confirmed_then_known(status: int) -> None:
    first = step(memory(), missing(status), known=nobody)
    second = step(memory(state=first.state, suspect=first.suspect), missing(status), known=nobody)
    third = step(memory(state="gone"), missing(status), known=nobody)

    assert (first.kind, first.state, first.confirm) == (None, "suspected_gone", True)
    assert (second.kind, second.state, second.labels) == ("gone", "gone", ("gone",))
    assert (third.kind, third.state, third.outcome) == (None, "gone", "gone")


def walked(*looks: Seen, **overrides: Any) -> list[Step]:
    """The steps of these looks, each from what the one before it left."""
    steps: list[Step] = []
    for seen in looks:
        left = {"state": steps[-1].state, "suspect": steps[-1].suspect} if steps else {}
        steps.append(step(memory(**(overrides | left)), seen, known=nobody))
    return steps


def test_a_page_that_says_it_is_not_there_is_believed_the_third_time() -> None:
    steps = walked(says_missing(), says_missing(), says_missing(), says_missing())

    assert [(one.outcome, one.kind, one.state, one.confirm) for one in steps] == [
        ("gone", None, "suspected_gone", True),
        ("gone", None, "suspected_gone", True),
        ("gone", "gone", "gone", False),
        ("gone", None, "gone", False),
    ]
    assert steps[0].detail == "soft 404: title:Page not found, to be confirmed"


def test_an_absence_counts_after_the_time_that_was_set() -> None:
    looks = [missing(minutes=minutes) for minutes in (0, 10, 50, 60)]

    steps = walked(*looks, gone_after=timedelta(hours=1))

    assert [(one.kind, one.confirm) for one in steps] == [
        (None, True),
        (None, False),
        (None, False),
        ("gone", False),
    ]


def test_an_absence_outlasts_an_error_and_ends_with_the_page() -> None:
    interrupted = walked(missing(), Seen(status=503, at=NOON), missing())
    back = walked(missing(), page(), missing())

    assert interrupted[-1].kind == "gone"
    assert (back[1].state, back[1].suspect) == ("live", None)
    assert (back[2].kind, back[2].state) == (None, "suspected_gone")


def test_an_address_that_never_had_an_article_goes_without_a_revision() -> None:
    suspected = step(Memory(), missing(), known=nobody)
    taken = step(Memory(suspect=suspected.suspect), missing(), known=nobody)
    said = step(Memory(), says_missing(), known=nobody)

    assert (taken.kind, taken.state) == (None, "gone")
    assert (said.outcome, said.state) == ("failed", "live")


def test_a_page_that_is_back_is_restored() -> None:
    same = step(memory(state="gone"), page(), known=nobody)
    other = step(memory(state="gone"), page(NEW), known=nobody)
    still = step(memory(state="restored"), page(), known=nobody)

    assert (same.kind, same.state, same.comparison) == ("restored", "restored", None)
    assert (other.kind, other.state) == ("restored", "restored")
    assert other.comparison is not None
    assert (still.kind, still.state) == (None, "restored")


def test_a_permanent_redirect_to_a_new_address_is_a_move_once() -> None:
    there = "https://paper.example/news/two"
    same = step(memory(), page(moved_to=there), known=nobody)
    other = step(memory(), page(NEW, moved_to=there), known=nobody)
    again = step(memory(addresses=frozenset({there})), page(moved_to=there), known=nobody)

    assert (same.kind, same.labels) == ("moved", ("moved",))
    assert (other.kind, other.labels) == ("moved", ("moved",))
    assert again.kind is None


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        ("blocked", "blocked"),
        ("paywall", "blocked"),
        ("truncated", "failed"),
    ],
)
def test_a_page_that_cannot_be_trusted_makes_no_revision(verdict: Verdict, outcome: str) -> None:
    reading = make_reading(quality=Quality(verdict=verdict, reasons=("title:x",)))

    taken = step(memory(suspect="s"), page(reading), known=nobody)

    assert (taken.outcome, taken.kind, taken.suspect) == (outcome, None, "s")
    assert taken.detail == f"{verdict.replace('_', ' ')}: title:x"


@pytest.mark.parametrize(
    ("status", "outcome"), [(403, "blocked"), (500, "failed"), (206, "failed")]
)
def test_an_error_status_is_kept_as_an_outcome(status: int, outcome: str) -> None:
    taken = step(memory(), missing(status), known=nobody)

    assert (taken.outcome, taken.detail) == (outcome, f"HTTP {status}")


def test_texts_that_take_turns_within_hours_are_variants() -> None:
    turning = memory(other=content_key(NEW), reverted_at=NOON)

    soon = step(turning, page(NEW, at=after(60)), known=lambda key: 2)
    late = step(turning, page(NEW, at=after(60 * 13)), known=lambda key: 2)
    third = step(turning, page(STUB, at=after(60)), known=nobody)

    assert (soon.kind, soon.detail) == (None, VARIANT)
    assert late.kind == "revert"
    assert third.outcome == "suspicious"
