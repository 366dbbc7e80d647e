"""The dek: what stands between an article's headline and its text, and sums it up."""

from __future__ import annotations

import re

from crawler import (
    authors,
    body,
    bylines,
    credits,
    date_words,
    datelines,
    dates,
    headline,
    notes,
    places,
    promotions,
)
from crawler.metadata import Statements
from crawler.places import Place
from crawler.segments import Page, Segment
from crawler.tree import extent

_DEK = re.compile(
    r"\b(?:dek|deck|standfirst|sub-?(?:title|headline|head|header|heading)|strapline|stand-?first|"
    r"tagline|synopsis|"
    r"sottotitolo|entradilla|bajada|chapo|chapeau|ingress|manchet[et]?|sumario|subtitulo|"
    r"vorspann|preface|untertitel|copete|linha-?fina|article-lead|preamble|anriss|zajawka|perex|opener)\b"
)
#: these name a first paragraph of the body as often
_MAYBE_DEK = re.compile(
    r"\b(?:summary|lede?|lead|intro(?:duction)?|excerpt|abstract|description|teaser-?text|"
    r"volanta|desc)\b"
)
#: weight from which on a segment is a paragraph of the body
_PROSE = 30.0
#: segments after the headline in which a dek that nothing names is looked for; characters of one
_REACH, _LEAST, _MOST = 12, 40, 500


def read(page: Page, stated: Statements, place: Place, taken: set[int]) -> str | None:
    """What stands under the headline to sum the article up."""
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
        label = places.label(segment, page)
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
    above = places.ancestors(page, page.segments[place.at].node)
    for index in range(place.at + 1, min(place.at + _REACH, place.body)):
        segment = page.segments[index]
        if index in taken or segment.kind not in ("p", "text", "h") or segment.linked:
            continue
        long = _LEAST if index == place.at + 1 else 2 * _LEAST
        if not long <= len(segment.text) <= _MOST or index in place.chosen:
            continue
        if places.is_beside(page, index, above) and _may_be_dek(page, segment):
            taken.add(index)
            return segment.text
    return None


def _may_be_dek(page: Page, segment: Segment) -> bool:
    """Whether a line before the body says neither who wrote it nor when, and asks for nothing."""
    text = segment.text
    dated = dates.read(text) is not None or any(date_words.said(text[:_LEAST]))
    about = notes.kind_of(text) or credits.is_credit(text) or promotions.is_promotion(text, 0)
    named = authors.BYLINE.search(places.label(segment, page)) is not None
    return not (dated or about or named or datelines.opens(text))
