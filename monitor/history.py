"""What one look at an article means for its history: a pure step from one state to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.absence import Absence
from monitor.compare import compare, content_key
from storage.records import (
    ArticleState,
    Comparison,
    Outcome,
    Reading,
    RevisionKind,
    Verdict,
)

#: verdicts of pages that somebody put between us and the article
BLOCKS: tuple[Verdict, ...] = ("blocked", "consent", "login", "paywall")
ABSENT = (404, 410)
#: looks in a row until an absence counts: a status says it plainly, a page may be mistaken
LOOKS_BY_STATUS = 2
LOOKS_BY_PAGE = 3
#: how long two texts that take turns count as variants of one revision
FLIPS_WITHIN = timedelta(hours=12)
#: the ledger's word for a look that saw the other one
VARIANT = "a variant that was seen before, shown in turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one answer showed."""

    status: int
    at: datetime
    #: None where the answer was not read
    reading: Reading | None = None
    #: it reads as the last one did, by its imprint, and was not read for that reason
    alike: bool = False
    #: of what the reading follows from; None where a page like it must be read again
    imprint: str | None = None
    #: when the page says that it was updated
    updated: datetime | None = None
    #: the address that a permanent redirect led to
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the history holds so far."""

    state: ArticleState = "live"
    #: the key of the newest reading; None before the first
    key: str | None = None
    #: gives the newest reading; asked only where something differs
    reading: Callable[[], Reading] | None = None
    suspect: str | None = None
    #: when the text returned to an earlier one, if that was the last thing that happened
    reverted_at: datetime | None = None
    #: the key of the reading before the newest
    other: str | None = None
    #: addresses already known to be this article's
    addresses: frozenset[str] = frozenset()
    #: how long an article must have been missing before it counts as gone
    gone_after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the look amounts to."""

    outcome: Outcome
    detail: str | None = None
    #: None where the history does not grow
    kind: RevisionKind | None = None
    comparison: Comparison | None = None
    labels: tuple[str, ...] = ()
    reverts_to: int | None = None
    key: str | None = None
    state: ArticleState = "live"
    suspect: str | None = None
    #: look again within minutes, before it counts
    confirm: bool = field(default=False)


def step(
    memory: Memory,
    seen: Seen,
    *,
    known: Callable[[str], int | None],
    names: tuple[str, str] = ("old", "new"),
) -> Step:
    """The step from what was known to what is known now.

    `known` gives the number of the revision that had the reading with that key; `names` are
    what the comparison calls its two sides.
    """
    if seen.status in ABSENT:
        return _absent(memory, seen, f"HTTP {seen.status}", LOOKS_BY_STATUS)
    if seen.alike and memory.key is not None:
        return _same(memory, seen, memory.key)
    if seen.reading is None or seen.reading.quality.verdict != "article":
        return _untrusted(memory, seen)
    return _trusted(memory, seen, seen.reading, known=known, names=names)


def _trusted(
    memory: Memory,
    seen: Seen,
    reading: Reading,
    *,
    known: Callable[[str], int | None],
    names: tuple[str, str],
) -> Step:
    key = content_key(reading)
    if memory.key is None:
        return Step(outcome="captured", kind="first", key=key)
    if key == memory.key:
        return _same(memory, seen, key)
    if _flips(memory, seen, key):
        return Step(outcome="captured", detail=VARIANT, state=memory.state)
    return _changed(memory, reading, seen.moved_to, key, known=known, names=names)


def _flips(memory: Memory, seen: Seen, key: str) -> bool:
    """Whether the text goes to and fro between two values within hours: variants on trial.

    The first way there and the first way back are history; what follows is the same story.
    """
    if memory.reverted_at is None or key != memory.other:
        return False
    return seen.at - memory.reverted_at <= FLIPS_WITHIN


def _absent(memory: Memory, seen: Seen, detail: str, enough: int) -> Step:
    if memory.state == "gone":
        return Step(outcome="gone", detail=detail, state="gone")
    before = Absence.loads(memory.suspect)
    absence = before.again() if before else Absence(since=seen.at)
    often = absence.looks >= enough
    if not often or seen.at - absence.since < memory.gone_after:
        return Step(
            outcome="gone",
            detail=f"{detail}, to be confirmed",
            state="suspected_gone",
            suspect=absence.dumps(),
            confirm=not often,
        )
    kind: RevisionKind | None = None if memory.key is None else "gone"
    return Step(outcome="gone", detail=detail, kind=kind, labels=("gone",), state="gone")


def _untrusted(memory: Memory, seen: Seen) -> Step:
    verdict = seen.reading.quality.verdict if seen.reading else None
    reasons = seen.reading.quality.reasons if seen.reading else ()
    outcome: Outcome = "blocked" if verdict in BLOCKS or seen.status in (401, 403) else "failed"
    what = verdict.replace("_", " ") if verdict else f"HTTP {seen.status}"
    detail = f"{what}: {reasons[0]}" if reasons else what
    if verdict == "soft_404" and memory.key is not None:
        return _absent(memory, seen, detail, LOOKS_BY_PAGE)
    return Step(outcome=outcome, detail=detail, state=memory.state, suspect=memory.suspect)


def _same(memory: Memory, seen: Seen, key: str) -> Step:
    moved = _moved(memory, seen.moved_to)
    if memory.state == "gone":
        return Step(
            outcome="captured", kind="restored", labels=("restored",), key=key, state="restored"
        )
    if moved:
        return Step(outcome="captured", kind="moved", labels=("moved",), key=key)
    return Step(outcome="captured", state="restored" if memory.state == "restored" else "live")


def _changed(
    memory: Memory,
    reading: Reading,
    moved_to: str | None,
    key: str,
    *,
    known: Callable[[str], int | None],
    names: tuple[str, str],
) -> Step:
    assert memory.reading is not None  # noqa: S101 -- the caller looked
    comparison = compare(memory.reading(), reading, old_name=names[0], new_name=names[1])
    earlier = known(key)
    if "shrunk" in comparison.labels and memory.suspect != key and earlier is None:
        return Step(
            outcome="suspicious",
            detail="much shorter than before, to be confirmed",
            state=memory.state,
            suspect=key,
            confirm=True,
        )
    kind: RevisionKind = "edit"
    labels: tuple[str, ...] = ()
    state: ArticleState = "live"
    if earlier is not None:
        kind, labels = "revert", ("revert",)
    if _moved(memory, moved_to):
        kind, labels = "moved", (*labels, "moved")
    if memory.state == "gone":
        kind, labels, state = "restored", (*labels, "restored"), "restored"
    return Step(
        outcome="captured",
        kind=kind,
        comparison=comparison,
        labels=labels,
        reverts_to=earlier,
        key=key,
        state=state,
    )


def _moved(memory: Memory, moved_to: str | None) -> bool:
    return moved_to is not None and moved_to not in memory.addresses
