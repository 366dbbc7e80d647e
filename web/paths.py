"""Addresses inside addresses: the rest of a request's path as it was sent."""

from __future__ import annotations

import re
from urllib.parse import unquote

from starlette.requests import Request

# Some clients and proxies fold the two slashes of "https://" into one.
_FOLDED = re.compile(r"^(https?):/(?!/)", re.IGNORECASE)


def rest_of_path(request: Request, prefix: str) -> str:
    """What follows `prefix` in the path, with its query, its escapes untouched."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    path = raw.decode("latin-1").partition("?")[0]
    rest = path[path.index(prefix) + len(prefix) :]
    if re.match(r"https?%3a", rest, re.IGNORECASE):
        rest = unquote(rest)
    query = request.scope["query_string"].decode("latin-1")
    return _FOLDED.sub(r"\1://", rest) + (f"?{query}" if query else "")
