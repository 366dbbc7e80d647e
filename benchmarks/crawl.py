"""CPU of one fetch, ours beside bare Scrapy in the same run, against a local site.

    python benchmarks/crawl.py http://127.0.0.1:8800 [--rounds 3]

The site lists its articles at /sitemap.xml. Each side fetches the same addresses in a process of
its own, once with few and once with all of them: the difference leaves the start-up out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

CONCURRENCY = 16


def ours(urls: list[str]) -> int:
    """Variorum's crawler; how many answers were captures with a body."""
    from crawler.run import Crawler, Limits, run  # noqa: PLC0415
    from storage.records import Capture, Fetch  # noqa: PLC0415

    limits = Limits(
        allow_networks=("127.0.0.0/8",),
        host_delay=0.0,
        host_concurrency=CONCURRENCY,
        concurrency=CONCURRENCY,
    )
    good = 0

    async def main() -> int:
        nonlocal good
        crawler = Crawler(limits)
        await crawler.start()
        waiting = iter(urls)

        async def worker() -> None:
            nonlocal good
            for url in waiting:
                answer = await crawler.fetch(Fetch(url=url))
                good += isinstance(answer, Capture) and bool(answer.body)

        await asyncio.gather(*(worker() for _ in range(CONCURRENCY)))
        await crawler.stop()
        return 0

    run(main)
    return good


def bare(urls: list[str]) -> int:
    """Scrapy with its defaults and a spider that only touches the body."""
    import scrapy  # noqa: PLC0415
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415

    good = 0

    class Bare(scrapy.Spider):
        name = "bare"

        async def start(self) -> AsyncIterator[Any]:
            for url in urls:
                yield scrapy.Request(url)

        def parse(self, response: Any) -> None:
            nonlocal good
            good += bool(response.text)

    settings = {
        "CONCURRENT_REQUESTS": CONCURRENCY,
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(Bare)
    process.start()
    return good


SIDES: dict[str, Callable[[list[str]], int]] = {"ours": ours, "bare": bare}


def child(side: str) -> None:
    """Fetch what standard input lists and print the CPU that the process took."""
    urls = json.load(sys.stdin)
    good = SIDES[side](urls)
    print(json.dumps({"good": good, "cpu": time.process_time()}))


def cost(side: str, urls: list[str], few: int) -> float:
    """CPU seconds of one fetch."""
    taken = []
    for part in (urls[:few], urls):
        command = [sys.executable, __file__, "--side", side]
        result = subprocess.run(
            command, input=json.dumps(part), capture_output=True, text=True, check=True
        )
        answer = json.loads(result.stdout.strip().splitlines()[-1])
        if answer["good"] != len(part):
            raise SystemExit(f"{side}: {answer['good']} of {len(part)} pages came")
        taken.append(answer["cpu"])
    return float(taken[1] - taken[0]) / (len(urls) - few)


def main() -> None:
    """Print both sides' cost of one fetch and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", choices=SIDES)
    options = parser.parse_args()
    if options.side:
        child(options.side)
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
            costs[side].append(cost(side, listed, 50))
    medians = {side: statistics.median(values) for side, values in costs.items()}
    for side, values in costs.items():
        spread = ", ".join(f"{value * 1000:.2f}" for value in values)
        print(f"{side}: {medians[side] * 1000:.2f} ms CPU a fetch ({spread})")
    print(f"ours / bare Scrapy: {medians['ours'] / medians['bare']:.2f}")


if __name__ == "__main__":
    main()
