"""The head of an article as the page shows it: headline, kicker, dek, byline, dates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from crawler import (
    authors,
    bylines,
    claims,
    date_words,
    datelines,
    dates,
    dek,
    headline,
    marked,
    notes,
    places,
)
from crawler.metadata import Statements
from crawler.places import Place
from crawler.segments import Page, Segment

_KICKER = re.compile(
    r"kicker|eyebrow|overline|rubric|section|category|topic|label|channel|spitzmarke|dachzeile|"
    r"epigraph|overtitle|overhead|antetitulo|cintillo|occhiello|surtitre|supertitle|pretitle|"
    r"flag|roofline|vignette|topline|strap-?top|\bslug"
)
#: segments after the headline in which the byline and the dates are looked for
_REACH = 14
#: segments of the body in which the first paragraph is
_OPENING = 5
#: characters of a line with two dates
_DATE_LINE = 120
#: characters of a linked heading that can be a name, and of no other story
_NAME = 25
#: words and characters of a name that nothing but a role below marks
_WORDS, _WHO = range(2, 5), 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the page shows above the article, and the segments that it took up."""

    #: index of the headline's segment; -1 where none was found
    at: int = -1
    headline: str | None = None
    kicker: str | None = None
    dek: str | None = None
    authors: tuple[str, ...] = ()
    times: claims.Shown = field(default_factory=claims.Shown)
    #: what the page shows around its headline, in small letters
    nearby: str = ""
    #: indices of segments that are head and not body
    taken: frozenset[int] = frozenset()


def read(page: Page, stated: Statements, place: Place) -> Head:
    """The head of the article: what the page shows of it around and above the body."""
    taken: set[int] = set()
    at = place.at
    inner, title = headline.parts(page.segments[at], stated) if at >= 0 else (None, None)
    around = _around(page, at, place.body)
    summary = dek.read(page, stated, place, taken)
    names = authors.read(page, around, stated, place.inside, taken)
    near = _near(page, at, place.body, around)
    below = _dated_below(page, place, near)
    times, dated = claims.shown([page.segments[i] for i in (*near, *below)], place.where)
    taken |= {*below, *(near[order] for order in dated if order < len(near))}
    nearby = " ".join(page.segments[i].text for i in around if len(page.segments[i].text) < 300)
    if not names or _is_undated(times):
        names, times, more = _marked(page, stated, place, names, times)
        nearby += more
    found = _bare(page, names or stated.authors, place, taken)
    names = names or found
    if not names and not stated.authors:
        names = _over_role(page.segments[at + 1 : place.body], stated)
    if not names and not stated.authors:
        names = _written_below(page, place, taken)
    return Head(
        at=at,
        headline=title,
        kicker=inner or _kicker(page, at, stated, taken),
        dek=summary,
        authors=names,
        times=times,
        nearby=nearby.casefold(),
        taken=frozenset(taken),
    )


def _marked(
    page: Page, stated: Statements, place: Place, names: tuple[str, ...], times: claims.Shown
) -> tuple[tuple[str, ...], claims.Shown, str]:
    """The byline and the times, from where the markup names them, for want of others."""
    nearby, named, dated = "", bool(names), not _is_undated(times)
    for found in marked.segments(page, place.at, place.body, place.last):
        if not named:
            names, named = authors.first_of(found, stated)
        if not dated:
            times, _ = claims.shown(found, place.where)
        dated = not _is_undated(times)
        nearby += " ".join(segment.text for segment in found)
        if named and dated:
            break
    return names, times, nearby


def _bare(page: Page, known: tuple[str, ...], place: Place, taken: set[int]) -> tuple[str, ...]:
    """Who is named in the first line of the body: "Ann Lee in Lisbon"."""
    for index in range(place.body, min(place.body + 2, len(page.segments))):
        segment = page.segments[index]
        found = datelines.line(segment.text, known)
        if found and segment.kind in ("p", "text"):
            taken.add(index)
            return found
    return ()


def _over_role(segments: list[Segment], stated: Statements) -> tuple[str, ...]:
    """The name in a line of its own over what somebody does, in a word that only people have."""
    for one, other in pairwise(segments):
        few = len(one.text.split()) in _WORDS and len(one.text) < _WHO
        if few and bylines.does(other.text) and bylines.looks_like_name(one.text):
            return bylines.names(one.text, language=stated.language, outlets=stated.outlets)
    return ()


def _written_below(page: Page, place: Place, taken: set[int]) -> tuple[str, ...]:
    """The names with which the first paragraph begins, or that sign the last one."""
    opening = page.segments[place.body : place.body + _OPENING]
    first = next((found for s in opening if (found := datelines.names(s.text))), ())
    if first or not 0 <= place.last < len(page.segments):
        return first
    last = next((i for i in _backwards(place) if _is_of_text(page.segments[i])), place.last)
    found = authors.signed(page.segments[last])
    taken |= {last} if found else set()
    return found or datelines.at_the_end(page.segments[last].text)


def _backwards(place: Place) -> range:
    """Where the last words of the article may stand, with lists of links behind them."""
    return range(place.last, max(place.body, place.last - _REACH), -1)


def _is_of_text(segment: Segment) -> bool:
    unlinked = 2 * segment.linked < len(segment.text)
    return segment.kind in ("p", "text") and unlinked and not notes.is_interface(segment.text)


def _is_undated(times: claims.Shown) -> bool:
    return times.published is None and times.updated is None


def _around(page: Page, at: int, body: int) -> list[int]:
    """Where byline and dates may stand: just before the headline, and up to the body."""
    if at < 0:
        return list(range(max(0, body - _REACH), min(len(page.segments), body + 3)))
    end = min(len(page.segments), max(at + _REACH, min(body + 4, at + 2 * _REACH)))
    above = places.ancestors(page, page.segments[at].node)
    before = (
        index for index in range(max(0, at - 6), at) if not _is_of_another(page, index, above)
    )
    return [*range(at + 1, end), *before]


def _is_of_another(page: Page, index: int, above: list[int]) -> bool:
    """Whether a segment is part of an article or an item that does not hold the headline."""
    own = set(places.ancestors(page, page.segments[index].node)).difference(above)
    elements = (page.nodes[node].element for node in own)
    return any(e.tag == "article" or e.get("itemtype") is not None for e in elements)


def _near(page: Page, at: int, body: int, around: list[int]) -> list[int]:
    """The part of the head in which dates speak of this article and not of another."""
    if at < 0:
        return around
    end = at + 1
    while end < min(len(page.segments), max(at + 9, min(body + 2, at + 13))):
        segment = page.segments[end]
        if segment.level > 1 and segment.linked > max(_NAME, 0.9 * len(segment.text)):
            break  # a list of other stories, with dates of their own
        end += 1
    above = places.ancestors(page, page.segments[at].node)
    return [
        index
        for index in around
        if at < index < end or (at - 4 <= index < at and places.is_beside(page, index, above))
    ]


def _dated_below(page: Page, place: Place, near: list[int]) -> list[int]:
    """Lines amid the text, or under it, that say when the article was published or updated."""
    places = range(max(place.body, 0), min(place.last + 1, len(page.segments)))
    return [
        index
        for index in sorted(place.chosen.intersection(places).difference(near))
        if (segment := page.segments[index]).kind in ("p", "text")
        and len(segment.text) < _DATE_LINE
        and date_words.is_date_line(segment.text)
    ]


def _kicker(page: Page, at: int, stated: Statements, taken: set[int]) -> str | None:
    for index in range(at - 1, max(-1, at - 5), -1):
        segment = page.segments[index]
        text = segment.text
        if not text or len(text) > 60 or segment.kind == "li" or notes.is_interface(text):
            continue
        if bylines.begins_byline(text) or dates.read(text) is not None or _is_glued(segment):
            continue
        same = stated.section and headline.key(text) == headline.key(stated.section)
        if same or _KICKER.search(places.label(segment, page)):
            taken.add(index)
            return text
    return None


def _is_glued(segment: Segment) -> bool:
    """Whether several links stand side by side that only a style sets apart."""
    return len(segment.links) > 1 and re.search(r"[^\W\d_A-Z][A-ZÀ-Þ]", segment.text) is not None
