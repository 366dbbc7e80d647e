"""Times as a publisher states them: no more precise than stated, with no zone that is not there."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from storage.records import ClaimedTime, Precision

_ISO = re.compile(
    r"(?P<year>(?:19|20)\d\d)-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?"
    r"(?:[T ]\s?(?P<hour>\d{1,2}):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?(?:\[[\w/+-]+\])?$",
    re.IGNORECASE,
)

#: names of months, full or cut, in the languages of the readers that we know of
_MONTHS = (
    "january jan janvier janv januar jan. jänner januari gennaio gen enero ene janeiro "
    "styczeń stycznia sty ledna leden січня января янв tammikuu tammikuuta ocak oca "
    "ianuarie gener siječnja ιανουαρίου januára január sausio janvāris jaanuar",
    "february feb février févr fév februar februari febbraio febrero fevereiro fev luty "
    "lutego lut února únor лютого февраля фев helmikuu helmikuuta şubat şub februarie "
    "febrer veljače φεβρουαρίου februára február vasario februāris veebruar",
    "march mar mars märz mrz maart mrt marzo março marzec marca března březen березня "
    "марта мар maaliskuu maaliskuuta mart martie març ožujka μαρτίου március kovo marts "
    "märts",
    "april apr avril avr aprile abril abr kwiecień kwietnia kwi dubna duben квітня апреля "
    "апр huhtikuu huhtikuuta nisan nis aprilie travnja απριλίου apríla április balandžio "
    "aprīlis aprill",
    "may mai mei maggio mag mayo maio maj maja května květen травня мая май toukokuu "
    "toukokuuta mayıs maig svibnja μαΐου mája május gegužės maijs maí",
    "june jun juin juni giugno giu junio junho czerwiec czerwca cze června červen червня "
    "июня июн kesäkuu kesäkuuta haziran haz iunie juny lipnja ιουνίου júna június "
    "birželio jūnijs juuni",
    "july jul juillet juil juli luglio lug julio julho lipiec lipca lip července červenec "
    "липня июля июл heinäkuu heinäkuuta temmuz tem iulie juliol srpnja ιουλίου júla "
    "július liepos jūlijs juuli",
    "august aug août aout augustus agosto ago sierpień sierpnia sie srpna srpen серпня "
    "августа авг elokuu elokuuta ağustos ağu agost kolovoza αυγούστου augusta augusztus "
    "rugpjūčio augusts",
    "september sep sept septembre settembre set septiembre setembro wrzesień września wrz "
    "září вересня сентября сен сент syyskuu syyskuuta eylül eyl septembrie setembre rujna "
    "σεπτεμβρίου septembra szeptember rugsėjo septembris",
    "october oct octobre oktober okt ottobre ott octubre outubro out październik "
    "października paź října říjen жовтня октября окт lokakuu lokakuuta ekim eki octombrie "
    "listopada οκτωβρίου októbra október spalio oktobris oktoober",
    "november nov novembre noviembre novembro listopad listopada lis listopadu листопада "
    "ноября ноя нояб marraskuu marraskuuta kasım kas noiembrie studenoga νοεμβρίου "
    "novembra lapkričio novembris",
    "december dec décembre déc dezember dez dicembre dic diciembre dezembro grudzień "
    "grudnia gru prosince prosinec грудня декабря дек joulukuu joulukuuta aralık ara "
    "decembrie desembre prosinca δεκεμβρίου decembra decembris desember detsember",
)
_MONTH = {
    name: number
    for number, names in enumerate(_MONTHS, 1)
    for name in names.replace(".", "").split()
}
# "listopada" is October in Croatian, November in Polish; "lipnja", "srpnja" stay Croatian
_CROATIAN = {"listopada": 10}

_NAME = r"(?P<{0}>[^\W\d_]{{3,12}})\.?"
_DATES = (
    (
        "ymd",
        re.compile(
            r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]"
        ),
    ),
    (
        "ymd",
        re.compile(
            r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-/.])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<d>\d{1,2})(?!\d)"
        ),
    ),
    (
        "num",
        re.compile(
            r"(?<!\d)(?P<a>\d{1,2})(?P<s>[-/.])\s?(?P<b>\d{1,2})(?P=s)\s?(?P<y>(?:19|20)\d\d|"
            r"\d\d)(?!\d)"
        ),
    ),
    (
        "dmy",
        re.compile(
            r"(?<![\d:])(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.|-a)?[\s\u00a0-]*(?:de\s+|d['’]|"
            r"of\s+)?"
            + _NAME.format("n")
            + r",?[\s\u00a0-]*(?:de\s+|del\s+)?(?P<y>(?:19|20)\d\d)(?!\d)"
        ),
    ),
    (
        "mdy",
        re.compile(
            _NAME.format("n")
            + r"\s*(?P<d>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(?P<y>(?:19|20)\d\d)(?!\d)"
        ),
    ),
)
_ZONES = (
    "UTC|GMT|BST|IST|CEST|CET|EEST|EET|WEST|WET|MESZ|MEZ|EST|EDT|ET|CST|CDT|CT|MST|MDT|MT|PST|PDT|PT|"
    "AKST|AKDT|HST|AEST|AEDT|ACST|AWST|NZST|NZDT|JST|KST|HKT|SGT|PKT|PHT|WIB|WITA|MSK|SAST|EAT|WAT|"
    "CAT|BRT|ART"
)
_CLOCK = re.compile(
    r"(?<![\d/:.])(?P<h>[01]?\d|2[0-3])\s?(?P<sep>[:.h]|時|시)\s?(?P<mi>[0-5]\d)(?!\d|\.\d|/)"
    r"(?::(?P<s>[0-5]\d))?(?:\s?(?:分|분))?"
    r"\s?(?P<half>[ap]\.?\s?m\b\.?)?(?:\s?(?:Uhr|uur|hrs?|h|น\.))?"
    r"\s?\(?(?P<zone>(?:" + _ZONES + r")\b|(?:UTC|GMT)?[+-]\d\d:?\d\d)?"
    r"|(?<![\d/:.])(?P<h2>1[0-2]|[1-9])\s?(?P<half2>[ap]\.?m\b\.?)\s?(?P<zone2>(?:"
    + _ZONES
    + r")\b)?",
    re.IGNORECASE,
)
_MDY_REGIONS = frozenset({"en-us", "en-ph", "en-pr", "fil", "en-ca"})
_DMY_HOSTS = (".uk", ".au", ".ie", ".in", ".nz", ".za", ".ng", ".ke", ".pk", ".my", ".sg", ".eu")


def read_iso(raw: str) -> ClaimedTime | None:
    """A machine-readable time: ISO 8601 in its usual forms, RFC 5322, Unix seconds."""
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
    return None


def read(raw: str, *, language: str | None = None, host: str = "") -> ClaimedTime | None:
    """The first date in words or numbers that stands in `raw`, with the clock time beside it."""
    text = " ".join(raw.split())[:300]
    exact = read_iso(text)
    if exact is not None:
        return exact
    found = _first_date(text, language, host)
    if found is None:
        return None
    day, start, end = found
    clock = _clock(text[end : end + 40]) or _clock(text[max(0, start - 30) : start])
    if clock is None:
        return ClaimedTime(value=day, precision="day", raw=text)
    time, precision, zone = clock
    return ClaimedTime(value=f"{day}T{time}", precision=precision, zone=zone, raw=text)


def day_of(time: ClaimedTime) -> str:
    """The day alone, as stated."""
    return time.value[:10]


def agree(one: ClaimedTime, other: ClaimedTime) -> bool:
    """Whether two claims can be the same moment: days apart by no more than a zone's difference."""
    try:
        days = [date.fromisoformat(day_of(time)) for time in (one, other)]
    except ValueError:  # a year or a month alone
        return one.value[:4] == other.value[:4]
    return abs((days[0] - days[1]).days) <= 1


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
    zone = _zone(match["zone"])
    if match["second"] is None:
        return ClaimedTime(value=value, precision="minute", zone=zone, raw=raw)
    return ClaimedTime(value=f"{value}:{match['second']}", precision="second", zone=zone, raw=raw)


def _from_mail(text: str, raw: str) -> ClaimedTime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    zone = _zone(moment.strftime("%z")) if moment.tzinfo else None
    value = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return ClaimedTime(value=value, precision="second", zone=zone, raw=raw)


def _zone(text: str | None) -> str | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return "Z"
    digits = text[1:].replace(":", "").ljust(4, "0")
    return f"{text[0]}{digits[:2]}:{digits[2:4]}"


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _first_date(text: str, language: str | None, host: str) -> tuple[str, int, int] | None:
    best: tuple[str, int, int] | None = None
    for order, pattern in _DATES:
        for match in pattern.finditer(text):
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
        name = parts["n"].lower()
        croatian = (language or "").startswith("hr") and name in _CROATIAN
        month, day = (_CROATIAN[name] if croatian else _MONTH.get(name, 0)), int(parts["d"])
    return f"{year:04d}-{month:02d}-{day:02d}" if _is_day(year, month, day) else None


def _numeric(first: int, second: int, mark: str, language: str, host: str) -> tuple[int, int]:
    """(month, day): by the numbers where they decide, else by the language and the site."""
    if first > 12:
        return second, first
    if second > 12:
        return first, second
    american = mark == "/" and (
        language in _MDY_REGIONS or (language in ("", "en") and not host.endswith(_DMY_HOSTS))
    )
    return (first, second) if american else (second, first)


def _clock(text: str) -> tuple[str, Precision, str | None] | None:
    match = _CLOCK.search(text)
    if match is None:
        return None
    half = (match["half"] or match["half2"] or "").lower()
    hour = int(match["h"] or match["h2"])
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    time = f"{hour:02d}:{match['mi'] or '00'}"
    zone = _stated_zone(match["zone"] or match["zone2"])
    if match["s"]:
        return f"{time}:{match['s']}", "second", zone
    return time, "minute", zone


def _stated_zone(text: str | None) -> str | None:
    if not text:
        return None
    offset = re.search(r"[+-]\d\d:?\d\d", text)
    return _zone(offset.group()) if offset else text.upper()
