"""The head of an article as the page shows it: headline, kicker, dek, byline, dates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler import bylines, dates, headline, notes
from crawler.metadata import Statements
from crawler.segments import Page, Segment
from crawler.tree import Element, fold, text_of
from storage.records import ClaimedTime

_KICKER = re.compile(
    r"kicker|eyebrow|overline|rubric|section|category|topic|label|channel|spitzmarke|dachzeile|"
    r"antetitulo|cintillo|occhiello|surtitre|supertitle|pretitle|flag|roofline|vignette|topline|"
    r"strap-?top"
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
    r"volanta)\b"
)
_BYLINE = re.compile(
    r"byline|author|auteur|autor|autore|writer|reporter|contributor|redacteur|firma\b|signature|"
    r"by-line"
)
_UPDATED = re.compile(
    r"(?<![^\W\d_])(?:updat|modif|aktualisi|geändert|mis(?:e)? à jour|actualis|actualiz|aggiorna|"
    r"atualiz|bijgewerkt|uppdatera|"
    r"oppdater|opdater|päivitetty|zaktualiz|aktualiz|обновлен|изменен|güncel|corrected|amended|"
    r"revised|"
    r"ultima modifica|edited)|更新|업데이트|수정",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?<![^\W\d_])(?:publish|post(?:ed|é)|publi[ceéo]|veröffentlicht|erstellt|geplaatst|"
    r"gepubliceerd|pubblicat|julkaistu|"
    r"publicerad|publisert|udgivet|opublikowan|zveřejn|опубликован|yayın|created|issued|first)|"
    r"发布|公開|입력|配信",
    re.IGNORECASE,
)
#: segments after the headline in which the byline and the dates are looked for
_REACH = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the page shows above the article, and the segments that it took up."""

    #: index of the headline's segment; -1 where none was found
    at: int = -1
    headline: str | None = None
    kicker: str | None = None
    dek: str | None = None
    authors: tuple[str, ...] = ()
    published: ClaimedTime | None = None
    updated: ClaimedTime | None = None
    #: indices of segments that are head and not body
    taken: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the parts of an article stand on the page."""

    #: index of the headline's segment; -1 for none
    at: int
    #: index of the first segment of the body
    body: int
    #: nodes of the body
    inside: frozenset[int]
    host: str


def read(page: Page, stated: Statements, place: Place) -> Head:
    """The head of the article: what the page shows of it around and above the body."""
    taken: set[int] = set()
    at, inside = place.at, place.inside
    kicker = _kicker(page, at, stated, taken)
    around = _around(page, at, place.body)
    dek = _dek(page, stated, at, inside, taken)
    authors = _authors(page, around, stated, inside, taken)
    near = _near(page, at, place.body, around)
    published, updated = _times(page, near, stated, place.host, taken)
    return Head(
        at=at,
        headline=page.segments[at].text if at >= 0 else None,
        kicker=kicker,
        dek=dek,
        authors=authors,
        published=published,
        updated=updated,
        taken=frozenset(taken),
    )


def _around(page: Page, at: int, body: int) -> list[int]:
    """Where byline and dates may stand: just before the headline, and up to the body."""
    if at < 0:
        return list(range(max(0, body - _REACH), min(len(page.segments), body + 3)))
    end = min(len(page.segments), max(at + _REACH, min(body + 4, at + 2 * _REACH)))
    return [*range(at + 1, end), *range(max(0, at - 6), at)]


def _near(page: Page, at: int, body: int, around: list[int]) -> list[int]:
    """The part of the head in which dates speak of this article and not of another."""
    if at < 0:
        return around
    end = at + 1
    while end < min(len(page.segments), max(at + 9, min(body + 2, at + 13))):
        segment = page.segments[end]
        if segment.level > 1 and segment.linked > 0.9 * len(segment.text):
            break  # a list of other stories, with dates of their own
        end += 1
    return [index for index in around if at - 4 <= index < end]


def _label(element: Element, page: Page, node: int) -> str:
    label = (
        f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
    )
    if node >= 0 and page.nodes[node].parent >= 0:
        outer = page.nodes[page.nodes[node].parent].element
        if len(outer) < 6:
            label += f" {outer.get('class') or ''}"
    return label.lower().replace("_", "-")


def _kicker(page: Page, at: int, stated: Statements, taken: set[int]) -> str | None:
    for index in range(at - 1, max(-1, at - 5), -1):
        segment = page.segments[index]
        text = segment.text
        if not text or len(text) > 60 or segment.kind == "li" or notes.is_interface(text):
            continue
        if bylines.begins_byline(text) or dates.read(text) is not None:
            continue
        label = _label(segment.element, page, segment.node)
        named = bool(_KICKER.search(label))
        if named or (stated.section and headline.key(text) == headline.key(stated.section)):
            taken.add(index)
            return text
    return None


def _dek(
    page: Page, stated: Statements, at: int, inside: frozenset[int], taken: set[int]
) -> str | None:
    if at < 0:
        return None
    descriptions = {headline.key(words) for words in stated.descriptions}
    for index in range(at + 1, min(at + 7, len(page.segments))):
        segment = page.segments[index]
        text = segment.text
        if segment.kind not in ("p", "text", "h", "li", "quote") or not 20 <= len(text) <= 700:
            continue
        if bylines.begins_byline(text) and len(text) < 120:
            continue
        label = _label(segment.element, page, segment.node)
        same = headline.key(text) in descriptions
        if (
            _DEK.search(label)
            or (segment.level in (2,) and same)
            or (same and segment.node not in inside)
        ):
            taken.add(index)
            return text
    return None


def _authors(
    page: Page, around: list[int], stated: Statements, inside: frozenset[int], taken: set[int]
) -> tuple[str, ...]:
    waiting = False
    for index in around:
        segment = page.segments[index]
        text = segment.text
        if not text or len(text) > 400 or segment.level == 1:
            continue
        if bylines.is_opener(text):
            waiting = True
            taken.add(index)
            continue
        named = _BYLINE.search(_label(segment.element, page, segment.node)) is not None
        opens = (waiting or bylines.begins_byline(text)) and len(text) < 200
        waiting = False
        linked = _linked_names(segment, stated) if segment.linked or named or opens else ()
        if not (named or opens or linked):
            continue
        found = (
            bylines.names(text, language=stated.language, outlets=stated.outlets)
            if opens or named
            else ()
        )
        if linked and (not found or set(linked) >= set(found)):
            found = linked
        if found:
            if len(text) < 160 or segment.node not in inside:
                taken.add(index)
            return found
    return ()


def _linked_names(segment: Segment, stated: Statements) -> tuple[str, ...]:
    """Names that the markup itself calls authors."""
    found: list[str] = []
    for element in segment.element.iter("a", "span", "address", "b", "strong"):
        rel = element.get("rel") or ""
        prop = element.get("itemprop") or ""
        href = element.get("href") or ""
        if "author" in rel.split() or prop == "author" or "/author/" in href:
            found += bylines.names(
                text_of(element), language=stated.language, outlets=stated.outlets
            )
    return bylines.without_places(list(dict.fromkeys(found)))


def _times(
    page: Page, around: list[int], stated: Statements, host: str, taken: set[int]
) -> tuple[ClaimedTime | None, ClaimedTime | None]:
    published: ClaimedTime | None = None
    updated: ClaimedTime | None = None
    for index in around:
        segment = page.segments[index]
        if not segment.text or len(segment.text) > 300 or segment.level in (1, 2):
            continue
        note = notes.kind_of(segment.text)
        if note == "correction" or (note is not None and len(segment.text) > 90):
            continue  # the date in a correction is the correction's
        for words, time in _claims(segment, stated.language, host):
            if _UPDATED.search(words):
                updated = updated or time
            else:
                published = published or time
            if len(segment.text) < 140:
                taken.add(index)
    return published, updated


def _claims(segment: Segment, language: str | None, host: str) -> list[tuple[str, ClaimedTime]]:
    """(the words before it, the time) for each time in a short segment."""
    claims: list[tuple[str, ClaimedTime]] = []
    for element in segment.element.iter("time"):
        raw = element.get("datetime") or ""
        time = dates.read_iso(raw) or dates.read(text_of(element), language=language, host=host)
        if time is not None:
            claims.append((_before(element), time))
    if claims:
        return claims
    return split_claims(segment.text, language, host)


def split_claims(text: str, language: str | None, host: str) -> list[tuple[str, ClaimedTime]]:
    """Each date in a line with the words before it: "9/22/2025Updated: 9/23/2025" has two."""
    if len(text) > 200 or not any(character.isdigit() for character in text):
        return []
    pieces = re.split(rf"(?=(?:{_UPDATED.pattern}))", text, maxsplit=2, flags=re.IGNORECASE)
    claims = []
    for piece in pieces:
        time = dates.read(piece, language=language, host=host)
        if time is not None and len(piece) < 120:
            claims.append((piece, time))
    return claims


def says_updated(words: str) -> bool:
    """Whether the words before a time say that it is one of an update."""
    return _UPDATED.search(words) is not None


def _before(element: Element) -> str:
    """The words that say what a `time` is: in its class, before it, in what holds it."""
    parent = element.getparent()
    words = [element.get("class") or "", element.get("itemprop") or "", text_of(element)]
    previous = element.getprevious()
    words.append(
        fold(previous.tail if previous is not None else (parent.text if parent is not None else ""))
    )
    if previous is not None and previous.tag != "time":
        words.append(text_of(previous)[-40:])
    if parent is not None and len(parent.findall("time")) == 1:
        words.append(parent.get("class") or "")
    return " ".join(
        word.replace("dateModified", "modified").replace("-", " ") for word in words if word
    )
