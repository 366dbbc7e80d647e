"""Politeness towards each host: its turns, its pace and its circuit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from crawler.breaker import CLOSED, Circuit, after_answer, after_failure, opens_at
from crawler.limits import Limits
from storage.errors import FetchError
from storage.records import FailureKind

#: idle lanes are dropped when there are so many
_MANY = 4096


class _Lane:
    """The way to one host: so many abreast, and so far apart."""

    def __init__(self, width: int) -> None:
        self.room = asyncio.Semaphore(width)
        self.start = asyncio.Lock()
        #: on the monotonic clock: nothing starts before
        self.opens = 0.0
        self.users = 0


class Hosts:
    """What is known of each host for as long as the crawler runs.

    The pace is kept here and not by Scrapy's download slots: of requests that come in one turn
    of the loop, Scrapy 2.19 lets through all, whatever the slot's concurrency.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._circuits: dict[str, Circuit] = {}
        #: seconds that a host's robots.txt asks for between two requests
        self._crawl_delays: dict[str, float] = {}
        self._lanes: dict[str, _Lane] = {}
        self._transfers = asyncio.Semaphore(limits.concurrency)
        #: what runs for several checks at once, and must end with the crawler
        self.tasks: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for the host's turn, then for room among all transfers; FetchError where its
        circuit is open."""
        lane = self._lane(host)
        lane.users += 1
        try:
            async with lane.room:
                self._admit(host)
                async with lane.start:
                    await self._until_open(host, lane)
                async with self._transfers:
                    yield
        finally:
            lane.users -= 1

    async def _until_open(self, host: str, lane: _Lane) -> None:
        while (seconds := lane.opens - monotonic()) > 0:
            await asyncio.sleep(seconds)
        self._admit(host)
        delay = max(self._limits.host_delay, self._crawl_delays.get(host, 0.0))
        lane.opens = monotonic() + delay

    def _lane(self, host: str) -> _Lane:
        if len(self._lanes) > _MANY:
            now = monotonic()
            self._lanes = {
                name: lane for name, lane in self._lanes.items() if lane.users or lane.opens > now
            }
        return self._lanes.setdefault(host, _Lane(self._limits.host_concurrency))

    def _admit(self, host: str) -> None:
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
            self._lane(host).opens = monotonic() + (retry_at - now).total_seconds()
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

    def _keep(self, host: str, circuit: Circuit) -> None:
        if circuit == CLOSED:
            self._circuits.pop(host, None)
        else:
            self._circuits[host] = circuit
