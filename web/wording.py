"""How times, claims, labels and addresses are put into words."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from storage.records import ClaimedTime

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")
#: letters of scripts that run from right to left
_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LENGTHS = {"year": 4, "month": 7, "day": 10, "minute": 16, "second": 19}
_FORMATS = {
    "year": "%Y",
    "month": "%B %Y",
    "day": "%-d %B %Y",
    "minute": "%-d %B %Y, %H:%M",
    "second": "%-d %B %Y, %H:%M:%S",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KINDS = {
    "first": "first seen",
    "edit": "edited",
    "revert": "reverted",
    "gone": "gone",
    "restored": "restored",
    "moved": "moved",
}
_STATES = {
    "live": "live",
    "unreachable": "unreachable",
    "suspected_gone": "suspected gone",
    "gone": "gone",
    "restored": "restored",
}


def stamp(time: datetime | None) -> str:
    """An instant to the minute: "22 Nov 2026, 14:15 UTC"."""
    if time is None:
        return "never"
    utc = time.astimezone(UTC)
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year}, {utc.hour:02}:{utc.minute:02} UTC"


def moment(time: datetime | None) -> Markup:
    """`stamp` as an element that machines can read to the microsecond."""
    if time is None:
        return Markup("never")
    iso = time.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return Markup(  # noqa: S704 -- digits, letters and signs of a date
        f'<time datetime="{iso}" title="{iso}">{stamp(time)}</time>'
    )


def claim(time: ClaimedTime | None) -> str:
    """A publisher's claim, exactly as precise as it is: a day is a day."""
    if time is None:
        return "not stated"
    length = _LENGTHS[time.precision]
    try:
        said = datetime.fromisoformat(_whole(time.value[:length])).strftime(
            _FORMATS[time.precision]
        )
    except ValueError:
        return time.value
    if time.precision in ("minute", "second"):
        return f"{said} {_zone(time.zone)}"
    return said


def _whole(value: str) -> str:
    return value + "0001-01-01"[len(value) :] if len(value) < 10 else value


def _zone(zone: str | None) -> str:
    if zone is None:
        return "(zone not stated)"
    return "UTC" if zone in ("Z", "+00:00") else zone


def label(code: str) -> str:
    """A label, a field or an outcome as words: "caption duplicated"."""
    return code.replace("_", " ")


def revision_kind(kind: str) -> str:
    """What kind of revision it is, in a word."""
    return _KINDS.get(kind, label(kind))


def state(code: str) -> str:
    """An article's state in words."""
    return _STATES.get(code, label(code))


def link(url: str | None) -> str:
    """The address where it is http(s); else nothing, so that no page can smuggle a script in."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else ""


def language(tag: str | None) -> str:
    """The language tag where it has the form of one (BCP 47); else nothing, which is "unknown"."""
    return tag if tag and _TAG.fullmatch(tag) else ""


def plural(count: int, one: str, many: str | None = None) -> str:
    """ "1 revision", "2,300 revisions"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """The text with a capital at its beginning; markup stays markup.

    An arrow between words that run from right to left stays what it is, from the old to the new
    (UAX 9: without marks it would take the direction of the words, and point back).
    """
    arrow = "\u200e→\u200e" if _LEFTWARDS.search(text) else "→"
    return text[:1].upper() + text[1:].replace("→", arrow)


def paragraphs(text: str) -> Markup:
    """Plain text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))
