"""When a server wants to be asked again (RFC 9110, section 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from storage.records import Capture

#: seconds: nobody means more than a year
_LONGEST = 366 * 86400


def retry_after(capture: Capture, now: datetime) -> datetime | None:
    """The time that a 429 or 503 answer's Retry-After names; None where it names none."""
    if capture.status not in (429, 503):
        return None
    value = capture.header("retry-after")
    return None if value is None else retry_at(value, now)


def retry_at(value: str, now: datetime) -> datetime | None:
    """The time that a Retry-After header names: seconds or a date; None for neither."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return now + timedelta(seconds=min(int(text[:12]), _LONGEST))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment, now), now + timedelta(seconds=_LONGEST))
