"""What is no article is told apart from what is, with the evidence for it."""

from __future__ import annotations

import pytest

from crawler import quality
from crawler.quality import Evidence
from storage.records import Quality

URL = "https://gazette.example/news/bridge"


def make_evidence(**overrides: object) -> Evidence:
    values: dict[str, object] = {
        "url": URL,
        "asked": URL,
        "headline": "Marrowby reopens its swing bridge",
        "title": "Marrowby reopens its swing bridge",
        "prose": 2000,
        "paragraphs": 8,
        "visible": "The council of Marrowby voted on Tuesday. " * 30,
    }
    return Evidence(**(values | overrides))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "verdict", "reason"),
    [
        ({}, "article", None),
        ({"prose": 200, "free": True}, "article", None),
        ({"prose": 60, "says_article": True}, "article", None),
        ({"status": 403, "prose": 0}, "blocked", "status:403"),
        ({"status": 429, "prose": 0}, "blocked", "status:429"),
        ({"status": 404}, "soft_404", "status:404"),
        ({"status": 500}, "error_page", "status:500"),
        ({"prose": 80, "markup": "<script>_cf_chl_opt</script>"}, "blocked", "challenge:cf_chl_"),
        ({"prose": 80, "markup": "<div id=px-captcha>"}, "blocked", "challenge:px-captcha"),
        (
            {"prose": 80, "markup": "src=captcha-delivery.com"},
            "blocked",
            "challenge:captcha-delivery.com",
        ),
        ({"prose": 400, "markup": "g-recaptcha", "visible": "x" * 2000}, "article", None),
        ({"prose": 400, "markup": "datadome", "says_article": True}, "article", None),
        ({"prose": 2000, "markup": "cf_chl_"}, "article", None),
        (
            {"prose": 90, "visible": "We value your privacy"},
            "consent",
            "words:We value your privacy",
        ),
        ({"prose": 90, "visible": "We value your privacy", "says_article": True}, "article", None),
        ({"prose": 90, "title": "Seite nicht gefunden"}, "soft_404", "title:Seite nicht gefunden"),
        ({"prose": 90, "headline": "404"}, "soft_404", "headline:404"),
        ({"prose": 400, "headline": "410 arrested in the valley"}, "article", None),
        ({"prose": 400, "visible": "500 minutes ago"}, "article", None),
        ({"prose": 400, "visible": "Something went wrong at the lock."}, "article", None),
        (
            {"prose": 90, "visible": "This story has been removed."},
            "soft_404",
            "text:story has been removed",
        ),
        ({"prose": 90, "title": "Bad gateway"}, "error_page", "title:Bad gateway"),
        ({"prose": 90, "url": "https://gazette.example/login?next=x"}, "login", "path"),
        (
            {"prose": 90, "title": "Log in", "markup": '<input type="password">'},
            "login",
            "password_form",
        ),
        ({"prose": 0, "visible": "", "scripts": True}, "empty_shell", "text:0"),
        ({"prose": 0, "visible": ""}, "empty_shell", "no_text"),
        ({"prose": 300, "free": False}, "paywall", "isAccessibleForFree:false"),
        ({"prose": 900, "free": False}, "article", None),
        (
            {"prose": 900, "free": False, "everything": "La suite est réservée aux abonnés."},
            "paywall",
            "words:réservée aux abonnés",
        ),
        (
            {"prose": 3000, "free": False, "stated_body": 9000},
            "paywall",
            "isAccessibleForFree:false",
        ),
        ({"prose": 3000, "free": False, "stated_body": 3100}, "article", None),
        (
            {"prose": 500, "everything": "Nur für Abonnenten"},
            "paywall",
            "words:Nur für Abonnenten",
        ),
        ({"prose": 500, "everything": "この記事は有料記事です"}, "paywall", "words:有料記事です"),
        ({"prose": 500, "everything": "… vain tilaajille"}, "paywall", "words:vain tilaajille"),
        ({"cut": ("cut_short:tag",)}, "truncated", "cut_short:tag"),
        ({"cut": ("length_short:5/9",)}, "truncated", "length_short:5/9"),
        ({"cut": ("nested_too_deep",)}, "article", "nested_too_deep"),
        ({"prose": 90}, "not_article", "prose:90"),
        ({"headline": ""}, "not_article", "no_headline"),
    ],
)
def test_each_verdict_has_its_evidence(
    found: dict[str, object], verdict: str, reason: str | None
) -> None:
    judged = quality.judge(make_evidence(**found))

    assert judged == Quality(verdict=verdict, reasons=(reason,) if reason else ())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\x89PNG\r\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"GIF89a", "gif"),
        (b"PK\x03\x04", "zip"),
        (bytes(range(32)) * 9, "binary"),
        (b"<!doctype html>", None),
        (b"", None),
    ],
)
def test_bytes_that_are_no_text_are_named(start: bytes, expected: str | None) -> None:
    assert quality.sniff(start) == expected


@pytest.mark.parametrize(
    ("kind", "start", "verdict"),
    [
        ("text/html", b"<html>", None),
        (None, b"<html>", None),
        ("application/xhtml+xml", b"<?xml?><html>", None),
        ("application/xml", b"<html>", None),
        ("application/xml", b"<rss>", "not_html"),
        ("text/plain", b"words", "not_html"),
        ("application/pdf", b"words", "not_html"),
        ("text/html", b"\xff\xfe<\x00h\x00", None),
    ],
)
def test_the_type_is_judged_before_anything_is_decoded(
    kind: str | None, start: bytes, verdict: str | None
) -> None:
    judged = quality.judge_type(start, kind)

    assert (judged.verdict if judged else None) == verdict
