"""Which of the messages owed to a channel go out together, and in which order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.deliveries import Delivery

#: messages of one rule that go out one by one; more of them are gathered
FLOOD = 10
#: how long a rule that has sent that many is gathered
CALM = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Item:
    """A delivery, with what decides about its company."""

    delivery: Delivery
    #: None where it is about no article
    article_id: int | None
    #: the same for the same change in other articles; "" for a change without a like
    signature: str


def one_by_one(items: Sequence[Item]) -> list[list[Item]]:
    """For machines: each by itself, in order."""
    return [[item] for item in items]


def together(items: Sequence[Item]) -> list[list[Item]]:
    """For people: what is due at the same time for a rule, and the same change, as one.

    A batch stands where its first item stood; no item passes another one of its article.
    """
    batches: list[list[Item]] = []
    place: dict[tuple[str, str], int] = {}
    last: dict[int, int] = {}
    for item in items:
        number = _company(item, place, last)
        if number is None:
            number = len(batches)
            batches.append([])
        batches[number].append(item)
        for key in _keys(item):
            place[key] = number
        if item.article_id is not None:
            last[item.article_id] = number
    return _calmed(batches)


def gathered(
    deliveries: Sequence[Delivery], sent: Mapping[str, int], now: datetime
) -> tuple[Delivery, ...]:
    """Without those of rules that sent so much lately that the rest is gathered for a while."""
    oldest: dict[str, datetime] = {}
    for delivery in deliveries:
        due = min(delivery.due_at, oldest.get(delivery.rule, delivery.due_at))
        oldest[delivery.rule] = due
    waiting = {
        rule for rule, due in oldest.items() if sent.get(rule, 0) >= FLOOD and now - due < CALM
    }
    return tuple(
        delivery
        for delivery in deliveries
        if delivery.rule not in waiting or delivery.batch is not None
    )


def _company(
    item: Item, place: Mapping[tuple[str, str], int], last: Mapping[int, int]
) -> int | None:
    """The batch that the item may join."""
    if item.article_id is None:
        return None
    after = last.get(item.article_id, 0)
    fitting = (place.get(key) for key in _keys(item))
    return next((number for number in fitting if number is not None and number >= after), None)


def _keys(item: Item) -> tuple[tuple[str, str], ...]:
    if item.article_id is None:
        return ()
    delivery = item.delivery
    same_time = (delivery.rule, delivery.due_at.isoformat())
    return ((delivery.rule, item.signature), same_time) if item.signature else (same_time,)


def _calmed(batches: list[list[Item]]) -> list[list[Item]]:
    """The batches of a rule that has too many as one, where the first of them stood."""
    of_rule: defaultdict[str, int] = defaultdict(int)
    for batch in batches:
        of_rule[batch[0].delivery.rule] += batch[0].article_id is not None
    calmed: list[list[Item]] = []
    merged: dict[str, list[Item]] = {}
    for batch in batches:
        rule = batch[0].delivery.rule
        if batch[0].article_id is None or of_rule[rule] <= FLOOD:
            calmed.append(batch)
        elif rule in merged:
            merged[rule].extend(batch)
        else:
            merged[rule] = list(batch)
            calmed.append(merged[rule])
    return calmed
