"""Instants as the archive writes them: UTC, microseconds, fixed width, so that text sorts."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(time: datetime) -> str:
    """ "2026-11-22T16:05:00.000000Z"; naive times are a programming error (ValueError)."""
    if time.tzinfo is None:
        raise ValueError("a time without a zone cannot be kept")
    return f"{time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def from_text(text: str) -> datetime:
    """The instant that `to_text` wrote."""
    return datetime.fromisoformat(text)


def maybe_text(time: datetime | None) -> str | None:
    """`to_text`, where there is a time."""
    return None if time is None else to_text(time)


def maybe_time(text: str | None) -> datetime | None:
    """`from_text`, where there is a text."""
    return None if text is None else from_text(text)
