"""What each page and API call costs in an archive of a given size, and in one of another.

    python benchmarks/web.py [--revisions 10000,1000000] [--requests 300] [--keep DIR] [--json]

Makes an archive of invented articles for each size (ten revisions an article), serves it in a
process of its own, and asks for every kind of page with 16 clients. Tells the 95th percentile of
the wall clock, the CPU time of the server for one request (which other work on the machine does
not change), and the bytes as sent.
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
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fastapi import FastAPI
from sqlite_utils import Database

from monitor.compare import compare
from storage.archive import open_archive
from storage.facet_schema import STATEMENTS
from storage.records import Block, ClaimedTime, Quality, Reading
from storage.shapes import dumps, edit_to_json, reading_to_json
from storage.times import to_text
from web.app import create

START = datetime(2025, 1, 1, tzinfo=UTC)
CLIENTS = 16
#: revisions of an article
EACH = 10
#: pairs of texts that the articles share, each compared once
PAIRS = 400
OUTLETS = 40


@dataclass(frozen=True, slots=True)
class Text:
    """A reading as JSON, and the edits from the one before it."""

    headline: str
    shape: str
    edits: tuple[tuple[str, str, str, str, str, str], ...]
    labels: tuple[str, ...]
    weight: str
    silent: bool


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--revisions", default="10000,1000000")
    parser.add_argument("--requests", type=int, default=300)
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
        results[size] = measure(place, size, options.requests)
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


def measure(folder: Path, size: int, requests: int) -> dict[str, dict[str, float]]:
    """Serve the archive and ask for everything."""
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        return {
            name: _ask(port, server.pid, list(paths))
            for name, paths in _paths(size, requests).items()
        }
    finally:
        server.terminate()
        server.wait(timeout=20)


_SERVER = """
import socket, sys
from pathlib import Path
import uvicorn
from web.app import create
listening = socket.create_server(("127.0.0.1", 0))
port = listening.getsockname()[1]
app = create(Path(sys.argv[1]), base_url=f"http://127.0.0.1:{port}", accounts=False)
print(port, flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])
"""


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
    """Seconds that a process has had of the CPU (proc(5), /proc/pid/stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


WORDS = [
    first + second
    for first in [
        "al",
        "bor",
        "cam",
        "den",
        "el",
        "fir",
        "gar",
        "hol",
        "in",
        "jun",
        "kel",
        "lor",
        "mar",
        "nor",
        "or",
        "pel",
    ]
    for second in ["ta", "ne", "ri", "so", "mu", "va", "le", "ko", "di", "pa", "tu", "re"]
]


def make(folder: Path, size: int) -> None:
    """An archive of that many revisions, by rows in bulk; triggers are put back at the end."""
    texts = list(_texts(random.Random(20261122)))
    archive = open_archive(folder, create=True)
    try:
        with archive.transaction():
            triggers = archive.db.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            for name, _ in triggers:
                archive.db.execute(f"DROP TRIGGER {name}")
            _fill(archive.db, texts, size)
            for statement in STATEMENTS:
                if statement.startswith(("INSERT", "UPDATE")):
                    archive.db.execute(statement)
            for _, sql in triggers:
                archive.db.execute(sql)
    finally:
        archive.close()


def _fill(db: Database, texts: list[Text], size: int) -> None:
    articles = size // EACH
    db.conn.executemany(
        "INSERT INTO source (id, url, kind, label, added_at) VALUES (?, ?, 'feed', ?, ?)",
        [
            (number + 1, f"https://outlet{number}.example/feed", f"desk {number}", to_text(START))
            for number in range(OUTLETS)
        ],
    )
    db.conn.executemany(
        "INSERT INTO article (id, url, host, headline, first_seen, last_checked, revisions)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        _articles(articles, texts),
    )
    db.execute("INSERT INTO alias SELECT url, id, 'found', first_seen, first_seen FROM article")
    db.execute(
        "INSERT INTO article_source SELECT id, id % ? + 1, first_seen FROM article", (OUTLETS,)
    )
    chance = random.Random(3)
    for first in range(0, articles, 5000):
        rows = [
            row
            for number in range(first, min(articles, first + 5000))
            for row in _revisions(number, texts, chance)
        ]
        _insert(db, rows)
    db.execute("INSERT INTO said_words (rowid, headline, body) SELECT id, headline, body FROM said")
    db.execute(
        "INSERT INTO changed_words (rowid, removed, added) SELECT id, removed, added FROM edit"
    )


def _articles(count: int, texts: list[Text]) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        host = f"outlet{number % OUTLETS}.example"
        seen = to_text(START + timedelta(seconds=number * 60))
        yield (
            number + 1,
            f"https://{host}/{number}",
            host,
            texts[number % PAIRS * 2].headline,
            seen,
            seen,
            EACH,
        )


def _revisions(
    article: int, texts: list[Text], chance: random.Random
) -> Iterator[tuple[int, int, int, str, Text]]:
    """(revision, article, number, seen at, text); the two texts of a pair in turn."""
    pair = article % PAIRS
    seen = START + timedelta(seconds=article * 60)
    for number in range(EACH):
        revision = article * EACH + number + 1
        yield revision, article + 1, number + 1, to_text(seen), texts[pair * 2 + number % 2]
        seen += timedelta(minutes=chance.randint(5, 600))


def _insert(db: Database, rows: list[tuple[int, int, int, str, Text]]) -> None:
    published = dumps(
        {"value": "2025-01-01T00:00", "precision": "minute", "zone": "Z", "raw": "00:00"}
    )
    db.conn.executemany(
        "INSERT INTO revision (id, article_id, number, kind, previous_id, seen_at,"
        " unchanged_as_of, headline, published, labels, weight, silent, summary, reading_key)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                revision,
                article,
                number,
                "edit" if number > 1 else "first",
                revision - 1 if number > 1 else None,
                seen,
                seen,
                text.headline,
                published,
                dumps(list(text.labels)) if number > 1 else "[]",
                text.weight,
                int(text.silent and number % 3 == 0),
                "wording ×2; number changed",
                f"{article}-{number % 2}",
            )
            for revision, article, number, seen, text in rows
        ],
    )
    db.conn.executemany(
        "INSERT INTO reading VALUES (?, 'benchmark-1', ?)",
        [(revision, text.shape) for revision, _, _, _, text in rows],
    )
    db.conn.executemany(
        "INSERT INTO edit (revision_id, op, field, labels, removed, added, shape)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(row[0], *edit) for row in rows if row[2] > 1 for edit in row[4].edits],
    )
    db.conn.executemany(
        "INSERT INTO revision_label VALUES (?, ?)",
        [(label, row[0]) for row in rows if row[2] > 1 for label in row[4].labels],
    )


def _texts(chance: random.Random) -> Iterator[Text]:
    """Two readings for each pair, each with the edits that lead to it from the other."""
    for _ in range(PAIRS):
        words = [[chance.choice(WORDS) for _ in range(20)] for _ in range(4)]
        other = [list(line) for line in words]
        for line in other[::2]:
            line[chance.randrange(20)] = chance.choice(WORDS)
        other[1][3] = str(chance.randrange(10, 99))
        pair = [_reading(lines) for lines in (words, other)]
        yield _text(pair[0], pair[1])
        yield _text(pair[1], pair[0])


def _reading(lines: list[list[str]]) -> Reading:
    return Reading(
        url="https://outlet.example/",
        headline=" ".join(lines[0][:7]).capitalize(),
        blocks=tuple(Block(kind="paragraph", text=f"{' '.join(line)}.") for line in lines),
        published=ClaimedTime(value="2025-01-01T00:00", precision="minute", zone="Z", raw="00:00"),
        quality=Quality(verdict="article"),
        extractor="benchmark-1",
    )


def _text(reading: Reading, before: Reading) -> Text:
    comparison = compare(before, reading)
    return Text(
        headline=reading.headline or "",
        shape=dumps(reading_to_json(reading)),
        edits=tuple(
            (
                edit.op,
                edit.field,
                dumps(list(edit.labels)),
                " ".join(text for mark, text in edit.spans if mark == "-"),
                " ".join(text for mark, text in edit.spans if mark == "+"),
                dumps(edit_to_json(edit)),
            )
            for edit in comparison.edits
        ),
        labels=comparison.labels,
        weight=comparison.weight,
        silent=comparison.silent,
    )


if __name__ == "__main__":
    main()
