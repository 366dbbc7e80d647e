"""What comes in one turn of the loop is handled at once, each with its own result."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from look.intake import MOST, Intake

Handle = Callable[[list[int]], list[int | Exception]]


def doubling(batches: list[list[int]]) -> Handle:
    def handle(items: list[int]) -> list[int | Exception]:
        batches.append(items)
        return [ValueError("odd") if item % 2 else 2 * item for item in items]

    return handle


async def put_all(count: int, handle: Handle) -> list[int | BaseException]:
    intake: Intake[int, int] = Intake()
    return await asyncio.gather(
        *(intake.put(item, handle) for item in range(count)), return_exceptions=True
    )


def test_items_of_one_turn_are_handled_together_and_fail_alone() -> None:
    batches: list[list[int]] = []

    results = asyncio.run(put_all(3, doubling(batches)))

    assert batches == [[0, 1, 2]]
    assert (results[0], str(results[1]), results[2]) == (0, "odd", 4)


def test_no_more_than_a_few_are_handled_without_a_pause() -> None:
    batches: list[list[int]] = []

    asyncio.run(put_all(2 * MOST + 1, doubling(batches)))

    assert [len(batch) for batch in batches] == [MOST, MOST, 1]


def test_what_fails_as_a_whole_is_heard_by_each() -> None:
    def broken(_: list[int]) -> list[int | Exception]:
        raise OSError("the disk is full")

    results = asyncio.run(put_all(2, broken))

    assert [str(result) for result in results] == ["the disk is full"] * 2


def test_a_cancelled_item_is_left_out() -> None:
    batches: list[list[int]] = []

    async def main() -> None:
        intake: Intake[int, int] = Intake()
        task = asyncio.create_task(intake.put(1, doubling(batches)))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0)
        assert await intake.put(2, doubling(batches)) == 4

    asyncio.run(main())

    assert batches == [[2]]
