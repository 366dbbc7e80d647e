"""The filters of a list of changes, read from an address and written back into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from storage.errors import BadFilter
from storage.revisions import Filter

WEIGHTS = ("major", "minor", "cosmetic")
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader asked for, in the words of the address; None is "any"."""

    host: str | None = None
    label: str | None = None
    source_label: str | None = None
    source: str | None = None
    weight: str | None = None
    #: "1" or "0"
    silent: str | None = None
    #: days or instants, ISO 8601
    since: str | None = None
    until: str | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for."""
        return any(getattr(self, item.name) for item in fields(self))

    def query(self, **more: str | None) -> str:
        """The same as "?host=…", or nothing."""
        pairs = {item.name: getattr(self, item.name) for item in fields(self)} | more
        text = urlencode({name: value for name, value in pairs.items() if value})
        return f"?{text}" if text else ""


def asked(parameters: Mapping[str, str]) -> Asked:
    """The known parameters of an address; BadFilter for a value that means nothing."""
    values = {item.name: parameters.get(item.name) or None for item in fields(Asked)}
    for name, value in values.items():
        if value is not None and (len(value) > _LONGEST or "\0" in value):
            raise BadFilter(f"{name} is too long, or holds what no text holds")
    return Asked(**values)


def to_filter(wanted: Asked) -> Filter:
    """The archive's filter for it; BadFilter."""
    if wanted.weight is not None and wanted.weight not in WEIGHTS:
        raise BadFilter(f"weight is one of {', '.join(WEIGHTS)}")
    if wanted.silent not in (None, "0", "1"):
        raise BadFilter("silent is 1 or 0")
    if wanted.source is not None and not (wanted.source.isascii() and wanted.source.isdigit()):
        raise BadFilter("source is the number of a source")
    return Filter(
        host=wanted.host,
        label=wanted.label,
        source_label=wanted.source_label,
        source_id=None if wanted.source is None else int(wanted.source[:18]),
        weight=wanted.weight,
        silent=None if wanted.silent is None else wanted.silent == "1",
        since=_time(wanted.since, "since"),
        until=_time(wanted.until, "until"),
        first=False,
    )


def _time(text: str | None, name: str) -> datetime | None:
    """A day or an instant; without a zone it is UTC."""
    if text is None:
        return None
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), datetime.min.time(), tzinfo=UTC)
        time = datetime.fromisoformat(text.replace(" ", "+"))
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadFilter(f"{name} is a day (2026-11-22) or an instant") from error
