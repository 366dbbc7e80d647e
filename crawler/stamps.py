"""Times in the attributes of elements: `time`, `abbr` of hAtom, and what pages made up for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, takewhile

from crawler import dates, zones
from crawler.memory import recalled
from crawler.segments import Segment
from crawler.tree import Element
from storage.records import ClaimedTime

#: the words before a date, and what it says
Told = tuple[str, ClaimedTime]

#: elements of a line that are looked at
_MANY = 40
#: of these the title may be the time
_TITLED = frozenset({"abbr", "relative-time", "time-ago", "local-time", "time-elapsed"})
_BLOCKS = frozenset({"div", "p", "li", "ul", "article", "section", "header", "footer", "figure"})
_WORDS = ("time", "date", "publish", "stamp", "posted", "utc", "iso")


def elements(line: Segment) -> Iterator[tuple[Element, ClaimedTime | None]]:
    """Each element that gives a time, with what its attributes say; the text may say it too."""
    for element in islice(line.element.iter(), _MANY):
        if element.tag == "time":
            if not _is_below(element, line):
                yield element, dates.read_iso(element.get("datetime") or "")
        elif stamp := _stamp(element):
            yield element, stamp


def _is_below(element: Element, line: Segment) -> bool:
    """Whether a block of its own, which is another line, stands between."""
    if line.kind == "about":
        return False
    outer = takewhile(lambda node: node is not line.element, element.iterancestors())
    return any(node.tag in _BLOCKS for node in outer)


def _stamp(element: Element) -> ClaimedTime | None:
    """A time of day in an attribute whose name says so."""
    for name in map(str, element.keys()):
        if _names_time(name) or (name == "title" and element.tag in _TITLED):
            found = dates.read_iso(element.get(name) or "")
            if found is not None and len(found.value) >= _CLOCK:
                return found
    return None


@recalled(1 << 10)
def _names_time(name: str) -> bool:
    named = name.startswith("data-") and any(word in name for word in _WORDS)
    return named or name == "datetime"


#: characters of a day with its time
_CLOCK = len("2026-03-04T09:15")


def apart(told: tuple[Told, ...], stamp: ClaimedTime) -> tuple[Told, ...]:
    """Several times that one element tells, the last that its attribute can mean by that."""
    same = [place for place, (_, time) in enumerate(told) if zones.may_agree(time, stamp)]
    return tuple(
        (words, fuller(stamp, time) if same[-1:] == [place] else time)
        for place, (words, time) in enumerate(told)
    )


def fuller(attribute: ClaimedTime, told: ClaimedTime | None) -> ClaimedTime:
    """The attribute's time, or the reader's where only that has the clock or the zone."""
    if told is None or attribute.value[:10] != told.value[:10]:
        return attribute
    if len(attribute.value) < 16 <= len(told.value):
        return told
    if attribute.zone is None and attribute.value[:16] == told.value[:16]:
        return replace(attribute, zone=told.zone)
    return attribute
