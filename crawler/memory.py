"""What short texts were found to say, remembered for when they come again.

An article that is looked at once more has nearly all of its lines as before, and all pages of a
site have their controls in common. Only results of pure functions are remembered, so that a
reading is the same whether its page was seen before or not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

#: characters; longer texts are judged each time, which bounds what is remembered
LONGEST = 400

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Judge = Callable[Concatenate[str, Parameters], Result]


class _Known(dict[str, Result]):
    """The results of one function by text."""

    def __init__(self, judge: Callable[[str], Result], most: int) -> None:
        super().__init__()
        self.judge = judge
        self.most = most

    def __missing__(self, text: str) -> Result:
        result = self.judge(text)
        if len(text) <= LONGEST:
            if len(self) >= self.most:
                self.clear()
            self[text] = result
        return result


def recalled(most: int) -> Callable[[Callable[[str], Result]], Callable[[str], Result]]:
    """As `remembered`, for a function of a text alone, of which a known text runs no line.

    When there are `most` results, all are forgotten.
    """
    return lambda judge: _Known(judge, most).__getitem__


def remembered(
    most: int,
) -> Callable[[Judge[Parameters, Result]], Judge[Parameters, Result]]:
    """Keep the latest `most` results of a pure function of a text; they must be immutable."""

    def keep(function: Judge[Parameters, Result]) -> Judge[Parameters, Result]:
        known: Judge[Parameters, Result] = lru_cache(maxsize=most)(function)

        @wraps(function)
        def judge(text: str, *others: Parameters.args, **more: Parameters.kwargs) -> Result:
            return (known if len(text) <= LONGEST else function)(text, *others, **more)

        return cast("Judge[Parameters, Result]", judge)

    return keep
