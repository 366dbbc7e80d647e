"""An HTTP answer as one block of bytes, as WARC keeps it, and back (RFC 9112)."""

from __future__ import annotations

from http import HTTPStatus

from storage.delta import MOST_BYTES

Headers = tuple[tuple[str, str], ...]
#: more header bytes are no answer of a web server
MOST_HEAD = 1 << 20


def head(status: int, headers: Headers) -> bytes:
    """Status line and headers; what would break a line is replaced by a space.

    Transfer-Encoding is left out: the body of a capture has none any more.
    """
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {status} {phrase}"]
    lines += [f"{name}: {value}" for name, value in headers if name.lower() != "transfer-encoding"]
    return b"".join(_encoded(line) + b"\r\n" for line in lines) + b"\r\n"


def parse(block: bytes) -> tuple[int, Headers, bytes]:
    """Status, headers and body; ValueError when the block is no answer."""
    top, body = _halves(block)
    first, *lines = top.replace(b"\r\n", b"\n").split(b"\n")
    parts = first.split(None, 2)
    if len(parts) < 2 or not parts[0].startswith(b"HTTP/") or not parts[1].isdigit():
        raise ValueError(f"the answer begins with {first[:60]!r}")
    headers = _headers(lines)
    if any(name.lower() == "transfer-encoding" and "chunked" in text for name, text in headers):
        body = dechunked(body) or body
    return int(parts[1]), headers, body


def dechunked(body: bytes) -> bytes | None:
    """The content of a chunked body; None when it is not chunked to its end."""
    pieces: list[bytes] = []
    position = 0
    while True:
        end = body.find(b"\r\n", position, position + 1024)
        digits = body[position:end].split(b";")[0].strip() if end >= 0 else b""
        if not digits or len(digits) > 8 or digits.strip(b"0123456789abcdefABCDEF"):
            return None
        size = int(digits, 16)
        if size == 0:
            return b"".join(pieces)
        position = end + 2
        if position + size > len(body) or size > MOST_BYTES:
            return None
        pieces.append(body[position : position + size])
        position += size
        if body[position : position + 2] != b"\r\n":
            return None
        position += 2


def _halves(block: bytes) -> tuple[bytes, bytes]:
    for mark in (b"\r\n\r\n", b"\n\n"):
        end = block.find(mark, 0, MOST_HEAD)
        if end >= 0:
            return block[:end], block[end + len(mark) :]
    if len(block) > MOST_HEAD:
        raise ValueError(f"the answer's headers do not end within {MOST_HEAD} bytes")
    return block.rstrip(b"\r\n"), b""


def _headers(lines: list[bytes]) -> Headers:
    """Folded lines are joined; a line without a colon is no header."""
    found: list[tuple[str, str]] = []
    for line in lines:
        text = _decoded(line)
        if line[:1] in (b" ", b"\t") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {text.strip()}")
            continue
        name, colon, value = text.partition(":")
        if colon and name.strip():
            found.append((name.strip(), value.strip()))
    return tuple(found)


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _encoded(line: str) -> bytes:
    clean = "".join(" " if character in "\r\n\0" else character for character in line)
    return clean.encode("utf-8", "replace")
