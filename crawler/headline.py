"""The headline: which of the page's headings it is, and what its titles have in common."""

from __future__ import annotations

import re

from crawler.memory import recalled, remembered
from crawler.metadata import Statements
from crawler.segments import Page, Segment
from crawler.tree import Element, fold, text_of

#: what calls a part of a heading no words of the headline
_BESIDE = re.compile(
    r"kicker|eyebrow|overline|top-?line|roofline|emphasis|dachzeile|spitzmarke|supertitle|"
    r"pre-?title|antetitulo|surtitre|occhiello|label|badge|\btag\b|flag|rubric|section|category|"
    r"topic|prefix|premium|paywall|exclusive|vignette|comment|count"
)


def find(page: Page, stated: Statements) -> int:
    """The segment that shows the headline: the heading most like what the page calls itself."""
    every = [key(words) for _, words in stated.headlines]
    titles = list(dict.fromkeys(every))
    best, best_score, best_likeness = -1, 0.0, 0.0
    for index, segment in enumerate(page.segments):
        if segment.level == 0 or len(segment.text) < 3:
            continue
        likeness = _likeness(key(segment.text), titles)
        if likeness < 0.95 and len(segment.element):
            likeness = max(likeness, _likeness(key(_split(segment, titles)[1]), titles))
        score = likeness + _RANK[segment.level - 1]
        if segment.linked >= len(segment.text):
            score -= 0.2  # the outlet's name, or another story
        again = best >= 0 and score >= best_score and segment.text == page.segments[best].text
        if score > best_score + 1e-9 or (again and not _is_prose_between(page, best, index)):
            best, best_score, best_likeness = index, score, likeness
    same = _same_words(page, every) if best_likeness < 0.5 else -1
    if 0.5 <= best_likeness < 0.95 and page.segments[best].level > 1:
        same = _same_title(page, best, titles)
    if same >= 0:
        return same
    if best >= 0 and (best_likeness >= 0.5 or _is_first_rank(page, best, stated)):
        return best
    return -1


def parts(segment: Segment, stated: Statements) -> tuple[str | None, str]:
    """(kicker, headline) of a heading that may hold both, or a badge behind the headline."""
    if not len(segment.element):
        return None, segment.text
    return _split(segment, [key(words) for _, words in stated.headlines])


def _split(segment: Segment, titles: list[str]) -> tuple[str | None, str]:
    whole = segment.text
    pieces = _pieces(segment.element)
    if not 2 <= len(pieces) <= 6:
        return None, whole
    label, first = pieces[0][0], pieces[0][1].strip(" :|–—-·•/")
    rest = whole[len(first) :].strip(" :|–—-·•/")
    if first and whole.startswith(first) and len(first) <= 60 and len(rest) >= 10:
        better = _likeness(key(rest), titles) > _likeness(key(whole), titles) + 0.02
        if _BESIDE.search(label) or (better and label and key(whole) not in titles):
            return first, rest
    label, last = pieces[-1]
    if last and whole.endswith(last) and len(last) <= 30 and _BESIDE.search(label):
        return None, whole[: -len(last)].strip() or whole
    return None, whole


def _pieces(element: Element) -> list[tuple[str, str]]:
    """(class, text) of each part of a heading; the class is "" for words in no element."""
    while len(element) == 1 and not fold(element.text) and not fold(element[0].tail):
        element = element[0]
    found = [("", fold(element.text))]
    for child in element.iterchildren():
        label = f"{child.tag} {child.get('class') or ''}".lower().replace("_", "-")
        found += [(label, text_of(child)), ("", fold(child.tail))]
    return [(label, words) for label, words in found if any(map(str.isalnum, words))]


def _is_prose_between(page: Page, start: int, end: int) -> bool:
    """A bar at the top repeats the headline; what stands under the article is no bar."""
    return any(
        segment.kind == "p" and len(segment.text) > _PROSE for segment in page.segments[start:end]
    )


#: characters of a paragraph that belongs to the article
_PROSE = 120
#: what a heading's level adds to its likeness
_RANK = (0.2, 0.1, 0.05, 0.0, 0.0, 0.0)


def _is_first_rank(page: Page, index: int, stated: Statements) -> bool:
    """An h1 that is not just the outlet's name."""
    segment = page.segments[index]
    named = stated.outlet is not None and key(segment.text) == key(stated.outlet)
    return segment.level == 1 and not named and segment.linked < len(segment.text)


def _same_words(page: Page, titles: list[str]) -> int:
    """A headline that is no heading: a short segment that says what the page's title says."""
    for index, segment in enumerate(page.segments):
        if 15 < len(segment.text) < 250 and not segment.linked:
            words = key(segment.text)
            if any(words == title or (len(words) > 25 and words in title) for title in titles[:4]):
                return index
    return -1


def _same_title(page: Page, heading: int, titles: list[str]) -> int:
    """A headline that is no heading above one that only says a part of it, as recipes have them."""
    lines = enumerate(page.segments[:heading])
    return next((index for index, line in lines if key(line.text) in titles), -1)


_WORD = re.compile(r"[^\W_]+")
#: characters that a title may add to the outlet's name: "News", "International"
_ADDED = 12


@recalled(1 << 12)
def key(text: str) -> str:
    """The words of a title without punctuation and case, for comparing."""
    return " ".join(_WORD.findall(text)).casefold()


def _likeness(key: str, titles: list[str]) -> float:
    """1 for the same words; less for a part of a title or a title with a part of it."""
    if not key:
        return 0.0
    best = 0.0
    words = set(key.split())
    for title in titles:
        if key == title:
            return 1.0
        if (len(key) > 12 and key in title) or (len(title) > 12 and title in key):
            short, long = sorted((len(key), len(title)))
            best = max(best, 0.6 + 0.3 * short / long)
        else:
            other = set(title.split())
            shared = len(words & other)
            if other and shared >= 2:
                best = max(best, 0.8 * shared / max(len(words), min(len(other), 12)))
    return best


@remembered(1 << 12)
def without_outlet(title: str, outlets: tuple[str, ...], headline: str | None) -> str:
    """A title without the site's name that stands before or after a bar or a dash."""
    pieces = re.split(r"\s+[|•·»–—:-]\s+|\s+\|\|?\s+|(?<=\S)\s?[|]\s?", title)
    front, colon, rest = title.partition(": ")
    if headline and key(title) == key(headline):
        return title
    if colon and any(_bare(front) == _bare(outlet) for outlet in outlets):
        return rest
    for number in range(1, len(pieces)):
        front = title[: title.rfind(pieces[-number])].rstrip(" |•·»–—:-")
        if headline and front.casefold() == headline.casefold():
            return front
    if len(pieces) > 1 and is_outlet(pieces[-1], outlets):
        return title[: title.rfind(pieces[-1])].rstrip(" |•·»–—:-")
    if len(pieces) > 1 and is_outlet(pieces[0], outlets):
        return title[len(pieces[0]) :].lstrip(" |•·»–—:-")
    return title


def is_outlet(title: str, outlets: tuple[str, ...]) -> bool:
    """Whether a title says no more than whose page it is."""
    return any(_alike(title, outlet) for outlet in outlets)


def _alike(one: str, other: str) -> bool:
    short, long = sorted((_bare(one), _bare(other)), key=len)
    return bool(short) and short in long and len(long) <= len(short) + _ADDED


def _bare(outlet: str) -> str:
    return re.sub(r"[\W_]+|\.com$", "", outlet.casefold()).removeprefix("the")
