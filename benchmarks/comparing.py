"""Variorum's comparison beside difflib, diff-match-patch and web-monitoring-diff, in one run.

    PYTHONPATH=benchmarks python benchmarks/comparing.py [--seed S] [--pairs N] [--truth FILE]
        [--families minor,update,restructure,heavy,replace] [--size medium]

The truth harness (`../shared/tools/diff_truth.py`, or --truth) makes the pairs, knows their edits
and holds the peers' callers; a peer is measured where it can be imported by the interpreter that
runs this (web-monitoring-diff needs a virtual environment of its own, with an lxml built from
source; RapidFuzz and diff-match-patch are all that Variorum needs beside it). Times are CPU time,
best of three, pair by pair in turns; read the ratios, each over the pairs that both did.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

import diff_engine  # noqa: E402 (the project's root has to be found first)

TRUTH = ROOT.parent / "shared" / "tools" / "diff_truth.py"
FLOOR = "floor: hash all, tokenise changed"
#: what a peer must be left behind by, in the median of the medium size
PEERS = (
    "difflib words",
    "difflib lines",
    "dmp chars+semantic",
    "web-monitoring-diff text",
    "web-monitoring-diff render",
    FLOOR,
)

#: engine to size to the pair's number to CPU milliseconds
Times = dict[str, dict[str, dict[int, float]]]


def main() -> int:
    """Print scores against the truth, then speeds, then how many times as fast we are."""
    options = arguments()
    if not options.truth.exists():
        print(f"the truth harness is not at {options.truth}", file=sys.stderr)
        return 1
    truth = load(options.truth)
    families = options.families.split(",") if options.families else [None]
    pairs = [
        truth.make_pair(f"{options.seed}-{n}", families[n % len(families)], options.size)
        for n in range(options.pairs)
    ]
    times = timed(truth, pairs, options.budget)
    result = {
        "scores": scores(truth, pairs),
        "speeds": {
            name: {size: summarised(truth, each) for size, each in sizes.items()}
            for name, sizes in times.items()
        },
        "unchanged_ms": unchanged(truth, pairs),
        "times_as_fast": ratios(truth, times),
    }
    print(json.dumps(result, indent=1))
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seed", default="comparing")
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--budget", type=float, default=10.0, help="CPU seconds for each peer")
    parser.add_argument("--families", help="of edits, in turn; the harness's own mix without")
    parser.add_argument("--size", help="of the articles; the harness's own mix without")
    parser.add_argument("--truth", type=Path, default=TRUTH)
    return parser.parse_args()


def load(path: Path):
    spec = importlib.util.spec_from_file_location("diff_truth", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["diff_truth"] = module
    spec.loader.exec_module(module)
    return module


def scores(truth, pairs) -> dict[str, dict[str, float]]:
    """How much of the true edits each engine finds."""
    engines = {"variorum": diff_engine.diff} | {
        name: truth.BASELINES[name] for name in ("difflib", "difflib-fuzzy", "dmp-text")
    }
    found = {}
    for name, engine in engines.items():
        score = truth.score(engine, pairs, repeat=1, name=name)
        found[name] = {
            "micro_f1": score["micro"]["f1"],
            "macro_f1": score["macro_f1"],
            "exact_pairs": score["exact_pairs"],
        }
    return found


def timed(truth, pairs, budget: float) -> Times:
    """CPU milliseconds of each engine for each pair; they take turns, so that none has an hour
    of its own on a machine whose speed changes. A peer that has spent its budget stops there.
    """
    times: Times = {}
    spent = Counter()
    for number, pair in enumerate(pairs):
        left = [peer for peer in PEERS if spent[peer] < budget]
        for name, sizes in truth.speed([pair], diff_engine.diff, budget, left).items():
            [(size, found)] = sizes.items()
            ours = "variorum" if name == "ENGINE" else name
            times.setdefault(ours, {}).setdefault(size, {})[number] = found["median"]
            spent[name] += 3 * found["median"] / 1e3
    return times


def summarised(truth, times: Mapping[int, float]) -> dict[str, float]:
    """What the times of some pairs come to."""
    values = list(times.values())
    return {
        "median": round(truth.pct(values, 0.5), 4),
        "p99": round(truth.pct(values, 0.99), 4),
        "n": len(values),
    }


def unchanged(truth, pairs) -> float:
    """CPU milliseconds for a pair that does not differ, in the median."""
    times = []
    for pair in pairs:
        same = [dict(block) for block in pair["old"]]
        best = min(spent(truth.time.process_time, pair["old"], same) for _ in range(3))
        times.append(1e3 * best)
    return round(truth.pct(times, 0.5), 4)


def spent(clock, old, new) -> float:
    start = clock()
    diff_engine.diff(old, new)
    return clock() - start


def ratios(truth, times: Times) -> dict[str, dict[str, float]]:
    """A peer's time over ours for the same pairs, medians and 99th percentiles, at each size."""
    found = {}
    for name, sizes in times.items():
        if name == "variorum":
            continue
        for size, theirs in sizes.items():
            ours = times["variorum"][size]
            own = summarised(truth, {number: ours[number] for number in theirs})
            peer = summarised(truth, theirs)
            for what in ("median", "p99"):
                found.setdefault(name, {})[f"{size} {what}"] = round(peer[what] / own[what], 2)
    return found


if __name__ == "__main__":
    sys.exit(main())
