"""What each page and API call costs in an archive of a given size, and in one of another.

    python benchmarks/web.py [--revisions 10000,1000000] [--requests 300] [--workers 2]
                             [--keep DIR] [--json]

Makes an archive of invented articles for each size (ten revisions an article), serves it in
processes of their own (the setting web_workers), and asks for every kind of page with 16 clients.
Tells the 95th percentile of the wall clock, the CPU time of the server for one request (which
other work on the machine does not change), and the bytes as sent.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import http.client
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fastapi import FastAPI
from web_archive import EACH, OUTLETS, START, WORDS, make, started

from web.app import create

CLIENTS = 16


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--revisions", default="10000,1000000")
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp())
    sizes = [int(size) for size in options.revisions.split(",")]
    results = {}
    for size in sizes:
        place = folder / str(size)
        if not place.exists():
            started = time.process_time()
            make(place, size)
            print(f"made {size} revisions in {time.process_time() - started:.0f} s of CPU")
        results[size] = measure(place, size, options.requests, options.workers)
    growth = grown([folder / str(size) for size in (min(sizes), max(sizes))], options.requests)
    if options.keep is None:
        shutil.rmtree(folder)
    if options.json:
        print(json.dumps({"sizes": results, "growth": growth}, indent=1))
    else:
        show(results, growth)


def show(results: dict[int, dict[str, dict[str, float]]], growth: dict[str, float]) -> None:
    """A table: one line for each kind of request."""
    print(f"{'':34}" + "".join(f"{size:>28,}" for size in results) + "   growth of CPU")
    for name, times in growth.items():
        cells = "".join(
            f"{row['p95_ms']:9.0f} ms{row['cpu_ms']:8.2f} ms{row['bytes'] / 1000:6.0f} K"
            for row in (results[size][name] for size in results)
        )
        print(f"{name:34}{cells}   ×{times:.2f}")


def grown(folders: list[Path], requests: int) -> dict[str, float]:
    """How many times the CPU time of the first archive a request takes in the last.

    The two are asked in turn in this process, request by request, so that whatever else the
    machine does weighs on both alike; medians are compared.
    """
    apps = [create(place, base_url="http://127.0.0.1", accounts=False) for place in folders]
    paths = [_paths(int(place.name), requests) for place in folders]
    growth = {}

    async def ask_all() -> None:
        for name in paths[0]:
            spent: list[list[float]] = [[], []]
            for pair in zip(paths[0][name], paths[1][name], strict=True):
                for app, path, times in zip(apps, pair, spent, strict=True):
                    started = time.process_time()
                    await _through(app, path)
                    times.append(time.process_time() - started)
            small, large = (statistics.median(times) for times in spent)
            growth[name] = round(large / small, 2)

    asyncio.run(ask_all())
    return growth


async def _through(app: FastAPI, path: str) -> None:
    """One request straight into the application."""
    place, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": place,
        "raw_path": place.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), (b"accept-encoding", b"gzip")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: object) -> None:
        return None

    await app(scope, receive, send)


def measure(folder: Path, size: int, requests: int, workers: int) -> dict[str, dict[str, float]]:
    """Serve the archive and ask for everything; `workers` is the setting `web_workers`."""
    server, port = started(folder, workers)
    try:
        return {
            name: _ask(port, server.pid, list(paths))
            for name, paths in _paths(size, requests).items()
        }
    finally:
        server.communicate(timeout=20)


def _paths(size: int, requests: int) -> dict[str, Iterator[str]]:
    chance = random.Random(7)
    articles = size // EACH

    def article() -> int:
        return chance.randint(1, articles)

    def later() -> int:
        return chance.randint(2, EACH)

    def many(form: str) -> Iterator[str]:
        for _ in range(requests):
            number = later()
            yield form.format(
                a=article(),
                n=number,
                p=number - 1,
                host=f"outlet{chance.randrange(OUTLETS)}.example",
                word=chance.choice(WORDS),
                other=chance.choice(WORDS),
                before=f"{int(START.timestamp() * 1e6) + chance.randrange(10**12, 10**13)}-1",
            )

    forms = {
        "lately": "/",
        "lately, further back": "/?before={before}",
        "lately, one outlet": "/?host={host}",
        "lately, silent and major": "/?silent=1&weight=major",
        "lately, outlet and label": "/?host={host}&label=number_changed",
        "articles": "/articles",
        "articles, one outlet": "/articles?host={host}",
        "article": "/articles/{a}",
        "version": "/articles/{a}/r{n}",
        "comparison, following": "/articles/{a}/r{p}..r{n}",
        "comparison, any two": "/articles/{a}/r1..r{n}?view=side",
        "blame": "/articles/{a}/blame?at=5",
        "search, said": "/search?q={word}",
        "search, two words": "/search?q={word}+{other}",
        "search, changed": "/search?in=changes&q={word}",
        "search, became": "/search?removed={word}&added={other}",
        "statistics": "/statistics",
        "sources": "/sources",
        "feed of all": "/feeds/changes.atom",
        "feed of an article": "/articles/{a}/feed.json",
        "TimeMap": "/timemap/link/https://outlet1.example/none",
        "api changes": "/api/v1/changes",
        "api changes, one label": "/api/v1/changes?label=number_changed&silent=true",
        "api articles": "/api/v1/articles",
        "api article": "/api/v1/articles/{a}",
        "api version": "/api/v1/articles/{a}/r{n}",
        "api comparison": "/api/v1/articles/{a}/r{p}..r{n}",
        "api search": "/api/v1/search?q={word}",
        "api statistics": "/api/v1/statistics",
    }
    return {name: many(form) for name, form in forms.items()}


def _ask(port: int, pid: int, paths: list[str]) -> dict[str, float]:
    """16 clients, each with one connection of its own and a share of the paths."""
    _client(port, paths[:CLIENTS])
    before = _cpu(pid)
    with ThreadPoolExecutor(CLIENTS) as pool:
        shares = [paths[place::CLIENTS] for place in range(CLIENTS)]
        found = [one for share in pool.map(lambda s: _client(port, s), shares) for one in share]
    spent = _cpu(pid) - before
    times = sorted(took for took, _ in found)
    return {
        "p50_ms": round(statistics.median(times) * 1000, 1),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1),
        "cpu_ms": round(spent / len(found) * 1000, 3),
        "bytes": max(size for _, size in found),
    }


def _client(port: int, paths: list[str]) -> list[tuple[float, int]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found = []
    for path in paths:
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        found.append((time.perf_counter() - started, len(body)))
        if answer.status not in (200, 404):
            text = gzip.decompress(body) if answer.getheader("content-encoding") else body
            raise SystemExit(f"{path} answered {answer.status}: {text[:300]!r}")
    connection.close()
    return found


def _cpu(pid: int) -> float:
    """Seconds that a process and its children have had of the CPU (proc(5), /proc/pid/stat)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    spent = 0
    for one in (str(pid), *children):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12])
    return spent / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
