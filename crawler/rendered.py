"""What a browser makes of an answer, and the capture that it becomes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from storage.records import Capture, Screenshot

#: says in a capture's headers that its body is what a browser made of the answer's, and which
HEADER = "Variorum-Rendered"
#: headers that speak of the wire's bytes, or of their charset
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_MARKUP = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page as it stood when its scripts had run."""

    #: the document as HTML, in UTF-8
    html: bytes
    #: the browser's name and version
    browser: str
    screenshot: Screenshot | None = None


def is_page(status: int, content_type: str | None, body: bytes) -> bool:
    """Whether a browser can make more of this answer than was sent: only of a page that is one."""
    if status != 200:
        return False
    if not content_type:
        return body.lstrip()[:1] == b"<"
    return content_type.partition(";")[0].strip().lower() in _MARKUP


def as_rendered(capture: Capture, rendered: Rendered) -> Capture:
    """The capture with the rendered document in place of the wire's bytes, and marked as that."""
    headers = [
        (name, value)
        for name, value in capture.headers
        if name.lower() not in _OF_THE_WIRE | {"content-type", HEADER.lower()}
    ]
    return replace(
        capture,
        headers=(
            *headers,
            ("Content-Type", "text/html; charset=utf-8"),
            (HEADER, rendered.browser),
        ),
        body=rendered.html,
        screenshot=rendered.screenshot,
    )


def for_browser(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The answer's headers as a browser is to see them beside the unpacked body.

    A page that wants to be saved instead of shown is shown.
    """
    kept: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        if key in _OF_THE_WIRE | {"content-disposition", "refresh"}:
            continue
        joint = "\n" if key == "set-cookie" else ", "
        kept[key] = f"{kept[key]}{joint}{value}" if key in kept else value
    return kept
