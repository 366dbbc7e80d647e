"""The local news site of ../shared/bench_site, for as long as a measurement needs it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVER = Path(__file__).parents[2] / "shared" / "bench_site" / "server.py"


@dataclass(frozen=True)
class Site:
    """A running site."""

    origin: str

    def control(self, path: str) -> Any:
        """Ask the site's control."""
        with urllib.request.urlopen(f"{self.origin}/_control/{path}", timeout=120) as answer:
            return json.load(answer)

    def urls(self) -> list[str]:
        """The addresses of its articles that are there."""
        articles = self.control("articles")["articles"]
        return [one["url"] for one in articles if one["status"] == "live"]

    def act(self, what: str) -> list[tuple[str, str, str | None]]:
        """Let the site do something; (address, kind of change, new address) for each article."""
        changes = self.control(what)["epochs"][-1]["changes"]
        return [(self._url(one["path"]), one["kind"], self._moved(one)) for one in changes]

    def _url(self, path: str) -> str:
        return self.origin + path

    def _moved(self, change: dict[str, Any]) -> str | None:
        return self._url(change["new_path"]) if "new_path" in change else None


@contextmanager
def serving(port: int, *options: str) -> Iterator[Site]:
    """Start the site, and end it."""
    if not SERVER.exists():
        raise SystemExit("the bench site is not here: ../shared/bench_site")
    command = [sys.executable, str(SERVER), "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield Site(f"http://127.0.0.1:{port}")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
