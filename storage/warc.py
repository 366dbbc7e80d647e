"""Write captures as WARC 1.1: the same captures give the same bytes each time.

Format: ISO 28500:2017, https://iipc.github.io/warc-specifications/specifications/warc-format/
warc-1.1/. One gzip member per record, so that an index can point into the file.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import NAMESPACE_URL, uuid5

from storage.evidence import capture_shape
from storage.http_message import head
from storage.log import canonical
from storage.records import Capture
from storage.times import to_text
from storage.wire import Recipe, redo

REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
#: gzip without a name or time (RFC 1952); "unknown" as the operating system
_MEMBER = Recipe(head=b"\x1f\x8b\x08\0\0\0\0\0\0\xff", level=6, memory=8)

_ABOUT = """\
software: Variorum\r
format: WARC File Format 1.1\r
conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r
description: Bodies are the bytes of the wire with the transfer coding undone and the content \
coding kept. Header names and values are as received; the status line is written anew. \
Variorum-URL is the address that was asked for, Variorum-Redirect each hop on the way to the \
answer, Variorum-Certificate the SHA-256 of the TLS leaf certificate.\r
"""


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What an index says of one record."""

    url: str
    at: datetime
    status: int
    #: the Content-Type without parameters; "warc/revisit" for a revisit
    mime: str
    #: as in the record: "sha256:" and base32
    digest: str
    offset: int
    length: int


@dataclass
class Writer:
    """One WARC file in the making."""

    out: Sink
    #: bytes written so far
    offset: int = 0
    #: record ids that are in the file
    _written: set[str] = field(default_factory=set)
    #: by digest: id, address and time of the record that has the payload
    _payloads: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def begin(self, at: datetime) -> None:
        """Write the record about the file; `at` is the time of its first capture."""
        identity = f"<urn:uuid:{uuid5(NAMESPACE_URL, f'warcinfo {to_text(at)}')}>"
        self._record(
            [
                ("WARC-Type", "warcinfo"),
                ("WARC-Record-ID", identity),
                ("WARC-Date", to_text(at)),
                ("Content-Type", "application/warc-fields"),
            ],
            _ABOUT.encode(),
        )

    def add(self, capture: Capture) -> Line | None:
        """Write a capture, as a revisit where its payload is in the file already.

        None when this very capture is in the file already.
        """
        identity = record_id(capture)
        if identity in self._written:
            return None
        self._written.add(identity)
        payload = digest(capture.body)
        first = self._payloads.get(payload) if capture.body else None
        top = head(capture.status, capture.headers)
        fields = _fields(capture, identity, payload)
        if first is None:
            self._payloads[payload] = (identity, capture.final_url, to_text(capture.fetched_at))
            length = self._record([("WARC-Type", "response"), *fields], top + capture.body)
        else:
            length = self._record([("WARC-Type", "revisit"), *fields, *_refers(*first)], top)
        return Line(
            url=capture.final_url,
            at=capture.fetched_at,
            status=capture.status,
            mime=_mime(capture) if first is None else "warc/revisit",
            digest=payload,
            offset=self.offset - length,
            length=length,
        )

    def _record(self, fields: list[tuple[str, str]], block: bytes) -> int:
        """Write one member; its length."""
        fields = [
            *fields,
            ("WARC-Block-Digest", digest(block)),
            ("Content-Length", str(len(block))),
        ]
        lines = "".join(f"{name}: {_line(value)}\r\n" for name, value in fields)
        top = f"WARC/1.1\r\n{lines}\r\n".encode("utf-8", "replace")
        member = redo(top + block + b"\r\n\r\n", _MEMBER)
        self.out.write(member)
        self.offset += len(member)
        return len(member)


def write(captures: Iterable[Capture], out: Sink) -> Iterator[Line]:
    """Write captures in the order given, and tell what an index says of each as it is written."""
    writer = Writer(out)
    for capture in captures:
        if writer.offset == 0:
            writer.begin(capture.fetched_at)
        line = writer.add(capture)
        if line is not None:
            yield line


def record_id(capture: Capture) -> str:
    """The same for the same capture, wherever it is written."""
    shape = capture_shape(capture, sha256=sha256(capture.body).hexdigest(), tool="")
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, canonical(shape))}>"


def digest(data: bytes) -> str:
    """A labelled digest: "sha256:" and base32 (WARC 1.1, section 5.8)."""
    return f"sha256:{b32encode(sha256(data).digest()).decode()}"


def _fields(capture: Capture, identity: str, payload: str) -> list[tuple[str, str]]:
    fields = [
        ("WARC-Record-ID", identity),
        ("WARC-Date", to_text(capture.fetched_at)),
        ("WARC-Target-URI", capture.final_url),
        ("WARC-Payload-Digest", payload),
        ("Content-Type", "application/http;msgtype=response"),
    ]
    if capture.address is not None:
        fields.append(("WARC-IP-Address", capture.address))
    if capture.url != capture.final_url:
        fields.append(("Variorum-URL", capture.url))
    fields += [("Variorum-Redirect", f"{hop.status} {hop.url}") for hop in capture.redirects]
    if capture.certificate is not None:
        fields.append(("Variorum-Certificate", f"sha256:{capture.certificate}"))
    return fields


def _refers(identity: str, url: str, at: str) -> list[tuple[str, str]]:
    return [
        ("WARC-Profile", REVISIT),
        ("WARC-Truncated", "length"),
        ("WARC-Refers-To", identity),
        ("WARC-Refers-To-Target-URI", url),
        ("WARC-Refers-To-Date", at),
    ]


def _mime(capture: Capture) -> str:
    return (capture.header("Content-Type") or "unk").split(";")[0].strip().lower() or "unk"


def _line(value: str) -> str:
    return "".join(" " if character in "\r\n\0" else character for character in value)
