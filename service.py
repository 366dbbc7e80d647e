"""Put the parts together: one pass, or the service with its clock and web pages."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from crawler.chromium import find_chromium
from crawler.limits import Limits
from crawler.profiles import load
from crawler.run import Crawler
from crawler.urls import normalise, strip_tracking
from look.check import Looked, Ports
from look.pace import Pace
from look.telling import Teller, alarm
from look.watching import SourceLooked, kind_of_answer, take_source
from scheduler import Clockwork, Report, one_pass
from settings import Settings
from storage.archive import Archive
from storage.errors import FetchError
from storage.records import Article, Capture, Failure, Fetch, Source, SourceKind

log = logging.getLogger("variorum.service")

#: seconds that looks under way are given when the service is stopped
GRACE = 6.0


def limits_of(settings: Settings) -> Limits:
    """What the settings allow the crawl."""
    limits = Limits(
        contact=settings.contact or None,
        host_delay=settings.host_delay,
        host_concurrency=settings.host_concurrency,
        concurrency=settings.concurrency,
        max_bytes=settings.max_bytes,
        check_timeout=settings.check_timeout,
        allow_networks=settings.allow_networks,
        obey_robots=settings.obey_robots,
        chromium=settings.chromium,
    )
    return replace(limits, user_agent=settings.user_agent) if settings.user_agent else limits


def ports_of(
    archive: Archive,
    fetch: Callable[[Fetch], Awaitable[Capture | Failure]],
    teller: Teller,
) -> Ports:
    """The ports of a look at this archive, on the teller's clock, as its settings say."""
    return Ports(
        archive=archive,
        fetch=fetch,
        now=teller.now,
        pace=Pace.of(archive),
        profiles=load(archive.folder / "profiles"),
        gone_after=timedelta(seconds=teller.settings.gone_after),
        tell=teller.tell,
    )


async def pass_over(
    archive: Archive,
    settings: Settings,
    *,
    articles: Sequence[Article] | None,
    sources: Sequence[Source] | None,
    report: Report,
) -> None:
    """One pass for cron: what is named, or what is due; then what is owed is delivered."""
    teller = Teller(archive=archive, settings=settings)
    crawler = Crawler(limits_of(settings))
    await crawler.start()
    try:
        ports = ports_of(archive, crawler.fetch, teller)
        await one_pass(
            ports,
            articles=articles,
            sources=sources,
            concurrency=settings.concurrency * 2,
            report=report,
        )
        ports.pace.keep(archive)
    finally:
        await crawler.stop()
    await teller.deliver()


async def begin_watching(
    archive: Archive,
    settings: Settings,
    urls: Sequence[str],
    *,
    kind: SourceKind | None,
    label: str | None,
    every: str | None,
    quiet: str | None,
    browser: bool = False,
    screenshot: bool = False,
) -> tuple[Source, ...]:
    """Fetch each address once, find out what it is, and keep it as a source with what it brought.

    FetchError or InputError at the first that cannot be watched; those before it stay. BadSetting
    where a browser is wanted and there is none.
    """
    limits = limits_of(settings)
    if browser:
        find_chromium(limits)
    crawler = Crawler(limits)
    await crawler.start()
    try:
        ports = ports_of(archive, crawler.fetch, Teller(archive=archive, settings=settings))
        sources = []
        for url in urls:
            answer = await _first_answer(crawler, url, kind, browser=browser, screenshot=screenshot)
            source = archive.sources.add(
                answer.url,
                kind=kind or kind_of_answer(answer),
                added_at=ports.now(),
                label=label,
                every=every,
                quiet=quiet,
                browser=browser or None,
                screenshot=screenshot or None,
            )
            await _first_look(source, answer, ports)
            sources.append(archive.sources.get(source.id))
        return tuple(sources)
    finally:
        await crawler.stop()


async def _first_answer(
    crawler: Crawler, url: str, kind: SourceKind | None, *, browser: bool, screenshot: bool
) -> Capture:
    address = strip_tracking(normalise(url))
    answer = await crawler.fetch(
        Fetch(url=address, kind=kind or "page", browser=browser, screenshot=screenshot)
    )
    if isinstance(answer, Failure):
        raise FetchError(f"cannot watch {address}: {answer.detail}")
    if answer.status != 200:
        raise FetchError(f"cannot watch {address}: the server answered HTTP {answer.status}")
    return answer


async def _first_look(source: Source, answer: Capture, ports: Ports) -> None:
    looked = await take_source(source, answer, ports)
    if looked.trouble:
        ports.archive.sources.remove(source.id)
        raise FetchError(f"cannot watch {source.url}: {looked.trouble}")


async def serve(
    archive: Archive,
    settings: Settings,
    *,
    with_web: bool,
    report: Report,
    ready: Callable[[str], None],
) -> int:
    """The service until it is cancelled; everything is put away within ten seconds."""
    crawler = Crawler(limits_of(settings))
    await crawler.start()
    teller = Teller(archive=archive, settings=settings)
    clockwork = Clockwork(
        ports=ports_of(archive, crawler.fetch, teller),
        concurrency=settings.concurrency,
        host_concurrency=settings.host_concurrency,
        budget=settings.budget,
        tick_seconds=settings.tick,
        report=report,
        deliver=teller.deliver,
        alarm=lambda: alarm(archive, settings, teller.now()),
    )
    clock = clockwork.start()
    web = None
    if with_web:
        from pages import WebServer  # noqa: PLC0415 -- a pass for cron needs no web framework

        web = WebServer(archive.folder, settings)
    try:
        if web is not None:
            await web.begin()
        gc.collect()
        gc.freeze()  # what was imported stays: collections need not walk through it
        ready(settings.public_url if with_web else "")
        await (web.ended() if web is not None else asyncio.Event().wait())
        return 1
    except asyncio.CancelledError:
        return 0
    finally:
        await clockwork.stop(clock, within=GRACE)
        await crawler.stop()
        if web is not None:
            await web.stop()


def line_of(looked: Looked | SourceLooked) -> str:
    """How a look went, as one line of a log."""
    if isinstance(looked, SourceLooked):
        left_out = f" ({looked.left_out})" if looked.left_out else ""
        what = looked.trouble or f"{len(looked.new)} new{left_out}"
        return f"{looked.source.url}  {what}"
    revision = f"  r{looked.revision.number} {looked.revision.kind}" if looked.revision else ""
    detail = f" ({looked.detail})" if looked.detail else ""
    return f"{looked.article.url}  {looked.outcome.replace('_', ' ')}{detail}{revision}"
