"""What a capture shows of its article: a reading, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.article import Read
from crawler.extract import read_again
from crawler.plaintext import read_text
from crawler.profiles import Profile
from look.addresses import moved_to
from monitor.events import instant
from monitor.history import Seen
from storage.errors import VariorumError
from storage.records import Article, Capture, Quality, Reading

#: says in a capture's headers that it is a text which somebody pasted, and no answer of a server
PASTED = ("Variorum-Import", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer that is on disk, to be read."""

    article: Article
    capture: Capture
    #: the capture's number
    id: int
    #: of the answer's body
    sha256: str


def seen_of(
    article: Article, capture: Capture, profiles: tuple[Profile, ...], *, afresh: bool = True
) -> Seen:
    """What a capture shows of its article.

    Unless it is to be read afresh, a page that reads as the article's last one did is not read.
    """
    reading, imprint = None, None
    if capture.status == 200:
        before = "" if afresh else article.imprint or ""
        try:
            reading, imprint = _read_any(capture, profiles, before)
        except VariorumError as error:
            reading = _unreadable(article, str(error))
    alike = reading is None and imprint is not None
    return Seen(
        status=capture.status,
        reading=reading,
        alike=alike,
        imprint=imprint,
        updated=article.stated_update if alike else instant(reading.updated) if reading else None,
        moved_to=moved_to(capture),
        at=capture.fetched_at,
    )


def _read_any(capture: Capture, profiles: tuple[Profile, ...], before: str) -> Read:
    """A page, or the text that somebody pasted in its place."""
    if capture.header(PASTED[0]) == PASTED[1]:
        return Read(read_text(capture.body.decode("utf-8-sig", "replace"), url=capture.url))
    return read_again(capture, profiles, before)


def _unreadable(article: Article, why: str) -> Reading:
    return Reading(
        url=article.url,
        quality=Quality(verdict="not_html", reasons=(why,)),
        extractor="",
    )
