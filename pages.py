"""The web pages as a part of a running program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn

from settings import Settings
from storage.errors import BadSetting
from web.app import create

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class WebServer:
    """The web pages on the running loop."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        application = create(
            folder,
            base_url=settings.public_url,
            accounts=settings.public or settings.host not in LOOPBACK,
            public=settings.public,
        )
        self._server = _Server(
            uvicorn.Config(
                application,
                host=settings.host,
                port=settings.port,
                log_level="warning",
                timeout_graceful_shutdown=2,
                server_header=False,
                lifespan="off",
            )
        )
        self._settings = settings
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Listen; BadSetting where the address is taken."""
        try:
            socket = self._server.config.bind_socket()
        except SystemExit as error:
            raise BadSetting(
                f"cannot listen on {self._settings.host}:{self._settings.port}:"
                " is another program there? Name another port with --port"
            ) from error
        self.port = int(socket.getsockname()[1])
        self._task = asyncio.create_task(self._server.serve(sockets=[socket]))
        while not self._server.started and not self._task.done():
            await asyncio.sleep(0.01)

    async def ended(self) -> None:
        """Wait until the server ends by itself."""
        if self._task is not None:
            await asyncio.shield(self._task)

    async def stop(self) -> None:
        """Close the connections."""
        self._server.should_exit = True
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=3)


class _Server(uvicorn.Server):
    """A server that leaves the signals to the program that it is a part of."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


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
