"""The style sheet, the script and the icon, as they are packaged."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

_TYPES = {
    "style.css": "text/css; charset=utf-8",
    "keys.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


def static(request: Request) -> Response:
    """One of the packaged files; no other path is ever opened."""
    name = request.path_params["name"]
    if name not in _TYPES:
        return PlainTextResponse("There is no such file.\n", 404)
    return Response(
        _content(name), media_type=_TYPES[name], headers={"Cache-Control": "public, max-age=300"}
    )


def robots(request: Request) -> Response:
    """An archive is not for search engines, unless its owner says otherwise in front of it."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


@cache
def _content(name: str) -> bytes:
    return files("web").joinpath("static", name).read_bytes()
