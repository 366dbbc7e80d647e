"""The headline: which of the page's headings it is, and what its titles have in common."""

from __future__ import annotations

import re

from crawler.metadata import Statements
from crawler.segments import Page


def find(page: Page, stated: Statements) -> int:
    """The segment that shows the headline: the heading most like what the page calls itself."""
    titles = [key(words) for _, words in stated.headlines]
    best, best_score, best_likeness = -1, 0.0, 0.0
    for index, segment in enumerate(page.segments):
        if segment.level == 0 or len(segment.text) < 3:
            continue
        likeness = _likeness(key(segment.text), titles)
        score = likeness + _RANK[segment.level - 1]
        if segment.linked >= len(segment.text):
            score -= 0.2  # the outlet's name, or another story
        if score > best_score + 1e-9:
            best, best_score, best_likeness = index, score, likeness
    if best_likeness < 0.5:
        same = _same_words(page, titles)
        if same >= 0:
            return same
    if best >= 0 and (best_likeness >= 0.5 or _is_first_rank(page, best, stated)):
        return best
    return -1


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


def key(text: str) -> str:
    """The words of a title without punctuation and case, for comparing."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


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


def without_outlet(title: str, outlets: tuple[str, ...], headline: str | None) -> str:
    """A title without the site's name that stands before or after a bar or a dash."""
    pieces = re.split(r"\s+[|•·»–—-]\s+|\s+\|\|?\s+|(?<=\S)\s?[|]\s?", title)
    if len(pieces) < 2:
        return title
    for number in range(1, len(pieces)):
        front = title[: title.rfind(pieces[-number])].rstrip(" |•·»–—-")
        if headline and front.casefold() == headline.casefold():
            return front
    if any(_alike(pieces[-1], outlet) for outlet in outlets):
        return title[: title.rfind(pieces[-1])].rstrip(" |•·»–—-")
    if any(_alike(pieces[0], outlet) for outlet in outlets):
        return title[len(pieces[0]) :].lstrip(" |•·»–—-")
    return title


def _alike(one: str, other: str) -> bool:
    left, right = (re.sub(r"[\W_]+|^the |\.com$", "", words.casefold()) for words in (one, other))
    return bool(left) and (left in right or right in left)
