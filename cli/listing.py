"""List what is watched, and how it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.desk import archive, common, instant, print_json, settings, table

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.records import Article, Source


@click.command("list")
@common
def list_(as_json: bool) -> None:
    """What is watched, and how it is."""
    opened = archive(settings(), read_only=True)
    sources, articles = opened.sources.all(), all_articles(opened)
    if as_json:
        print_json(
            {
                "sources": [_source_to_json(source) for source in sources],
                "articles": [_article_to_json(article) for article in articles],
            }
        )
        return
    table(
        ["source", "label", "last look", "how it is"],
        [
            [
                f"{one.kind}, browser" if one.browser else one.kind,
                one.label or "",
                instant(one.last_checked),
                _health(one),
            ]
            for one in sources
        ],
        elastic=1,
        under=["  ".join(filter(None, (one.url, one.trouble or one.left_out))) for one in sources],
    )
    click.echo()
    table(
        ["article", "state", "rev", "last look", "next look"],
        [
            [
                one.headline or "(not read)",
                one.state.replace("_", " "),
                f"r{one.revisions}" if one.revisions else "–",
                instant(one.last_checked),
                instant(one.next_due),
            ]
            for one in articles
        ],
        elastic=0,
        under=[one.url for one in articles],
    )


def _health(source: Source) -> str:
    if source.failures:
        return f"failed ×{source.failures}"
    return "in part" if source.left_out else "well" if source.last_checked else "not looked at"


def all_articles(opened: Archive) -> list[Article]:
    """Every article that is one of its own, the oldest first."""
    articles: list[Article] = []
    after = 0
    while page := opened.articles.page(after=after, limit=1000):
        articles += [article for article in page if article.merged_into is None]
        after = page[-1].id
    return articles


def _article_to_json(article: Article) -> dict[str, Any]:
    return {
        "url": article.url,
        "headline": article.headline,
        "kind": article.kind,
        "state": article.state,
        "revisions": article.revisions,
        "labels": list(article.labels),
        "first_seen": article.first_seen.isoformat(),
        "last_checked": article.last_checked and article.last_checked.isoformat(),
        "next_due": article.next_due and article.next_due.isoformat(),
        "failures": article.failures,
    }


def _source_to_json(source: Source) -> dict[str, Any]:
    return {
        "url": source.url,
        "kind": source.kind,
        "label": source.label,
        "every": source.every,
        "quiet": source.quiet,
        "browser": source.browser,
        "screenshot": source.screenshot,
        "last_checked": source.last_checked and source.last_checked.isoformat(),
        "next_due": source.next_due and source.next_due.isoformat(),
        "failures": source.failures,
        "trouble": source.trouble,
        "left_out": source.left_out,
    }
