"""The sort key of an address in a CDX index (SURT), as pywb and OpenWayback write it.

The rules are those of the Internet Archive's canonicalizer: host reversed, without "www." and the
default port; path and query in lower case, the query's parts sorted; no fragment, no user.
"""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"www\d*\.")
#: characters that stay as they are
_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_SESSION = (
    re.compile(r"^(.*)(?:jsessionid=[0-9a-zA-Z]{32})(?:&(.*))?$", re.I | re.S),
    re.compile(r"^(.*)(?:phpsessid=[0-9a-zA-Z]{32})(?:&(.*))?$", re.I | re.S),
    re.compile(r"^(.*)(?:sid=[0-9a-zA-Z]{32})(?:&(.*))?$", re.I | re.S),
    re.compile(r"^(.*)(?:aspsessionid[a-zA-Z]{8}=[a-zA-Z]{24})(?:&(.*))?$", re.I | re.S),
    re.compile(r"^(.*)(?:cfid=[^&]+&cftoken=[^&]+)(?:&(.*))?$", re.I | re.S),
)


def surt(url: str) -> str:
    """ "com,example)/path?a=1"; an address that cannot be read sorts under itself."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError:
        return url
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return url
    reversed_host = ",".join(reversed(host.split(".")))
    at = f":{port}" if port not in (None, _DEFAULT_PORTS[parts.scheme]) else ""
    query = _query(parts.query)
    return f"{reversed_host}{at}){_path(parts.path)}" + (f"?{query}" if query else "")


def _host(host: str) -> str:
    host = unquote_to_bytes(host).decode("utf-8", "replace").strip(".").lower()
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    return _WWW.sub("", host, count=1) if _WWW.match(host) else host


def _path(path: str) -> str:
    kept: list[str] = []
    pieces = _escaped(path).split("/")[1:]
    for piece in pieces:
        if piece == ".." and kept:
            kept.pop()
        elif piece != ".":
            kept.append(piece)
    whole = "/".join([piece for piece in kept[:-1] if piece] + kept[-1:]).lower()
    return "/" + whole.removesuffix("/")


def _query(query: str) -> str:
    query = _escaped(query)
    for session in _SESSION:
        if match := session.match(query):
            query = match.group(1) + (match.group(2) or "")
    return "&".join(
        "=".join(pair) for pair in sorted(part.split("=", 1) for part in query.lower().split("&"))
    )


def _escaped(text: str) -> str:
    """Undone until nothing changes, at most ten times, then escaped once."""
    raw = text.encode("utf-8", "surrogatepass")
    for _ in range(10):
        undone = unquote_to_bytes(raw)
        if undone == raw:
            break
        raw = undone
    return quote_from_bytes(raw, safe=_SAFE)
