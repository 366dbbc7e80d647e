"""One HTML page as one reading: each part asked in turn, their answers put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from crawler import (
    authors,
    blocks,
    bylines,
    claims,
    dates,
    head,
    imprint,
    jsonld,
    language,
    live,
    metadata,
    notes,
    pictures,
    places,
    profiles,
    quality,
    segments,
    tree,
    updates,
    view,
)
from crawler import headline as headline_of
from crawler.profiles import Profile
from crawler.tree import Element
from crawler.view import Request, Source, View
from storage.records import Block, Quality, Reading

#: running text below which a page shows nothing of its article
_SHELL = 100
#: characters; what is longer is a summary in a title's place
_LONG_TITLE = 300


class Read(NamedTuple):
    """What came of reading a page."""

    #: None where the page's imprint is the one that was known
    reading: Reading | None
    #: None where none was asked for, or where the reading follows from more than it covers
    imprint: str | None = None


def read(
    utf8: bytes, request: Request, known: Sequence[Profile], before: str | None = None
) -> Read:
    """The reading, its quality's reasons without those of decoding.

    `before` is the imprint that the page had when it was read the last time, "" for none; with
    None nobody asks for imprints.
    """
    root, cut = tree.parse(utf8)
    request = replace(request, cut=(*request.cut, *cut, *tree.cut_short(utf8)))
    if root is None:
        verdict = quality.judge(_evidence(utf8, request, markup=_markup(utf8)))
        return Read(Reading(url=request.url, quality=verdict, extractor=""))
    source = _source(utf8, request, known, root)
    page = view.cut(source, root)
    if page.cut:
        request = replace(request, cut=(*request.cut, "too_many_blocks"))
        source = replace(source, request=request)
    found = None
    if before is not None and source.profile is None:
        found = imprint.of(view.body_of(root), request, source.stated)
        if found == before:
            return Read(None, found)
    seen = view.of(source, root, page)
    reading = _reading(source, seen, *_parts(source, seen))
    return Read(reading, found if _is_covered(reading, seen, request) else None)


def _source(utf8: bytes, request: Request, known: Sequence[Profile], root: Element) -> Source:
    host = urlsplit(request.url).hostname or ""
    return Source(
        utf8=utf8,
        request=request,
        host=host,
        profile=profiles.fitting((*known, *profiles.built_in()), host),
        stated=metadata.read(root, request.url),
    )


def _is_covered(reading: Reading, seen: View, request: Request) -> bool:
    """Whether the reading follows from nothing but what an imprint covers.

    Where there is little text, the words in what was left out decide what the page is.
    """
    shown = quality.needs_words(quality.prose(reading.blocks), request.status)
    return not shown and not seen.lenient and reading.quality.verdict == "article"


def _parts(source: Source, seen: View) -> tuple[head.Head, blocks.Built]:
    """The article's head and its blocks."""
    stated, url = source.stated, source.request.url
    where = live.entries(seen.page, seen.chosen, stated, url)
    shown = pictures.place(seen.page, seen.chosen, url)
    rest = segments.without(seen.page, shown)
    top = segments.until(rest, min(where, default=len(rest.segments)))
    place = places.Place(
        at=seen.at,
        body=seen.first,
        last=max(seen.chosen, default=-1),
        inside=frozenset(seen.inside),
        chosen=frozenset(seen.chosen),
        where=claims.Where(stated.language, source.host, places.days(stated, url)),
    )
    first = head.read(top, stated, place)
    if source.profile is not None:
        first = _by_profile(first, seen.root, source.profile, stated, source.host)
    writers = first.authors or stated.authors
    known = blocks.Known(head=first, writers=writers, pictures=shown, live=where)
    built = blocks.build(seen.page, seen.chosen, known, url)
    prose = quality.prose(built.blocks)
    if len(stated.body) > view.POOR and stated.free is not False and prose < _SHELL:
        built = blocks.stated(jsonld.lines(stated.markup))
    return first, built


def _by_profile(
    first: head.Head, root: Element, profile: Profile, stated: metadata.Statements, host: str
) -> head.Head:
    """What a profile selects stands in place of what was found."""
    changes: dict[str, Any] = {}
    for name in ("headline", "kicker", "dek"):
        found = profiles.find(root, getattr(profile, name))
        if found:
            changes[name] = tree.text_of(found[0]) or None
    found = profiles.find(root, profile.authors)
    if found:
        names = [n for e in found for n in bylines.names(tree.text_of(e), language=stated.language)]
        changes["authors"] = tuple(dict.fromkeys(names))
    for name in ("published", "updated"):
        found = profiles.find(root, getattr(profile, name))
        if found:
            raw = found[0].get("datetime") or found[0].get("content") or tree.text_of(found[0])
            time = dates.read(raw, language=stated.language, host=host)
            times = replace(changes.get("times", first.times), **{name: time}, labelled=True)
            changes["times"] = times
    return replace(first, **changes)


def _reading(source: Source, seen: View, first: head.Head, built: blocks.Built) -> Reading:
    request, stated = source.request, source.stated
    parts = updates.merge(built.blocks, stated.live_updates, request.url)
    prose = quality.prose(parts)
    words = quality.needs_words(prose, request.status)
    headline = first.headline or next(
        (headline_of.without_outlet(w, stated.outlets, None) for _, w in stated.headlines), None
    )
    title = next((words for source, words in stated.headlines if source == "title"), "")
    evidence = _evidence(
        source.utf8,
        request,
        title=title,
        headline=headline or "",
        markup=_markup(source.utf8) if words else "",
        visible=" ".join(s.text for s in seen.page.segments)[:20_000] if words else "",
        everything=tree.text_of(view.body_of(view.whole(source)))[:20_000] if words else "",
        prose=prose,
        paragraphs=sum(block.kind == "paragraph" for block in parts),
        says_article=any("rticle" in kind or "Posting" in kind for kind in stated.kinds),
        free=stated.free,
        stated_body=len(stated.body),
    )
    verdict = quality.judge(evidence)
    published, updated, reasons = claims.settle(first.times, stated.published, stated.updated)
    if published is None and (published := dates.of_address(request.url)) is not None:
        reasons = (*reasons, f"published_in_address:{published.value}")
    if stated.following is not None:
        reasons = (*reasons, f"continues:{stated.following}"[:200])
    names, more = authors.settle(
        first.authors, stated.authors or stated.marked_authors, first.nearby
    )
    alternatives, others = _alternatives(headline, first.dek, stated)
    return Reading(
        url=request.url,
        canonical_url=stated.canonical,
        kind="live" if stated.live or any(b.kind == "live_entry" for b in parts) else "article",
        kicker=first.kicker,
        headline=headline,
        alternative_headlines=alternatives,
        dek=first.dek,
        section=stated.section,
        authors=names,
        contributors=_contributors(built, stated),
        published=published,
        updated=updated,
        language=stated.language or language.guess(_opening(parts)),
        copyright=stated.copyright,
        blocks=_with_corrections(parts, stated),
        tags=stated.tags,
        quality=Quality(
            verdict=verdict.verdict, reasons=(*verdict.reasons, *others, *more, *reasons)
        ),
        extractor="",
    )


def _opening(parts: tuple[Block, ...]) -> str:
    """Enough of the text to tell its language by."""
    return " ".join(block.text for block in parts[:12])


def _contributors(built: blocks.Built, stated: metadata.Statements) -> tuple[str, ...]:
    found: list[str] = []
    for line in built.contributor_lines:
        who = notes.contributors_line(line) or ""
        found.extend(bylines.names(who, language=stated.language, outlets=stated.outlets))
    return tuple(dict.fromkeys(found))


def _with_corrections(parts: tuple[Block, ...], stated: metadata.Statements) -> tuple[Block, ...]:
    """Corrections that only the metadata has come last."""
    there = " ".join(block.text for block in parts if block.kind == "correction")
    new = [
        words
        for words in stated.corrections
        if (words not in there and there not in words) or not there
    ]
    return (
        *parts,
        *(Block(kind="correction", text=words, labels=("metadata_only",)) for words in new),
    )


def _alternatives(
    headline: str | None, dek: str | None, stated: metadata.Statements
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Variants that differ from the page's headline, and where each is stated."""
    found: dict[str, str] = {}
    known = {headline_of.key(words) for words in (headline or "", dek or "")}
    for source, words in stated.headlines:
        bare = headline_of.without_outlet(words, stated.outlets, headline)
        new = headline_of.key(bare) not in known and len(bare) <= _LONG_TITLE
        if new and not headline_of.is_outlet(bare, stated.outlets):
            found.setdefault(bare, source)
    return tuple(found), tuple(f"headline_differs:{source}" for source in found.values())


def _markup(utf8: bytes) -> str:
    return utf8[:60_000].decode("utf-8", "replace").lower()


def _evidence(utf8: bytes, request: Request, **found: object) -> quality.Evidence:
    return quality.Evidence(
        url=request.url,
        asked=request.asked,
        status=request.status,
        scripts=b"<script" in utf8,
        cut=request.cut,
        **found,  # type: ignore[arg-type]
    )
