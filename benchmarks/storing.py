"""What a re-capture costs, on disk and in CPU, beside WARC files with revisits by warcio.

    python benchmarks/storing.py [--pages 100] [--visits 20] [--gzip] [--port 8840]

Needs ../shared/bench_site, whose pages differ at every visit. Both sides keep the same answers in
the same order. "one by one" and "warcio" have each on disk before the next; ours waits for the
disk twice (the body, then what names it) where warcio waits once. `check` and `run` write like that
while answers come singly, and up to eight together where they come at once: "eights". "twenties"
has twenty on disk before the next twenty, as an import does.
Ours is the archive itself: body, capture row, log entry, every index, digest and free page. "A
re-capture" is what the folder grew by after the first visit, divided by the captures since. CPU is
user and system time of this process; wall time is not reported, the machine may be shared. All
take turns, a visit each, so that whatever else the machine does falls on all alike. On a busy
machine a wait for the disk costs more CPU than on a quiet one: caches are cold afterwards.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import os
import random
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

from bench_site import serving
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.archive import Archive, open_archive
from storage.records import Capture

#: captures that are on disk before the next begin
TOGETHER = {"one by one": 1, "eights": 8, "twenties": 20}
START = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Cost:
    """What one side took."""

    first: int = 0
    total: int = 0
    write: float = 0.0
    read: float = 0.0


def main() -> None:
    """Run both sides and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--visits", type=int, default=20)
    parser.add_argument("--gzip", action="store_true", help="the server compresses (level 6)")
    parser.add_argument("--port", type=int, default=8840)
    options = parser.parse_args()
    captures = list(fetched(options))
    with tempfile.TemporaryDirectory() as folder:
        costs = {name: Cost() for name in (*TOGETHER, "warcio")}
        sides = [
            archive(Path(folder) / name, captures, options.pages, together, costs[name])
            for name, together in TOGETHER.items()
        ]
        path = Path(folder) / "captures.warc.gz"
        take_turns([*sides, warc(path, captures, options.pages, costs["warcio"])])
    report(costs, captures, options.pages)


def take_turns(sides: list[Iterator[None]]) -> None:
    """Each goes on until it yields, then the next, until all are through."""
    for _ in zip_longest(*sides):
        pass


def fetched(options: argparse.Namespace) -> Iterator[Capture]:
    """Every page once, then every page again, …"""
    with serving(options.port, "-n", str(options.pages), "--noise", "full") as site:
        for visit in range(options.visits):
            for number, url in enumerate(site.urls()):
                at = START + timedelta(hours=visit, seconds=number)
                yield fetch(url, at, squeezed=options.gzip)


def fetch(url: str, at: datetime, *, squeezed: bool) -> Capture:
    """One answer."""
    with urllib.request.urlopen(url) as answer:
        body, headers = answer.read(), tuple(answer.getheaders())
    if squeezed:
        body = gzip.compress(body, 6, mtime=0)
        headers = (*headers, ("Content-Encoding", "gzip"))
    return Capture(
        url=url,
        final_url=url,
        status=200,
        headers=headers,
        body=body,
        fetched_at=at,
        address="127.0.0.1",
    )


def archive(
    folder: Path, captures: list[Capture], pages: int, together: int, cost: Cost
) -> Iterator[None]:
    """Keep and read with Variorum."""
    opened = open_archive(folder, create=True)
    ids = {}
    for capture in captures[:pages]:
        article, _ = opened.articles.ensure(capture.url, seen_at=capture.fetched_at, source_id=None)
        ids[capture.url] = article.id
    opened.close()
    empty = size(folder)
    numbers = []
    opened = open_archive(folder)
    for visit in visits(captures, pages):
        cost.write += cpu(lambda: numbers.extend(keep(opened, visit, ids, together)))  # noqa: B023
        if not cost.first:
            opened.close()
            cost.first = size(folder) - empty
            opened = open_archive(folder)
        yield
    opened.close()
    cost.total = size(folder) - empty
    opened = open_archive(folder, read_only=True)
    for part in visits(shuffled(list(zip(numbers, captures, strict=True))), pages):
        cost.read += cpu(lambda: [same(opened.captures.get(n).body, c) for n, c in part])  # noqa: B023
        yield
    opened.close()


def visits(things: list[Any], pages: int) -> Iterator[list[Any]]:
    """As many as there are pages at a time."""
    return (things[start : start + pages] for start in range(0, len(things), pages))


def keep(opened: Archive, captures: list[Capture], ids: dict[str, int], together: int) -> list[int]:
    """As a check keeps what it fetched: the bodies first, then what names them."""
    numbers = []
    for start in range(0, len(captures), together):
        part = captures[start : start + together]
        with opened.bodies.batch() if together > 1 else nullcontext():
            hashes = [
                opened.bodies.put(
                    one.body, group=ids[one.url], encoding=one.header("Content-Encoding")
                )
                for one in part
            ]
        with opened.transaction():
            for one, sha256 in zip(part, hashes, strict=True):
                numbers.append(opened.captures.add(one, sha256=sha256, article_id=ids[one.url]))
    return numbers


def warc(path: Path, captures: list[Capture], pages: int, cost: Cost) -> Iterator[None]:
    """Keep and read with warcio, which knows no better than to look for equal payloads."""
    places: list[int] = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        seen: dict[str, tuple[str, str]] = {}
        for visit in visits(captures, pages):
            cost.write += cpu(lambda: places.extend(append(writer, file, visit, seen)))  # noqa: B023
            cost.first = cost.first or path.stat().st_size
            yield
    cost.total = path.stat().st_size
    with path.open("rb") as file:
        for part in visits(shuffled(list(zip(places, captures, strict=True))), pages):
            cost.read += cpu(lambda: [same(record(file, place), c) for place, c in part])  # noqa: B023
            yield


def append(
    writer: WARCWriter,
    file: io.BufferedWriter,
    captures: list[Capture],
    seen: dict[str, tuple[str, str]],
) -> Iterator[int]:
    """One record for each capture."""
    for capture in captures:
        yield file.tell()
        date = f"{capture.fetched_at:%Y-%m-%dT%H:%M:%SZ}"
        head = StatusAndHeaders("200 OK", list(capture.headers), protocol="HTTP/1.1")
        digest = hashlib.sha1(capture.body).hexdigest()
        fields = {"WARC-Date": date, "WARC-IP-Address": capture.address}
        if digest in seen:
            made = writer.create_revisit_record(
                capture.url, digest, *seen[digest], http_headers=head, warc_headers_dict=fields
            )
        else:
            seen[digest] = (capture.url, date)
            made = writer.create_warc_record(
                capture.url,
                "response",
                payload=io.BytesIO(capture.body),
                length=len(capture.body),
                http_headers=head,
                warc_headers_dict=fields,
            )
        writer.write_record(made)
        file.flush()
        os.fsync(file.fileno())


def record(file: io.BufferedReader, place: int) -> bytes:
    """The body of the record at a place."""
    file.seek(place)
    found = next(ArchiveIterator(file))
    return found.raw_stream.read()


def same(body: bytes, capture: Capture) -> None:
    """Both sides must give back what they were given."""
    if body != capture.body:
        raise SystemExit(f"{capture.url}: other bytes came back")


def shuffled(things: list[Any]) -> list[Any]:
    """In an order that helps nobody."""
    random.Random(1).shuffle(things)
    return things


def size(folder: Path) -> int:
    """Bytes of all files."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU that it took."""
    start = time.process_time()
    work()
    return time.process_time() - start


def report(costs: dict[str, Cost], captures: list[Capture], pages: int) -> None:
    """A table, and how the sides compare."""
    theirs = costs["warcio"]
    for name, cost in costs.items():
        recapture = (cost.total - cost.first) / (len(captures) - pages)
        print(
            f"{name:10} first {cost.first / pages:6.0f} B  re-capture {recapture:6.0f} B"
            f" (1/{(theirs.total - theirs.first) / (cost.total - cost.first):.1f})"
            f"  written {len(captures) / cost.write:5.0f}/CPU-s ({theirs.write / cost.write:.1f} x)"
            f"  read {len(captures) / cost.read:5.0f}/CPU-s ({theirs.read / cost.read:.1f} x)"
        )
    body = sum(len(capture.body) for capture in captures) / len(captures)
    print(f"{len(captures)} captures of {pages} pages, {body:.0f} B each")


if __name__ == "__main__":
    main()
