"""CPU of one fetch, ours beside bare Scrapy in the same run, against a local site.

    python benchmarks/crawl.py http://127.0.0.1:8800 [--rounds 3]

The site lists its articles at /sitemap.xml. Each side fetches the same addresses in a process of
its own, in turn with the other. What is counted is the user and system time of that process from
the moment when a few pages have come: starting up and the first use of everything is left out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent.parent))

CONCURRENCY = 16
#: pages that come before anything is counted
FEW = 20
#: how many of the addresses came, and the CPU seconds of those after the first few
Counted = tuple[int, float]


def ours(urls: list[str]) -> Counted:
    """Variorum's crawler; what came has a body."""
    from crawler.run import Crawler, Limits, run  # noqa: PLC0415
    from storage.records import Capture, Fetch  # noqa: PLC0415

    limits = Limits(
        allow_networks=("127.0.0.0/8",),
        host_delay=0.0,
        host_concurrency=CONCURRENCY,
        concurrency=CONCURRENCY,
    )
    good, cpu = 0, 0.0

    async def fetched(crawler: Crawler, part: list[str]) -> None:
        nonlocal good
        waiting = iter(part)

        async def worker() -> None:
            nonlocal good
            for url in waiting:
                answer = await crawler.fetch(Fetch(url=url))
                good += isinstance(answer, Capture) and bool(answer.body)

        await asyncio.gather(*(worker() for _ in range(CONCURRENCY)))

    async def main() -> int:
        nonlocal cpu
        crawler = Crawler(limits)
        await crawler.start()
        await fetched(crawler, urls[:FEW])
        begin = time.process_time()
        await fetched(crawler, urls[FEW:])
        cpu = time.process_time() - begin
        await crawler.stop()
        return 0

    run(main)
    return good, cpu


def bare(urls: list[str]) -> Counted:
    """Scrapy with its defaults and a spider that only touches the body."""
    import scrapy  # noqa: PLC0415
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415

    good = 0
    begin = end = 0.0

    class Bare(scrapy.Spider):
        name = "bare"

        async def start(self) -> AsyncIterator[Any]:
            nonlocal begin
            for url in urls[:FEW]:
                yield scrapy.Request(url)
            while good < min(FEW, len(urls)):
                await asyncio.sleep(0.05)
            begin = time.process_time()
            for url in urls[FEW:]:
                yield scrapy.Request(url)

        def parse(self, response: Any) -> None:
            nonlocal good, end
            good += bool(response.text)
            end = time.process_time()

    settings = {
        "CONCURRENT_REQUESTS": CONCURRENCY,
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(Bare)
    process.start()
    return good, end - begin


SIDES: dict[str, Callable[[list[str]], Counted]] = {"ours": ours, "bare": bare}


def child(sides: dict[str, Callable[[list[str]], Counted]], side: str) -> None:
    """Take what standard input lists and print what came of it."""
    good, cpu = sides[side](json.load(sys.stdin))
    print(json.dumps({"good": good, "cpu": cpu}))


def cost(
    script: str, side: str, urls: list[str], environment: dict[str, str] | None = None
) -> float:
    """CPU milliseconds of one page, in a process of its own."""
    result = subprocess.run(
        [sys.executable, script, "--side", side],
        input=json.dumps(urls),
        env=os.environ | (environment or {}),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(result.stdout.strip().splitlines()[-1])
    if answer["good"] != len(urls):
        raise SystemExit(f"{side}: {answer['good']} of {len(urls)} pages came")
    return float(1000 * answer["cpu"] / (len(urls) - FEW))


def main() -> None:
    """Print both sides' cost of one fetch and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", choices=SIDES)
    options = parser.parse_args()
    if options.side:
        child(SIDES, options.side)
        return
    with urllib.request.urlopen(f"{options.site}/sitemap.xml", timeout=60) as answer:
        text = answer.read().decode()
    pages = [part.partition("</loc>")[0] for part in text.split("<loc>")[1:]][:200]
    urls = pages * 3
    costs: dict[str, list[float]] = {side: [] for side in SIDES}
    for _ in range(options.rounds):
        for side in SIDES:
            # a query makes each address its own: Scrapy's filter would drop the second
            listed = [f"{url}?n={number}" for number, url in enumerate(urls)]
            costs[side].append(cost(__file__, side, listed))
    medians = {side: statistics.median(values) for side, values in costs.items()}
    for side, values in costs.items():
        spread = ", ".join(f"{value:.2f}" for value in values)
        print(f"{side}: {medians[side]:.2f} ms CPU a fetch ({spread})")
    print(f"ours / bare Scrapy: {medians['ours'] / medians['bare']:.2f}")


if __name__ == "__main__":
    main()
