"""The JSON of the API: what each answer holds, as OpenAPI shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from storage.records import (
    ArticleKind,
    ArticleState,
    BlockKind,
    Mark,
    Op,
    Outcome,
    Precision,
    RevisionKind,
    Verdict,
    Weight,
)


class Shape(BaseModel):
    """Made from a record's attributes, or from a mapping."""

    model_config = ConfigDict(from_attributes=True)


class Question(BaseModel):
    """What a caller sends; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid")


class Claimed(Shape):
    value: str = Field(description="ISO 8601, as long as the precision")
    precision: Precision
    zone: str | None
    raw: str = Field(description="the words that it was read from")


class BlockShape(Shape):
    kind: BlockKind
    text: str
    level: int | None = None
    links: list[str] = []
    image: str | None = None
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None
    url: str | None = None
    time: Claimed | None = None
    identity: str | None = None
    labels: list[str] = []


class QualityShape(Shape):
    verdict: Verdict
    reasons: list[str]


class ReadingShape(Shape):
    url: str
    canonical_url: str | None
    kind: ArticleKind
    kicker: str | None
    headline: str | None
    alternative_headlines: list[str]
    dek: str | None
    section: str | None
    authors: list[str]
    contributors: list[str]
    published: Claimed | None
    updated: Claimed | None
    language: str | None
    copyright: str | None
    blocks: list[BlockShape]
    tags: list[str]
    quality: QualityShape
    extractor: str


class SideShape(Shape):
    blocks: list[int] | None
    text: str


class EditShape(Shape):
    op: Op
    field: str
    old: SideShape | None
    new: SideShape | None
    spans: list[tuple[Mark, str]]
    labels: list[str]
    proofs: list[tuple[str, str, str]]


class ComparisonShape(Shape):
    old: str
    new: str
    edits: list[EditShape]
    labels: list[str]
    silent: bool
    weight: Weight
    degraded: list[str]


class RevisionShape(Shape):
    article_id: int
    number: int
    kind: RevisionKind
    seen_at: datetime
    unchanged_as_of: datetime | None
    published: Claimed | None
    updated: Claimed | None
    headline: str | None
    labels: list[str]
    weight: Weight
    silent: bool
    reverts_to: int | None
    capture_id: int | None
    links: dict[str, str]


class ChangeShape(RevisionShape):
    url: str
    host: str
    summary: str
    previous: int | None


class VersionShape(RevisionShape):
    reading: ReadingShape


class ArticleShape(Shape):
    id: int
    url: str
    host: str
    kind: ArticleKind
    state: ArticleState
    headline: str | None
    first_seen: datetime
    last_checked: datetime | None
    next_due: datetime | None
    revisions: int
    labels: list[str]
    links: dict[str, str]


class AliasShape(Shape):
    url: str
    kind: str
    first_seen: datetime
    last_seen: datetime


class WholeArticleShape(ArticleShape):
    aliases: list[AliasShape]
    wished_at: datetime | None = Field(description="since when a check is asked for")


class CheckShape(Shape):
    outcome: Outcome
    first_at: datetime
    last_at: datetime
    count: int
    detail: str | None


class CaptureShape(Shape):
    id: int
    url: str
    final_url: str
    status: int
    fetched_at: datetime
    sha256: str
    verdict: str | None
    links: dict[str, str]


class SaidShape(Shape):
    url: str
    host: str
    snippet: str
    revision: RevisionShape


class ChangedShape(Shape):
    url: str
    host: str
    previous: int | None
    edit: EditShape
    revision: RevisionShape


class RunShape(Shape):
    text: str
    revision: int = Field(description="the number of the version that brought it")


class PassageShape(Shape):
    field: str
    block: int | None = Field(description="index into the reading's blocks; null for a field")
    runs: list[RunShape]


class RemovedShape(Shape):
    field: str
    text: str
    removed: int = Field(description="the number of the first version without it")


class BlameShape(Shape):
    revision: int
    passages: list[PassageShape]
    removed: list[RemovedShape] = Field(description="the latest removed first, 200 at most")
    degraded: list[str]


class Page(BaseModel):
    next: str | None = Field(description="`before` of the next page; null on the last one")


class Changes(Page):
    items: list[ChangeShape]


class Revisions(Page):
    items: list[ChangeShape]


class Articles(Page):
    items: list[ArticleShape]


class Captures(Page):
    items: list[CaptureShape]


class SaidPage(Page):
    items: list[SaidShape]
    facets: dict[str, dict[str, int]]


class ChangedPage(Page):
    items: list[ChangedShape]
    facets: dict[str, dict[str, int]]


class Statistics(BaseModel):
    articles: int
    revisions: int
    changes: int
    silent: int
    states: dict[str, int]
    outlets: list[dict[str, Any]]
    labels: dict[str, int]
    hours: dict[str, int] = Field(description="changes by whole hours after publication")
    silent_hours: dict[str, int]
    days: dict[str, int]


class Problem(BaseModel):
    detail: str
