"""The JSON of the API for those inside: sources, rules, messages, accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from storage.deliveries import DeliveryState
from storage.records import SourceKind
from web.api_models import Page, Question, Shape


class SourceShape(Shape):
    id: int
    url: str
    kind: SourceKind
    label: str | None
    every: str | None
    quiet: str | None
    added_at: datetime
    next_due: datetime | None
    last_checked: datetime | None
    failures: int
    trouble: str | None
    left_out: str | None
    browser: bool
    screenshot: bool


class NewSource(Question):
    url: str = Field(min_length=1, max_length=8000)
    kind: SourceKind = "page"
    label: str | None = Field(default=None, min_length=1, max_length=80)
    every: str | None = Field(
        default=None,
        min_length=1,
        max_length=80,
        description="15m, 6h, 1d, or a cron expression; null leaves it to what looks are worth",
    )
    quiet: str | None = Field(
        default=None,
        min_length=1,
        max_length=80,
        description="hours without looks: 22:00-06:00 Europe/Berlin",
    )
    browser: bool | None = Field(
        default=None,
        description="its pages are made by scripts: show them to a browser",
    )
    screenshot: bool | None = Field(
        default=None, description="keep a picture of each version; turns the browser on"
    )


class ScheduleShape(Shape):
    """Looks at one article that never changes, from its publication on."""

    day: float
    week: float
    month: float
    year: float


class RuleShape(Shape):
    name: str
    when: str
    channels: list[str]
    digest: str
    quiet: str | None
    zone: str
    enabled: bool


class RuleBody(Question):
    when: str = Field(min_length=1, max_length=4000)
    channels: list[str] = Field(default=[], max_length=50)
    digest: Literal["now", "hourly", "daily", "weekly"] = "now"
    quiet: str | None = Field(default=None, max_length=80)
    zone: str = Field(default="UTC", max_length=80)
    enabled: bool = True


class ChannelShape(Shape):
    name: str
    kind: str = Field(description="the scheme of its address; the address itself is a secret")
    failures: int
    retry_at: datetime | None


class DeliveryShape(Shape):
    id: int
    rule: str
    channel: str
    revision_id: int | None
    state: DeliveryState
    attempts: int
    due_at: datetime
    created_at: datetime
    sent_at: datetime | None
    reason: str | None


class AccountShape(Shape):
    id: int
    name: str
    role: str
    created_at: datetime


class NewAccount(Question):
    name: str = Field(min_length=1, max_length=80)
    password: str = Field(min_length=12, max_length=256)
    role: Literal["viewer", "archivist", "admin"] = "viewer"


class Deliveries(Page):
    items: list[DeliveryShape]


class Asked(BaseModel):
    article_id: int
    asked_at: datetime
