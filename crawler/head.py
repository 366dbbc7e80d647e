"""The head of an article as the page shows it: headline, kicker, dek, byline, dates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from crawler import (
    authors,
    body,
    bylines,
    claims,
    credits,
    date_words,
    datelines,
    dates,
    headline,
    marked,
    notes,
    promotions,
)
from crawler.metadata import Statements
from crawler.segments import Page, Segment
from crawler.tree import extent

_KICKER = re.compile(
    r"kicker|eyebrow|overline|rubric|section|category|topic|label|channel|spitzmarke|dachzeile|"
    r"epigraph|overtitle|overhead|antetitulo|cintillo|occhiello|surtitre|supertitle|pretitle|flag|roofline|vignette|topline|"
    r"strap-?top|\bslug"
)
_DEK = re.compile(
    r"\b(?:dek|deck|standfirst|sub-?(?:title|headline|head|heading)|strapline|stand-?first|"
    r"tagline|synopsis|"
    r"sottotitolo|entradilla|bajada|chapo|chapeau|ingress|manchet[et]?|sumario|subtitulo|"
    r"vorspann|untertitel|copete|linha-?fina|article-lead|preamble|anriss|zajawka|perex)\b"
)
#: these name a first paragraph of the body as often
_MAYBE_DEK = re.compile(
    r"\b(?:summary|lede?|lead|intro(?:duction)?|excerpt|abstract|description|teaser-?text|"
    r"volanta|desc)\b"
)
#: segments after the headline in which the byline and the dates are looked for
_REACH = 14
#: weight from which on a segment is a paragraph of the body
_PROSE = 30.0
#: segments after it in which a dek that nothing names is looked for; characters of one
_DEK_REACH, _LEAST, _MOST = 12, 40, 500
#: segments of the body in which the first paragraph is
_OPENING = 5
#: characters of a linked heading that can be a name, and of no other story
_NAME = 25
#: elements around a date above the headline in which the headline must stand
_LEVELS = 3


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the parts of an article stand on the page."""

    #: index of the headline's segment; -1 for none
    at: int
    #: index of the first segment of the body
    body: int
    #: index of its last one
    last: int
    #: nodes of the body
    inside: frozenset[int]
    #: segments of the article, those of its body among them
    chosen: frozenset[int]
    #: how dates are meant there
    where: claims.Where


def read(page: Page, stated: Statements, place: Place) -> Head:
    """The head of the article: what the page shows of it around and above the body."""
    taken: set[int] = set()
    at = place.at
    inner, title = headline.parts(page.segments[at], stated) if at >= 0 else (None, None)
    around = _around(page, at, place.body)
    dek = _dek(page, stated, place, taken)
    names = authors.read(page, around, stated, place.inside, taken)
    near = _near(page, at, place.body, around)
    times, dated = claims.shown([page.segments[i] for i in near], place.where)
    taken |= {near[order] for order in dated}
    nearby = " ".join(page.segments[i].text for i in around if len(page.segments[i].text) < 300)
    if not names or _is_undated(times):
        names, times, more = _marked(page, stated, place, names, times)
        nearby += more
    found = _bare(page, names or stated.authors, place, taken)
    names = names or found
    if not names and not stated.authors:
        names = _written_below(page, place, taken)
    return Head(
        at=at,
        headline=title,
        kicker=inner or _kicker(page, at, stated, taken),
        dek=dek,
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
    above = _ancestors(page, page.segments[at].node)
    before = (
        index for index in range(max(0, at - 6), at) if not _is_of_another(page, index, above)
    )
    return [*range(at + 1, end), *before]


def _is_of_another(page: Page, index: int, above: list[int]) -> bool:
    """Whether a segment is part of an article or an item that does not hold the headline."""
    own = set(_ancestors(page, page.segments[index].node)).difference(above)
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
    above = _ancestors(page, page.segments[at].node)
    return [
        index
        for index in around
        if at < index < end or (at - 4 <= index < at and _is_beside(page, index, above))
    ]


def _ancestors(page: Page, node: int) -> list[int]:
    """The nodes that hold a node, nearest first."""
    found: list[int] = []
    while node >= 0:
        found.append(node)
        node = page.nodes[node].parent
    return found


def _is_beside(page: Page, index: int, above: list[int]) -> bool:
    """Whether a segment stands close to the headline: the page's head bears today's date."""
    near = _ancestors(page, page.segments[index].node)[:_LEVELS]
    return not near or bool(set(near) & set(above[: 2 * _LEVELS]))


def _label(segment: Segment, page: Page) -> str:
    """What the segment's element, what is in it and what holds it call themselves."""
    label = authors.label_of(segment.element)
    for element in islice(segment.element.iterdescendants("span", "a"), 2):
        label += f" {authors.label_of(element)}"
    return label + authors.label_of_holder(page, segment)


def _kicker(page: Page, at: int, stated: Statements, taken: set[int]) -> str | None:
    for index in range(at - 1, max(-1, at - 5), -1):
        segment = page.segments[index]
        text = segment.text
        if not text or len(text) > 60 or segment.kind == "li" or notes.is_interface(text):
            continue
        if bylines.begins_byline(text) or dates.read(text) is not None or _is_glued(segment):
            continue
        same = stated.section and headline.key(text) == headline.key(stated.section)
        if same or _KICKER.search(_label(segment, page)):
            taken.add(index)
            return text
    return None


def _is_glued(segment: Segment) -> bool:
    """Whether several links stand side by side that only a style sets apart."""
    return len(segment.links) > 1 and re.search(r"[^\W\d_A-Z][A-ZÀ-Þ]", segment.text) is not None


def _dek(page: Page, stated: Statements, place: Place, taken: set[int]) -> str | None:
    at = place.at
    if at < 0:
        return None
    descriptions = {headline.key(words) for words in stated.descriptions}
    for index in range(at + 1, min(at + 7, len(page.segments) - 1)):
        segment, before = page.segments[index], page.segments[index - 1].kind
        text = segment.text
        if segment.kind not in ("p", "text", "h", "li", "quote") or not 20 <= extent(text) <= 700:
            continue
        if segment.kind == "li" and "li" in (before, page.segments[index + 1].kind):
            continue  # the points that sum up the article
        if len(text) < 120 and (bylines.begins_byline(text) or dates.read(text) is not None):
            continue
        same = headline.key(text) in descriptions
        outside = segment.node not in place.inside
        label = _label(segment, page)
        if (
            _DEK.search(label)
            or (same and (outside or segment.level == 2))
            or (outside and _MAYBE_DEK.search(label) and not datelines.opens(text))
            or (outside and index == at + 1 and segment.level > 1 and len(text) >= 40)
        ):
            taken.add(index)
            return text
        if index in place.chosen and body.weight(segment) > _PROSE:
            break  # what comes next in the text is a subhead of it
    return _unnamed_dek(page, place, taken)


def _unnamed_dek(page: Page, place: Place, taken: set[int]) -> str | None:
    """The one passage between the headline and the body, whatever its element is called."""
    above = _ancestors(page, page.segments[place.at].node)
    for index in range(place.at + 1, min(place.at + _DEK_REACH, place.body)):
        segment = page.segments[index]
        if index in taken or segment.kind not in ("p", "text", "h") or segment.linked:
            continue
        long = _LEAST if index == place.at + 1 else 2 * _LEAST
        if not long <= len(segment.text) <= _MOST or index in place.chosen:
            continue
        if _is_beside(page, index, above) and _may_be_dek(page, segment):
            taken.add(index)
            return segment.text
    return None


def _may_be_dek(page: Page, segment: Segment) -> bool:
    """Whether a line before the body says neither who wrote it nor when, and asks for nothing."""
    text = segment.text
    dated = dates.read(text) is not None or any(date_words.said(text[:_LEAST]))
    about = notes.kind_of(text) or credits.is_credit(text) or promotions.is_promotion(text, 0)
    named = authors.BYLINE.search(_label(segment, page)) is not None
    return not (dated or about or named or datelines.opens(text))
