"""The whole of Variorum on a local news site with known edits and noise in every page.

    python benchmarks/watching.py [--articles 400] [--seed 1] [--rounds 3] [--port 8810]

Needs ../shared/bench_site. Protocol: capture all; capture all again unedited (each revision is a
false one); advance and capture (precision and recall over material edits, against unchanged
articles and noise); redesign and capture (each revision is a false one); advance and capture.
Then what a look costs beside bare Scrapy, on a site of its own: looking.py.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bench_site
import looking

#: labels of a revision that says: this is no edit of the article's words
ASIDE = {"caption_duplicated", "caption_unduplicated", "silent_edit"}


@dataclass(frozen=True)
class Epoch:
    """What the site did, and what was recorded of it."""

    name: str
    changes: dict[str, str]
    recorded: dict[str, list[dict[str, Any]]]


class Bench:
    """A site, and an archive that watches it."""

    def __init__(self, folder: Path, site: bench_site.Site) -> None:
        self.site = site
        self.environment = looking.environment_of(folder)
        self.seen: set[tuple[str, str]] = set()
        #: a moved article's address → the one that it was first known by
        self.first: dict[str, str] = {}

    def epoch(self, name: str, act: str | None) -> Epoch:
        """Let the site do something, look at everything, and see what was recorded."""
        changes: dict[str, str] = {}
        for url, kind, moved in self.site.act(act) if act else ():
            first = self.first.get(url, url)
            changes[first] = kind
            if moved:
                self.first[moved] = first
        looking.variorum(self.environment, "check", "--all")
        return Epoch(name, changes, self._new())

    def _new(self) -> dict[str, list[dict[str, Any]]]:
        fresh: dict[str, list[dict[str, Any]]] = {}
        for row in looking.variorum(self.environment, "log", "--limit", "100000"):
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


def run(bench: Bench, out: Any) -> None:
    """The protocol."""
    bench.epoch("first capture", None)
    judge(bench.epoch("again, unedited", None), {}, out)
    kinds = bench.site.control("truth")["classes"]
    for name, act in (
        ("first edits", "advance"),
        ("second edits", "advance"),
        ("redesign", "redesign"),
        ("edits after redesign", "advance"),
    ):
        judge(bench.epoch(name, act), kinds, out)


def main() -> None:
    """Start the site, run the protocol, end the site; then measure what looks cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", default="400")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=8810)
    chosen = parser.parse_args()
    options = ("-n", chosen.articles, "--seed", chosen.seed)
    with (
        bench_site.serving(chosen.port, *options) as site,
        tempfile.TemporaryDirectory() as folder,
    ):
        bench = Bench(Path(folder), site)
        sitemap = f"{site.origin}/sitemap.xml"
        watched = looking.variorum(bench.environment, "watch", "--as", "sitemap", sitemap)
        print(f"watching {watched[0]['articles']} articles")
        run(bench, print)
    with (
        bench_site.serving(chosen.port, *options, "--rate-scale", looking.RATE) as site,
        tempfile.TemporaryDirectory() as folder,
    ):
        looking.measure(site, Path(folder), chosen.rounds, print)


if __name__ == "__main__":
    main()
