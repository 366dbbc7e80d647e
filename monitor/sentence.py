"""A comparison in one line of words, for alerts and lists."""

from __future__ import annotations

from collections import Counter

from monitor.labels import LABELS
from monitor.plain import clean
from storage.records import Comparison

_ORDER = {"major": 0, "minor": 1, "cosmetic": 2}
#: what is said for a label in place of its name in words; {} takes the count
_SAID = {
    "byline": "byline changed",
    "headline": "headline changed",
    "dek": "dek changed",
    "kicker": "kicker changed",
    "section": "section changed",
    "tags": "tags changed",
    "contributors": "contributors changed",
    "updated_changed": "update time changed",
    "published_changed": "publication time changed",
    "date_bump_only": "only a date changed",
    "caption_duplicated": "caption now stands twice",
    "caption_unduplicated": "caption no longer stands twice",
    "update_note": "update note",
    "live_entry": "live entries changed",
}
#: labels that are proved by two short values
_WITH_VALUES = (
    "number_changed",
    "name_changed",
    "day_changed",
    "attribution_changed",
    "spelling",
    "updated_changed",
    "published_changed",
    "headline",
)
_VALUE = 60


def summary(comparison: Comparison, limit: int = 200) -> str:
    """What changed, the weightiest first, in at most `limit` characters and one line."""
    if not comparison.edits:
        return "no change"[:limit]
    counts = Counter(label for edit in comparison.edits for label in edit.labels)
    labels = [label for label in comparison.labels if label != "silent_edit"]
    labels.sort(key=lambda label: (_ORDER[LABELS[label].weight], comparison.labels.index(label)))
    if "date_bump_only" in labels:
        labels.remove("date_bump_only")
        labels.insert(0, "date_bump_only")
    parts = [_phrase(comparison, label, counts[label]) for label in labels]
    line = ("silently: " if comparison.silent else "") + "; ".join(parts)
    line = " ".join(clean(line).split())
    return line if len(line) <= limit else line[: max(limit - 1, 0)].rstrip(" ;") + "…"[:limit]


def _phrase(comparison: Comparison, label: str, count: int) -> str:
    said = _SAID.get(label, label.replace("_", " "))
    value = _value(comparison, label) if label in _WITH_VALUES else ""
    times = f" ×{count}" if count > 1 else ""
    return f"{said}{times}{value}"


def _value(comparison: Comparison, label: str) -> str:
    """One proof of a label, rather of something that became another than of what only came."""
    proofs = [
        (was, now)
        for edit in comparison.edits
        for name, was, now in edit.proofs
        if name == label and (was or now) and max(len(was), len(now)) <= _VALUE
    ]
    if not proofs:
        return ""
    was, now = next(filter(all, proofs), proofs[0])
    return f" ({was or '–'} → {now or '–'})"
