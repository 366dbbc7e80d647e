"""The place where a page of a list ended, as text that an address can hold."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from storage.errors import BadCursor
from storage.facets import Cursor, instant

_FORM = re.compile(r"(-?[0-9]{1,18})-([0-9]{1,18})")
_START = datetime(1970, 1, 1, tzinfo=UTC)


def write(cursor: Cursor) -> str:
    """ "1763820300000000-17": microseconds since 1970, and the record's number."""
    return f"{instant(cursor[0])}-{cursor[1]}"


def read(text: str | None) -> Cursor | None:
    """The cursor that `write` wrote; BadCursor."""
    if not text:
        return None
    found = _FORM.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        return _START + timedelta(microseconds=int(found[1])), int(found[2])
    except (ValueError, OverflowError) as error:
        raise BadCursor(f"{text[:60]!r} is no place in a list: start without it") from error
