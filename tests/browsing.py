"""A real browser for tests: Debian's Chromium, driven by Playwright, over pages on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from newsroom import QUICK

from web.app import create

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def chromium() -> str:
    """The browser's path; skips the test where there is none, and says how to get it."""
    found = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if found is None:
        pytest.skip("no Chromium here: install the package 'chromium', or set CHROMIUM to its path")
    return found


class Sink:
    """A port that every name but localhost leads to: whoever connects to it reached out.

    Connections to names that no test uses are the browser's own, and not counted.
    """

    def __init__(self) -> None:
        self.reached = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.flag = (
            f"--host-resolver-rules=MAP * 127.0.0.1:{self._socket.getsockname()[1]},"
            " EXCLUDE localhost"
        )
        self._thread = threading.Thread(target=self._take)
        self._thread.start()

    def _take(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(1)
                try:
                    # a request's Host, or the server name in the hello of TLS
                    self.reached += b".example" in connection.recv(4096)
                except OSError:
                    continue

    def close(self) -> None:
        """Take no more."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(timeout=5)


@contextmanager
def served(folder: Path, *, accounts: bool = False, public: bool = False) -> Iterator[str]:
    """The pages over this archive on a free port; answers where they are."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        base = f"http://localhost:{listening.getsockname()[1]}"
        app = create(folder, base_url=base, accounts=accounts, public=public, hasher=QUICK)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            ends = time.monotonic() + 20
            while not server.started and time.monotonic() < ends:
                time.sleep(0.01)
            yield base
        finally:
            server.should_exit = True
            thread.join(timeout=20)
