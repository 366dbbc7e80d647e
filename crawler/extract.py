"""From a capture to a reading: a pure function of it and of this version of the extractor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler import article, decode, quality
from crawler.profiles import Profile
from storage.records import Capture, Reading

#: name and version; a change of what is read from the same bytes raises it
EXTRACTOR = "variorum-1"


def extract(capture: Capture, profiles: Sequence[Profile] = ()) -> Reading:
    """The reading of a capture; what is no article has its verdict and no invented content."""
    unpacked = decode.unpack(capture.body, capture.header("content-encoding"))
    reasons = unpacked.reasons
    stated = capture.header("content-length") or ""
    if stated.isdigit() and int(stated) > len(capture.body):
        reasons = (*reasons, f"length_short:{len(capture.body)}/{stated[:20]}")
    return _read(
        unpacked.body,
        article.Request(
            url=capture.final_url,
            asked=capture.url,
            content_type=capture.header("content-type"),
            status=capture.status,
            cut=reasons,
        ),
        profiles,
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
    request = article.Request(url=url, asked=url, content_type=content_type, status=status, cut=cut)
    return _read(html[: decode.MAX_BYTES], request, profiles)


def _read(body: bytes, request: article.Request, profiles: Sequence[Profile]) -> Reading:
    early = quality.judge_type(body, request.content_type)
    if early is not None:
        return Reading(url=request.url, quality=early, extractor=EXTRACTOR)
    decoded = decode.to_utf8(body, request.content_type)
    reading = article.read(decoded.utf8, request, profiles)
    reasons = (*reading.quality.reasons, *decoded.reasons)
    return replace(reading, quality=replace(reading.quality, reasons=reasons), extractor=EXTRACTOR)
