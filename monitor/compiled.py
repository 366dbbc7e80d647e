"""One rule, ready to judge: whether it wants a revision, and why or why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.clauses import Clause, clause
from monitor.conditions import parse
from monitor.digests import Digest
from monitor.events import Event, Facts, Sought
from monitor.expressions import Expressions
from storage.deliveries import Rule
from storage.errors import BadRule

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
    condition: Clause
    digest: Digest
    #: whether the condition asks for first captures
    firsts: bool

    def judge(self, event: Event) -> Decision:
        """Whether this rule wants the revision, and why or why not."""
        return self.decide(Facts(event, sought_by([self])))

    def decide(self, facts: Facts) -> Decision:
        """`judge`, with facts that know what this rule looks for."""
        if not self._asks_for(facts):
            return Decision(
                wanted=False,
                why=("kind:first is not asked for: this is the first capture of the article",),
            )
        wanted = self.condition.holds(facts)
        return Decision(wanted=wanted, why=tuple(self.condition.why(facts, wanted)))

    def reasons(self, facts: Facts) -> tuple[str, ...]:
        """Why the rule wants the revision; empty where it does not."""
        if not self._asks_for(facts) or not self.condition.holds(facts):
            return ()
        return tuple(self.condition.why(facts, True))

    def _asks_for(self, facts: Facts) -> bool:
        return self.firsts or facts.event.revision.kind != "first"


def compiled_rule(rule: Rule) -> Compiled:
    """The rule, ready to judge; BadRule says what is wrong with it, and where."""
    if not rule.name.strip() or len(rule.name) > 100 or not rule.name.isprintable():
        raise BadRule("a rule needs a name of one printable line, of at most 100 characters")
    if not rule.channels or len(rule.channels) > _MOST_CHANNELS:
        raise BadRule(f"rule {rule.name!r} needs a channel to tell (at most {_MOST_CHANNELS})")
    condition = clause(parse(rule.when), rule.when)
    return Compiled(
        rule=rule,
        condition=condition,
        digest=Digest.of(rule),
        firsts=any(
            asked.term.name == "kind" and any(value.text == "first" for value in asked.term.values)
            for asked in condition.questions()
        ),
    )


def sought_by(rules: Iterable[Compiled]) -> Sought:
    """Everything that the rules look for in texts."""
    asked = [question for one in rules for question in one.condition.questions()]
    return Sought(
        Expressions.literally(phrase for question in asked for phrase in question.phrases),
        Expressions.of(pattern for question in asked for pattern in question.patterns),
    )
