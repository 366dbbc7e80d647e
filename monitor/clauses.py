"""A condition, ready to be asked: whether it holds, which terms decide that, what it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from monitor.conditions import Condition, Every, Not, Some, Term
from monitor.events import Facts
from monitor.questions import WORDED, Key, Question
from monitor.terms import question

#: which keys are rarest, and so the best to look up
_RARITY = ("phrase", "regex", "source", "host", "label", "op", "field", "kind", "silent", "weight")


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition, or a part of one."""

    of: Condition
    holds: Callable[[Facts], bool]
    #: in the order in which they are written
    parts: tuple[Clause, ...] = ()
    #: what a term asks
    question: Question | None = None

    def why(self, facts: Facts, holds: bool) -> Iterator[str]:
        """The terms that make it hold, or keep it from holding."""
        if self.question is not None:
            term = self.question.term.text
            yield term if holds else f"{term}: {self.question.instead(facts)}"
        elif isinstance(self.of, Not):
            for line in self.parts[0].why(facts, not holds):
                yield line if holds else f"not: {line}"
        else:
            for part in self.parts:
                if part.holds(facts) == holds:
                    yield from part.why(facts, holds)

    def keys(self) -> frozenset[Key] | None:
        """One of these is true of each event for which it holds; None where nothing is sure."""
        if self.question is not None:
            return self.question.keys
        if isinstance(self.of, Not):
            return None
        found = [part.keys() for part in self.parts]
        sure = [keys for keys in found if keys is not None]
        if isinstance(self.of, Some):
            return frozenset().union(*sure) if len(sure) == len(found) else None
        return min(sure, key=_commonness, default=None)

    def questions(self) -> Iterator[Question]:
        """What its terms ask."""
        if self.question is not None:
            yield self.question
        for part in self.parts:
            yield from part.questions()


def clause(condition: Condition, text: str) -> Clause:
    """The condition that was read from `text`; BadRule where a term cannot be asked like this."""
    if isinstance(condition, Term):
        asked = question(condition, text)
        return Clause(condition, asked.holds, question=asked)
    if isinstance(condition, Not):
        inner = clause(condition.of, text)
        return Clause(condition, lambda facts: not inner.holds(facts), (inner,))
    parts = tuple(clause(part, text) for part in condition.of)
    tests = tuple(part.holds for part in sorted(parts, key=_is_dear))
    if isinstance(condition, Every):
        return Clause(condition, lambda facts: all(test(facts) for test in tests), parts)
    return Clause(condition, lambda facts: any(test(facts) for test in tests), parts)


def _is_dear(part: Clause) -> bool:
    return any(asked.term.name in WORDED for asked in part.questions())


def _commonness(keys: frozenset[Key]) -> tuple[int, int]:
    return max((_RARITY.index(name) for name, _ in keys), default=0), len(keys)
