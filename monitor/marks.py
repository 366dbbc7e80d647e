"""What is kept, gone and come, written down span by span."""

from __future__ import annotations

from diff_match_patch import diff_match_patch

from monitor.budget import Budget
from storage.records import Mark

#: a single word this long is compared inside
_LONG_WORD = 40
#: characters a side that diff-match-patch is given
_REFINED = 2_000


class Marks:
    """Spans under construction: a change is held back until its end is known."""

    def __init__(self) -> None:
        self.spans: list[tuple[Mark, str]] = []
        self._gone = self._come = ""

    def pend(self, gone: str, come: str) -> None:
        """Add to the change that is being gathered."""
        self._gone += gone
        self._come += come

    def keep(self, text: str, budget: Budget) -> None:
        """End the change, then keep `text`."""
        if text:
            self.flush(budget)
            self._add("=", text)

    def flush(self, budget: Budget) -> None:
        """Write the gathered change."""
        if self._gone or self._come:
            self.change(self._gone, self._come, budget)
            self._gone = self._come = ""

    def change(self, gone: str, come: str, budget: Budget) -> None:
        """Write one change, with the white space that both sides share left outside."""
        lead = _common_space(gone, come)
        self._add("=", gone[:lead])
        gone, come, end = gone[lead:], come[lead:], ""
        if gone[-1:].isspace():
            tail = _common_space(gone[::-1], come[::-1])
            end = gone[len(gone) - tail :]
            gone, come = gone[: len(gone) - tail], come[: len(come) - tail]
        if min(len(gone), len(come)) >= _LONG_WORD and len(gone.split()) == len(come.split()) == 1:
            for mark, text in _inside(gone, come, budget):
                self._add(mark, text)
        else:
            self._add("-", gone)
            self._add("+", come)
        self._add("=", end)

    def _add(self, mark: Mark, text: str) -> None:
        if not text:
            return
        if self.spans and self.spans[-1][0] == mark:
            self.spans[-1] = (mark, self.spans[-1][1] + text)
        else:
            self.spans.append((mark, text))


def _common_space(one: str, other: str) -> int:
    """How many characters of white space both texts begin with."""
    shared = 0
    for char, across in zip(one, other, strict=False):
        if char != across or not char.isspace():
            break
        shared += 1
    return shared


def _inside(old: str, new: str, budget: Budget) -> list[tuple[Mark, str]]:
    """What differs inside one long word, such as an address or a text without spaces."""
    engine = diff_match_patch()
    engine.Diff_Timeout = 0  # a limit in seconds would make the result depend on the load
    lead = engine.diff_commonPrefix(old, new)
    tail = engine.diff_commonSuffix(old[lead:], new[lead:])
    if not (old.isascii() and new.isascii()) or 2 * (lead + tail) < max(len(old), len(new)):
        return [("-", old), ("+", new)]
    gone, come = old[lead : len(old) - tail], new[lead : len(new) - tail]
    middle: list[tuple[Mark, str]] = [("-", gone), ("+", come)]
    if max(len(gone), len(come)) <= _REFINED and budget.take_characters(len(gone) * len(come)):
        marks: dict[int, Mark] = {0: "=", -1: "-", 1: "+"}
        found = engine.diff_main(gone, come, False)
        engine.diff_cleanupSemantic(found)
        middle = [(marks[op], text) for op, text in found]
    return [("=", old[:lead]), *middle, ("=", old[len(old) - tail :])]
