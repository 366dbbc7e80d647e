"""What comes at the same moment, handled together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

#: handled without a pause; more wait for the next turn, so that the loop serves others between
MOST = 8

#: seconds that what comes is waited for: the loop asks for the next answers meanwhile
PAUSE = 0.002

Handle = Callable[[list[Item]], list[Result | Exception]]


@dataclass(slots=True, eq=False)
class Intake(Generic[Item, Result]):
    """Gathers the items of a moment, then handles them at once."""

    _waiting: list[tuple[Item, asyncio.Future[Result]]] = field(default_factory=list)

    async def put(self, item: Item, handle: Handle[Item, Result]) -> Result:
        """The item's result; raises the exception that stands in its place."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._waiting.append((item, future))
        if len(self._waiting) == 1:
            loop.call_later(PAUSE, self._empty, handle)
        return await future

    def _empty(self, handle: Handle[Item, Result]) -> None:
        # nobody waits for the result of a cancelled one
        waiting = [pair for pair in self._waiting if not pair[1].done()]
        now, self._waiting = waiting[:MOST], waiting[MOST:]
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._empty, handle)
        if not now:
            return
        results: list[Result | Exception]
        try:
            results = handle([item for item, _ in now])
        except Exception as error:  # each of those who wait hears of it
            results = [error] * len(now)
        for (_, future), result in zip(now, results, strict=True):
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
