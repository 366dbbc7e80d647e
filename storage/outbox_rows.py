"""Rows of the outbox as records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.deliveries import Delivery, Rule
from storage.times import from_text, maybe_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place that messages go to."""

    name: str
    #: an address for the sender; it may hold secrets: never shown, never logged
    address: str = field(repr=False)
    template: str | None = None
    #: failures in a row
    failures: int = 0
    #: not before
    retry_at: datetime | None = None


def channel_of(row: Mapping[str, Any]) -> Channel:
    """A row of the table `channel`."""
    return Channel(
        name=row["name"],
        address=row["address"],
        template=row["template"],
        failures=row["failures"],
        retry_at=maybe_time(row["retry_at"]),
    )


def rule_of(row: Mapping[str, Any]) -> Rule:
    """A row of the table `rule`."""
    return Rule(
        id=row["id"],
        name=row["name"],
        when=row["when"],
        channels=tuple(json.loads(row["channels"])),
        digest=row["digest"],
        quiet=row["quiet"],
        zone=row["zone"],
        enabled=bool(row["enabled"]),
    )


def delivery_of(row: Mapping[str, Any]) -> Delivery:
    """A row of the table `delivery`."""
    return Delivery(
        id=row["id"],
        key=row["key"],
        rule=row["rule"],
        channel=row["channel"],
        revision_id=row["revision_id"],
        state=row["state"],
        attempts=row["attempts"],
        due_at=from_text(row["due_at"]),
        created_at=from_text(row["created_at"]),
        sent_at=maybe_time(row["sent_at"]),
        retry_at=maybe_time(row["retry_at"]),
        batch=row["batch"],
        reason=row["reason"],
        payload=json.loads(row["payload"]),
    )
