"""The product's cadence as a policy of the scheduling simulator.

    cd benchmarks
    python ../../shared/tools/schedule_sim.py --policy cadence_policy:Cadence --budget 480 \
        --articles 20000 --days 30 --seed 7

It only translates: the simulator's url to an article's pulse, its signals to a look. What is
decided, and what is learned, is `monitor.cadence`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent.parent))

from monitor.cadence import Model, Price
from monitor.pulse import Finding, Look, Pulse
from storage.records import ArticleKind

_KINDS: dict[str | None, ArticleKind] = {"LiveBlogPosting": "live", "NewsArticle": "article"}
_FOUND: dict[int, Finding] = {404: "gone", 410: "gone", 503: "failed"}


class Cadence:
    """One model, one price, and a pulse for each article."""

    #: an article is looked at again, against the present price, when it is popped
    lazy = True

    def __init__(self, half_life: float = 1000.0) -> None:
        self.model = Model(half_life=half_life)
        self.price = Price()
        self.pulses: dict[str, Pulse] = {}

    def on_discover(self, url: str, published_at: datetime, now: datetime) -> datetime:
        self.pulses[url] = Pulse.first(seen=now, published=published_at)
        return now

    def on_result(
        self, url: str, now: datetime, changed: bool, signals: Mapping[str, Any]
    ) -> datetime:
        seen: Finding = "changed" if changed else "unchanged"
        look = Look(
            found=_FOUND.get(signals["status"], seen),
            modified=signals["last_modified"],
            kind=_KINDS.get(signals["type"]),
        )
        pulse = self.model.observe(self.pulses[url], signals["host"], look, now)
        self.pulses[url] = pulse
        return self.model.next_due(pulse, signals["host"], now, self.price.asking)

    def next_check(self, url: str, now: datetime) -> datetime:
        return self.model.next_due(self.pulses[url], _host(url), now, self.price.value)

    def on_signal(self, url: str, now: datetime, _kind: str, lastmod: datetime) -> datetime:
        pulse = self.pulses[url] = self.model.hint(self.pulses[url], lastmod)
        return self.model.next_due(pulse, _host(url), now, self.price.asking)

    def on_tick(self, _now: datetime, info: Mapping[str, float]) -> None:
        tick = info["budget_per_hour"] / 60
        self.price = self.price.after(
            waiting=info["backlog"] / tick, room=max(info["spare"], 0.0) / tick
        )


def _host(url: str) -> str:
    return url.split("/", 3)[2]
