"""What goes out together, and in which order."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from factories import NOON, after
from monitor.batches import FLOOD, Item, gathered, one_by_one, together
from storage.deliveries import Delivery


def make_item(number: int, article: int | None, due: float = 0, **values: str) -> Item:
    delivery = Delivery(
        id=number,
        key=f"k{number}",
        rule=values.get("rule", "desk"),
        channel="wire",
        revision_id=number,
        state="owed",
        attempts=0,
        due_at=after(due),
        created_at=NOON,
    )
    return Item(delivery, article, values.get("signature", ""))


def numbers(batches: list[list[Item]]) -> list[list[int]]:
    return [[item.delivery.id for item in batch] for batch in batches]


def test_what_is_due_at_once_goes_out_one_by_one() -> None:
    items = [make_item(1, 1, 0), make_item(2, 2, 1), make_item(3, 1, 2)]

    assert numbers(together(items)) == [[1], [2], [3]]
    assert numbers(one_by_one(items)) == [[1], [2], [3]]


def test_what_a_rule_gathered_for_the_same_time_is_one_message() -> None:
    items = [make_item(1, 1), make_item(2, 2), make_item(3, 3, rule="other"), make_item(4, 1)]

    assert numbers(together(items)) == [[1, 2, 4], [3]]


def test_the_same_change_in_many_articles_is_one_message() -> None:
    items = [make_item(number, number, number, signature="s") for number in range(1, 5)]

    assert numbers(together(items)) == [[1, 2, 3, 4]]


def test_a_message_about_the_archive_stands_alone() -> None:
    items = [make_item(1, None), make_item(2, None), make_item(3, 1)]

    assert numbers(together(items)) == [[1], [2], [3]]


def test_too_many_messages_of_a_rule_become_one() -> None:
    items = [make_item(number, number, number) for number in range(FLOOD + 1)]
    others = [make_item(100, 100, 0.5, rule="calm")]

    assert numbers(together([items[0], *others, *items[1:]])) == [[*range(FLOOD + 1)], [100]]


def test_nothing_of_an_article_is_passed_by_a_later_change_that_has_a_like() -> None:
    items = [
        make_item(1, 7, 0, signature="s"),
        make_item(2, 8, 1),
        make_item(3, 8, 2, signature="s"),
    ]

    assert numbers(together(items)) == [[1], [2], [3]]


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(0, 3), st.sampled_from(("", "s", "t"))),
        max_size=30,
    )
)
def test_the_order_of_an_article_is_kept(plan: list[tuple[int, int, str]]) -> None:
    items = [
        make_item(number, article, due, signature=signature)
        for number, (article, due, signature) in enumerate(sorted(plan, key=lambda one: one[1]))
    ]

    flat = [item for batch in together(items) for item in batch]

    for article in range(1, 5):
        mine = [one.delivery.id for one in items if one.article_id == article]
        assert [one.delivery.id for one in flat if one.article_id == article] == mine


def test_a_rule_that_sent_much_is_gathered_for_an_hour() -> None:
    busy = make_item(1, 1, 0).delivery
    calm = make_item(2, 2, 0, rule="calm").delivery
    sent = {"desk": FLOOD, "calm": FLOOD - 1}

    assert gathered([busy, calm], sent, after(59)) == (calm,)
    assert gathered([busy, calm], sent, NOON + timedelta(hours=1)) == (busy, calm)
