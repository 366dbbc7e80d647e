"""Politeness towards each host: its circuit, and the pace of Scrapy's download slot for it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from crawler.breaker import CLOSED, Circuit, after_answer, after_failure, opens_at
from crawler.limits import Limits
from storage.errors import FetchError
from storage.records import FailureKind


class Hosts:
    """What is known of each host for as long as the crawler runs."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._circuits: dict[str, Circuit] = {}
        #: seconds that a host's robots.txt asks for between two requests
        self._crawl_delays: dict[str, float] = {}
        #: on the monotonic clock: nothing is sent to the host before
        self._held: dict[str, float] = {}
        #: how many transfers run, over all hosts
        self.gate = asyncio.Semaphore(limits.concurrency)
        #: what runs for several checks at once, and must end with the crawler
        self.tasks: set[asyncio.Task[Any]] = set()

    def admit(self, host: str) -> None:
        """FetchError while the host's circuit is open."""
        circuit = self._circuits.get(host)
        if circuit is None:
            return
        if until := opens_at(circuit, datetime.now(UTC)):
            raise FetchError(
                f"{host} is left alone until {until:%Y-%m-%d %H:%M:%S} UTC: {circuit.reason}",
                kind="circuit_open",
                retry_at=until,
            )

    def answered(self, host: str, status: int, retry_at: datetime | None) -> None:
        """Take note of an answer: wait for a short Retry-After, open the circuit for a long one."""
        now = datetime.now(UTC)
        if retry_at is not None and retry_at - now <= timedelta(seconds=self._limits.patience):
            self._held[host] = monotonic() + (retry_at - now).total_seconds()
            return
        self._keep(host, after_answer(self._circuits.get(host, CLOSED), status, retry_at, now))

    def failed(self, host: str, kind: FailureKind) -> None:
        """Take note of a request that brought no answer."""
        circuit = self._circuits.get(host, CLOSED)
        self._keep(host, after_failure(circuit, kind, datetime.now(UTC)))

    def slow_down(self, host: str, seconds: float | None) -> None:
        """Take over the host's Crawl-delay; None where it states none."""
        if seconds is None:
            self._crawl_delays.pop(host, None)
        else:
            self._crawl_delays[host] = min(seconds, self._limits.max_crawl_delay)

    def pace(self, host: str, slot: Any) -> None:
        """Tell Scrapy's slot how long to wait before the host's next request.

        The slot waits for `delay` after `lastseen`: that serves for a pause as well.
        """
        until = self._held.get(host)
        if until is None:
            slot.delay = max(self._limits.host_delay, self._crawl_delays.get(host, 0.0))
        elif (seconds := until - monotonic()) > 0:
            # a little longer, so that the pause is over before the slot looks again
            slot.delay = seconds + 0.05
            slot.lastseen = monotonic()
            asyncio.get_running_loop().call_later(seconds, self.pace, host, slot)
        else:
            del self._held[host]
            self.pace(host, slot)

    def _keep(self, host: str, circuit: Circuit) -> None:
        if circuit == CLOSED:
            self._circuits.pop(host, None)
        else:
            self._circuits[host] = circuit
