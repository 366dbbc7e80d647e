"""One look at a source: which articles it names, and which of them it says have changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from crawler import feeds, sitemaps
from crawler.discover import kind_of, read_source
from crawler.urls import normalise, strip_tracking
from look.check import Ports, take
from look.pace import source_due
from storage.errors import InputError, VariorumError
from storage.records import Article, Capture, Failure, Fetch, Found, Source, SourceKind

#: sitemaps of an index that one look reads, the newest first
MOST_CHILDREN = 20
#: entries of one list that one look reads
_MOST: dict[SourceKind, int] = {"feed": feeds.MOST, "sitemap": sitemaps.MOST}
#: a list that brought so large a part of these may go on: titles and repetitions count as entries
_NEARLY = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLooked:
    """How a look at a source went."""

    source: Source
    #: articles that were not known before
    new: tuple[Article, ...] = ()
    #: one line, where it went wrong
    trouble: str | None = None
    #: one line, where the source names more than was taken
    left_out: str | None = None


def kind_of_answer(answer: Capture) -> SourceKind:
    """What an address turns out to be by its answer."""
    return kind_of(
        answer.body,
        answer.header("content-type"),
        answer.final_url,
        answer.header("content-encoding"),
    )


async def check_source(source: Source, ports: Ports) -> SourceLooked:
    """Look at a source once; trouble is kept with it and shown in the list."""
    answer = await ports.fetch(
        Fetch(
            url=source.url,
            kind=source.kind,
            etag=source.etag,
            last_modified=source.last_modified,
            browser=source.browser,
        )
    )
    if isinstance(answer, Failure):
        return _done(source, ports, trouble=f"{answer.kind.replace('_', ' ')}: {answer.detail}")
    if answer.status == 304:
        return _done(source, ports, left_out=source.left_out)
    if source.kind == "page":
        kind = kind_of_answer(answer)
        source = ports.archive.sources.now_known(source.id, kind)
    return await take_source(source, answer, ports)


async def take_source(source: Source, answer: Capture, ports: Ports) -> SourceLooked:
    """Keep a source's answer and watch what it names; a page is an article itself."""
    if source.kind == "page":
        return _take_page(source, answer, ports)
    _keep(source, answer, ports)
    if answer.status != 200:
        return _done(source, ports, trouble=f"HTTP {answer.status}")
    try:
        found, left_out = await _named(source, answer, ports)
    except VariorumError as error:
        return _done(source, ports, trouble=str(error))
    return _done(source, ports, answer=answer, found=found, left_out=left_out)


def _take_page(source: Source, answer: Capture, ports: Ports) -> SourceLooked:
    with ports.archive.transaction():
        ports.archive.articles.let_back(source.url)
        article, new = ports.archive.articles.ensure(
            source.url, seen_at=answer.fetched_at, source_id=source.id, kind="watched"
        )
        ports.archive.sources.looked_at(source.id, at=ports.now(), next_due=None)
    [looked] = take([(article, answer)], ports)
    if isinstance(looked, Exception):
        raise looked
    return SourceLooked(source=source, new=(looked.article,) if new else ())


def _keep(source: Source, answer: Capture, ports: Ports) -> None:
    sha256 = ports.archive.bodies.put(
        answer.body, group=-source.id, encoding=answer.header("content-encoding")
    )
    with ports.archive.transaction():
        ports.archive.captures.add(answer, sha256=sha256, source_id=source.id)


async def _named(
    source: Source, answer: Capture, ports: Ports
) -> tuple[tuple[Found, ...], str | None]:
    """The articles that a source and its sitemaps name, and in one line what was left out."""
    named = read_source(answer, source.kind)
    lists, troubles = [named.found], list[str]()
    for child in named.children[:MOST_CHILDREN]:
        try:
            lists.append(await _child(source, child, ports))
        except VariorumError as error:
            troubles.append(str(error))
    if troubles and not any(lists):
        raise InputError(f"none of its sitemaps can be read; the first: {troubles[0]}")
    return tuple(chain.from_iterable(lists)), _left_out(
        entries=max(map(len, lists)),
        most=_MOST.get(source.kind),
        sitemaps=(len(lists) - 1, len(named.children)),
        trouble=next(iter(troubles), None),
    )


def _left_out(
    *, entries: int, most: int | None, sitemaps: tuple[int, int], trouble: str | None
) -> str | None:
    """In one line, what a look did not take: of the longest list, and of so many sitemaps."""
    parts = []
    if most is not None and entries >= most * _NEARLY:
        parts.append(f"it may name more: one look reads {most:,} entries of one list")
    read, count = sitemaps
    if read < count:
        why = f"; the first that was not: {trouble}" if trouble else ", the newest ones"
        parts.append(f"{read} of its {count:,} sitemaps were read{why}")
    return "; ".join(parts) or None


async def _child(source: Source, url: str, ports: Ports) -> tuple[Found, ...]:
    answer = await ports.fetch(Fetch(url=url, kind="sitemap"))
    if isinstance(answer, Failure):
        raise InputError(f"{url}: {answer.detail}")
    if answer.status != 200:
        raise InputError(f"{url}: HTTP {answer.status}")
    _keep(source, answer, ports)
    return read_source(answer, source.kind).found


def _done(
    source: Source,
    ports: Ports,
    *,
    trouble: str | None = None,
    answer: Capture | None = None,
    found: tuple[Found, ...] = (),
    left_out: str | None = None,
) -> SourceLooked:
    now = ports.now()
    with ports.archive.transaction():
        new = _watch(source, found, ports)
        ports.archive.sources.looked_at(
            source.id,
            at=now,
            next_due=source_due(source, now),
            trouble=trouble,
            left_out=left_out,
            etag=answer.header("etag") if answer else source.etag,
            last_modified=answer.header("last-modified") if answer else source.last_modified,
        )
    return SourceLooked(source=source, new=tuple(new), trouble=trouble, left_out=left_out)


def _watch(source: Source, found: tuple[Found, ...], ports: Ports) -> list[Article]:
    """Make the articles known; answers the new ones. Hints bring the next looks forward.

    What was removed on purpose stays away.
    """
    named = {address: one for one in found if (address := _address(one.url)) is not None}
    now = ports.now()
    known = ports.archive.articles.named_again(tuple(named), source_id=source.id, at=now)
    removed = ports.archive.articles.kept_away(tuple(named))
    for address, article in known.items():
        _hint(article, named[address], source, ports)
    return [
        ports.archive.articles.ensure(address, seen_at=now, source_id=source.id)[0]
        for address in named
        if address not in known and address not in removed
    ]


def _address(url: str) -> str | None:
    try:
        return strip_tracking(normalise(url))
    except VariorumError:
        return None


def _hint(article: Article, found: Found, source: Source, ports: Ports) -> None:
    """A source says when an article changed; what the cadence makes of it is kept."""
    if found.modified is None or not article.cadence:
        return
    pulse = ports.pace.model.hint(ports.pace.pulse(article), found.modified)
    if pulse.dumps() != article.cadence:
        due = ports.pace.next_due(article, pulse, (source,), ports.now())
        ports.archive.articles.change(article.id, cadence=pulse.dumps())
        ports.archive.articles.hint(article.id, due)
