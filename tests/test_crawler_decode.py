"""Bytes become text by what they are, not by what is said of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import decode

TEXT = "<html lang=en><p>Café “Düsseldorf” – the council’s naïve résumé</p></html>"


@pytest.mark.parametrize(
    ("body", "content_type", "charset", "reasons"),
    [
        (TEXT.encode(), None, "utf-8", ()),
        (TEXT.encode(), "text/html; charset=utf-8", "utf-8", ()),
        (TEXT.encode(), "text/html; charset=iso-8859-1", "utf-8", ("charset_differs:cp1252",)),
        (TEXT.encode(), "text/html; charset=gbk", "utf-8", ("charset_differs:gb18030",)),
        (TEXT.encode("cp1252"), "text/html; charset=latin1", "cp1252", ()),
        (TEXT.encode("cp1252"), "text/html; charset=utf-8", "cp1252", ("charset_guessed:cp1252",)),
        (
            TEXT.encode("cp1252"),
            "text/html; charset=nonsense",
            "cp1252",
            ("charset_guessed:cp1252",),
        ),
        (TEXT.encode("cp1252"), "text/html; charset=utf-7", "cp1252", ("charset_guessed:cp1252",)),
        (TEXT.encode("cp1252"), "text/html; charset=hex", "cp1252", ("charset_guessed:cp1252",)),
        (TEXT.encode("utf-8-sig"), None, "utf-8", ()),
        (TEXT.encode("utf-16"), None, "utf-16-le", ()),
        (TEXT.encode("utf-16-be"), None, "utf-16-be", ("charset_guessed:utf-16-be",)),
        (TEXT.encode("utf-16-le"), None, "utf-16-le", ("charset_guessed:utf-16-le",)),
        (TEXT.encode() + b"\xff", None, "utf-8", ("charset_broken:utf-8",)),
    ],
)
def test_the_charset_is_found(
    body: bytes, content_type: str | None, charset: str, reasons: tuple[str, ...]
) -> None:
    found = decode.to_utf8(body, content_type)

    assert (found.charset, found.reasons) == (charset, reasons)
    assert found.utf8.decode().rstrip("\ufffd") == TEXT


def test_a_japanese_page_without_label_is_guessed() -> None:
    text = "<p>" + "町議会は火曜日の夜、古い旋回橋を再開することを決めた。" * 20 + "</p>"

    assert decode.to_utf8(text.encode("shift_jis"), None).utf8.decode() == text
    assert decode.to_utf8(text.encode("iso2022_jp"), "text/html; charset=iso-2022-jp").utf8 == (
        text.encode()
    )


def test_which_latin_shows_in_the_language() -> None:
    text = "<html lang=pl><p>" + "Zażółć gęślą jaźń, łódź płynie dalej. " * 30

    assert decode.to_utf8(text.encode("cp1250"), None).charset == "cp1250"


def test_a_bomb_ends_at_the_limit_in_every_coding() -> None:
    assert decode.unpack(b"plain" * 100, None, limit=50) == decode.Unpacked(
        body=b"plain" * 10, reasons=("too_large",)
    )


@given(
    st.binary(max_size=300), st.sampled_from(["gzip", "br", "zstd", "deflate", "x", "gzip, gzip"])
)
def test_any_bytes_are_unpacked_or_said_to_be_broken(body: bytes, coding: str) -> None:
    found = decode.unpack(body, coding, limit=1000)

    assert len(found.body) <= 1000
    assert decode.to_utf8(found.body, None).utf8.decode() is not None
