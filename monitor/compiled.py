"""One rule, ready to judge: whether it wants a revision, and why or why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from monitor.conditions import Condition, Every, Not, Some, Term, parse
from monitor.digests import Digest
from monitor.events import Event, Facts
from monitor.questions import WORDED, Key, Question
from monitor.terms import question
from storage.deliveries import Rule
from storage.errors import BadRule

#: which keys are rarest, and so the best to look up
_RARITY = ("word", "regex", "source", "host", "label", "op", "field", "kind", "silent", "weight")
_MOST_CHANNELS = 50


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a rule wants a revision, and which parts of its condition decided that."""

    wanted: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule, ready to judge."""

    rule: Rule
    condition: Condition
    questions: Mapping[Term, Question]
    #: the whole condition as one function
    holds: Callable[[Facts], bool]
    digest: Digest
    #: whether the condition asks for first captures
    firsts: bool

    def judge(self, event: Event) -> Decision:
        """Whether this rule wants the revision, and why or why not."""
        return self.decide(Facts(event))

    def decide(self, facts: Facts) -> Decision:
        """`judge`, with facts that were prepared for all rules."""
        if facts.event.revision.kind == "first" and not self.firsts:
            return Decision(
                wanted=False,
                why=("kind:first is not asked for: this is the first capture of the article",),
            )
        wanted = self.holds(facts)
        return Decision(wanted=wanted, why=tuple(self._why(self.condition, facts, wanted)))

    def wants(self, facts: Facts) -> bool:
        """The decision alone."""
        if facts.event.revision.kind == "first" and not self.firsts:
            return False
        return self.holds(facts)

    def keys(self) -> frozenset[Key] | None:
        """One of these is true of each event that is wanted; None where nothing is sure."""
        return self._keys(self.condition)

    def _why(self, condition: Condition, facts: Facts, holds: bool) -> list[str]:
        """The terms that make the condition hold, or keep it from holding."""
        if isinstance(condition, Term):
            if holds:
                return [condition.text]
            return [f"{condition.text}: {self.questions[condition].instead(facts)}"]
        if isinstance(condition, Not):
            inner = self._why(condition.of, facts, not holds)
            return inner if holds else [f"not: {line}" for line in inner]
        return [
            line
            for part in condition.of
            if _function(part, self.questions)(facts) == holds
            for line in self._why(part, facts, holds)
        ]

    def _keys(self, condition: Condition) -> frozenset[Key] | None:
        if isinstance(condition, Term):
            return self.questions[condition].keys
        if isinstance(condition, Not):
            return None
        found = [self._keys(part) for part in condition.of]
        if isinstance(condition, Some):
            return None if None in found else frozenset().union(*filter(None, found))
        sure = [keys for keys in found if keys is not None]
        return min(sure, key=_commonness) if sure else None


def compiled_rule(rule: Rule) -> Compiled:
    """The rule, ready to judge; BadRule says what is wrong with it, and where."""
    if not rule.name.strip() or len(rule.name) > 100 or not rule.name.isprintable():
        raise BadRule("a rule needs a name of one printable line, of at most 100 characters")
    if not rule.channels or len(rule.channels) > _MOST_CHANNELS:
        raise BadRule(f"rule {rule.name!r} needs a channel to tell (at most {_MOST_CHANNELS})")
    condition = parse(rule.when)
    terms = tuple(_terms(condition))
    questions = {term: question(term, rule.when) for term in terms}
    return Compiled(
        rule=rule,
        condition=condition,
        questions=questions,
        holds=_function(condition, questions),
        digest=Digest.of(rule),
        firsts=any(
            term.name == "kind" and any(value.text == "first" for value in term.values)
            for term in terms
        ),
    )


def _function(condition: Condition, questions: Mapping[Term, Question]) -> Callable[[Facts], bool]:
    """The condition as one function, which asks what is cheap to answer first."""
    if isinstance(condition, Term):
        return questions[condition].holds
    if isinstance(condition, Not):
        inner = _function(condition.of, questions)
        return lambda facts: not inner(facts)
    parts = tuple(_function(part, questions) for part in sorted(condition.of, key=_is_dear))
    if isinstance(condition, Every):
        return lambda facts: all(part(facts) for part in parts)
    return lambda facts: any(part(facts) for part in parts)


def _is_dear(condition: Condition) -> bool:
    return any(term.name in WORDED for term in _terms(condition))


def _terms(condition: Condition) -> Iterable[Term]:
    if isinstance(condition, Term):
        yield condition
    elif isinstance(condition, Not):
        yield from _terms(condition.of)
    else:
        for part in condition.of:
            yield from _terms(part)


def _commonness(keys: frozenset[Key]) -> tuple[int, int]:
    return max((_RARITY.index(name) for name, _ in keys), default=0), len(keys)
