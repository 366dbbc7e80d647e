"""Addresses come in many spellings and have one."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import urls
from storage.errors import BadURL


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("HTTP://News.Example:80/a", "http://news.example/a"),
        ("https://news.example:443", "https://news.example/"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("  https://news.example/a#top ", "https://news.example/a"),
        ("https://news.example/a/./b/../c", "https://news.example/a/c"),
        ("https://news.example/a/b/..", "https://news.example/a/"),
        ("https://news.example/../../a", "https://news.example/a"),
        ("https://news.example/%7Euser/%c3%a9", "https://news.example/~user/%C3%A9"),
        ("https://news.example/été ?q=ü", "https://news.example/%C3%A9t%C3%A9%20?q=%C3%BC"),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://Bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://news.example./a", "https://news.example/a"),
        ("http://[2001:DB8:0::1]/a", "http://[2001:db8::1]/a"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a\\b", "https://news.example/a%5Cb"),
    ],
)
def test_an_address_has_one_spelling(spelling: str, expected: str) -> None:
    assert urls.normalise(spelling) == expected
    assert urls.normalise(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "news.example/a",
        "ftp://news.example/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///a",
        "https://user:secret@news.example/",
        "https://news.example\\@evil.example/",
        "https://news.example:99999/",
        "https://news.example:http/",
        "https://news..example/",
        "https://[::1/",
        "https://[v1.x]/",
        "https://a b.example/",
        "https://xn--\u00fc.example/",
        "https://news.example/a\nb",
        "https://news.example/" + "a" * 9000,
        f"https://{'a.' * 130}example/",
    ],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(BadURL):
        urls.normalise(text)


def test_a_refusal_does_not_repeat_a_password() -> None:
    with pytest.raises(BadURL) as refusal:
        urls.normalise("https://user:secret@news.example/")

    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("tracked", "expected"),
    [
        ("https://n.example/a?utm_source=x&id=7&fbclid=y", "https://n.example/a?id=7"),
        ("https://n.example/a?UTM_Medium=x", "https://n.example/a"),
        ("https://n.example/a?id=7&page=2", "https://n.example/a?id=7&page=2"),
        ("https://n.example/a?&id=7", "https://n.example/a?id=7"),
    ],
)
def test_tracking_parameters_go_and_others_stay(tracked: str, expected: str) -> None:
    assert urls.strip_tracking(tracked) == expected


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("https://n.example/a/amp/", "https://n.example/a"),
        ("https://n.example/amp/a", "https://n.example/a"),
        ("https://n.example/a.amp.html", "https://n.example/a.html"),
        ("https://n.example/a?outputType=amp", "https://n.example/a"),
        ("https://n.example/a?amp&id=3", "https://n.example/a?id=3"),
        ("https://n.example/a?print=1", "https://n.example/a"),
        ("https://n.example/a/print", "https://n.example/a"),
        ("https://m.n.example/a", "https://www.n.example/a"),
        ("https://amp.www.n.example/a", "https://www.n.example/a"),
        ("https://m.example/a", "https://m.example/a"),
        ("https://n-example.cdn.ampproject.org/c/s/n.example/a/amp", "https://n.example/a"),
        ("https://n-example.cdn.ampproject.org/c/n.example/a?x=1", "http://n.example/a?x=1"),
        ("https://www.google.com/amp/s/n.example/a", "https://n.example/a"),
        ("https://www.google.com/amp/s/", "https://www.google.com/s/"),
        ("https://n.example/amplifier", "https://n.example/amplifier"),
        ("https://n.example/", "https://n.example/"),
    ],
)
def test_variants_lead_to_the_ordinary_page(variant: str, expected: str) -> None:
    assert urls.canonical(variant).removesuffix("/") == expected.removesuffix("/")


def test_the_host_is_without_port() -> None:
    assert urls.host_of("https://News.Example:8443/a") == "news.example"
    assert urls.host_of("http://[::1]:80/") == "::1"


@given(st.text(max_size=60), st.text(max_size=30))
def test_a_normalised_address_stays_as_it_is(path: str, query: str) -> None:
    try:
        once = urls.normalise(f"https://news.example/{path}?{query}")
    except BadURL:
        return

    assert urls.normalise(once) == once
    assert urls.strip_tracking(urls.strip_tracking(once)) == urls.strip_tracking(once)
    assert once.isascii()


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    with contextlib.suppress(BadURL):
        urls.canonical(text)
