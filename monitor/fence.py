"""What a borrowed sender may do while it sends: speak to public addresses, and read its own files.

Apprise has some 150 services, each with its own way to connect, and resolves names by itself.
So the check stands below them all, in Python's audit events (PEP 578): `socket.connect` is raised
with the very address that is connected to, after any resolving and for any redirect. Held back
inside the fence are private addresses, names that are resolved by the connecting call itself,
Unix sockets, files outside the Python installation, writing, and starting programs. A library
that connects in C code of its own, or in a thread that it starts itself, would not be seen:
`monitor.couriers` refuses the services that do.
"""

from __future__ import annotations

import ipaddress
import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

#: why an IP address must not be reached; None where it may be
Blocked = Callable[[str], str | None]

_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.spawn")
_CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_HARMLESS = ("/usr/share/zoneinfo", "/etc/mime.types", os.devnull)


class Fenced(PermissionError):
    """The sender tried something that it may not do."""


@dataclass(frozen=True, slots=True)
class _Fence:
    blocked: Blocked
    #: which connections were refused and why, in order
    refused: list[str]


_fence: ContextVar[_Fence | None] = ContextVar("fence", default=None)


@contextmanager
def fenced(blocked: Blocked) -> Iterator[list[str]]:
    """Inside, in this thread, the sender is held; the list tells which connections were refused."""
    _install()
    fence = _Fence(blocked, [])
    token = _fence.set(fence)
    try:
        yield fence.refused
    finally:
        _fence.reset(token)


@cache
def _install() -> None:
    """Once for the process: an audit hook cannot be taken away again."""
    _roots()
    sys.addaudithook(audit)


def audit(
    event: str,
    args: tuple[Any, ...],
    # the hook outlives the names of this module when the interpreter ends
    fences: ContextVar[_Fence | None] = _fence,
) -> None:
    """The hook itself: Fenced where this is done inside a fence and may not be."""
    fence = fences.get()
    if fence is None:
        return
    reason = refusal(event, args, fence.blocked)
    if reason is None:
        return
    if event.startswith("socket."):
        fence.refused.append(reason)
    raise Fenced(reason)


def refusal(event: str, args: tuple[Any, ...], blocked: Blocked) -> str | None:
    """Why what an audit event tells of may not be done; None where it may."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        return _unreachable(args[1], blocked)
    if event == "open":
        return _unreadable(args[0], args[2])
    if event in _PROGRAMS:
        return "no program may be started"
    if event in _CHANGES:
        return "no file may be changed"
    return None


def _unreachable(address: Any, blocked: Blocked) -> str | None:
    if address is None:  # a datagram on a socket that is connected already
        return None
    if not isinstance(address, tuple) or not isinstance(address[0], str):
        return "no socket of this machine may be reached"
    host = address[0].split("%", 1)[0]
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "a name was to be resolved where nobody can check it"
    return blocked(host)


def _unreadable(path: Any, flags: Any) -> str | None:
    if isinstance(flags, int) and flags & _WRITING:
        return "no file may be written"
    if isinstance(path, int):
        return None
    real = os.path.realpath(os.fsdecode(path))
    if any(real == root or real.startswith(f"{root}{os.sep}") for root in _roots()):
        return None
    return "no file outside the Python installation may be read"


@cache
def _roots() -> tuple[str, ...]:
    paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return (*sorted(str(Path(path).resolve()) for path in paths), *_HARMLESS)
