"""Watch, look, and run the service."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import click

from cli.desk import archive, common, crawl, print_json, say, settings
from storage.errors import NotFound, UsageError, VariorumError

if TYPE_CHECKING:
    from look.check import Looked
    from look.watching import SourceLooked
    from monitor.timetable import Expected
    from settings import Settings
    from storage.archive import Archive
    from storage.records import Article, Source

KINDS = ("page", "feed", "sitemap", "section")


@click.command()
@common
@click.argument("urls", metavar="URL…", nargs=-1, required=True)
@click.option("--as", "kind", type=click.Choice(KINDS), help="What it is; found out by default.")
@click.option("--every", metavar="TIME", help='Look so often: "15m", "6h", or a cron expression.')
@click.option("--quiet", metavar="HOURS", help='No looks then: "22:00-06:00 Europe/Berlin".')
@click.option("--label", help="A name for this source, or for several together.")
@click.option("--browser", is_flag=True, help="Its pages are made by scripts: use Chromium.")
@click.option("--screenshot", is_flag=True, help="Keep a picture with each revision.")
@click.option("--dry-run", is_flag=True, help="Only say how many looks it would take.")
def watch(
    *,
    urls: tuple[str, ...],
    kind: Any,
    every: str | None,
    quiet: str | None,
    label: str | None,
    browser: bool,
    screenshot: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Watch pages, feeds, sitemaps or section pages, and look at each at once."""
    from monitor.timetable import expected_fetches

    if screenshot and not browser:
        raise UsageError("--screenshot is of what a browser shows: give --browser too")
    chosen = settings()
    _check_addresses(urls)
    if browser:
        _check_browser(chosen)
    looks = expected_fetches(every, 1, 1.0, quiet)
    if dry_run:
        _say_cost(looks, as_json=as_json)
        return
    opened = archive(chosen, create=True)
    # only now: Scrapy takes a second, and wrong words are answered at once
    from service import begin_watching

    sources: list[Source] = []

    async def main() -> int:
        sources.extend(
            await begin_watching(
                opened,
                chosen,
                urls,
                kind=kind,
                label=label,
                every=every,
                quiet=quiet,
                browser=browser,
                screenshot=screenshot,
            )
        )
        return 0

    crawl(main)
    if as_json:
        print_json([_watched_to_json(opened, source) for source in sources])
        return
    for source in sources:
        click.echo(f"watching {source.url} ({source.kind}), {_brought(opened, source)}")


def _say_cost(looks: Expected, *, as_json: bool) -> None:
    if as_json:
        print_json({"day": looks.day, "week": looks.week, "month": looks.month, "year": looks.year})
        return
    click.echo(looks.line)


def _check_addresses(urls: tuple[str, ...]) -> None:
    from crawler.urls import normalise

    for url in urls:
        normalise(url)


def _check_browser(chosen: Settings) -> None:
    """BadSetting, before there is an archive, where no browser can be used."""
    from crawler.chromium import find_chromium
    from service import limits_of

    find_chromium(limits_of(chosen))


def _brought(opened: Archive, source: Source) -> str:
    articles = opened.articles.of_source(source.id)
    if source.kind == "page" and not any(article.revisions for article in articles):
        return "which does not read as an article now; it will be looked at again"
    left_out = f"; {source.left_out}" if source.left_out else ""
    return f"{len(articles)} article{'s' * (len(articles) != 1)}{left_out}"


def _watched_to_json(opened: Archive, source: Source) -> dict[str, Any]:
    return {
        "url": source.url,
        "kind": source.kind,
        "label": source.label,
        "every": source.every,
        "browser": source.browser,
        "articles": len(opened.articles.of_source(source.id)),
        "left_out": source.left_out,
    }


@click.command()
@common
@click.argument("url")
def unwatch(url: str, as_json: bool) -> None:
    """Stop watching a source; what was captured stays."""
    from crawler.urls import normalise, strip_tracking

    opened = archive(settings())
    source = opened.sources.of_url(strip_tracking(normalise(url)))
    with opened.transaction():
        opened.articles.leave(source.id)
        opened.sources.remove(source.id)
    if as_json:
        print_json({"url": source.url, "watched": False})
    else:
        click.echo(f"no longer watching {source.url}")


@click.command()
@common
@click.argument("names", metavar="[URL|LABEL]…", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Everything, due or not.")
def check(names: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Look once at what is due, or at what is named, and stop: for cron."""
    chosen = settings()
    opened = archive(chosen)
    articles, sources = _named(opened, names, everything=everything)
    # only now: Scrapy takes a second, and a wrong name is answered at once
    from service import line_of, pass_over

    looks: list[Looked | SourceLooked] = []

    def report(looked: Looked | SourceLooked) -> None:
        looks.append(looked)
        if not as_json:
            line = line_of(looked)
            say(line) if _went_wrong(looked) else click.echo(line)

    async def main() -> int:
        await pass_over(opened, chosen, articles=articles, sources=sources, report=report)
        return 0

    try:
        crawl(main)
    finally:
        if as_json:
            print_json([_looked_to_json(looked) for looked in looks])
    wrong = sum(_went_wrong(looked) for looked in looks)
    if wrong and (names or wrong == len(looks)):
        raise VariorumError(f"{wrong} of {len(looks)} looks failed: see the lines above")


def _named(
    opened: Archive, names: tuple[str, ...], *, everything: bool
) -> tuple[list[Article] | None, list[Source] | None]:
    """The articles and sources that these words mean; None for "what is due"."""
    from cli.listing import all_articles

    if everything:
        return all_articles(opened), [one for one in opened.sources.all() if one.kind != "page"]
    if not names:
        return None, None
    articles: list[Article] = []
    sources: list[Source] = []
    for name in names:
        found = opened.sources.labelled(name) or _source(opened, name)
        for source in found:
            articles += opened.articles.of_source(source.id)
        sources += [source for source in found if source.kind != "page"]
        if not found:
            articles.append(_article(opened, name))
    return list({one.id: one for one in articles}.values()), sources


def _source(opened: Archive, name: str) -> tuple[Source, ...]:
    from crawler.urls import normalise, strip_tracking

    try:
        return (opened.sources.of_url(strip_tracking(normalise(name))),)
    except VariorumError:
        return ()


def _article(opened: Archive, name: str) -> Article:
    from cli.desk import article_of

    try:
        return article_of(opened, name)
    except VariorumError as error:
        raise NotFound(
            f"nothing watched is called {name}: 'variorum list' shows what is watched"
        ) from error


def _went_wrong(looked: Looked | SourceLooked) -> bool:
    trouble = getattr(looked, "trouble", None)
    return trouble is not None or getattr(looked, "outcome", "") in ("failed", "blocked")


def _looked_to_json(looked: Looked | SourceLooked) -> dict[str, Any]:
    from look.watching import SourceLooked

    if isinstance(looked, SourceLooked):
        return {
            "url": looked.source.url,
            "outcome": "failed" if looked.trouble else "captured",
            "detail": looked.trouble or looked.left_out,
            "new": [article.url for article in looked.new],
        }
    return {
        "url": looked.article.url,
        "outcome": looked.outcome,
        "detail": looked.detail,
        "revision": f"r{looked.revision.number}" if looked.revision else None,
        "kind": looked.revision.kind if looked.revision else None,
    }


@click.command()
@common
@click.option("--host", help="Listen on this address (default: 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Listen on this port (default: 8321).")
@click.option("--no-web", is_flag=True, help="Only the scheduler, no web pages.")
def run(host: str | None, port: int | None, no_web: bool, as_json: bool) -> None:
    """The service: scheduler and web pages together, until stopped."""
    from crawler.run import run as run_crawl
    from service import line_of, serve

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    chosen = settings(host=host, port=port)
    opened = archive(chosen, create=True)

    def report(looked: Looked | SourceLooked) -> None:
        if as_json:
            print_json(_looked_to_json(looked))
        else:
            click.echo(line_of(looked))

    async def main() -> int:
        return await serve(
            opened,
            chosen,
            with_web=not no_web,
            report=report,
            ready=lambda url: say(f"watching; web pages at {url}" if url else "watching"),
        )

    code = run_crawl(main)
    say("stopped")
    if code:
        raise VariorumError("the service ended by itself: see the messages above")
