"""When a host is left alone: its circuit opens after failures in a row, and closes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.records import FailureKind

#: failures in a row that open the circuit
TRIP_AFTER = 5
#: seconds for which it opens first; each further failure doubles them
FIRST_PAUSE = 30.0
#: seconds that no pause of ours exceeds
LONGEST_PAUSE = 3600.0
#: seconds that a server's own Retry-After is followed at most
LONGEST_RETRY_AFTER = 86400.0

#: failures that speak of the host, not of one of its pages
_OF_THE_HOST: frozenset[FailureKind] = frozenset({"dns", "refused", "reset", "timeout", "tls"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """What is remembered of one host."""

    #: in a row
    failures: int = 0
    #: no request before this; None while the circuit is closed
    open_until: datetime | None = None
    #: one line: what the last failure was
    reason: str = ""


CLOSED = Circuit()


def after_answer(
    circuit: Circuit, status: int, retry_at: datetime | None, now: datetime
) -> Circuit:
    """The circuit after an answer; `retry_at` is what the server asked for (429 and 503)."""
    if status not in (429, 503):
        return CLOSED
    reason = f"the server answered {status}"
    if retry_at is None:
        return _one_more(circuit, reason, now)
    latest = now + timedelta(seconds=LONGEST_RETRY_AFTER)
    return Circuit(
        failures=circuit.failures,
        open_until=min(retry_at, latest),
        reason=f"{reason} and asked to be left alone",
    )


def after_failure(circuit: Circuit, kind: FailureKind, now: datetime) -> Circuit:
    """The circuit after a request that brought no answer."""
    return _one_more(circuit, kind, now) if kind in _OF_THE_HOST else circuit


def opens_at(circuit: Circuit, now: datetime) -> datetime | None:
    """When the host may be asked again; None where it may be asked now."""
    until = circuit.open_until
    return until if until is not None and now < until else None


def pause(failures: int) -> float:
    """Seconds for which that many failures in a row open the circuit."""
    if failures < TRIP_AFTER:
        return 0.0
    doublings = min(failures - TRIP_AFTER, 16)
    return min(FIRST_PAUSE * 2.0**doublings, LONGEST_PAUSE)


def _one_more(circuit: Circuit, what: str, now: datetime) -> Circuit:
    failures = circuit.failures + 1
    seconds = pause(failures)
    return Circuit(
        failures=failures,
        open_until=now + timedelta(seconds=seconds) if seconds else circuit.open_until,
        reason=f"{failures} failures in a row, the last: {what}",
    )
