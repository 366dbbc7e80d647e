"""What the tests of alerts share: records of a revision, and receivers on loopback."""

from __future__ import annotations

import asyncio
import base64
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from factories import NOON, make_comparison
from monitor.events import Event
from monitor.stories import Story
from storage.deliveries import Rule
from storage.records import Article, Revision

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()


def make_article(**overrides: Any) -> Article:
    """A live article of two revisions."""
    values: dict[str, Any] = {
        "id": 1,
        "url": "https://paper.example/news/one",
        "host": "paper.example",
        "kind": "article",
        "state": "live",
        "headline": "Council votes on bridge",
        "first_seen": NOON,
        "last_checked": NOON,
        "next_due": None,
        "revisions": 2,
        "labels": ("politics",),
    }
    return Article(**(values | overrides))


def make_revision(**overrides: Any) -> Revision:
    """A silent, minor edit seen at noon."""
    values: dict[str, Any] = {
        "id": 2,
        "article_id": 1,
        "number": 2,
        "kind": "edit",
        "seen_at": NOON,
        "unchanged_as_of": None,
        "capture_id": None,
        "headline": "Council votes on bridge",
        "labels": ("wording",),
        "silent": True,
        "weight": "minor",
    }
    return Revision(**(values | overrides))


def make_event(**overrides: Any) -> Event:
    """That edit as the rules see it."""
    values: dict[str, Any] = {
        "article": make_article(),
        "revision": make_revision(),
        "comparison": make_comparison(),
        "authors": ("Ada Example",),
        "source_labels": ("politics",),
        "source_urls": ("https://paper.example/feed",),
        "urls": ("https://paper.example/news/one",),
    }
    return Event(**(values | overrides))


def make_rule(when: str = "any", **overrides: Any) -> Rule:
    """A rule that tells one channel at once."""
    values: dict[str, Any] = {"id": 1, "name": "desk", "when": when, "channels": ("wire",)}
    return Rule(**(values | overrides))


def make_story(**overrides: Any) -> Story:
    """That edit as a message tells it."""
    values: dict[str, Any] = {
        "key": "vr_1",
        "rule": "desk",
        "why": ("silent",),
        "article": make_article(),
        "revision": make_revision(),
        "comparison": make_comparison(),
        "link": "https://variorum.example/one/2",
    }
    return Story(**(values | overrides))


def never_blocked(ip: str) -> str | None:
    """Any address may be reached."""
    return None


def only_loopback(ip: str) -> str | None:
    """Nothing but loopback may be reached."""
    return None if ip.startswith("127.") else f"{ip} is not for tests"


@dataclass(slots=True)
class Request:
    """What a receiver was sent."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Receiver:
    """An HTTP receiver that answers as its script says; "hang" answers nothing."""

    port: int = 0
    #: the answer to the n-th request: status line and headers, or "hang"; the last one stays
    script: list[str] = field(default_factory=lambda: ["204 No Content"])
    requests: list[Request] = field(default_factory=list)
    answer: Callable[[Request], str] | None = None

    @property
    def keys(self) -> list[str]:
        """The keys of the messages that came, in order."""
        return [one.headers.get("webhook-id", "") for one in self.requests]

    @property
    def repeated(self) -> Counter[str]:
        """How often each key came."""
        return Counter(self.keys)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            raw = dict(one.split(": ", 1) for one in head[1:] if ": " in one)
            headers = {name.lower(): value for name, value in raw.items()}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            request = Request(head[0], headers, body)
            self.requests.append(request)
            said = self.answer(request) if self.answer else self._scripted()
            if said == "hang":
                await reader.read()
                return
            writer.write(
                f"HTTP/1.1 {said}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
            )
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    def _scripted(self) -> str:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@asynccontextmanager
async def receiving(*script: str) -> AsyncIterator[Receiver]:
    """An HTTP receiver on loopback."""
    receiver = Receiver(script=list(script) or ["204 No Content"])
    server = await asyncio.start_server(receiver.talk, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()


@dataclass(slots=True)
class Postbox:
    """A mail server that keeps what it is sent."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 -- the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail."""
        self.mails.append(bytes(envelope.original_content or b""))
        return "250 OK"


@asynccontextmanager
async def posting() -> AsyncIterator[Postbox]:
    """A mail server on loopback."""
    postbox = Postbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(postbox), "127.0.0.1", 0)
    postbox.port = server.sockets[0].getsockname()[1]
    try:
        yield postbox
    finally:
        server.close()
