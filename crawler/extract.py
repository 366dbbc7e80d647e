"""From a capture to a reading: a pure function of it and of this version of the extractor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler import article, decode, quality
from crawler.article import Read
from crawler.profiles import Profile
from crawler.view import Request
from storage.records import Capture, Quality, Reading

#: name and version; a change of what is read from the same bytes raises it
EXTRACTOR = "variorum-1"


def extract(capture: Capture, profiles: Sequence[Profile] = ()) -> Reading:
    """The reading of a capture; what is no article has its verdict and no invented content."""
    return _whole(read_again(capture, profiles, None))


def read_again(capture: Capture, profiles: Sequence[Profile], before: str | None) -> Read:
    """The reading of a capture and the imprint of its page, for the next time.

    There is no reading where the page has the imprint `before`: it would be the one that was
    made when the page had it, by this version of the extractor.
    """
    unpacked = decode.unpack(capture.body, capture.header("content-encoding"))
    reasons = unpacked.reasons
    stated = capture.header("content-length") or ""
    if stated.isdigit() and int(stated) > len(capture.body):
        reasons = (*reasons, f"length_short:{len(capture.body)}/{stated[:20]}")
    return _read(
        unpacked.body,
        Request(
            url=capture.final_url,
            asked=capture.url,
            content_type=capture.header("content-type"),
            status=capture.status,
            cut=reasons,
        ),
        profiles,
        before,
    )


def read_html(
    html: bytes,
    *,
    url: str,
    content_type: str | None = None,
    status: int = 200,
    profiles: Sequence[Profile] = (),
) -> Reading:
    """The reading of a page's bytes, content encoding undone."""
    cut = ("too_large",) if len(html) > decode.MAX_BYTES else ()
    request = Request(url=url, asked=url, content_type=content_type, status=status, cut=cut)
    return _whole(_read(html[: decode.MAX_BYTES], request, profiles, None))


def _read(body: bytes, request: Request, profiles: Sequence[Profile], before: str | None) -> Read:
    early = quality.judge_type(body, request.content_type)
    if early is not None:
        return Read(Reading(url=request.url, quality=early, extractor=EXTRACTOR))
    decoded = decode.to_utf8(body, request.content_type)
    reading, imprint = article.read(decoded.utf8, request, profiles, before)
    if reading is None:
        return Read(None, imprint)
    verdict, reasons = reading.quality.verdict, reading.quality.reasons
    judged = Quality(verdict=verdict, reasons=(*reasons, *decoded.reasons))
    return Read(replace(reading, quality=judged, extractor=EXTRACTOR), imprint)


def _whole(read: Read) -> Reading:
    """The reading that there always is where no imprint was known."""
    assert read.reading is not None  # noqa: S101 -- there was nothing to find again
    return read.reading
