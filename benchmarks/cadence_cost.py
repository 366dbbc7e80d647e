"""What a decision of the cadence costs in processor time, and what it keeps.

python benchmarks/cadence_cost.py
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

sys.path.append(str(Path(__file__).resolve().parent.parent))

from monitor.cadence import Model
from monitor.pulse import Look, Pulse

ARTICLES, SITES = 3000, 50
START = datetime(2026, 3, 2, tzinfo=UTC)


def main() -> None:
    """Print microseconds for each decision, and the largest state."""
    model, chance = Model(), random.Random(1)
    lives = [_live(model, chance, f"site{place % SITES}") for place in range(ARTICLES)]
    for price in (0.0002, 0.002, 0.02):
        cost = _cost(lambda: [model.next_due(p, s, t, price) for p, s, t in lives])  # noqa: B023
        print(f"next due at price {price}: {cost:.1f} µs")
    later = timedelta(hours=5)
    for look in (Look(found="unchanged"), Look(found="changed")):
        cost = _cost(lambda: [model.observe(p, s, look, t + later) for p, s, t in lives])  # noqa: B023
        print(f"learn from {look.found}: {cost:.1f} µs")
    print(f"largest state of an article: {max(len(p.dumps()) for p, _, _ in lives)} bytes")
    print(f"state of the model, {SITES} sites: {len(model.dumps())} bytes")


def _live(model: Model, chance: random.Random, site: str) -> tuple[Pulse, str, datetime]:
    """An article of any age after some looks at it."""
    now = START
    pulse = Pulse.first(seen=now, published=now - timedelta(hours=chance.expovariate(0.01)))
    pulse = model.observe(pulse, site, Look(found="unchanged"), now)
    for _ in range(chance.randrange(6)):
        now += timedelta(hours=chance.expovariate(0.3) + 0.1)
        look = Look(found="changed" if chance.random() < 0.3 else "unchanged")
        pulse = model.observe(pulse, site, look, now)
    return pulse, site, now


def _cost(run: Callable[[], object]) -> float:
    start = process_time()
    run()
    return (process_time() - start) / ARTICLES * 1e6


if __name__ == "__main__":
    main()
