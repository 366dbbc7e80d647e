"""A page's only way out of the browser: a SOCKS proxy of its own, through the crawl's guard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.error import ConnectionRefusedError as Refused
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure

from storage.errors import FetchError

# RFC 1928: the version, "no authentication", and what a reply may say
_HELLO = b"\x05\x00"
_GRANTED = 0
_NOT_ALLOWED = 2
_UNREACHABLE = 4
_REFUSED = 5
_NO_SUCH_COMMAND = 7
#: bytes of a greeting and a request: neither is ever longer
_HEAD = 600


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a SOCKS request wants to be connected to."""

    host: str
    port: int
    #: 1 is CONNECT, the only one that is granted
    command: int
    #: bytes of the request
    length: int


def greeting(data: bytes) -> int | None:
    """The length of a client's greeting (RFC 1928, section 3); None while it is not all there.

    ValueError for what is none.
    """
    if data[:1] not in (b"", b"\x05"):
        raise ValueError("no greeting of SOCKS 5")
    if len(data) < 2 or len(data) < 2 + data[1]:
        return None
    if b"\x00" not in data[2 : 2 + data[1]]:
        raise ValueError("a client that wants to sign in")
    return 2 + data[1]


def wanted(data: bytes) -> Wanted | None:
    """A client's request (RFC 1928, section 4); None while it is not all there, ValueError."""
    if len(data) < 5:
        return None
    lengths = {1: 4, 3: 1 + data[4], 4: 16}
    if data[0] != 5 or data[3] not in lengths:
        raise ValueError("no request of SOCKS 5")
    end = 4 + lengths[data[3]]
    if len(data) < end + 2:
        return None
    return Wanted(
        host=_host(data[3], data[4:end]),
        port=int.from_bytes(data[end : end + 2], "big"),
        command=data[1],
        length=end + 2,
    )


def _host(kind: int, data: bytes) -> str:
    if kind == 1:
        return ".".join(map(str, data))
    if kind == 4:
        return ":".join(data[at : at + 2].hex() for at in range(0, 16, 2))
    return data[1:].decode("ascii")


class Fence(Factory[Protocol]):
    """Listens on loopback for one page, and connects it to what the guard lets through.

    The names that the page asks for are looked up here and not in the browser, and the reactor's
    guard judges each address at the moment it is connected to.
    """

    noisy = False

    def __init__(self, *, max_bytes: int, max_connections: int, connect_timeout: float) -> None:
        self.bytes_left = max_bytes
        self.connections_left = max_connections
        self.connect_timeout = connect_timeout
        #: what was refused to the page, in words
        self.refused: list[str] = []
        self.ends: set[Any] = set()
        self.reactor: Any = None
        self._port: Any = None

    def open(self, reactor: Any) -> str:
        """Begin to listen; answers the proxy's address as browsers take it."""
        self.reactor = reactor
        self._port = reactor.listenTCP(0, self, interface="127.0.0.1")
        return f"socks5://127.0.0.1:{self._port.getHost().port}"

    async def close(self) -> None:
        """Cut what is connected, and listen no more."""
        self.cut()
        await maybe_deferred_to_future(self._port.stopListening())

    def cut(self) -> None:
        """End every connection now."""
        for transport in list(self.ends):
            transport.abortConnection()

    def buildProtocol(self, _: Any) -> Protocol:  # noqa: N802 (Twisted's name)
        """Twisted's way to make one."""
        return _Inner(self)

    def spend(self, count: int) -> bool:
        """Take so many bytes off what the page may still load; False when that was too much."""
        self.bytes_left -= count
        if self.bytes_left < 0:
            self.cut()
        return self.bytes_left >= 0


class _End(Protocol):
    """One side of a connection; what comes in goes out at its peer, no faster than that takes."""

    #: typed as an interface without its methods' own first argument
    transport: Any

    def __init__(self, fence: Fence) -> None:
        self.fence = fence
        self.peer: _End | None = None

    def connectionMade(self) -> None:  # noqa: N802
        """Remember what has to be cut in the end."""
        self.fence.ends.add(self.transport)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: ARG002, N802
        """The other side ends with this one."""
        self.fence.ends.discard(self.transport)
        if self.peer is not None:
            self.peer.transport.loseConnection()
            self.peer = None

    def join(self, peer: _End) -> None:
        """Be the two sides of one connection from now on."""
        self.peer, peer.peer = peer, self
        for one, other in ((self, peer), (peer, self)):
            one.transport.registerProducer(other.transport, True)


class _Outer(_End):
    """The server's side."""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """On to the page, as long as it has not loaded too much."""
        if self.fence.spend(len(data)) and self.peer is not None:
            self.peer.transport.write(data)


class _Inner(_End):
    """The browser's side: a greeting, one request, then bytes."""

    def __init__(self, fence: Fence) -> None:
        super().__init__(fence)
        self._head = b""
        self._greeted = False
        self._asked = False

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Speak SOCKS until the connection stands."""
        if self.peer is not None:
            self.peer.transport.write(data)
            return
        self._head += data
        try:
            self._read()
        except ValueError:
            self.transport.abortConnection()

    def _read(self) -> None:
        if self._asked or len(self._head) > _HEAD:
            raise ValueError("more than was to be said")
        if not self._greeted:
            length = greeting(self._head)
            if length is None:
                return
            self._greeted, self._head = True, self._head[length:]
            self.transport.write(_HELLO)
        request = wanted(self._head)
        if request is not None:
            self._asked, self._head = True, self._head[request.length :]
            self._connect(request)

    def _connect(self, request: Wanted) -> None:
        fence = self.fence
        fence.connections_left -= 1
        if request.command != 1 or fence.connections_left < 0 or fence.bytes_left < 0:
            self._reply(_NO_SUCH_COMMAND)
            return
        endpoint = HostnameEndpoint(
            fence.reactor, request.host, request.port, timeout=fence.connect_timeout
        )
        outer: Any = Factory.forProtocol(lambda: _Outer(fence))
        connecting = endpoint.connect(outer)
        connecting.addCallbacks(self._connected, self._failed, errbackArgs=(request,))

    def _connected(self, outer: _End) -> None:
        if self.transport not in self.fence.ends:
            outer.transport.abortConnection()
            return
        self.join(outer)
        self._reply(_GRANTED)

    def _failed(self, failure: Failure, request: Wanted) -> None:
        code = _REFUSED if isinstance(failure.value, Refused) else _UNREACHABLE
        if isinstance(failure.value, FetchError):
            code = _NOT_ALLOWED
            self.fence.refused.append(f"{request.host}:{request.port}: {failure.value}")
        self._reply(code)

    def _reply(self, code: int) -> None:
        self.transport.write(bytes((5, code, 0, 1, 0, 0, 0, 0, 0, 0)))
        if code != _GRANTED:
            self.transport.loseConnection()
