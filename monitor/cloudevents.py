"""A revision as a CloudEvents 1.0 event in JSON: what webhooks carry."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from monitor.stories import Story, stamp
from storage.records import ClaimedTime
from storage.shapes import comparison_to_json, dumps

#: characters of an event; beyond it edits are left out, and the event says how many
MAX_EVENT = 262_144


def cloud_event(story: Story) -> str:
    """The event as JSON text, the same for the same revision (cloudevents.io, 1.0.2)."""
    edits = story.comparison.edits
    text = dumps(_event(story, len(edits)))
    kept = len(edits)
    while len(text) > MAX_EVENT and kept:
        kept //= 2
        text = dumps(_event(story, kept))
    return text


def notice_event(key: str, kind: str, text: str, time: str) -> str:
    """An event that is about the archive itself: a health alarm, or a trial message."""
    return json.dumps(
        {
            "specversion": "1.0",
            "id": key,
            "source": "variorum",
            "type": f"variorum.{kind}",
            "time": time,
            "datacontenttype": "application/json",
            "data": {"text": text},
        }
    )


def _event(story: Story, kept: int) -> dict[str, Any]:
    edits = story.comparison.edits
    return {
        "specversion": "1.0",
        "id": story.key,
        "source": story.article.url,
        "type": f"variorum.revision.{story.revision.kind}",
        "subject": f"r{story.revision.number}",
        "time": stamp(story.revision.seen_at),
        "datacontenttype": "application/json",
        "data": {
            "rule": story.rule,
            "why": list(story.why),
            "link": story.link,
            "url": story.article.url,
            "headline": story.headline,
            "revision": _revision(story),
            "comparison": comparison_to_json(replace(story.comparison, edits=edits[:kept])),
            "edits_left_out": len(edits) - kept,
        },
    }


def _revision(story: Story) -> dict[str, Any]:
    revision = story.revision
    before = revision.unchanged_as_of
    return {
        "number": revision.number,
        "kind": revision.kind,
        "seen_at": stamp(revision.seen_at),
        "unchanged_as_of": None if before is None else stamp(before),
        "published": _claim(revision.published),
        "updated": _claim(revision.updated),
        "labels": list(revision.labels),
        "weight": revision.weight,
        "silent": revision.silent,
        "reverts_to": revision.reverts_to,
    }


def _claim(claim: ClaimedTime | None) -> dict[str, Any] | None:
    if claim is None:
        return None
    return {
        "value": claim.value,
        "precision": claim.precision,
        "zone": claim.zone,
        "raw": claim.raw,
    }
