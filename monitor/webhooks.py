"""Signed webhooks: Standard Webhooks headers around a CloudEvents 1.0 body."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import re
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import h11

from monitor.fence import Blocked
from storage.errors import BadSetting, DeliveryError

SCHEME = "webhook+"
_SECRET = "whsec_"  # noqa: S105 -- the prefix, not a secret
_PORTS = {"http": 80, "https": 443}
_MAX_ADDRESS = 4_096
#: bytes of an answer that are read
_MAX_ANSWER = 65_536
#: addresses of a host that are tried
_MOST_ADDRESSES = 4
_LONGEST_WAIT = 86_400.0
_SAFE = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a webhook goes, and the secrets that sign it."""

    scheme: str
    host: str
    port: int
    #: path and query; they may hold secrets too
    target: str = field(repr=False)
    secrets: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def of(cls, address: str) -> Hook:
        """ "webhook+https://host/path#whsec_…"; BadSetting never repeats the secret part.

        Several secrets, parted by commas, sign each message each: for changing them.
        """
        if len(address) > _MAX_ADDRESS or not _SAFE.fullmatch(address):
            raise BadSetting("a webhook's address is one word of ASCII, percent-encoded")
        try:
            parts = urlsplit(address.removeprefix(SCHEME))
            port = parts.port
        except ValueError as error:
            raise BadSetting("this webhook's address is no URL") from error
        if parts.scheme not in _PORTS or not parts.hostname:
            raise BadSetting("a webhook's address begins with webhook+https:// and a host")
        if parts.username is not None or parts.password is not None:
            raise BadSetting("a webhook's address has no user and password: it is signed instead")
        return cls(
            scheme=parts.scheme,
            host=_host(parts.hostname),
            port=port or _PORTS[parts.scheme],
            target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            secrets=tuple(_secret(text) for text in parts.fragment.split(",")),
        )

    @property
    def authority(self) -> str:
        """The Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def headers(self, key: str, body: bytes, now: datetime) -> list[tuple[str, str]]:
        """The headers of one attempt (standardwebhooks.com, specification 1.0)."""
        stamp = str(int(now.timestamp()))
        signed = f"{key}.{stamp}.".encode() + body
        return [
            ("Host", self.authority),
            ("User-Agent", "Variorum"),
            ("Content-Type", "application/cloudevents+json; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
            ("webhook-id", key),
            ("webhook-timestamp", stamp),
            ("webhook-signature", " ".join(signature(one, signed) for one in self.secrets)),
        ]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said."""

    status: int
    retry_after: str | None


@dataclass(frozen=True, slots=True)
class Webhook:
    """Sends to one address, which is checked where the connection is made."""

    hook: Hook
    blocked: Blocked
    #: seconds for the whole exchange
    timeout: float
    now: Callable[[], datetime]

    async def post(self, key: str, body: bytes) -> None:
        """Send, or raise DeliveryError; a redirect is not followed."""
        try:
            async with asyncio.timeout(self.timeout):
                answer = await self._exchange(key, body)
        except TimeoutError as error:
            raise DeliveryError(f"no answer within {self.timeout:g} s") from error
        except (OSError, ssl.SSLError) as error:
            raise DeliveryError(f"no connection: {_brief(error)}") from error
        except h11.RemoteProtocolError as error:
            raise DeliveryError("the answer is not HTTP") from error
        judge(answer, self.now())

    async def _exchange(self, key: str, body: bytes) -> Answer:
        reader, writer = await self._connect(await self._resolve())
        try:
            headers = self.hook.headers(key, body, self.now())
            request = h11.Request(method="POST", target=self.hook.target, headers=headers)
            return await _converse(reader, writer, request, body)
        finally:
            writer.transport.abort()

    async def _connect(
        self, ips: Sequence[str]
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """To the first of these that answers; TLS is verified for the name."""
        context = ssl.create_default_context() if self.hook.scheme == "https" else None
        name = self.hook.host if context else None
        for ip in ips[:-1]:
            try:
                return await asyncio.open_connection(
                    ip, self.hook.port, ssl=context, server_hostname=name
                )
            except OSError:
                continue
        return await asyncio.open_connection(
            ips[-1], self.hook.port, ssl=context, server_hostname=name
        )

    async def _resolve(self) -> list[str]:
        """The addresses that may be connected to; at least one."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(self.hook.host, self.hook.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise DeliveryError(f"the host {self.hook.host} was not found") from error
        ips = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))[:_MOST_ADDRESSES]
        judged = {ip: self.blocked(ip) for ip in ips}
        allowed = [ip for ip, reason in judged.items() if reason is None]
        if not allowed:
            reason = next(iter(judged.values()))
            raise DeliveryError(
                f"not sent: {reason}; allow_networks or alerts_to_private can open it",
                permanent=True,
            )
        return allowed


def signature(secret: bytes, signed: bytes) -> str:
    """ "v1," and the HMAC-SHA256 in base64."""
    digest = hmac.new(secret, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def new_secret(random: Callable[[int], bytes]) -> str:
    """A secret for an address, from a source of random bytes."""
    return f"{_SECRET}{base64.b64encode(random(32)).decode()}"


def judge(answer: Answer, now: datetime) -> None:
    """DeliveryError unless the receiver took the message."""
    if 200 <= answer.status < 300:
        return
    wait = retry_after(answer.retry_after, now)
    if answer.status == 410:
        raise DeliveryError("the receiver answered 410: it wants no more", permanent=True)
    hint = ": redirects are not followed" if 300 <= answer.status < 400 else ""
    raise DeliveryError(f"the receiver answered {answer.status}{hint}", retry_after=wait)


def retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds to wait (RFC 9110, section 10.2.3), at most a day; None where none can be read."""
    if text is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}", text.strip(), re.ASCII):
        return min(float(text), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), _LONGEST_WAIT)


async def _converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: h11.Request, body: bytes
) -> Answer:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_ANSWER)
    for part in (request, h11.Data(data=body), h11.EndOfMessage()):
        writer.write(connection.send(part) or b"")
    await writer.drain()
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Response):
            found = (value for name, value in event.headers if name == b"retry-after")
            wait = next(found, None)
            return Answer(event.status_code, None if wait is None else wait.decode("latin-1"))
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_MAX_ANSWER))


def _host(name: str) -> str:
    try:
        return name if ":" in name else name.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadSetting("a webhook's host is a name or an IP address") from error


def _secret(text: str) -> bytes:
    advice = "a webhook's address ends with its secret: #whsec_ and 24 to 64 bytes in base64"
    if not text.startswith(_SECRET):
        raise BadSetting(advice)
    try:
        secret = base64.b64decode(text.removeprefix(_SECRET), validate=True)
    except binascii.Error as error:
        raise BadSetting(advice) from error
    if not 24 <= len(secret) <= 64:
        raise BadSetting(advice)
    return secret


def _brief(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message})"
    return (error.strerror or type(error).__name__)[:200]
