"""The web pages as a part of a running program, in its process or in some of their own."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn

from settings import Settings
from storage.errors import BadSetting
from web.app import create
from web.worker import config

LOOPBACK = ("127.0.0.1", "::1", "localhost")
#: seconds that connections are given to end
_GRACE = 3


class WebServer:
    """The web pages on the running loop."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = folder
        self._settings = settings
        self._told: dict[str, Any] = {
            "base_url": settings.public_url,
            "accounts": settings.public or settings.host not in LOOPBACK,
            "public": settings.public,
            "processes": max(1, settings.web_workers),
        }
        self._server: _Server | None = None
        self._workers: list[Process] = []
        self._tasks: list[asyncio.Task[Any]] = []

    async def begin(self) -> None:
        """Listen; BadSetting where the address is taken."""
        listening = _bound(self._settings.host, self._settings.port)
        self.port = int(listening.getsockname()[1])
        if self._settings.web_workers:
            listening.close()
            for _ in range(self._settings.web_workers):
                await self._employ()
            return
        self._server = _Server(config(create(self._folder, **self._told)))
        self._tasks = [asyncio.create_task(self._server.serve(sockets=[listening]))]
        while not self._server.started and not self._tasks[0].done():
            await asyncio.sleep(0.01)

    async def _employ(self) -> None:
        """Start a process that serves on a socket of its own, among which the kernel shares out."""
        with _bound(self._settings.host, self.port, shared=True) as listening:
            worker = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "web.worker"),
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=PIPE,
                stdout=PIPE,
                pass_fds=(listening.fileno(),),
                start_new_session=True,
            )
            self._workers.append(worker)
            assert worker.stdin is not None and worker.stdout is not None  # noqa: S101 -- PIPE
            told = self._told | {"socket": listening.fileno(), "folder": str(self._folder)}
            worker.stdin.write(f"{json.dumps(told)}\n".encode())
            if await worker.stdout.readline() != b"ready\n":
                raise BadSetting("a process of the web pages did not begin: see its messages above")
        self._tasks.append(asyncio.create_task(worker.wait()))

    async def ended(self) -> None:
        """Wait until the server, or one of its processes, ends by itself."""
        if self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def stop(self) -> None:
        """Close the connections."""
        if self._server is not None:
            self._server.should_exit = True
        for worker in self._workers:
            if worker.stdin is not None:
                worker.stdin.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_GRACE)
        for worker in self._workers:
            if worker.returncode is None:
                worker.kill()
                await worker.wait()


class _Server(uvicorn.Server):
    """A server that leaves the signals to the program that it is a part of."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _bound(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A socket for this address, which others of ours may share; BadSetting."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise BadSetting(
            f"cannot listen on {host}:{port}: is another program there?"
            " Name another port with --port"
        ) from error
    return made


async def show_web(
    folder: Path, settings: Settings, *, path: str, stay: bool, say: Callable[[str], None]
) -> None:
    """Bring the web pages up over an archive; ask for one of them, and stay until stopped."""
    chosen = settings if stay else replace(settings, port=0)
    web = WebServer(folder, chosen)
    await web.begin()
    try:
        status = await _ask(web.port, path)
        address = f"http://{chosen.host}:{web.port}{path}"
        if stay:
            say(f"The web page is at {address} (stop with Ctrl-C).")
            await web.ended()
        else:
            say(f"Its web page answered {status} at {path}; 'variorum demo --serve' keeps it up.")
    finally:
        await web.stop()


async def _ask(port: int, path: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    await writer.drain()
    line = (await reader.readline()).decode("latin-1")
    writer.close()
    return line.split()[1]
