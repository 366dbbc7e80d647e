"""Dates of other calendars as Gregorian ones, where the page leaves no doubt which calendar it is.

Buddhist years stand in Thai script, years of an era or of the Republic behind its name, and
Jalali dates in Persian have a month's name of that calendar.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from crawler import lexicon

#: one of these stands in whatever is another calendar's
_TELLING = re.compile("[\u0e00-\u0e7f]|令和|平成|民國|ژ|[\u0627-\u06cc]{3}")
_THAI_YEAR = re.compile(r"(?:พ\.ศ\.\s?)?(?<!\d)(?P<year>25\d\d)(?!\d)")
_THAI_SHORT = lexicon.listed("ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.")
_THAI_LONG = lexicon.listed(
    """
    มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน
    ธันวาคม
    """
)
_THAI_MONTH = re.compile("|".join(map(re.escape, _THAI_SHORT)))
#: behind the name of an era the number of the year, or the word for its first one
_ERA = re.compile(r"(?P<era>令和|平成|民國)\s?(?P<year>\d{1,3}|元)\s?年")
#: the year before the first of each era
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911}
_JALALI_MONTHS = lexicon.listed(
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
)
_JALALI = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})[\s/]+(?P<month>{'|'.join(_JALALI_MONTHS)})"
    r"(?:\s?ماه)?[\s/،,]+(?P<year>1[34]\d\d)(?!\d)"
)
#: 1 Farvardin 1349 (21 March 1970); from there on leap years follow a rule of 33 years
_FIRST = (1349, date(1970, 3, 21))
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
#: years for which the rule holds
_KNOWN = range(1349, 1472)


def gregorian(text: str) -> str:
    """The text with the dates of other calendars written as Gregorian ones."""
    if text.isascii() or not _TELLING.search(text):
        return text
    if re.search("[\u0e01-\u0e2e]", text):
        text = _THAI_MONTH.sub(lambda m: _THAI_LONG[_THAI_SHORT.index(m[0])], text)
        text = _THAI_YEAR.sub(lambda m: str(int(m["year"]) - 543), text)
    return _JALALI.sub(_of_jalali, _ERA.sub(_of_era, text))


def _of_era(match: re.Match[str]) -> str:
    year = 1 if match["year"] == "元" else int(match["year"])
    return f"{_ERAS[match['era']] + year}年"


def _of_jalali(match: re.Match[str]) -> str:
    year, day = int(match["year"]), int(match["day"])
    month = _JALALI_MONTHS.index(match["month"]) + 1
    if year not in _KNOWN or not 1 <= day <= _days(year, month):
        return match[0]
    before = sum(365 + _is_leap(y) for y in range(_FIRST[0], year))
    before += sum(_days(year, m) for m in range(1, month)) + day - 1
    return (_FIRST[1] + timedelta(days=before)).isoformat()


def _days(year: int, month: int) -> int:
    if month == 12:
        return 29 + _is_leap(year)
    return 31 if month < 7 else 30


def _is_leap(year: int) -> bool:
    return year % 33 in _LEAP
