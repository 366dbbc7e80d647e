"""What a page costs in the browser, beside the same page fetched: CPU of both, and time.

python benchmarks/browser.py [PAGES]
"""

from __future__ import annotations

import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, process_time
from typing import Any

from crawler.run import Crawler, Limits, run
from storage.records import Capture, Fetch

_TICKS = os.sysconf("SC_CLK_TCK")
_SHELL = b"""<!doctype html><title>A page</title><main></main><script>
fetch('/words').then(answer => answer.text()).then(words => {
  document.querySelector('main').innerHTML = words;
});
</script>"""
_WORDS = b"<article>" + b"<p>Words of an article, and then more of them.</p>" * 100 + b"</article>"


class _Paper(BaseHTTPRequestHandler):
    """A shell, and the words that its script asks for."""

    def do_GET(self) -> None:
        body = _WORDS if self.path == "/words" else _SHELL
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """No line for each request."""


def _below(number: int) -> set[int]:
    """The processes below one, at any depth."""
    found: set[int] = set()
    for path in Path(f"/proc/{number}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            found |= {child} | _below(child)
    return found


def _cpu(number: int) -> float:
    """Seconds of CPU that a process and those of its children that ended have used."""
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS


async def _measure(crawler: Crawler, fetch: Fetch, pages: int) -> None:
    await crawler.fetch(fetch)
    browser, own, began = sum(map(_cpu, _below(os.getpid()))), process_time(), monotonic()
    for _ in range(pages):
        answer = await crawler.fetch(fetch)
        assert isinstance(answer, Capture), answer
    own, seconds = process_time() - own, monotonic() - began
    browser = sum(map(_cpu, _below(os.getpid()))) - browser
    print(
        f"{'browser' if fetch.browser else 'fetch':8}"
        f" {own / pages * 1000:8.1f} ms CPU here {browser / pages * 1000:8.1f} ms CPU in Chromium"
        f" {seconds / pages * 1000:8.1f} ms in all"
    )


async def _main() -> int:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Paper)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    crawler = Crawler(Limits(host_delay=0.0, allow_networks=("127.0.0.0/8",), obey_robots=False))
    await crawler.start()
    try:
        for browser in (False, True):
            fetch = Fetch(url=url, browser=browser)
            await _measure(crawler, fetch, int(sys.argv[1]) if len(sys.argv) > 1 else 10)
    finally:
        await crawler.stop()
        server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(run(_main))
