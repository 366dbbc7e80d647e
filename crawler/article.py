"""One HTML page as one reading: each part asked in turn, their answers put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from crawler import (
    authors,
    blocks,
    body,
    bylines,
    claims,
    dates,
    elsewhere,
    head,
    jsonld,
    language,
    live,
    metadata,
    notes,
    pictures,
    places,
    profiles,
    pullquotes,
    quality,
    segments,
    tree,
    updates,
    walk,
)
from crawler import headline as headline_of
from crawler.profiles import Profile
from crawler.tree import Element
from storage.records import Block, Quality, Reading

#: running text below this makes the reader look again without the class words
_POOR = 260
#: running text below which a page shows nothing of its article
_SHELL = 100
#: characters; what is longer is a summary in a title's place
_LONG_TITLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is known of a page beside its bytes."""

    #: where the answer came from
    url: str
    #: what was asked for
    asked: str
    content_type: str | None = None
    status: int = 200
    #: codes for what was cut off before
    cut: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What the walk over the page brought."""

    root: Element
    page: segments.Page
    at: int
    #: indices of the segments of the body, and of what belongs to it around
    chosen: list[int]
    inside: set[int]
    first: int


def read(utf8: bytes, request: Request, known: Sequence[Profile]) -> Reading:
    """The reading, its quality's reasons without those of decoding."""
    root, cut = tree.parse(utf8)
    request = replace(request, cut=(*request.cut, *cut, *tree.cut_short(utf8)))
    if root is None:
        verdict = quality.judge(_evidence(utf8, request, markup=_markup(utf8)))
        return Reading(url=request.url, quality=verdict, extractor="")
    stated = metadata.read(root, request.url)
    host = urlsplit(request.url).hostname or ""
    profile = profiles.fitting((*known, *profiles.built_in()), host)
    if profile is not None:
        profiles.prune(root, profile.remove)
    view = _view(root, stated, profile)
    if view.page.cut:
        request = replace(request, cut=(*request.cut, "too_many_blocks"))
    where = live.entries(view.page, view.chosen, stated, request.url)
    shown = pictures.place(view.page, view.chosen, request.url)
    rest = segments.without(view.page, shown)
    top = segments.until(rest, min(where, default=len(rest.segments)))
    place = places.Place(
        at=view.at,
        body=view.first,
        last=max(view.chosen, default=-1),
        inside=frozenset(view.inside),
        chosen=frozenset(view.chosen),
        where=claims.Where(stated.language, host, places.days(stated, request.url)),
    )
    first = head.read(top, stated, place)
    if profile is not None:
        first = _by_profile(first, root, profile, stated, host)
    writers = first.authors or stated.authors
    seen = blocks.Known(head=first, writers=writers, pictures=shown, live=where)
    built = blocks.build(view.page, view.chosen, seen, request.url)
    if (
        len(stated.body) > _POOR
        and stated.free is not False
        and blocks.prose(built.blocks) < _SHELL
    ):
        built = blocks.stated(jsonld.lines(stated.markup))
    return _reading(utf8, request, stated=stated, first=first, built=built, view=view)


def _view(root: Element, stated: metadata.Statements, profile: Profile | None) -> _View:
    start = root.find("body")
    start = start if start is not None else root
    view = _look(start, stated, profile, lenient=False)
    if _size(view) < max(_POOR, 0.4 * len(stated.body)):
        again = _look(start, stated, profile, lenient=True)
        if _size(again) > 2 * _size(view) + 100:
            return again
    return view


def _look(
    start: Element, stated: metadata.Statements, profile: Profile | None, *, lenient: bool
) -> _View:
    page = walk.cut(start, lenient=lenient)
    at = headline_of.find(page, stated)
    node = _profiled(start, page, profile)
    if node is None:
        node = body.locate(page, at, stated.body)
    inside = body.below(page, node)
    chosen, first = body.choose(page, node, inside, at)
    away = elsewhere.find(page, chosen) | pullquotes.find(page, chosen)
    chosen = [index for index in chosen if index not in away]
    return _View(root=start, page=page, at=at, chosen=chosen, inside=inside, first=first)


def _profiled(start: Element, page: segments.Page, profile: Profile | None) -> int | None:
    if profile is None or not profile.body:
        return None
    found = profiles.find(start, profile.body)
    return next(
        (i for i, node in enumerate(page.nodes) if found and node.element is found[0]), None
    )


def _size(view: _View) -> int:
    return sum(len(view.page.segments[index].text) for index in view.chosen)


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


def _reading(
    utf8: bytes,
    request: Request,
    *,
    stated: metadata.Statements,
    first: head.Head,
    built: blocks.Built,
    view: _View,
) -> Reading:
    parts = updates.merge(built.blocks, stated.live_updates, request.url)
    prose = blocks.prose(parts)
    words = quality.needs_words(prose, request.status)
    headline = first.headline or next(
        (headline_of.without_outlet(w, stated.outlets, None) for _, w in stated.headlines), None
    )
    title = next((words for source, words in stated.headlines if source == "title"), "")
    seen = _evidence(
        utf8,
        request,
        title=title,
        headline=headline or "",
        markup=_markup(utf8) if words else "",
        visible=" ".join(s.text for s in view.page.segments)[:20_000] if words else "",
        everything=tree.text_of(view.root)[:20_000] if words else "",
        prose=prose,
        paragraphs=sum(block.kind == "paragraph" for block in parts),
        says_article=any("rticle" in kind or "Posting" in kind for kind in stated.kinds),
        free=stated.free,
        stated_body=len(stated.body),
    )
    verdict = quality.judge(seen)
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
