"""The proxy of a browser's page: it speaks SOCKS 5 and connects through the crawl's guard."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from crawling import Reactor, crawling, page, serving
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.fence import Fence, Wanted, greeting, wanted

HELLO = b"\x05\x01\x00"
NAME = b"\x05\x01\x00\x03\x0dpaper.example\x01\xbb"


def to(host: str, port: int, command: int = 1) -> bytes:
    name = host.encode()
    return bytes((5, command, 0, 3, len(name))) + name + port.to_bytes(2, "big")


def test_a_greeting_is_read_to_its_end() -> None:
    assert greeting(HELLO + b"more") == 3
    assert [greeting(HELLO[:end]) for end in range(3)] == [None, None, None]


@pytest.mark.parametrize("data", [b"GET / HTTP/1.1\r\n", b"\x04\x01\x00\x50", b"\x05\x01\x02"])
def test_what_is_no_greeting_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"no greeting|sign in"):
        greeting(data)


@pytest.mark.parametrize(
    ("data", "host"),
    [
        (NAME, "paper.example"),
        (b"\x05\x01\x00\x01\x7f\x00\x00\x01\x01\xbb", "127.0.0.1"),
        (
            b"\x05\x01\x00\x04" + socket.inet_pton(socket.AF_INET6, "::1") + b"\x01\xbb",
            "0000:0000:0000:0000:0000:0000:0000:0001",
        ),
    ],
)
def test_a_request_names_a_host_or_an_address(data: bytes, host: str) -> None:
    assert wanted(data) == Wanted(host=host, port=443, command=1, length=len(data))
    assert {wanted(data[:end]) for end in range(len(data))} == {None}


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_any_bytes_are_a_request_or_none_or_refused(data: bytes) -> None:
    try:
        found = wanted(data)
    except ValueError:
        return

    assert found is None or (0 <= found.port < 65536 and found.length <= len(data))


async def said(fence: Fence, *words: bytes, wait: float = 5.0) -> bytes:
    """What the proxy answers to these, until it ends the connection or says no more."""
    from twisted.internet import reactor as running  # noqa: PLC0415 (installed by the fixture)

    address = fence.open(running)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
    heard = b""
    try:
        for word in words:
            writer.write(word)
            await asyncio.sleep(0.2)
        async with asyncio.timeout(wait):
            while part := await reader.read(4096):
                heard += part
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
        await fence.close()
    return heard


def fence(**changes: Any) -> Fence:
    values = {"max_bytes": 100_000, "max_connections": 5, "connect_timeout": 5.0}
    return Fence(**(values | changes))


def heard(reactor: Reactor, *words: bytes, host: str = "127.0.0.1", **changes: Any) -> bytes:
    """What comes back through a proxy to a site; PORT in the words is the site's."""

    async def go() -> bytes:
        async with (
            serving({"/": page(b"x" * 1000)}, host=host) as site,
            crawling(allow_networks=("127.0.0.1/32",)),
        ):
            sent = [word.replace(b"\x00\x50", site.port.to_bytes(2, "big")) for word in words]
            return await said(fence(**changes), *sent, wait=1.5)

    return reactor(go())


ASK = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
GRANTED = b"\x05\x00" + b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"


def test_bytes_go_to_and_fro(reactor: Reactor) -> None:
    answer = heard(reactor, HELLO, to("127.0.0.1", 80), ASK)

    assert answer.startswith(GRANTED + b"HTTP/1.1 200 OK")
    assert answer.endswith(b"x" * 1000)


@pytest.mark.parametrize("host", ["127.0.0.2", "10.0.0.1", "::1"])
def test_private_addresses_are_not_allowed(reactor: Reactor, host: str) -> None:
    assert heard(reactor, HELLO, to(host, 80), host="127.0.0.2")[2:4] == b"\x05\x02"


def test_a_closed_port_is_told_as_refused(reactor: Reactor) -> None:
    assert heard(reactor, HELLO, to("127.0.0.1", 1))[2:4] == b"\x05\x05"


def test_a_name_that_is_none_is_told_as_unreachable(reactor: Reactor) -> None:
    assert heard(reactor, HELLO, to("no such name", 80))[2:4] == b"\x05\x04"


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ((HELLO, to("127.0.0.1", 80, command=2)), {}),
        ((HELLO, to("127.0.0.1", 80)), {"max_connections": 0}),
        ((HELLO, to("127.0.0.1", 80)), {"max_bytes": -1}),
    ],
)
def test_other_commands_and_too_many_connections_are_not_served(
    reactor: Reactor, words: tuple[bytes, ...], changes: dict[str, Any]
) -> None:
    assert heard(reactor, *words, **changes)[2:4] == b"\x05\x07"


def test_more_bytes_than_are_allowed_end_every_connection(reactor: Reactor) -> None:
    answer = heard(reactor, HELLO, to("127.0.0.1", 80), ASK, max_bytes=500)

    assert answer in (b"", GRANTED)


@pytest.mark.parametrize("words", [(b"GET / HTTP/1.1\r\n\r\n",), (HELLO, b"\x05" + b"\x01" * 700)])
def test_who_speaks_no_socks_is_cut_off(reactor: Reactor, words: tuple[bytes, ...]) -> None:
    assert heard(reactor, *words) in (b"", b"\x05\x00")
