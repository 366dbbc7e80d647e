"""Does a rule want to hear of a revision, why or why not, and when is it told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.compiled import Compiled, Decision, compiled_rule, sought_by
from monitor.events import Event, Facts, Sought
from monitor.keys import key_of
from monitor.questions import Key
from monitor.terms import keys_of
from storage.deliveries import Rule
from storage.errors import BadRule

#: what was seen longer ago than this is history that was brought in, and told to nobody
NEWS = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A message that the outbox is to hold."""

    #: the same for the same rule, channel and state of the article, however often it is found
    key: str
    rule: str
    channel: str
    due_at: datetime
    #: why it is kept back; None: it is sent
    held: str | None
    why: tuple[str, ...]

    @property
    def payload(self) -> dict[str, str]:
        """What the outbox keeps with it."""
        return {"why": "\n".join(self.why)}


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules at once, indexed so that a revision asks few of them."""

    compiled: tuple[Compiled, ...]
    #: rules that cannot be understood (any more), each with what is wrong
    broken: tuple[tuple[Rule, str], ...]
    index: Mapping[Key, tuple[int, ...]]
    #: rules that have to be asked each time
    free: tuple[int, ...]
    sought: Sought

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> RuleSet:
        """The rules that are enabled; one that is broken does not keep the others from working."""
        compiled: list[Compiled] = []
        broken: list[tuple[Rule, str]] = []
        for rule in rules:
            if not rule.enabled:
                continue
            try:
                compiled.append(compile_rule(rule))
            except BadRule as error:
                broken.append((rule, str(error)))
        index, free = _index(compiled)
        return cls(tuple(compiled), tuple(broken), index, free, sought_by(compiled))

    def wanting(self, event: Event) -> tuple[tuple[Compiled, tuple[str, ...]], ...]:
        """The rules that want the event, in their order, each with the reason."""
        facts = Facts(event, self.sought)
        chosen = set(self.free)
        for key in keys_of(facts):
            chosen.update(self.index.get(key, ()))
        asked = (self.compiled[number] for number in sorted(chosen))
        return tuple((one, why) for one in asked if (why := one.reasons(facts)))


def compile_rule(rule: Rule) -> Compiled:
    """The rule, ready to judge; BadRule says what is wrong with it, and where."""
    return compiled_rule(rule)


def owed(event: Event, rules: RuleSet, now: datetime) -> list[Owed]:
    """Which messages the event makes us owe, those that are held back with their reason."""
    held = _held(event, now)
    found = []
    for compiled, why in rules.wanting(event):
        due = compiled.digest.due(now)
        for channel in dict.fromkeys(compiled.rule.channels):
            found.append(
                Owed(
                    key=delivery_key(compiled.rule.name, channel, event),
                    rule=compiled.rule.name,
                    channel=channel,
                    due_at=due,
                    held=held,
                    why=why,
                )
            )
    return found


def delivery_key(rule: str, channel: str, event: Event) -> str:
    """The idempotency key: of the rule, the channel, the article and what was seen when.

    Not of the revision's number, which a rebuild with a better extractor may change.
    """
    seen = event.revision.seen_at.timestamp()
    return key_of(rule, channel, str(event.article.id), f"{seen:.6f}", event.revision.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What a rule makes of one revision."""

    event: Event
    decision: Decision
    #: when it would have been sent; None where it would not
    due_at: datetime | None


def explain(rule: Rule, events: Iterable[Event]) -> list[Explained]:
    """What a rule would have sent of past revisions, and for each other one why not."""
    compiled = compile_rule(rule)
    sought = sought_by([compiled])
    rows = []
    for event in events:
        decision = compiled.decide(Facts(event, sought))
        due = compiled.digest.due(event.revision.seen_at) if decision.wanted else None
        rows.append(Explained(event=event, decision=decision, due_at=due))
    return rows


def _held(event: Event, now: datetime) -> str | None:
    passed = now - event.revision.seen_at
    if passed <= NEWS:
        return None
    return f"history: it was seen {passed.days} days before it came into the archive"


def _index(compiled: list[Compiled]) -> tuple[dict[Key, tuple[int, ...]], tuple[int, ...]]:
    index: defaultdict[Key, list[int]] = defaultdict(list)
    free = []
    for number, one in enumerate(compiled):
        keys = one.condition.keys()
        if keys is None:
            free.append(number)
        for key in keys or ():
            index[key].append(number)
    return {key: tuple(numbers) for key, numbers in index.items()}, tuple(free)
