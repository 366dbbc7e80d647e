"""Dates without a year, "March 4, 2:15 p.m.": the year is that of the nearest day that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from crawler import date_words, months

_NAME = r"(?P<n>[^\W\d_]{3,14}+)"
_NO_YEAR = r"(?!\d|[:.]\d|\s?,?\s?(?:de\s|del\s)?(?:19|20)\d\d(?!\d))"
_DATES = (
    re.compile(rf"(?<![^\W\d_]){_NAME}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_NO_YEAR}"),
    re.compile(
        rf"(?<![\d:.])(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?{_NAME}\.?{_NO_YEAR}"
    ),
)
#: characters of a line with a date, of a day with its weekday
_LINE, _LONG = 200, 40
_CLOCK = re.compile(r"\d\s?[:.h]\s?\d\d|\d\s?[ap]\.?\s?m\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_WEEKDAY = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)\w*|(?:mo|di|do|fr|sa|so)\w*tag|mittwoch|[^\W\d_]{2,3})?\W*",
    re.IGNORECASE,
)


def completed(text: str, days: Sequence[str], language: str | None) -> str:
    """The text with a year behind each date that lacks one; as it was where none is known.

    `days` are known days, "2026-03-04", of which the nearest tells the year. The text has to have
    a time of day, or a word for what the date is: a day alone says no more than is known.
    """
    if not days or len(text) > _LINE:
        return text
    found = list(_found(text, language))
    if not found or not (_CLOCK.search(text) or any(date_words.said(text))):
        return text
    for match in found:
        year = _nearest(months.number(match["n"], language), int(match["d"]), days)
        if year is not None:
            rest = completed(text[match.end() :], days, language)
            return f"{text[: match.end()]}, {year}{rest}"
    return text


def is_bare(text: str, language: str | None) -> bool:
    """Whether a line is a day without its year and nothing else: "Wed, 4 March"."""
    if len(text) > _LONG:
        return False
    rests = (text[: match.start()] + text[match.end() :] for match in _found(text, language))
    return any(_WEEKDAY.fullmatch(rest) is not None for rest in rests)


def _found(text: str, language: str | None) -> Iterator[re.Match[str]]:
    if _DIGIT.search(text) is None:
        return
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if months.number(match["n"], language):
                yield match


def _nearest(month: int, day: int, days: Sequence[str]) -> int | None:
    """The year in which that day is nearest to a known one."""
    found: list[tuple[int, int]] = []
    for known in map(date.fromisoformat, days):
        for year in (known.year - 1, known.year, known.year + 1):
            try:
                found.append((abs((date(year, month, day) - known).days), year))
            except ValueError:  # 29 February, or no day at all
                continue
    return min(found)[1] if found else None
