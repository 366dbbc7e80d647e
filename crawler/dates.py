"""Times as a publisher states them: no more precise than stated, with no zone that is not there."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from crawler import calendars, months, zones
from crawler.memory import recalled, remembered
from storage.records import ClaimedTime, Precision

_ISO = re.compile(
    r"(?P<year>(?:19|20)\d\d)-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?"
    r"(?:[T ]\s?(?P<hour>\d{1,2}):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?(?:\[[\w/+-]+\])?$",
    re.IGNORECASE,
)
#: as Java and Unix print a date: "Tue Nov 19 21:57:01 UTC 2019"
_UNIX = re.compile(
    r"^[A-Z][a-z]{2} (?P<n>[A-Z][a-z]{2}) +(?P<d>\d{1,2}) (?P<time>\d\d:\d\d:\d\d) "
    r"(?P<zone>[A-Z]{2,5}|[+-]\d{4}) (?P<y>(?:19|20)\d\d)$"
)
_NAME = r"(?P<n>[^\s\d.,:;|/()\[\]–—-]{{3,14}})\.?{0}"
#: a second name of the same month after a stroke, as in the Arabic of the Levant
_TWICE = r"(?:\s?/\s?[^\d/|,]{3,16}?)?"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_DATES = (
    (
        "ymd",
        re.compile(
            rf"(?<!\d){_YEAR}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?(?P<d>\d{{1,2}})\s?[日일号]"
        ),
    ),
    (
        "ymd",
        re.compile(
            rf"(?<!\d){_YEAR}(?P<s>[-/.])\s?(?P<m>\d{{1,2}})(?P=s)\s?(?P<d>\d{{1,2}})(?!\d)"
        ),
    ),
    ("ymd", re.compile(rf"(?<!\d){_YEAR}\s(?P<m>\d\d)/(?P<d>\d\d)(?=\s\d\d:\d\d)")),
    (
        "num",
        re.compile(
            r"(?<!\d)(?P<a>\d{1,2})(?P<s>[-/.])\s?(?P<b>\d{1,2})(?P=s)\s?(?P<y>(?:19|20)\d\d|"
            r"\d\d(?![:.]\d))(?!\d)"
        ),
    ),
    (
        "dmy",
        re.compile(
            r"(?<![\d:])(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.|-a)?[\s\u00a0-]*(?:de\s+|d['’]|"
            r"of\s+)?"
            + _NAME.format(_TWICE)
            + rf"\s?[,،]?[\s\u00a0-]*(?:de\s+|del\s+)?{_YEAR}(?!\d)"
        ),
    ),
    (
        "mdy",
        re.compile(
            _NAME.format("")
            + rf"\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?:\d\d:\d\d\s+)?{_YEAR}(?!\d)"
        ),
    ),
    (
        "ynd",
        re.compile(
            rf"(?<!\d){_YEAR}\.?(?:\s?m\.)?\s+" + _NAME.format("") + r"\s+(?P<d>\d{1,2})(?!\d)"
        ),
    ),
    ("ynd", re.compile(rf"(?<!\d){_YEAR}\.\s?gada\s+(?P<d>\d{{1,2}})\.\s" + _NAME.format(""))),
    (
        "ymd",
        re.compile(
            rf"(?<!\d)(?P<d>\d{{1,2}})\s+[Tt]háng\s+(?P<m>\d{{1,2}}),?\s+(?:năm\s+)?{_YEAR}"
        ),
    ),
)
#: what every one of them has in it
_DATED = re.compile(r"(?:19|20)\d\d|\d[-/.]\s?\d{1,2}[-/.]\s?\d\d")
_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)(?:[/-]?(\d\d|[a-z]{3})[/-]?(\d\d)(?=[/_.-]|$)|/(\d\d?)/(\d\d?)(?=/|$))"
)
_HALF = r"(?:[ap]\.?\s?m\b\.?|ص|م)(?!\w)"
# "ET", "IST" and "ART" are words of other languages in small letters
_NAMED = rf"(?-i:{zones.NAMES})\b"
_ZONE = rf"(?:(?:UTC|GMT)\s?[+-]\d\d?(?::?\d\d)?|[+-]\d\d:?\d\d|{_NAMED})"
_CLOCK = re.compile(
    r"(?P<first>오전|오후|上午|下午|晚上|凌晨|午前|午後)?\s?"
    r"(?<![\d/:.])(?P<h>[01]?\d|2[0-3])\s?(?P<sep>[:.h]|時|时|点|點|시)\s?(?P<mi>[0-5]\d)(?!\d|\.\d|/)"
    rf"(?::(?P<s>[0-5]\d))?(?:\s?[分분])?\s?(?P<half>{_HALF})?"
    r"(?:\s?(?:Uhr|uur|hrs?|h|น\.)(?!\w))?"
    rf"\s?\(?(?P<zone>{_ZONE})?"
    rf"|(?<![\d/:.])(?P<h2>1[0-2]|[1-9])\s?(?P<half2>[ap]\.?m\b\.?)\s?(?P<zone2>{_NAMED})?",
    re.IGNORECASE,
)
_AFTERNOON = frozenset(("오후", "下午", "晚上", "午後", "م"))
_MDY_REGIONS = frozenset({"en-us", "en-ph", "en-pr", "fil", "en-ca"})
#: countries of the web that put the month first, or whose ending says no country
_MDY_HOSTS = (".us", ".ph", ".pr", ".ca", ".tv", ".co", ".io", ".me", ".fm", ".ai", ".cc", ".to")
#: digits of other scripts
_DIGITS = {
    zero + digit: ord("0") + digit
    for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0xFF10)
    for digit in range(10)
}


@recalled(1 << 12)
def read_iso(raw: str) -> ClaimedTime | None:
    """A machine-readable time: ISO 8601 in its usual forms, RFC 5322, Unix seconds or `date`."""
    text = " ".join(raw.split())[:80]
    match = _ISO.match(text)
    if match is not None:
        return _from_iso(match, raw)
    if re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        moment = datetime.fromtimestamp(int(text[:10]), UTC)
        value = moment.strftime("%Y-%m-%dT%H:%M:%S")
        return ClaimedTime(value=value, precision="second", zone="Z", raw=raw)
    if re.match(r"[A-Z][a-z]{2}, \d", text):
        return _from_mail(text, raw)
    match = _UNIX.match(text)
    return _from_unix(match, raw) if match is not None else None


@remembered(1 << 12)
def read(raw: str, *, language: str | None = None, host: str = "") -> ClaimedTime | None:
    """The first date in words or numbers that stands in `raw`, with the clock time beside it."""
    text = " ".join(raw.split())[:300]
    exact = read_iso(text)
    if exact is not None:
        return exact
    return next((time for _, time in read_all(text, language=language, host=host)), None)


def read_all(
    raw: str, *, language: str | None = None, host: str = ""
) -> Iterator[tuple[str, ClaimedTime]]:
    """Each date in a short text, with the words before it."""
    text = " ".join(raw.split())[:300]
    shown = text if text.isascii() else calendars.gregorian(text.translate(_DIGITS))
    done, found = 0, _first_date(shown, 0, language, host)
    while found is not None:
        day, start, end = found
        found = _first_date(shown, end, language, host)
        limit = min(end + 40, found[1]) if found else end + 40
        beside = (shown[end:limit], shown[max(done, start - 30) : start], shown[start:end])
        clock = next((clock for part in beside if (clock := _clock(part))), None)
        before, done = shown[done:start], end
        yield before, _claim(day, clock, text)


def of_address(url: str) -> ClaimedTime | None:
    """The day that a page's address bears: "/2026/03/04/", "/2026/mar/04/", "/20260304/"."""
    match = _ADDRESS.search(urlsplit(url).path.lower())
    if match is None:
        return None
    year, named, day = (part for part in match.groups() if part is not None)
    month = int(named) if named.isdigit() else months.number(named)
    if not _is_day(int(year), month, int(day)):
        return None
    value = f"{year}-{month:02d}-{int(day):02d}"
    return ClaimedTime(value=value, precision="day", raw=match[0].strip("/"))


def clock_alone(raw: str, day: str) -> ClaimedTime | None:
    """A time of that day, where only the clock is given."""
    clock = _clock(raw)
    return None if clock is None else _claim(day, clock, raw)


def day_of(time: ClaimedTime) -> str:
    """The day alone, as stated."""
    return time.value[:10]


def _claim(day: str, clock: tuple[str, Precision, str | None] | None, raw: str) -> ClaimedTime:
    if clock is None:
        return ClaimedTime(value=day, precision="day", raw=raw)
    time, precision, zone = clock
    return ClaimedTime(value=f"{day}T{time}", precision=precision, zone=zone, raw=raw)


def _from_iso(match: re.Match[str], raw: str) -> ClaimedTime | None:
    year, month, day = match["year"], match["month"], match["day"]
    if not 1 <= int(month) <= 12 or (day and not _is_day(int(year), int(month), int(day))):
        return None
    if day is None:
        return ClaimedTime(value=f"{year}-{month}", precision="month", raw=raw)
    value = f"{year}-{month}-{day}"
    if match["hour"] is None:
        return ClaimedTime(value=value, precision="day", raw=raw)
    if int(match["hour"]) > 23 or int(match["minute"]) > 59:
        return None
    value = f"{value}T{int(match['hour']):02d}:{match['minute']}"
    zone = zones.offset(match["zone"])
    if match["second"] is None:
        return ClaimedTime(value=value, precision="minute", zone=zone, raw=raw)
    return ClaimedTime(value=f"{value}:{match['second']}", precision="second", zone=zone, raw=raw)


def _from_mail(text: str, raw: str) -> ClaimedTime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    zone = zones.offset(moment.strftime("%z")) if moment.tzinfo else None
    value = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return ClaimedTime(value=value, precision="second", zone=zone, raw=raw)


def _from_unix(match: re.Match[str], raw: str) -> ClaimedTime | None:
    year, month, day = int(match["y"]), months.number(match["n"]), int(match["d"])
    if not _is_day(year, month, day):
        return None
    value = f"{year:04d}-{month:02d}-{day:02d}T{match['time']}"
    return ClaimedTime(value=value, precision="second", zone=zones.name(match["zone"]), raw=raw)


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _first_date(
    text: str, begin: int, language: str | None, host: str
) -> tuple[str, int, int] | None:
    best: tuple[str, int, int] | None = None
    if not _DATED.search(text, begin):
        return None
    for order, pattern in _DATES:
        for match in pattern.finditer(text, begin):
            day = _day(order, match, language, host)
            if day is not None and (best is None or match.start() < best[1]):
                best = (day, match.start(), match.end())
                break
    return best


def _day(order: str, match: re.Match[str], language: str | None, host: str) -> str | None:
    parts = match.groupdict()
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    if order == "num":
        month, day = _numeric(
            int(parts["a"]), int(parts["b"]), match["s"], (language or "").lower(), host
        )
    elif order == "ymd":
        month, day = int(parts["m"]), int(parts["d"])
    else:
        month, day = months.number(parts["n"], language), int(parts["d"])
    return f"{year:04d}-{month:02d}-{day:02d}" if _is_day(year, month, day) else None


def _numeric(first: int, second: int, mark: str, language: str, host: str) -> tuple[int, int]:
    """(month, day): by the numbers where they decide, else by the language and the site."""
    if first > 12:
        return second, first
    if second > 12:
        return first, second
    american = mark == "/" and (
        language in _MDY_REGIONS or (language in ("", "en") and not _has_country(host))
    )
    return (first, second) if american else (second, first)


def _has_country(host: str) -> bool:
    """Whether the host's ending names a country that writes the day first."""
    return re.search(r"\.[a-z]{2}$", host) is not None and not host.endswith(_MDY_HOSTS)


def _clock(text: str) -> tuple[str, Precision, str | None] | None:
    match = _CLOCK.search(text)
    if match is None:
        return None
    half = (match["half"] or match["half2"] or "").lower()
    hour = int(match["h"] or match["h2"])
    if (half or match["first"]) and hour <= 12:
        after = half.startswith("p") or half in _AFTERNOON or match["first"] in _AFTERNOON
        hour = hour % 12 + (12 if after else 0)
    time = f"{hour:02d}:{match['mi'] or '00'}"
    zone = zones.name((match["zone"] or match["zone2"] or "").strip())
    if match["s"]:
        return f"{time}:{match['s']}", "second", zone
    return time, "minute", zone
