"""Records for tests: whole by default, each field open to an override."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from storage.records import Block, Capture, Comparison, Edit, Quality, Reading, Side
from storage.revisions import NewRevision

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    """That many minutes after noon of the tests' day."""
    return NOON + timedelta(minutes=minutes)


def make_capture(**overrides: Any) -> Capture:
    """An answered fetch of a small page."""
    values: dict[str, Any] = {
        "url": "https://paper.example/news/one",
        "final_url": overrides.get("url", "https://paper.example/news/one"),
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"a"')),
        "body": b"<!doctype html><title>One</title><h1>One</h1><p>Text.</p>",
        "fetched_at": NOON,
        "address": "192.0.2.7",
    }
    return Capture(**(values | overrides))


def make_paragraph(text: str, **overrides: Any) -> Block:
    """A paragraph of a reading."""
    return Block(**({"kind": "paragraph", "text": text} | overrides))


def make_figure(caption: str, credit: str | None = None, **overrides: Any) -> Block:
    """A figure of a reading."""
    values = {
        "kind": "figure",
        "text": caption if credit is None else f"{caption} {credit}",
        "image": "https://paper.example/img/one.jpg",
        "caption": caption,
        "credit": credit,
    }
    return Block(**(values | overrides))


def make_reading(*texts: str, **overrides: Any) -> Reading:
    """An article with these paragraphs."""
    values: dict[str, Any] = {
        "url": "https://paper.example/news/one",
        "headline": "Council votes on bridge",
        "blocks": tuple(make_paragraph(text) for text in texts or ("The council voted.",)),
        "quality": Quality(verdict="article"),
        "extractor": "test-1",
    }
    return Reading(**(values | overrides))


def make_edit(**overrides: Any) -> Edit:
    """A paragraph in which one word became another."""
    values: dict[str, Any] = {
        "op": "modify",
        "field": "paragraph",
        "old": Side(blocks=(0,), text="The council voted."),
        "new": Side(blocks=(0,), text="The council met."),
        "spans": (("=", "The council "), ("-", "voted"), ("+", "met"), ("=", ".")),
        "labels": ("wording",),
    }
    return Edit(**(values | overrides))


def make_comparison(*edits: Edit, **overrides: Any) -> Comparison:
    """A comparison of r1 and r2 with these edits."""
    values: dict[str, Any] = {
        "old": "https://paper.example/news/one@r1",
        "new": "https://paper.example/news/one@r2",
        "edits": edits or (make_edit(),),
        "labels": tuple(
            dict.fromkeys(label for edit in edits or (make_edit(),) for label in edit.labels)
        ),
        "silent": True,
        "weight": "minor",
    }
    return Comparison(**(values | overrides))


def make_new_revision(article_id: int, **overrides: Any) -> NewRevision:
    """A first revision of an article."""
    values: dict[str, Any] = {
        "article_id": article_id,
        "kind": "first",
        "seen_at": NOON,
        "reading": make_reading(),
        "reading_key": "key-1",
    }
    return NewRevision(**(values | overrides))
