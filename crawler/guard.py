"""No private addresses: checked where the connection is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from storage.errors import BadSetting, FetchError

_Address = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network

_NAT64 = ip_network("64:ff9b::/96")
#: IANA special-purpose blocks that Python 3.11's `is_global` lets through, or knows only partly
_SPECIAL = tuple(
    ip_network(block)
    for block in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("240.0.0.0/4", "::/96", "64:ff9b:1::/48", "100::/63", "2001::/23", "2001:db8::/32"),
        *("2002::/16", "3fff::/20", "5f00::/16", "fec0::/10"),
    )
)


def blocked(ip: str, allow_networks: Iterable[str] = ()) -> str | None:
    """Why this IP address must not be reached, in a few words; None where it may be.

    An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4, Teredo) is judged as what it is.
    Text that is no IP address is refused: names must be resolved before they are judged.
    """
    try:
        address = ip_address(ip.strip("[]"))
    except ValueError:
        return f"{ip[:100]!r} is no IP address"
    allowed = networks(tuple(allow_networks))
    for inner in (address, *_embedded(address)):
        if any(inner.version == network.version and inner in network for network in allowed):
            return None
    for inner in _embedded(address) or (address,):
        if reason := _reason(inner):
            via = "" if inner == address else f" (inside {address})"
            return f"{inner}{via} is {reason}"
    return None


def blocked_port(port: int, ip: str, ports: Iterable[int], allow_networks: Iterable[str]) -> bool:
    """Whether this port is closed to us; in the networks that are allowed every port is open."""
    if port in ports:
        return False
    address = ip_address(ip)
    return not any(
        address.version == network.version and address in network
        for network in networks(tuple(allow_networks))
    )


@lru_cache(maxsize=32)
def networks(texts: tuple[str, ...]) -> tuple[_Network, ...]:
    """The networks that these texts name; BadSetting names the one that is none."""
    found = []
    for text in texts:
        try:
            found.append(ip_network(text, strict=False))
        except ValueError as error:
            raise BadSetting(
                f"allow_networks: {text!r} is no network; write it as 10.0.0.0/8"
            ) from error
    return tuple(found)


def _embedded(address: _Address) -> tuple[_Address, ...]:
    """The IPv4 addresses that an IPv6 address stands for: RFC 4291, 6052, 3056, 4380."""
    if isinstance(address, IPv4Address):
        return ()
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    if address.sixtofour:
        return (address.sixtofour,)
    if address.teredo:
        return address.teredo
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()


def _reason(address: _Address) -> str | None:
    named = (
        (address.is_unspecified, "unspecified"),
        (address.is_loopback, "a loopback address"),
        (address.is_link_local, "a link-local address"),
        (address.is_multicast, "a multicast address"),
        (address.is_private, "a private address"),
        (address.is_reserved, "a reserved address"),
        (not address.is_global, "not a public address"),
        (any(address.version == net.version and address in net for net in _SPECIAL), "reserved"),
    )
    return next((reason for holds, reason in named if holds), None)


class ConnectGuard:
    """Stands where Twisted opens a TCP connection, and judges the very address it opens.

    A guard at the resolver could be passed by (literal addresses, other resolvers, a name that
    resolves differently the second time); this one sees what is connected to, whoever asks.
    """

    def __init__(
        self, allow_networks: tuple[str, ...], ports: tuple[int, ...], connect_timeout: float
    ) -> None:
        networks(allow_networks)
        self._allow_networks = allow_networks
        self._ports = ports
        self._connect_timeout = connect_timeout
        self._connect: Callable[..., Any] | None = None

    def install(self, reactor: Any) -> None:
        """Stand before `reactor.connectTCP`; RuntimeError where a guard stands already."""
        if isinstance(getattr(reactor.connectTCP, "__self__", None), ConnectGuard):
            raise RuntimeError("one crawler at a time in a process")
        self._connect = reactor.connectTCP
        reactor.connectTCP = self.connect_tcp

    def remove(self, reactor: Any) -> None:
        """Step aside."""
        reactor.connectTCP = self._connect
        self._connect = None

    def connect_tcp(
        self, host: str, port: int, factory: Any, timeout: float = 30.0, **more: Any
    ) -> Any:
        """Connect, or raise FetchError; `host` is an IP address as Twisted resolved it."""
        if self._connect is None:
            raise RuntimeError("the guard is not installed")
        self.judge(host, port)
        timeout = min(timeout, self._connect_timeout)
        return self._connect(host, port, factory, timeout=timeout, **more)

    def judge(self, ip: str, port: int) -> None:
        """FetchError where this must not be reached."""
        if reason := blocked(ip, self._allow_networks):
            raise FetchError(f"{reason}; allow_networks can open it", kind="private_address")
        if blocked_port(port, ip, self._ports, self._allow_networks):
            raise FetchError(
                f"port {port} of {ip} is not among the ports that may be asked",
                kind="private_address",
            )
