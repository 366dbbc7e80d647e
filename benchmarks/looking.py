"""CPU of one look, at a page that did not change and at one that did, beside bare Scrapy.

    python benchmarks/looking.py [--articles 400] [--seed 1] [--rounds 5] [--port 8820]

Needs ../shared/bench_site, with noise in every page. In each round bare Scrapy fetches pages that
nobody edited, and then Variorum looks at them; then the site edits half of its articles, and both
come to those that were edited in substance. A ratio is that of one round: the same pages, within
the same minute. The median of the rounds counts. How CPU is counted: crawl.py.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import bench_site
import crawl

#: how many times the usual share of the articles is edited in an epoch
RATE = "4"


def environment_of(folder: Path) -> dict[str, str]:
    """Settings for an archive in this folder that may hurry on loopback."""
    return {
        "VARIORUM_ARCHIVE": str(folder / "archive"),
        "VARIORUM_ALLOW_NETWORKS": "127.0.0.0/8",
        "VARIORUM_HOST_DELAY": "0",
        "VARIORUM_HOST_CONCURRENCY": str(crawl.CONCURRENCY),
    }


def variorum(environment: dict[str, str], *words: str) -> Any:
    """Run a command; its JSON."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "variorum"), *words, "--json"],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1) or not done.stdout:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def _looks(urls: list[str], *, changed: bool) -> crawl.Counted:
    """What `variorum check` does of these articles; good are looks that ended as expected."""
    from crawler.run import Crawler, run  # noqa: PLC0415
    from look.telling import Teller  # noqa: PLC0415
    from scheduler import one_pass  # noqa: PLC0415
    from service import limits_of, ports_of  # noqa: PLC0415
    from settings import load  # noqa: PLC0415
    from storage.archive import open_archive  # noqa: PLC0415

    settings = load(os.environ, options={})
    archive = open_archive(Path(settings.archive))
    articles = [archive.articles.of_url(url) for url in urls]
    good, cpu = 0, 0.0

    def report(looked: Any) -> None:
        nonlocal good
        good += looked.outcome == "captured" and (looked.revision is not None) is changed

    async def main() -> int:
        nonlocal cpu
        crawler = Crawler(limits_of(settings))
        await crawler.start()
        ports = ports_of(archive, crawler.fetch, Teller(archive=archive, settings=settings))
        passed = {"ports": ports, "concurrency": settings.concurrency * 2, "report": report}
        await one_pass(articles=articles[: crawl.FEW], **passed)
        begin = time.process_time()
        await one_pass(articles=articles[crawl.FEW :], **passed)
        cpu = time.process_time() - begin
        await crawler.stop()
        return 0

    run(main)
    archive.close()
    return good, cpu


SIDES = {
    "unchanged": lambda urls: _looks(urls, changed=False),
    "changed": lambda urls: _looks(urls, changed=True),
}


def measure(site: bench_site.Site, folder: Path, rounds: int, out: Any) -> None:
    """Print both ratios."""
    environment = environment_of(folder)
    variorum(environment, "watch", "--as", "sitemap", f"{site.origin}/sitemap.xml")
    variorum(environment, "check", "--all")
    kinds = site.control("truth")["classes"]
    pairs: dict[str, list[tuple[float, float]]] = {side: [] for side in SIDES}
    for _ in range(rounds):
        unchanged = site.urls()
        pairs["unchanged"].append(_pair("unchanged", unchanged, environment))
        edits = site.act("advance")
        changed = [url for url, kind, _ in edits if kinds[kind] == "material"]
        pairs["changed"].append(_pair("changed", changed, environment))
        variorum(environment, "check", "--all")
    for side, found in pairs.items():
        ratios = [ours / bare for bare, ours in found]
        bare, ours = (statistics.median(one) for one in zip(*found, strict=True))
        spread = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        out(
            f"CPU of a look at a page, {side}: {ours:.2f} ms, of bare Scrapy fetching it"
            f" {bare:.2f} ms: ratio {statistics.median(ratios):.2f} ({spread})"
        )


def _pair(side: str, urls: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """(bare Scrapy's, ours) CPU milliseconds of a page."""
    return crawl.cost(crawl.__file__, "bare", urls), crawl.cost(__file__, side, urls, environment)


def main() -> None:
    """Start a site, measure, end it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", default="400")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--port", type=int, default=8820)
    parser.add_argument("--side", choices=SIDES)
    chosen = parser.parse_args()
    if chosen.side:
        crawl.child(SIDES, chosen.side)
        return
    options = ("-n", chosen.articles, "--seed", chosen.seed, "--rate-scale", RATE)
    with (
        bench_site.serving(chosen.port, *options) as site,
        tempfile.TemporaryDirectory() as folder,
    ):
        measure(site, Path(folder), chosen.rounds, print)


if __name__ == "__main__":
    main()
