"""Answers with a validator, and no body where the reader has it already (RFC 9110, section 13)."""

from __future__ import annotations

from hashlib import blake2b

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Conditional:
    """ASGI middleware: an ETag on every whole answer to a GET, and 304 where it is known."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        known = Headers(scope=scope).get("if-none-match", "")
        await self.app(scope, receive, _Answer(send, known))


class _Answer:
    """Holds an answer back until its body is whole."""

    def __init__(self, send: Send, known: str) -> None:
        self.send = send
        self.known = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        self.start: Message = {}
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        await self._finish()

    async def _finish(self) -> None:
        headers = MutableHeaders(scope=self.start)
        if self.start["status"] == 200:
            digest = blake2b(self.body, digest_size=12).hexdigest()
            headers.setdefault("ETag", f'W/"{digest}"')
            if headers["etag"].removeprefix("W/") in self.known or "*" in self.known:
                self.start["status"] = 304
                self.body = b""
                for name in ("content-length", "content-type"):
                    del headers[name]
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": self.body})
