"""The whole of Variorum on a local news site with known edits and noise in every page.

    python benchmarks/watching.py [--articles 400] [--seed 1] [--port 8810]

Needs ../shared/bench_site. Protocol: capture all; capture all again unedited (each revision is a
false one); advance and capture (precision and recall over material edits, against unchanged
articles and noise); redesign and capture (each revision is a false one); advance and capture.
CPU is user and system time of the whole process as the operating system accounts it, the
difference between looks at few and at all, so that starting up is left out; bare Scrapy fetches
the same pages in the same run, measured the same way.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import crawl

SITE = Path(__file__).parent.parent.parent / "shared" / "bench_site" / "server.py"
#: labels of a revision that says: this is no edit of the article's words
ASIDE = {"caption_duplicated", "caption_unduplicated", "silent_edit"}


@dataclass(frozen=True)
class Epoch:
    """What the site did, and what was recorded of it."""

    name: str
    changes: dict[str, str]
    recorded: dict[str, list[dict[str, Any]]]
    cpu: float


class Bench:
    """A site, an archive, and the command line between them."""

    def __init__(self, folder: Path, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.environment = os.environ | {
            "VARIORUM_ARCHIVE": str(folder / "archive"),
            "VARIORUM_ALLOW_NETWORKS": "127.0.0.0/8",
            "VARIORUM_HOST_DELAY": "0",
            "VARIORUM_HOST_CONCURRENCY": "16",
        }
        self.seen: set[tuple[str, str]] = set()

    def variorum(self, *words: str) -> tuple[Any, float]:
        """Run a command; its JSON and its CPU seconds."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [str(Path(sys.executable).parent / "variorum"), *words, "--json"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if done.returncode not in (0, 1) or not done.stdout:
            raise SystemExit(done.stderr)
        return json.loads(done.stdout), cpu

    def cost(self, urls: list[str], few: int = 20) -> float:
        """CPU milliseconds of one look, without starting up."""
        _, less = self.variorum("check", *urls[:few])
        _, more = self.variorum("check", *urls)
        return 1000 * (more - less) / (len(urls) - few)

    def control(self, path: str) -> Any:
        """Ask the site's control."""
        with urllib.request.urlopen(f"{self.origin}/_control/{path}", timeout=120) as answer:
            return json.load(answer)

    def epoch(self, name: str, act: str | None) -> Epoch:
        """Let the site do something, look at everything, and see what was recorded."""
        changes = {}
        if act is not None:
            for one in self.control(act)["epochs"][-1]["changes"]:
                changes[self.origin + one["path"]] = one["kind"]
        _, cpu = self.variorum("check", "--all")
        return Epoch(name, changes, self._new(), cpu)

    def _new(self) -> dict[str, list[dict[str, Any]]]:
        rows, _ = self.variorum("log", "--limit", "100000")
        fresh: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            if (row["url"], row["revision"]) not in self.seen:
                self.seen.add((row["url"], row["revision"]))
                if row["kind"] != "first":
                    fresh.setdefault(row["url"], []).append(row)
        return fresh


def judge(epoch: Epoch, kinds: dict[str, str], out: Any) -> None:
    """Precision and recall over material edits, and what else there was to be told."""
    labels = {
        url: {label for row in rows for label in row["labels"]} | {row["kind"] for row in rows}
        for url, rows in epoch.recorded.items()
    }
    material = {url for url, kind in epoch.changes.items() if kinds[kind] == "material"}
    aside = {url for url, kind in epoch.changes.items() if kinds[kind] in ("meta", "avail")}
    told = {url for url, found in labels.items() if found - ASIDE - {"edit", "revert"}}
    told -= aside
    right, wrong, missed = told & material, told - material, material - told
    precision = len(right) / max(1, len(told))
    recall = len(right) / max(1, len(material))
    out(
        f"{epoch.name:<22} material {len(material):>3}  precision {precision:.3f}"
        f"  recall {recall:.3f}  revisions elsewhere {len(wrong)}"
    )
    for url in sorted(wrong):
        out(f"    false: {epoch.changes.get(url, 'unchanged')}: {sorted(labels[url])} {url}")
    for url in sorted(missed):
        out(f"    missed: {epoch.changes[url]}: {sorted(labels.get(url, ()))} {url}")
    counts: Counter[tuple[str, bool]] = Counter()
    for url, kind in epoch.changes.items():
        if kind in ("gone", "moved"):
            counts[kind, kind in labels.get(url, ())] += 1
        if kind == "caption_dup":
            counts[kind, bool(ASIDE & labels.get(url, set()))] += 1
        if kind == "date_bump":
            counts[kind, "date_bump_only" in labels.get(url, ())] += 1
    for (kind, well), count in sorted(counts.items()):
        out(f"    {kind}: {count} {'told as that' if well else 'NOT told as that'}")


def run(bench: Bench, articles: int, out: Any) -> None:
    """The protocol."""
    first = bench.epoch("first capture", None)
    out(f"{articles} articles; first capture {1000 * first.cpu / articles:.1f} ms CPU a page")
    again = bench.epoch("again, unedited", None)
    judge(again, {}, out)
    urls = [one["url"] for one in bench.control("articles")["articles"]]
    rounds = [(crawl.cost("bare", urls, 20) * 1000, bench.cost(urls)) for _ in range(3)]
    bare, ours = (statistics.median(side) for side in zip(*rounds, strict=True))
    out(
        f"    CPU of a look at an unchanged page {ours:.1f} ms, of bare Scrapy fetching it"
        f" {bare:.1f} ms: ratio {ours / bare:.2f}"
    )
    kinds = bench.control("truth")["classes"]
    for name, act in (
        ("first edits", "advance"),
        ("second edits", "advance"),
        ("redesign", "redesign"),
        ("edits after redesign", "advance"),
    ):
        epoch = bench.epoch(name, act)
        judge(epoch, kinds, out)
        out(f"    CPU a page {1000 * epoch.cpu / articles:.1f} ms")


def main() -> None:
    """Start the site, run the protocol, end the site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--port", type=int, default=8810)
    chosen = parser.parse_args()
    if not SITE.exists():
        raise SystemExit("the bench site is not here: ../shared/bench_site")
    site = subprocess.Popen(
        [
            sys.executable,
            str(SITE),
            "--port",
            str(chosen.port),
            "-n",
            str(chosen.articles),
            "--seed",
            chosen.seed,
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert site.stdout is not None
        site.stdout.readline()
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(Path(folder), chosen.port)
            watched, _ = bench.variorum("watch", "--as", "sitemap", f"{bench.origin}/sitemap.xml")
            print(f"watching {watched[0]['articles']} articles")
            run(bench, chosen.articles, print)
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(10)


if __name__ == "__main__":
    main()
