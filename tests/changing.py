"""A site on loopback whose every page says something new at every request, and the program."""

from __future__ import annotations

import itertools
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

VARIORUM = str(Path(sys.executable).parent / "variorum")
WORDS = ("bridge", "council", "harbour", "vote", "north", "ferry", "budget", "school", "winter")


def page(number: int, turn: int) -> str:
    """An article of six paragraphs, one of which counts."""
    chance = random.Random(number)
    lines = [" ".join(chance.choices(WORDS, k=40)).capitalize() + "." for _ in range(5)]
    lines.insert(2, f"The council counted {turn} letters about the {chance.choice(WORDS)}.")
    text = "".join(f"<p>{line}</p>" for line in lines)
    title = f"The {WORDS[number % len(WORDS)]} is counted again"
    return (
        f"<html><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked was killed."""


class ChangingSite:
    """Serves /0, /1, … for as long as it lives."""

    def __init__(self) -> None:
        turns = itertools.count(1)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                number = self.path.strip("/")
                body = page(int(number), next(turns)).encode() if number.isdigit() else b""
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: object) -> None:
                """Say nothing."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def pages(self, count: int) -> list[str]:
        """Addresses."""
        return [f"http://127.0.0.1:{self._server.server_port}/{n}" for n in range(count)]

    def stop(self) -> None:
        """Close the site."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Program:
    """The command line on one archive."""

    def __init__(self, folder: Path, most_bytes: int = 0) -> None:
        """No file may grow beyond `most_bytes`, where that is not 0."""
        self.folder = folder
        self._most_bytes = most_bytes
        self._environment = {
            name: value for name, value in os.environ.items() if not name.startswith("VARIORUM_")
        } | {
            "VARIORUM_ARCHIVE": str(folder),
            "VARIORUM_ALLOW_NETWORKS": "127.0.0.0/8",
            "VARIORUM_HOST_DELAY": "0",
            "VARIORUM_OBEY_ROBOTS": "false",
            "VARIORUM_PORT": "0",
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        """The program, running; what it says is to be read."""
        most = self._most_bytes

        def limited() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        return subprocess.Popen(
            [VARIORUM, *words],
            env=self._environment,
            cwd=self.folder.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limited if most else None,  # noqa: PLW1509 -- it only sets a limit
        )

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The program, run to its end."""
        running = self.start(*words)
        said, complained = running.communicate(timeout=120)
        return subprocess.CompletedProcess(words, running.returncode, said, complained)


def begun(path: Path, running: subprocess.Popen[str]) -> None:
    """Wait until there is something in this file or folder, or nothing will be."""
    end = time.monotonic() + 60
    while running.poll() is None and time.monotonic() < end:
        if path.is_dir() or (path.is_file() and path.stat().st_size):
            return
        time.sleep(0.01)


def kill(running: subprocess.Popen[str]) -> str:
    """kill -9; what it had said."""
    running.send_signal(signal.SIGKILL)
    return running.communicate(timeout=60)[0]


def acknowledged(said: str) -> set[tuple[str, int]]:
    """(address, revision) of each line of `check` that tells of a new revision."""
    found = set()
    for line in said.splitlines():
        words = line.split()
        if len(words) >= 3 and words[1] == "captured" and words[-2].startswith("r"):
            found.add((words[0], int(words[-2][1:])))
    return found
