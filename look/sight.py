"""What a capture shows of its article: a reading, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.extract import extract
from crawler.plaintext import read_text
from crawler.profiles import Profile
from look.addresses import moved_to
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


def seen_of(article: Article, capture: Capture, profiles: tuple[Profile, ...]) -> Seen:
    """What a capture shows of its article."""
    reading = None
    if capture.status == 200:
        try:
            reading = _read_any(capture, profiles)
        except VariorumError as error:
            reading = _unreadable(article, str(error))
    return Seen(
        status=capture.status,
        reading=reading,
        moved_to=moved_to(capture),
        at=capture.fetched_at,
    )


def _read_any(capture: Capture, profiles: tuple[Profile, ...]) -> Reading:
    """A page, or the text that somebody pasted in its place."""
    if capture.header(PASTED[0]) == PASTED[1]:
        return read_text(capture.body.decode("utf-8-sig", "replace"), url=capture.url)
    return extract(capture, profiles)


def _unreadable(article: Article, why: str) -> Reading:
    return Reading(
        url=article.url,
        quality=Quality(verdict="not_html", reasons=(why,)),
        extractor="",
    )
