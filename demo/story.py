"""Watch the demo's site through its feed on a fast clock, and tell what was seen."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.run import Crawler
from demo.site import Site
from demo.texts import HOURS, MAIN
from look.check import Looked
from look.telling import Teller
from look.watching import SourceLooked
from monitor import render
from scheduler import one_pass
from service import limits_of, line_of, ports_of
from settings import Settings
from storage.archive import Archive, open_archive
from storage.records import Article, Capture, Failure, Fetch

#: when the first look is made, on the demo's clock
BEGIN = datetime(2025, 9, 22, 18, 0, tzinfo=UTC)
LABEL = "ellery"

Say = Callable[[str], None]


@dataclass(slots=True)
class FastClock:
    """A clock that is set instead of waited for."""

    time: datetime = BEGIN

    def now(self) -> datetime:
        """The time on this clock; it moves a second at each look, as a clock would."""
        self.time += timedelta(seconds=1)
        return self.time


async def watch(folder: Path, say: Say) -> None:
    """Run the demo's days into an archive in this folder."""
    site, clock = Site(), FastClock()
    settings = Settings(
        archive=str(folder), allow_networks=("127.0.0.0/8",), host_delay=0.0, host_concurrency=4
    )
    archive = open_archive(folder, create=True)
    crawler = Crawler(limits_of(settings))
    await crawler.start()
    try:
        await _days(archive, site, clock, crawler, settings=settings, say=say)
    finally:
        await crawler.stop()
        site.stop()
        archive.close()


async def _days(
    archive: Archive,
    site: Site,
    clock: FastClock,
    crawler: Crawler,
    *,
    settings: Settings,
    say: Say,
) -> None:
    async def fetch(wanted: Fetch) -> Capture | Failure:
        answer = await crawler.fetch(wanted)
        if isinstance(answer, Failure):
            return answer
        return replace(answer, fetched_at=clock.now())

    def report(looked: Looked | SourceLooked) -> None:
        if not (
            isinstance(looked, Looked) and looked.outcome == "captured" and not looked.revision
        ):
            say(f"    {line_of(looked).replace(site.address, '')}")

    teller = Teller(archive=archive, settings=settings, now=clock.now)
    ports = ports_of(archive, fetch, teller)
    feed = archive.sources.add(
        f"{site.address}/feed.xml", kind="feed", added_at=clock.now(), label=LABEL
    )
    say(f"A small news site runs at {site.address}; its feed is watched.")
    for hours, stories in HOURS:
        site.stories = stories
        clock.time = BEGIN + timedelta(hours=hours)
        say(f"  {clock.time:%Y-%m-%d %H:%M}  looking")
        known = archive.articles.of_source(feed.id)
        await one_pass(ports, articles=known, sources=[feed], concurrency=4, report=report)


def tell(folder: Path, say: Say, *, width: int, colour: bool) -> Article:
    """Print the timeline of the main article, every edit typed; answers that article."""
    archive = open_archive(folder, read_only=True)
    try:
        article = next(one for one in archive.articles.page() if one.url.endswith(MAIN))
        say("")
        say(f"What was seen of “{article.headline}”:")
        for revision in archive.revisions.of_article(article.id):
            say("")
            seen = f"{revision.seen_at:%Y-%m-%d %H:%M} UTC"
            say(f"r{revision.number}  {revision.kind}, seen at {seen}")
            if revision.unchanged_as_of:
                say(f"    unchanged as of {revision.unchanged_as_of:%Y-%m-%d %H:%M} UTC")
            say(f"    claims: {_claims(revision.published, revision.updated)}")
            if revision.kind != "first":
                comparison = archive.revisions.comparison(revision)
                say(render.text(comparison, width=width, colour=colour))
        say("")
        say("And of the others:")
        for other in archive.articles.page():
            if other.id != article.id:
                _tell_other(archive, other, say, width)
        return article
    finally:
        archive.close()


def _tell_other(archive: Archive, article: Article, say: Say, width: int) -> None:
    for revision in archive.revisions.of_article(article.id)[1:]:
        summary = archive.revisions.summary(revision.id)
        say(f"  “{article.headline}” r{revision.number} {revision.kind}")
        for line in textwrap.wrap(summary, width - 4):
            say(f"    {line}")


def _claims(published: object, updated: object) -> str:
    parts = [
        f"{name} {claim.value}"
        for name, claim in (("published", published), ("updated", updated))
        if claim is not None and hasattr(claim, "value")
    ]
    return ", ".join(parts) or "no date"
