"""The nouns of telling: who wants to hear of what, and what is owed to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

DeliveryState = Literal["owed", "sent", "dead", "held"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who wants to hear of what, and where."""

    id: int
    name: str
    #: the condition, in the language of docs/alerts.md
    when: str
    #: names of channels
    channels: tuple[str, ...]
    #: "now", "hourly", "daily", "weekly"
    digest: str = "now"
    quiet: str | None = None
    zone: str = "UTC"
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message owed to one channel."""

    id: int
    #: the receiver drops a second message with the same key
    key: str
    rule: str
    channel: str
    #: None for what is about no revision, or about one that is no more
    revision_id: int | None
    state: DeliveryState
    attempts: int
    due_at: datetime
    created_at: datetime
    sent_at: datetime | None = None
    #: not before, after an attempt that failed
    retry_at: datetime | None = None
    #: what goes out with it, in one message; None until a first attempt
    batch: str | None = None
    #: why it is held or dead, or what the last attempt said
    reason: str | None = None
    #: a place for what later readers must know and nobody queries
    payload: dict[str, str] = field(default_factory=dict)
