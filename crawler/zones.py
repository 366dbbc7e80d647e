"""Names of time zones as pages write them, and whether two claims can be the same moment."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from storage.records import ClaimedTime, Precision

#: name → the hours east of Greenwich that it can mean; "ET" is one of two by the season
_HOURS: dict[str, tuple[float, ...]] = {
    **dict.fromkeys(("UTC", "GMT", "WET", "Z"), (0,)),
    **dict.fromkeys(("CET", "MEZ", "WAT"), (1,)),
    **dict.fromkeys(("CEST", "MESZ", "EET", "SAST", "CAT"), (2,)),
    **dict.fromkeys(("EEST", "MSK", "МСК", "EAT", "TRT"), (3,)),
    **dict.fromkeys(("AMT", "AZT", "GET", "GST"), (4,)),
    **dict.fromkeys(("WIB", "ICT"), (7,)),
    **dict.fromkeys(("HKT", "SGT", "PHT", "MYT", "AWST", "WITA"), (8,)),
    **dict.fromkeys(("JST", "KST", "WIT"), (9,)),
    **dict.fromkeys(("EDT",), (-4,)),
    **dict.fromkeys(("EST", "CDT"), (-5,)),
    **dict.fromkeys(("MDT",), (-6,)),
    **dict.fromkeys(("MST", "PDT"), (-7,)),
    **dict.fromkeys(("PST", "AKDT"), (-8,)),
    **dict.fromkeys(("BRT", "ART"), (-3,)),
    "WEST": (1,),
    "BST": (1, 6),
    "IST": (5.5, 2, 1),
    "PKT": (5,),
    "NPT": (5.75,),
    "IRST": (3.5,),
    "CST": (-6, 8),
    "AST": (-4, 3),
    "ET": (-4, -5),
    "CT": (-5, -6),
    "MT": (-6, -7),
    "PT": (-7, -8),
    "AKST": (-9,),
    "HST": (-10,),
    "AEST": (10,),
    "AEDT": (11,),
    "ACST": (9.5,),
    "NZST": (12,),
    "NZDT": (13,),
}
#: for a regular expression, longer names first
NAMES = "|".join(sorted(_HOURS, key=lambda name: (-len(name), name)))
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d\d)?")
#: the zones of the world, in hours
_WEST, _EAST = -12.0, 14.0
_LENGTHS = {"day": timedelta(days=1), "month": timedelta(days=31), "year": timedelta(days=366)}
#: characters of a time with its seconds
_SECONDS = 19
_Span = tuple[datetime, datetime]


def offset(text: str | None) -> str | None:
    """ "Z" or "+02:00" for an offset in any of its spellings; None for none."""
    if not text:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return "Z"
    match = _OFFSET.search(text)
    if match is None:
        return None
    return f"{match[1]}{int(match[2]):02d}:{match[3] or '00'}"


def name(text: str | None) -> str | None:
    """A zone as stated: an offset where there is one, else the name."""
    return offset(text) or (text.upper() if text else None)


@lru_cache(maxsize=256)
def hours(zone: str | None) -> tuple[float, ...]:
    """What the zone can be; none where it is not known."""
    match = _OFFSET.fullmatch(zone or "")
    if match is None:
        return _HOURS.get(zone or "", ())
    value = int(match[2]) + int(match[3] or 0) / 60
    return (value if match[1] == "+" else -value,)


def may_agree(one: ClaimedTime, other: ClaimedTime) -> bool:
    """Whether both can be the same moment, given how precise each is and what zone it may be in."""
    if not one.zone and not other.zone and one.value[:16] == other.value[:16]:
        return True
    return any(a < d and c < b for a, b in _spans(one) for c, d in _spans(other))


def are_same(one: ClaimedTime, other: ClaimedTime) -> bool:
    """Whether both are the same minute, or the same words where a zone is missing."""
    if len(one.value) < 16 or len(other.value) < 16:
        return False
    if not hours(one.zone) or not hours(other.zone):
        return one.value[:16] == other.value[:16]
    return may_agree(one, other)


def is_before(one: ClaimedTime, other: ClaimedTime) -> bool:
    """Whether the first is the earlier moment, in whatever zones they are."""
    return max(end for _, end in _spans(one)) <= min(start for start, _ in _spans(other))


def starts(time: ClaimedTime) -> datetime | None:
    """The moment in UTC at which the claim begins; None for a month alone or no known zone."""
    if not hours(time.zone) or len(time.value) < 10:
        return None
    return _spans(time)[0][0]


def begins_before(one: ClaimedTime, other: ClaimedTime) -> bool:
    """Whether the first begins earlier; by the words alone where a zone is missing."""
    start, end = starts(one), starts(other)
    if start is None or end is None:
        return one.value < other.value
    return start < end


def is_no_update(time: ClaimedTime, published: ClaimedTime | None) -> bool:
    """Whether it is the moment of publication once more, or one before it."""
    if published is None:
        return False
    if _is_slip(time.value, published.value):
        return True
    if not time.zone and not published.zone:
        length = min(len(time.value), len(published.value), 16)
        return time.value[:length] <= published.value[:length]
    if may_agree(time, published):
        return len(time.value) < 16 or are_same(time, published)
    return begins_before(time, published)


def _is_slip(one: str, other: str) -> bool:
    """Whether two times are one, told in two zones: the same to the second, hours apart."""
    exact = len(one) == len(other) == _SECONDS and not one.endswith("00")
    return exact and one[:10] == other[:10] and one[13:] == other[13:]


def _spans(time: ClaimedTime) -> tuple[_Span, ...]:
    """The stretches of UTC in which the claim can lie."""
    return _stretches(time.value[:16], time.precision, time.zone)


@lru_cache(maxsize=1024)
def _stretches(value: str, precision: Precision, zone: str | None) -> tuple[_Span, ...]:
    start = datetime.fromisoformat(value + "0001-01-01T00:00"[len(value) :])
    length = _LENGTHS.get(precision, timedelta(minutes=1))
    known = hours(zone)
    if known:
        starts = [start - timedelta(hours=hour) for hour in known]
        return tuple((begin, begin + length) for begin in starts)
    return ((start - timedelta(hours=_EAST), start - timedelta(hours=_WEST) + length),)
