"""When it was published and updated: what the page shows, beside what its metadata states."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import NamedTuple

from crawler import date_words, dates, lexicon, notes, stamps, yearless, zones
from crawler.memory import remembered
from crawler.segments import Segment
from crawler.stamps import Told
from crawler.tree import Element, fold, text_of
from storage.records import ClaimedTime

#: a line with a time of day alone, which belongs to the date in the line before
_CLOCK_LINE = re.compile(
    r"\W*\d{1,2}\s?[:.h時时点시]\s?\d\d(?:\s?(?:Uhr|uur|hs?|hrs|น\.|[ap]\.?m\.?|分|분))?\W*",
    re.IGNORECASE,
)


#: words of a line with a date; with more it is a sentence, the sooner where it ends like one
_SENTENCE, _SHORT = 11, 7
_DIGIT = re.compile(r"\d")
#: characters from which on a note says more than when
_NOTE = 90
_ENDED = re.compile(r"(?<![ap]\.m)\.$", re.IGNORECASE)


class Where(NamedTuple):
    """What tells how a page's dates are meant."""

    language: str | None
    host: str
    #: days that are known of the article, "2026-03-04"
    days: tuple[str, ...] = ()


class _Claim(NamedTuple):
    """A time with what the page calls it."""

    words: str
    #: its class and properties
    marks: str
    time: ClaimedTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The times that the page shows around its headline."""

    published: ClaimedTime | None = None
    updated: ClaimedTime | None = None
    #: the page says so in words or by its markup, rather than by the place alone
    labelled: bool = False
    #: only a class calls it updated, as themes do with dates of any kind
    by_class: bool = False


def shown(segments: Iterable[Segment], where: Where) -> tuple[Shown, set[int]]:
    """The times in the segments, and which of those, by their order, give nothing but times."""
    found = Shown()
    taken: set[int] = set()
    for order, segment in enumerate(segments):
        if order - 1 in taken and _CLOCK_LINE.fullmatch(segment.text):
            found = _at_clock(found, segment.text)
            taken.add(order)
            continue
        if not segment.text or len(segment.text) > 300 or segment.level in (1, 2):
            continue
        if yearless.is_bare(segment.text, where.language):
            taken.add(order)
        note = notes.kind_of(segment.text)
        long = note is not None and len(segment.text) > _NOTE
        if note == "correction" or (long and not date_words.is_date_line(segment.text)):
            continue  # the date in a correction is the correction's
        if found.updated is None and found.published and date_words.is_stamp(segment.text):
            clock = dates.clock_alone(segment.text, dates.day_of(found.published))
            found = replace(found, updated=clock)
        for claim in _claims(segment, where):
            found = _with(found, claim)
            if len(segment.text) < 140:
                taken.add(order)
    return found, taken


def _at_clock(found: Shown, line: str) -> Shown:
    """The day found last with its time, which stands in the next line."""
    day = found.updated or found.published
    time = dates.clock_alone(line, day.value) if day and day.precision == "day" else None
    if day and time:
        time = replace(time, raw=f"{day.raw} {line}")
        later = found.updated is not None
        found = replace(found, updated=time) if later else replace(found, published=time)
    return found


def _with(found: Shown, claim: _Claim) -> Shown:
    """The first time of each kind; a class counts where words do not say it."""
    by_class = not any(date_words.said(claim.words))
    if says_updated(claim.marks if by_class else claim.words):
        if found.updated is not None:
            return found
        return replace(found, updated=claim.time, by_class=by_class)
    if found.published is not None:
        return found
    labelled = date_words.said(f"{claim.words} {claim.marks}").published
    return replace(found, published=claim.time, labelled=labelled)


def says_updated(words: str) -> bool:
    """Whether the words before a time say that it is one of an update, and of no first version."""
    said = date_words.said(words)
    return said.updated and not said.published


def _claims(segment: Segment, where: Where) -> list[_Claim]:
    """Each time in a short segment."""
    claims: list[_Claim] = []
    for element, stamp in stamps.elements(segment):
        text, marks = f"{text_of(element)} {_clock_after(element)}", _marks(element)
        told = _told(text, where)
        if stamp is None or len(told) > 1:
            told = told if stamp is None else stamps.apart(told, stamp)
            claims += [_Claim(f"{_before(element)} {words}", marks, time) for words, time in told]
        else:
            time = stamps.fuller(stamp, told[0][1] if told else None)
            claims.append(_Claim(f"{_before(element)} {text}", marks, time))
    if any(says_updated(f"{claim.words} {claim.marks}") for claim in claims):
        return claims
    written = [_Claim(words, "", time) for words, time in _written(segment, where)]
    return claims + [claim for claim in written if not claims or says_updated(claim.words)]


def _told(text: str, where: Where) -> tuple[Told, ...]:
    """Each date in a line, the year of one that has none told by the days that are known."""
    whole = yearless.completed(text, where.days, where.language)
    told = split_claims(whole, where.language, where.host)
    if whole == text:
        return told
    raw = fold(text)
    return tuple((w, time if time.raw in raw else replace(time, raw=raw)) for w, time in told)


def _written(segment: Segment, where: Where) -> tuple[Told, ...]:
    """The times in a segment's words; the date in a sentence is part of what it tells."""
    told = _told(segment.text, where)
    if not told:
        return told
    most = _SHORT if _ENDED.search(segment.text) else _SENTENCE
    if len(re.findall(r"[^\W\d_]{2,}", segment.text)) <= most:
        return told
    return tuple((words, time) for words, time in told if any(date_words.said(words)))


@remembered(1 << 12)
def split_claims(text: str, language: str | None, host: str) -> tuple[Told, ...]:
    """Each date in a line with the words before it: "9/22/2025Updated: 9/23/2025" has two."""
    if len(text) > 200 or not _DIGIT.search(text):
        return ()
    claims: list[Told] = []
    for piece in _pieces(text):
        here = [
            (words, time)
            for words, time in dates.read_all(piece, language=language, host=host)
            if len(words) < 120
        ]
        if not here and claims and date_words.UPDATED.match(lexicon.folded(piece)):
            words, last = claims[-1]
            clock = dates.clock_alone(piece[:40], dates.day_of(last))
            if clock is not None:  # "4 March, updated at 11.20"
                here = [(piece, clock)]
            elif date_words.AFTER.match(piece):
                claims[-1] = (f"{words} {piece}", last)
        claims += here
    return tuple(claims)


def _pieces(text: str) -> list[str]:
    """A line cut where it speaks of an update, three times at most."""
    updates = date_words.UPDATED_HERE.finditer(lexicon.folded(text))
    ends = [match.start() for match in islice(updates, 3)]
    return [text[start:end] for start, end in pairwise((0, *ends, len(text)))]


def _marks(element: Element) -> str:
    """What a `time` is called: "entry date updated" for `class="entry-date updated"`."""
    parent = element.getparent()
    own = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    own = own.replace("dateModified", "modified").replace("-", " ").replace("_", " ")
    if any(date_words.said(own)) or parent is None or len(parent.findall("time")) > 1:
        return own
    return (parent.get("class") or "").replace("-", " ")


def _clock_after(element: Element) -> str:
    """The time of day that stands in the element after a `time`."""
    following = element.getnext()
    if following is None or following.tag == "time" or (element.tail or "").strip():
        return ""
    words = text_of(following)
    return words if _CLOCK_LINE.fullmatch(words) else ""


def _before(element: Element) -> str:
    """The words before a `time`, in what holds it."""
    parent, previous = element.getparent(), element.getprevious()
    words = [
        fold(previous.tail if previous is not None else (parent.text if parent is not None else ""))
    ]
    if previous is not None and previous.tag != "time":
        words.append(text_of(previous)[-40:])
    return " ".join(words)


def settle(
    seen: Shown, published: tuple[ClaimedTime, ...], updated: tuple[ClaimedTime, ...]
) -> tuple[ClaimedTime | None, ClaimedTime | None, tuple[str, ...]]:
    """(published, updated, reasons) from what the page shows and what its metadata states.

    `published` and `updated` are the metadata's, in order of trust. The page decides; where it
    can mean the same moment as one of them, the more precise wording is taken.
    """
    seen = _sorted(seen, published, updated)
    reasons: list[str] = []
    sure = seen.labelled or seen.updated is not None
    first = _time("published", seen.published, published, sure, reasons)
    later = tuple(time for time in updated if not zones.is_no_update(time, first))
    shown_last = None if later and _precedes(seen.updated, first) else seen.updated
    last = _time("updated", shown_last, later, True, reasons)
    if last is not None and zones.is_no_update(last, first):
        last = None
    return first, last, tuple(reasons)


def _precedes(time: ClaimedTime | None, first: ClaimedTime | None) -> bool:
    """Whether a clock of the day of publication lies before that: it is of a later day."""
    if time is None or first is None or time.zone or dates.day_of(time) != dates.day_of(first):
        return False
    return time.value[:16] < first.value[:16]


def _sorted(
    seen: Shown, published: tuple[ClaimedTime, ...], updated: tuple[ClaimedTime, ...]
) -> Shown:
    """The one time that a page shows, as what its metadata says that it is."""
    if seen.published is None and seen.updated is not None and seen.by_class and not published:
        return Shown(published=seen.updated)
    alone = seen.published if seen.updated is None and not seen.labelled else None
    if alone is None or not published or not updated:
        return seen
    if zones.may_agree(alone, published[0]) or not zones.may_agree(alone, updated[0]):
        return seen
    if zones.begins_before(published[0], updated[0]):
        return Shown(updated=alone)
    return replace(seen, labelled=True)


def _time(
    name: str,
    seen: ClaimedTime | None,
    stated: tuple[ClaimedTime, ...],
    sure: bool,
    reasons: list[str],
) -> ClaimedTime | None:
    """The page's claim, or the metadata's where it says the same more precisely."""
    best = _best(stated)
    if seen is None or best is None:
        return seen or best
    same = [time for time in stated if zones.are_same(seen, time)]
    if same:
        return max((*same, seen), key=_detail)
    if zones.may_agree(seen, best):
        return max((best, seen), key=_detail)
    near = zones.may_agree(_day(seen), _day(best))
    clocks = len(seen.value) >= 16 and len(best.value) >= 16
    if near and not sure and not (clocks and zones.is_before(seen, best)):
        return best  # the place alone does not say which version the time is of
    reasons.append(f"{name}_differs:{best.value}")
    return seen


def _day(time: ClaimedTime) -> ClaimedTime:
    return ClaimedTime(value=dates.day_of(time), precision="day", raw=time.raw)


def _best(stated: tuple[ClaimedTime, ...]) -> ClaimedTime | None:
    """The first, or one that says the same day more precisely."""
    if not stated:
        return None
    return max(
        (time for time in stated if dates.day_of(time) == dates.day_of(stated[0])), key=_detail
    )


def _detail(time: ClaimedTime) -> tuple[bool, bool, int]:
    return len(time.value) >= 16, time.zone is not None, len(time.value)
