"""Which addresses are one article: what an answer says of them, and what may be believed."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.urls import host_of, strip_tracking
from monitor.history import Seen
from storage.archive import Archive
from storage.errors import BadURL
from storage.records import Article, Capture, Reading

#: redirects that say "moved for good" (RFC 9110, sections 15.4.2 and 15.4.9)
PERMANENT = (301, 308)


def known(article: Article, archive: Archive) -> frozenset[str]:
    """The addresses that were seen of an article."""
    return frozenset(alias.url for alias in archive.articles.aliases(article.id))


def moved_to(capture: Capture) -> str | None:
    """The address that a permanent redirect led to."""
    if not any(hop.status in PERMANENT for hop in capture.redirects):
        return None
    return strip_tracking(capture.final_url)


def settle(article: Article, seen: Seen, capture: Capture, archive: Archive) -> Article:
    """Note the addresses that the answer names; where one is another article's, make them one.

    Answers the article that is looked at from now on.
    """
    for url, kind in _named(article, seen, capture):
        if archive.articles.seen_as(article.id, url, kind=kind, at=capture.fetched_at):
            continue
        other = archive.articles.of_url(url)
        moved = kind == "redirect" and seen.moved_to is not None
        if moved or _same_article(other, seen.reading):
            article = _merge(article, other, capture, archive, why=kind)
    return article


def _named(article: Article, seen: Seen, capture: Capture) -> Iterator[tuple[str, str]]:
    """(address, how it was named), each in its one spelling."""
    for hop in capture.redirects[1:]:
        yield strip_tracking(hop.url), "redirect"
    if capture.final_url != capture.url:
        yield strip_tracking(capture.final_url), "redirect"
    stated = seen.reading.canonical_url if seen.reading is not None else None
    if stated == article.url:
        yield stated, "canonical"
    elif stated and _same_site(stated, article):
        yield strip_tracking(stated), "canonical"


def _same_article(other: Article, reading: Reading | None) -> bool:
    """Whether a stated address may be believed: many sites name their front page in all."""
    return reading is not None and other.headline is not None and other.headline == reading.headline


def _merge(
    article: Article, other: Article, capture: Capture, archive: Archive, *, why: str
) -> Article:
    """The one with a history stays; of two, the one that was known first."""
    first, second = sorted((article, other), key=lambda one: (one.revisions == 0, one.id))
    return archive.identity.merge(second.id, first.id, at=capture.fetched_at, why=why)


def _same_site(url: str, article: Article) -> bool:
    """Whether a page may speak for that address: never for another site's."""
    try:
        return _bare(host_of(url)) == _bare(article.host)
    except BadURL:
        return False


def _bare(host: str) -> str:
    return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")
