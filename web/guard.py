"""One gate before every route: the host asked for, cross-site writes, roles, and the headers.

What no table of routes allows is denied, so that a forgotten declaration closes a door.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.access import Need, Visitor, allowed, uninvited
from web.site import Site

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
#: a server bound to every address does not know its names
_UNNAMED = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 -- compared with, never bound to

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "private, no-cache",
}

#: finds out who holds these credentials: (site, headers, cookies) to a visitor, or None
Recognise = Callable[[Site, Headers, Mapping[str, str]], Visitor | None]


class Guard:
    """ASGI middleware; `needs` maps the endpoints that may be reached to what they need."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        site: Site,
        routes: list[BaseRoute],
        needs: Mapping[Any, Need],
        recognise: Recognise,
    ) -> None:
        self.app = app
        self.site = site
        self.routes = routes
        self.needs = needs
        self.recognise = recognise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        refusal = await self._refusal(scope)
        await (refusal or self.app)(scope, receive, _with_headers(send, self.site))

    async def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not named(headers.get("host", ""), self.site.host):
            return PlainTextResponse(
                "This archive does not go by that name: check the address, or set base_url.\n",
                421,
            )
        if scope["method"] not in SAFE and not own_page(scope, headers):
            return _deny(scope, 403, "this came from another site's page, and was not done")
        visitor = await self._visitor(scope, headers)
        scope.setdefault("state", {})["visitor"] = visitor
        endpoint = _endpoint(self.routes, scope)
        if endpoint is None:
            return None
        need = self.needs.get(endpoint)
        if need is not None and allowed(visitor, need, public=self.site.public):
            return None
        return self._closed(scope, visitor, need)

    async def _visitor(self, scope: Scope, headers: Headers) -> Visitor:
        nobody = uninvited(accounts=self.site.accounts, public=self.site.public)
        if not self.site.accounts:
            return nobody
        cookies = Request(scope).cookies
        found = await run_sync(self.recognise, self.site, headers, cookies)
        return found or nobody

    def _closed(self, scope: Scope, visitor: Visitor, need: Need | None) -> Response:
        if need is None or not self.site.accounts:
            return _deny(scope, 403, "this archive is shown to read only")
        if visitor.name is not None:
            return _deny(scope, 403, f"this needs the role {need.role.name.lower()}")
        if _is_api(scope) or scope["method"] not in SAFE:
            refusal = _deny(scope, 401, "sign in first, or send a token")
            refusal.headers["WWW-Authenticate"] = 'Bearer realm="Variorum"'
            return refusal
        asked = scope["path"]
        if query := scope["query_string"].decode("latin-1"):
            asked += f"?{query}"
        if asked.endswith((".atom", ".json")):
            refusal = _deny(scope, 401, "a token is needed as the password")
            refusal.headers["WWW-Authenticate"] = 'Basic realm="Variorum", charset="UTF-8"'
            return refusal
        return RedirectResponse(f"/sign-in?next={quote(asked, safe='')}", 303)


def named(host: str, name: str) -> bool:
    """Whether the Host header names this site; against DNS rebinding."""
    if name in _UNNAMED:
        return True
    try:
        asked = (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return False
    return asked == name or (name in _LOOPBACK and asked in _LOOPBACK)


def own_page(scope: Scope, headers: Headers) -> bool:
    """Whether a write comes from one of our own pages, or from no browser at all.

    Fetch Metadata (W3C) where the browser sends it, else Origin. A form without either is
    refused; the API takes it from a program, whose JSON no cross-site form can imitate.
    """
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    return _is_api(scope)


def _endpoint(routes: list[BaseRoute], scope: Scope) -> Any | None:
    """The function that would answer; None where no route matches."""
    partial = None
    for route in routes:
        match, found = route.matches(scope)
        if match is Match.FULL:
            return found["endpoint"]
        if match is Match.PARTIAL and partial is None:
            partial = found["endpoint"]
    return partial


def _is_api(scope: Scope) -> bool:
    return bool(scope["path"].startswith("/api/"))


def _deny(scope: Scope, status: int, why: str) -> Response:
    if _is_api(scope):
        return JSONResponse({"detail": why}, status)
    return PlainTextResponse(f"{why[0].upper()}{why[1:]}.\n", status)


def _with_headers(send: Send, site: Site) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if site.secure:
                headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        await send(message)

    return sending
