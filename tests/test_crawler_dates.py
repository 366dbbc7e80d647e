"""A publisher's time is kept with the precision and zone that it has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import dates


@pytest.mark.parametrize(
    ("raw", "value", "precision", "zone"),
    [
        ("2025-09-22T14:05:33.123-0400", "2025-09-22T14:05:33", "second", "-04:00"),
        ("2025-09-22T14:05Z", "2025-09-22T14:05", "minute", "Z"),
        ("2025-09-22 14:05:33 UTC", "2025-09-22T14:05:33", "second", "Z"),
        ("2025-09-22T14:05:33+02", "2025-09-22T14:05:33", "second", "+02:00"),
        ("2025-09-22", "2025-09-22", "day", None),
        ("2025-09", "2025-09", "month", None),
        ("20250922", "2025-09-22", "day", None),
        ("1758550000", "2025-09-22T14:06:40", "second", "Z"),
        ("1758550000123", "2025-09-22T14:06:40", "second", "Z"),
        ("Mon, 22 Sep 2025 14:05:00 +0200", "2025-09-22T14:05:00", "second", "+02:00"),
        ("Mon, 22 Sep 2025 14:05:00 -0000", "2025-09-22T14:05:00", "second", None),
        ("Mon Sep 22 14:05:00 UTC 2025", "2025-09-22T14:05:00", "second", "Z"),
        ("Mon Sep 22 14:05:00 EDT 2025", "2025-09-22T14:05:00", "second", "EDT"),
    ],
)
def test_machine_times(raw: str, value: str, precision: str, zone: str | None) -> None:
    found = dates.read_iso(raw)

    assert found is not None
    assert (found.value, found.precision, found.zone) == (value, precision, zone)
    assert found.raw == raw


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "2025-13-01",
        "2025-02-30",
        "2025-09-22T25:00",
        "Mon, 99 Foo 2025 x",
        "12",
        "Mon Sep 31 14:05:00 UTC 2025",
    ],
)
def test_what_is_no_machine_time_is_none(raw: str) -> None:
    assert dates.read_iso(raw) is None


@pytest.mark.parametrize(
    ("raw", "language", "host", "value", "zone"),
    [
        ("Sept. 22, 2025", "en-US", "", "2025-09-22", None),
        ("22nd of September 2025", None, "", "2025-09-22", None),
        ("Published 3:05 p.m. ET Sept. 22, 2025", None, "", "2025-09-22T15:05", "ET"),
        ("March 5, 2024 at 5 p.m. PST", None, "", "2024-03-05T17:00", "PST"),
        ("March 5, 2024, 12:15 am", None, "", "2024-03-05T00:15", None),
        ("22. September 2025, 14:05 Uhr", "de", "", "2025-09-22T14:05", None),
        ("Le 3 mars 2024 à 14h05", "fr", "", "2024-03-03T14:05", None),
        ("1er août 2024", "fr", "", "2024-08-01", None),
        ("22 de septiembre de 2025 - 14:05 CEST", "es", "", "2025-09-22T14:05", "CEST"),
        ("5 października 2024", "pl", "", "2024-10-05", None),
        ("4 марта 2026, 14:05 (МСК)", "ru", "", "2026-03-04T14:05", "МСК"),
        ("04 مارچ ، 2026", "ur", "", "2026-03-04", None),
        ("04 مارس ,2026: 02:05 م GST", "ar", "", "2026-03-04T14:05", "GST"),
        ("மார்ச் 04, 2026 14:05 IST", "ta", "", "2026-03-04T14:05", "IST"),
        ("4 มี.ค. 2569 14:05 น.", "th", "", "2026-03-04T14:05", None),
        ("วันที่ 4 มีนาคม พ.ศ. 2569", "th", "", "2026-03-04", None),
        ("چهارشنبه / ۱۳ اسفند ۱۴۰۴ / ۱۴:۰۵", "fa", "", "2026-03-04T14:05", None),
        ("۱ فروردین ۱۴۰۳", "fa", "", "2024-03-20", None),
        ("۳۰ اسفند ۱۴۰۳", "fa", "", "2025-03-20", None),
        ("令和8年3月4日 14時05分", "ja", "", "2026-03-04T14:05", None),
        ("令和元年5月1日", "ja", "", "2019-05-01", None),
        ("民國115年3月4日", "zh-TW", "", "2026-03-04", None),
        ("5. listopada 2024", "hr", "", "2024-10-05", None),
        ("5 listopada 2024", "pl", "", "2024-11-05", None),
        ("2025年9月22日 14時05分", "ja", "", "2025-09-22T14:05", None),
        ("2025.09.22", "hu", "", "2025-09-22", None),
        ("9/22/2025", None, "", "2025-09-22", None),
        ("3/4/2025", "en-US", "", "2025-03-04", None),
        ("3/4/2025", "en", "news.example", "2025-03-04", None),
        ("3/4/2025", "en", "news.example.co.uk", "2025-04-03", None),
        ("3/4/2025", "en-GB", "", "2025-04-03", None),
        ("3.4.25", "de", "", "2025-04-03", None),
        ("22 Sep 2025 14:05:33 +02:00", None, "", "2025-09-22T14:05:33", "+02:00"),
        ("Mon Sep 22 2025 14:05:33 GMT+0530 (IST)", None, "", "2025-09-22T14:05:33", "+05:30"),
        ("Sep 22, 2025, 2:05 PM GMT+1", None, "", "2025-09-22T14:05", "+01:00"),
        ("22 Sep 2025 2:05 PM HST", None, "", "2025-09-22T14:05", "HST"),
        ("22 septembre 2025 à 14h05 et lu", "fr", "", "2025-09-22T14:05", None),
        ("September 22 14:05 2025", None, "", "2025-09-22T14:05", None),
        ("2025.09.22. 오후 2:05", "ko", "", "2025-09-22T14:05", None),
        ("2025年9月22日 上午12:05", "zh", "", "2025-09-22T00:05", None),
        ("22 בספטמבר 2025, 14:05", "he", "", "2025-09-22T14:05", None),
        ("الاثنين 22 سبتمبر 2025 - 02:05 م", "ar", "", "2025-09-22T14:05", None),
        ("٢٢ سبتمبر ٢٠٢٥", "ar", "", "2025-09-22", None),
        ("20 يناير/ كانون الثاني 2026", "ar", "", "2026-01-20", None),
        ("22 सितंबर 2025", "hi", "", "2025-09-22", None),
        ("22 Tháng 9 2025, 14:05 (GMT+7)", "vi", "", "2025-09-22T14:05", "+07:00"),
        ("2025. szeptember 22. 14:05", "hu", "", "2025-09-22T14:05", None),
        ("2025. gada 22. septembris", "lv", "", "2025-09-22", None),
        ("05/10/2025", None, "news.example.br", "2025-10-05", None),
        ("05/10/2025", None, "news.example.tv", "2025-05-10", None),
    ],
)
def test_times_in_words(
    raw: str, language: str | None, host: str, value: str, zone: str | None
) -> None:
    found = dates.read(raw, language=language, host=host)

    assert found is not None
    assert (found.value, found.zone) == (value, zone)


@pytest.mark.parametrize(
    "raw",
    [
        *("5 hours ago", "31 February 2024", "40/40/2024", "room 12", "", "4.3. 14:05"),
        *("۳۰ اسفند ۱۴۰۴", "۳۲ خرداد ۱۴۰۴", "۱ تیر ۱۳۱۲"),
    ],
)
def test_no_date_is_invented(raw: str) -> None:
    assert dates.read(raw) is None


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("https://e.example/news/2026/03/04/bridge", "2026-03-04"),
        ("https://e.example/2026/mar/04/bridge", "2026-03-04"),
        ("https://e.example/20260304/bridge.html", "2026-03-04"),
        ("https://e.example/2026-03-04-bridge", "2026-03-04"),
        ("https://e.example/2026/13/04/bridge", None),
        ("https://e.example/2026/abc/04/bridge", None),
        ("https://e.example/202603041077343476-bridge/", None),
        ("https://e.example/bridge?d=/2026/03/04/", None),
    ],
)
def test_an_address_may_bear_a_day(address: str, value: str | None) -> None:
    found = dates.of_address(address)

    assert (found and found.value) == value


@given(st.text(max_size=200))
def test_any_text_is_a_time_or_none(text: str) -> None:
    found = dates.read(text)

    assert found is None or found.value[:4].isdigit()
