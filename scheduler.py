"""What is due: one pass for cron, or one tick after another for the service."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from look.check import Looked, Ports, check_article, read
from look.sight import Kept
from look.watching import SourceLooked, check_source
from storage.errors import ArchiveError, VariorumError
from storage.records import Article, Source

log = logging.getLogger("variorum.scheduler")

#: how many due rows one look at the queue reads
BATCH = 200
#: looks under way for each request that may be made at once: waiting for a host costs nothing
DEPTH = 4
HOUSEKEEPING_MINUTES = 5

Report = Callable[[Looked | SourceLooked], None]
#: begins a look; one that is stopped before it began leaves no coroutine behind
_Look = Callable[[], Coroutine[Any, Any, Looked | SourceLooked]]


async def one_pass(
    ports: Ports,
    *,
    articles: Sequence[Article] | None = None,
    sources: Sequence[Source] | None = None,
    concurrency: int,
    report: Report,
) -> None:
    """Look once at what is named, or at all that is due; doubtful ones a second time.

    Articles that a source brings for the first time are looked at in the same pass.
    """
    finish_unread(ports, report)
    start = ports.now()
    gate = asyncio.Semaphore(concurrency)
    named = articles is not None or sources is not None
    due = ports.archive.sources.due(start, 10_000) if not named else sources or ()
    looked = await _all(gate, [partial(check_source, source, ports) for source in due], report)
    new = [one for result in looked if isinstance(result, SourceLooked) for one in result.new]
    new = [article for article in new if article.last_checked is None]
    if named:
        queue = list({one.id: one for one in (*(articles or ()), *new)}.values())
        await _articles(gate, queue, ports, report)
        return
    seen: set[int] = set()
    while batch := _unseen(ports, start, seen):
        seen |= {article.id for article in batch}
        await _articles(gate, batch, ports, report)


def _unseen(ports: Ports, start: datetime, seen: set[int]) -> list[Article]:
    due = ports.archive.articles.due(start, BATCH + len(seen))
    return [article for article in due if article.id not in seen]


async def _articles(
    gate: asyncio.Semaphore, articles: Sequence[Article], ports: Ports, report: Report
) -> None:
    looked = await _all(
        gate, [partial(check_article, article, ports) for article in articles], report
    )
    doubtful = [one.article for one in looked if isinstance(one, Looked) and one.confirm]
    again = [ports.archive.articles.get(article.id) for article in doubtful]
    await _all(gate, [partial(check_article, article, ports) for article in again], report)


async def _all(
    gate: asyncio.Semaphore,
    looks: Sequence[_Look],
    report: Report,
) -> list[Looked | SourceLooked]:
    async def one(look: _Look) -> Looked | SourceLooked | None:
        async with gate:
            try:
                result = await look()
            except ArchiveError:
                raise
            except Exception as error:
                _tell(error)
                return None
        report(result)
        return result

    done = await asyncio.gather(*(one(look) for look in looks))
    return [result for result in done if result is not None]


def _tell(error: Exception) -> None:
    """One look's failure must not stop the others; what was captured is read later.

    A failure of a known kind is one line, any other comes with its trace.
    """
    trace = None if isinstance(error, VariorumError) else error
    log.error("a look failed: %s", error, exc_info=trace, extra={"action": "look_failed"})


def finish_unread(ports: Ports, report: Report) -> None:
    """Read what was captured and not read, because a process was stopped in between."""
    for capture_id, article_id in ports.archive.captures.unread():
        article = ports.archive.articles.get(article_id)
        row = ports.archive.captures.row(capture_id)
        capture = ports.archive.captures.get(capture_id)
        kept = Kept(article=article, capture=capture, id=capture_id, sha256=row["sha256"])
        report(read(kept, ports))


@dataclass(slots=True)
class Clockwork:
    """The service's clock: one tick job over the queue of what is due."""

    ports: Ports
    #: requests at once in all, and to one host
    concurrency: int
    host_concurrency: int
    #: looks that may be begun in an hour
    budget: int
    #: seconds between two ticks
    tick_seconds: float
    report: Report
    #: a pass over what is owed to channels
    deliver: Callable[[], Coroutine[Any, Any, object]]
    #: judge how the archive is doing, and owe what is wrong to the operator
    alarm: Callable[[], object]
    _busy: dict[tuple[str, int], asyncio.Task[None]] = field(default_factory=dict)
    _hosts: Counter[str] = field(default_factory=Counter)
    _allowance: float = 0.0
    _last: datetime | None = None
    _delivering: asyncio.Task[object] | None = None

    def start(self) -> AsyncIOScheduler:
        """Begin to tick on the running loop; the scheduler answered is the one to stop."""
        finish_unread(self.ports, self.report)
        clock = AsyncIOScheduler(timezone="UTC")
        common = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        clock.add_job(self.tick, "interval", seconds=self.tick_seconds, id="tick", **common)
        clock.add_job(
            self.keep_house, "interval", minutes=HOUSEKEEPING_MINUTES, id="housekeeping", **common
        )
        clock.start()
        return clock

    async def tick(self) -> None:
        """Begin what is due, as far as budget, machine and hosts allow."""
        now = self.ports.now()
        self._refill(now)
        self._deliver()
        for source in self.ports.archive.sources.due(now, BATCH):
            self._begin(("source", source.id), "", check_source(source, self.ports))
        room = min(int(self._allowance), self.concurrency * DEPTH - len(self._busy))
        waiting = self._begin_articles(now, room) if room > 0 else 0
        allowed = max(1.0, self.budget * self.tick_seconds / 3600)
        self.ports.pace.price = self.ports.pace.price.after(
            waiting=waiting / allowed, room=max(0, int(self._allowance)) / allowed
        )

    def _begin_articles(self, now: datetime, room: int) -> int:
        """Begin up to `room` looks; how many due ones had to wait."""
        full = [host for host, looks in self._hosts.items() if looks >= self.host_concurrency * 2]
        due = self.ports.archive.articles.due(now, BATCH, but_not=full)
        waiting = 0
        for article in due:
            free = self._hosts[article.host] < self.host_concurrency * 2
            if ("article", article.id) in self._busy:
                continue
            if room <= 0 or not free:
                waiting += room <= 0
                continue
            if self._put_back(article, now):
                continue
            room -= 1
            self._allowance -= 1
            self._begin(("article", article.id), article.host, check_article(article, self.ports))
        return waiting

    def _put_back(self, article: Article, now: datetime) -> bool:
        """A due look is asked again at the present price; the wished-for ones are not."""
        if article.next_due is None or article.next_due > now:
            return False
        sources = self.ports.archive.sources.of_article(article.id)
        due = self.ports.pace.still_due(article, sources, now)
        if due is None:
            return False
        self.ports.archive.articles.change(article.id, next_due=due)
        return True

    def _begin(
        self, key: tuple[str, int], host: str, look: Coroutine[Any, Any, Looked | SourceLooked]
    ) -> None:
        if key in self._busy:
            look.close()
            return
        self._hosts[host] += 1
        self._busy[key] = asyncio.create_task(self._look(key, host, look))

    async def _look(
        self, key: tuple[str, int], host: str, look: Coroutine[Any, Any, Looked | SourceLooked]
    ) -> None:
        try:
            self.report(await look)
        except Exception as error:
            _tell(error)
        finally:
            self._busy.pop(key, None)
            self._hosts[host] -= 1
            if not self._hosts[host]:
                del self._hosts[host]

    def _refill(self, now: datetime) -> None:
        """The budget as a bucket: what a minute allows may be spent at once, not more."""
        last = self._last or now - timedelta(seconds=self.tick_seconds)
        earned = self.budget * (now - last).total_seconds() / 3600
        most = max(1.0, self.budget / 60, self.budget * self.tick_seconds / 3600)
        self._allowance = min(most, self._allowance + earned)
        self._last = now

    def _deliver(self) -> None:
        if self._delivering is None or self._delivering.done():
            self._delivering = asyncio.create_task(self.deliver())

    def keep_house(self) -> None:
        """Let the archive remember what was learned, and look whether anything is wrong."""
        self.ports.pace.keep(self.ports.archive)
        self.alarm()

    async def stop(self, clock: AsyncIOScheduler, *, within: float) -> None:
        """No new looks; those under way end or are given up, and nothing is half kept."""
        clock.shutdown(wait=False)
        under_way: list[asyncio.Task[Any]] = [*self._busy.values()]
        if self._delivering is not None:
            under_way.append(self._delivering)
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
        self.keep_house()
