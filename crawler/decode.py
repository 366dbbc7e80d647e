"""From the wire's bytes to text: content encoding undone within bounds, then the charset."""

from __future__ import annotations

import codecs
import io
import re
import zlib
from dataclasses import dataclass

import brotli
import zstandard
from charset_normalizer import from_bytes

#: bytes; more of a page is not read
MAX_BYTES = 16 * 1024 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,40})")
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}encoding=[\"']([A-Za-z0-9_:.-]{2,40})")
_META_BYTES = 4096
_GUESS_BYTES = 65536
# the Encoding Standard reads these labels as their larger relatives (WHATWG, section 4.2)
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "latin_1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_LANGUAGE = re.compile(rb"<html[^>]{0,300}\slang=[\"']?([a-zA-Z]{2})")
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "iso8859-2", "iso8859-15"})
_LATIN_OF = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "ro", "hr", "sl", "bs", "sq"), "cp1250"),
    **dict.fromkeys(("et", "lv", "lt"), "cp1257"),
    "tr": "cp1254",
    "vi": "cp1258",
}
# codecs of Python that are no charsets of the web, and those that hide markup
_REFUSED = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """A body with its content encoding undone."""

    body: bytes
    #: codes for what went wrong: "encoding_unknown:br", "encoding_corrupt:gzip", "too_large"
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a page as UTF-8, and how it was found."""

    #: valid UTF-8 without NUL
    utf8: bytes
    charset: str
    reasons: tuple[str, ...] = ()


def unpack(body: bytes, encoding: str | None, limit: int = MAX_BYTES) -> Unpacked:
    """The body with `Content-Encoding` undone (RFC 9110, section 8.4), at most `limit` bytes."""
    reasons: list[str] = []
    codings = [name.strip().lower() for name in (encoding or "").split(",")]
    if body.startswith(b"\x1f\x8b") and not any("gzip" in name for name in codings):
        codings.append("gzip")
        reasons.append("encoding_unmarked:gzip")
    for name in [name for name in codings if name not in ("", "identity")][-4:][::-1]:
        try:
            body, whole = _undo(name.removeprefix("x-"), body, limit + 1)
        except (zlib.error, brotli.error, zstandard.ZstdError, EOFError):
            reasons.append(f"encoding_corrupt:{name}"[:60])
            body = b"" if not _looks_like_text(body) else body
            break
        except KeyError:
            reasons.append(f"encoding_unknown:{name}"[:60])
            break
        if not whole and len(body) <= limit:
            reasons.append(f"encoding_cut:{name}")
    if len(body) > limit:
        reasons.append("too_large")
    return Unpacked(body=body[:limit], reasons=tuple(reasons))


def to_utf8(body: bytes, content_type: str | None) -> Decoded:
    """The page's text: by its byte order mark, as UTF-8 where that fits, as stated, or guessed."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(name, "replace")
            return Decoded(utf8=_clean(text.encode("utf-8", "replace")), charset=name)
    stated = _stated(body, content_type)
    if _is_utf8(body):
        reasons = (f"charset_differs:{stated}",) if stated not in (None, "utf-8", "cp1252") else ()
        if stated == "cp1252" and not body.isascii():
            reasons = ("charset_differs:cp1252",)
        return Decoded(utf8=_clean(body), charset="utf-8", reasons=reasons)
    return _legacy(body, stated)


def _legacy(body: bytes, stated: str | None) -> Decoded:
    reasons: tuple[str, ...] = ()
    charset = stated
    if stated in (None, "utf-8"):
        charset = "utf-8" if _mostly_utf8(body) else _guess(body)
        reasons = (
            ("charset_broken:utf-8",) if charset == "utf-8" else (f"charset_guessed:{charset}",)
        )
    text = body.decode(charset or "utf-8", "replace")
    return Decoded(
        utf8=_clean(text.encode("utf-8", "replace")), charset=charset or "utf-8", reasons=reasons
    )


def _undo(name: str, body: bytes, limit: int) -> tuple[bytes, bool]:
    """At most `limit` bytes, and whether that was all; KeyError for an unknown coding."""
    if name == "gzip":
        return _inflate(body, 31, limit)
    if name == "deflate":
        raw = not body or body[0] & 0x0F != 8  # RFC 9110 means zlib; some servers send raw deflate
        return _inflate(body, -15 if raw else 15, limit)
    if name == "br":
        brotli_stream = brotli.Decompressor()
        data = brotli_stream.process(body, output_buffer_limit=limit)
        return data[:limit], brotli_stream.is_finished()
    if name == "zstd":
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(
            io.BytesIO(body)
        ) as reader:
            data = reader.read(limit)
        return data, True
    raise KeyError(name)


def _inflate(body: bytes, window: int, limit: int) -> tuple[bytes, bool]:
    stream = zlib.decompressobj(window)
    try:
        return stream.decompress(body, limit), stream.eof
    except zlib.error:
        # what came before the damage is still evidence of it
        stream = zlib.decompressobj(window)
        good = b"".join(_until_damage(stream, body, limit))
        if not good:
            raise
        return good, False


def _until_damage(stream: zlib._Decompress, body: bytes, limit: int) -> list[bytes]:
    pieces: list[bytes] = []
    size = 0
    for start in range(0, len(body), 512):
        try:
            piece = stream.decompress(body[start : start + 512], limit)
        except zlib.error:
            break
        pieces.append(piece)
        size += len(piece)
        if size >= limit:
            break
    return pieces


def _looks_like_text(body: bytes) -> bool:
    return b"<" in body[:1024] and b"\x00" not in body[:1024]


def _stated(body: bytes, content_type: str | None) -> str | None:
    header = (content_type or "").encode("ascii", "ignore").lower()
    start = body[:_META_BYTES]
    for pattern, text in ((_CHARSET, header), (_XML_ENCODING, start), (_CHARSET, start.lower())):
        match = pattern.search(text)
        name = _codec(match.group(1).decode("ascii")) if match else None
        if name is not None:
            return name
    return None


def _codec(label: str) -> str | None:
    try:
        found = codecs.lookup(label)
    except LookupError:
        return None
    if found.name in _REFUSED or not found._is_text_encoding:
        return None
    return _WIDER.get(found.name, found.name)


def _is_utf8(body: bytes) -> bool:
    start = body[:_META_BYTES]
    if b"\x00" in start and start.count(0) > len(start) // 4:
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    # ISO-2022-JP is ASCII to a UTF-8 decoder
    return b"\x1b" not in body or b"\x1b$" not in body[:_GUESS_BYTES]


def _mostly_utf8(body: bytes) -> bool:
    """Valid sequences, which other charsets do not make by chance, beside a few broken ones."""
    text = body[:1_000_000].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    valid = sum(1 for character in text if character > "\x7f") - broken
    return valid >= broken or (valid > 0 and broken <= 5)


def _guess(body: bytes) -> str:
    sample = body[:_GUESS_BYTES]
    if sample.count(0) > len(sample) // 4:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    if sum(byte > 0x7F for byte in sample) * 50 < len(sample):
        return "cp1252"  # a few accents and typographic quotes
    if (japanese := _japanese(sample)) is not None:
        return japanese
    best = from_bytes(sample).best()
    found = _codec(best.encoding) if best is not None else None
    if found is None or found in _LATIN:  # which Latin it is shows in the language alone
        language = _LANGUAGE.search(body[:_META_BYTES])
        return _LATIN_OF.get(
            language.group(1).decode("ascii").lower() if language else "", "cp1252"
        )
    return found


def _japanese(sample: bytes) -> str | None:
    """A Japanese charset under which much of the text is kana; statistics alone confuse them."""
    for charset in ("cp932", "euc_jp"):
        text = sample.decode(charset, "ignore")
        wide = sum(character > "\u2000" for character in text)
        kana = sum("\u3041" <= character <= "\u30fe" for character in text)
        if kana > 0.25 * wide and 5 * wide > sum(byte > 0x7F for byte in sample):
            return charset
    return None


def _clean(utf8: bytes) -> bytes:
    return utf8.replace(b"\x00", b"") if b"\x00" in utf8 else utf8
