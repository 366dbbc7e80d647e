"""No private address is reached, whatever way leads to it."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

import pytest
from crawling import Reactor, Site, crawling, moved, page, serving
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.guard import ConnectGuard, blocked, blocked_port
from storage.errors import BadSetting, FetchError
from storage.records import Capture, Failure, Fetch


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1"),
        *("192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1"),
        *("192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
        *("::", "::1", "::7f00:1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1"),
        *("2002:7f00:1::", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe"),
        *("2001:db8::1", "100::1", "3fff::1", "5f00::1", "[::1]", "localhost", "", "1.2.3"),
    ],
)
def test_what_is_not_public_is_blocked_with_a_reason(ip: str) -> None:
    assert blocked(ip)


@pytest.mark.parametrize(
    "ip",
    [
        *("8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"),
        *("2002:808:808::1", "100.128.0.1", "172.32.0.1"),
    ],
)
def test_what_is_public_is_not_blocked(ip: str) -> None:
    assert blocked(ip) is None


def test_the_reason_names_the_address_inside() -> None:
    assert blocked("64:ff9b::a00:1") == "10.0.0.1 (inside 64:ff9b::a00:1) is a private address"
    assert blocked("127.0.0.1") == "127.0.0.1 is a loopback address"


def test_networks_can_be_allowed() -> None:
    allowed = ("127.0.0.0/8", "fd00::/8")

    assert blocked("127.0.0.9", allowed) is None
    assert blocked("::ffff:127.0.0.9", allowed) is None
    assert blocked("fd00::5", allowed) is None
    assert blocked("10.0.0.1", allowed)


def test_a_network_that_is_none_is_named() -> None:
    with pytest.raises(BadSetting, match="allow_networks: 'home' is no network"):
        blocked("8.8.8.8", ("home",))


def test_only_some_ports_are_asked_outside_the_allowed_networks() -> None:
    assert not blocked_port(443, "8.8.8.8", (80, 443), ())
    assert blocked_port(22, "8.8.8.8", (80, 443), ())
    assert not blocked_port(22, "127.0.0.1", (80, 443), ("127.0.0.0/8",))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=200)
def test_an_address_is_judged_alike_in_every_disguise(number: int) -> None:
    plain = ipaddress.IPv4Address(number)
    mapped = ipaddress.IPv6Address((0xFFFF << 32) + number)
    nat64 = ipaddress.IPv6Address((0x64FF9B << 96) + number)
    sixtofour = ipaddress.IPv6Address((0x2002 << 112) + (number << 80) + 1)

    judged = {bool(blocked(str(address))) for address in (plain, mapped, nat64, sixtofour)}

    assert judged == {bool(blocked(str(plain)))}


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_text_that_is_no_address_is_blocked(text: str) -> None:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        assert blocked(text)


def test_the_guard_judges_what_is_connected_to() -> None:
    class Net:
        def __init__(self) -> None:
            self.calls: list[Any] = []

        def connectTCP(self, *given: Any, **named: Any) -> str:  # noqa: N802
            self.calls.append((given, named))
            return "connecting"

    net = Net()
    guard = ConnectGuard((), (80,), 9.0)
    with pytest.raises(RuntimeError):
        guard.connect_tcp("8.8.8.8", 80, None)
    guard.install(net)

    assert net.connectTCP("8.8.8.8", 80, "factory", timeout=40, bindAddress=None) == "connecting"
    for ip, port in (("10.0.0.1", 80), ("8.8.8.8", 25), ("paper.example", 80)):
        with pytest.raises(FetchError) as refused:
            net.connectTCP(ip, port, "factory")
        assert refused.value.kind == "private_address"
    assert net.calls == [(("8.8.8.8", 80, "factory"), {"timeout": 9.0, "bindAddress": None})]


def every_way(site: Site) -> list[str]:
    hosts = (
        *(
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "017700000001",
            "0",
            "0.0.0.0",
        ),
        *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
        *("localhost", "LOCALHOST.", "inside.example", "both.example"),
    )
    return [site.url("/", host) for host in hosts]


def lookup(host: str, *more: Any) -> Any:
    """Names of the outside that lead inside."""
    if host == "both.example":
        return [*socket.getaddrinfo("127.0.0.1", *more), *socket.getaddrinfo("::1", *more)]
    return socket.getaddrinfo("127.0.0.1" if host.endswith(".example") else host, *more)


@pytest.mark.parametrize("obey_robots", [True, False])
def test_no_way_leads_to_loopback(reactor: Reactor, obey_robots: bool) -> None:
    async def go() -> tuple[set[str], int]:
        limits = {"allow_networks": (), "obey_robots": obey_robots, "lookup": lookup}
        async with serving({"/": page()}) as site, crawling(**limits) as crawler:
            answers = await asyncio.gather(
                *(crawler.fetch(Fetch(url=url)) for url in every_way(site))
            )
            return {getattr(answer, "kind", "answered") for answer in answers}, site.connections

    kinds, connections = reactor(go())

    assert connections == 0
    assert kinds == {"private_address"}


def test_a_redirect_does_not_lead_to_a_private_address_either(reactor: Reactor) -> None:
    async def go() -> Capture | Failure:
        async with (
            serving({"/": moved("http://10.1.2.3/latest/meta-data/")}) as site,
            crawling() as crawler,
        ):
            return await crawler.fetch(Fetch(url=site.url("/")))

    answer = reactor(go())

    assert isinstance(answer, Failure)
    assert answer.kind == "private_address"
    assert answer.detail == "10.1.2.3 is a private address; allow_networks can open it"
