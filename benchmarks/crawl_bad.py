"""What becomes of a site's misbehaving addresses: outcome, time, memory; and of its good ones
while another host hangs.

    python benchmarks/crawl_bad.py http://127.0.0.1:8800

The site lists the addresses as links on /bad/, and its articles at /sitemap.xml.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import resource
import sys
import time
import urllib.request
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))

from crawler.run import Crawler, Limits, run
from storage.records import Capture, Failure, Fetch

NETWORKS = ("127.0.0.0/8",)
HANGING = "127.0.0.99"


def text_of(url: str) -> str:
    """What a page of the site says."""
    with urllib.request.urlopen(url, timeout=60) as answer:
        body: bytes = answer.read()
    return body.decode("utf-8", "replace")


def line_of(answer: Capture | Failure) -> str:
    """One line for an outcome."""
    if isinstance(answer, Capture):
        return f"captured, status {answer.status}, {len(answer.body)} bytes"
    return f"{answer.kind}: {answer.detail[:110]}"


async def all_bad(site: str, paths: list[str]) -> None:
    """Ask for every misbehaving address at once."""
    crawler = Crawler(Limits(allow_networks=NETWORKS, host_delay=0.0, host_concurrency=16))
    await crawler.start()

    async def one(path: str) -> float:
        began = time.monotonic()
        answer = await crawler.fetch(Fetch(url=site + path))
        taken = time.monotonic() - began
        print(f"{path:30} {taken:5.1f} s  {line_of(answer)}")
        return taken

    times = await asyncio.gather(*(one(path) for path in paths))
    began = time.monotonic()
    await crawler.stop()
    print(f"{len(times)} addresses, the longest took {max(times):.1f} s")
    print(f"the crawler stopped in {time.monotonic() - began:.2f} s")
    print(f"largest size in memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


async def pace(urls: list[str], hanging: list[str]) -> float:
    """Pages a second of the good addresses, while the hanging ones are asked for as well."""
    limits = Limits(allow_networks=NETWORKS, host_delay=0.0, host_concurrency=2, obey_robots=False)
    crawler = Crawler(limits)
    await crawler.start()
    waiting = [asyncio.create_task(crawler.fetch(Fetch(url=url))) for url in hanging]
    await asyncio.sleep(0.2)
    began = time.monotonic()
    answers = await asyncio.gather(*(crawler.fetch(Fetch(url=url)) for url in urls))
    taken = time.monotonic() - began
    if not all(isinstance(answer, Capture) for answer in answers):
        raise SystemExit("a good page did not come")
    await crawler.stop()
    await asyncio.gather(*waiting, return_exceptions=True)
    return len(urls) / taken


async def beside_a_hanging_host(site: str) -> None:
    """The pace of the good pages alone and beside a host that never answers."""
    pages = [part.partition("</loc>")[0] for part in text_of(f"{site}/sitemap.xml").split("<loc>")]
    urls = pages[1:401] * 2
    server = await asyncio.get_running_loop().create_server(asyncio.Protocol, HANGING, 0)
    port = server.sockets[0].getsockname()[1]
    hanging = [f"http://{HANGING}:{port}/{number}" for number in range(200)]
    rates: dict[str, list[float]] = {"alone": [], "beside": []}
    for _ in range(3):
        rates["alone"].append(await pace(urls, []))
        rates["beside"].append(await pace(urls, hanging))
    server.close()
    alone, beside = max(rates["alone"]), max(rates["beside"])
    print(f"pages a second: {alone:.0f} alone, {beside:.0f} beside a hanging host")


def main() -> int:
    """Measure both and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site")
    site = parser.parse_args().site

    async def measures() -> int:
        await beside_a_hanging_host(site)
        await all_bad(site, re.findall(r'href="(/bad/[^"]+)"', text_of(f"{site}/bad/")))
        return 0

    return run(measures)


if __name__ == "__main__":
    sys.exit(main())
