"""Read the captures of a WARC file, whoever wrote it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import mmap
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from storage.delta import MOST_BYTES
from storage.errors import InputError
from storage.http_message import dechunked, parse
from storage.problems import Problem
from storage.records import Capture, Redirect
from storage.warc_source import Damage, Data, Record, record_at, records

#: records of which later revisits may want the payload
_REMEMBERED = 1_000_000
_HASHES = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}


def read(path: Path, *, name: str | None = None) -> Iterator[Capture | Problem]:
    """Every capture of a file, and every record that could not be read, in the file's order.

    Answers (`response`), revisits of payloads in the same file, answers of "not modified" (an
    empty body, status 304) and `resource` records of web addresses. InputError for other files.
    """
    with path.open("rb") as file:
        try:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise InputError(f"{path} is empty") from error
        with data:
            try:
                yield from _captures(data, name or path.name)
            except InputError as error:
                raise InputError(f"{path}: {error}") from error


def _captures(data: Data, name: str) -> Iterator[Capture | Problem]:
    payloads: dict[str, int] = {}
    for found in records(data):
        place = f"record at {found.offset}"
        if isinstance(found, Damage):
            yield Problem(file=name, record=place, detail=found.detail)
            continue
        try:
            capture = _capture(data, found, payloads)
        except ValueError as error:
            yield Problem(file=name, record=place, detail=str(error))
            continue
        if capture is not None:
            yield capture


def _capture(data: Data, record: Record, payloads: dict[str, int]) -> Capture | None:
    """None for records that hold no answer; ValueError says why one cannot be used."""
    kind = record.field("warc-type")
    url = (record.field("warc-target-uri") or "").strip("<>")
    if kind not in ("response", "revisit", "resource") or not url.lower().startswith("http"):
        return None
    _check_block(record)
    if kind == "resource":
        capture = _resource(record, url)
    else:
        status, headers, body = parse(record.block)
        capture = _made(record, url, status, headers, body)
    if kind == "revisit":
        return _revisited(data, record, capture, payloads)
    if record.field("warc-truncated"):
        raise ValueError(f"its body was cut off ({record.field('warc-truncated')})")
    _remember(record, payloads)
    return capture


def _made(
    record: Record, url: str, status: int, headers: tuple[tuple[str, str], ...], body: bytes
) -> Capture:
    certificate = record.field("variorum-certificate") or ""
    hops = [value.partition(" ") for name, value in record.fields if name == "variorum-redirect"]
    if len(body) > MOST_BYTES:
        raise ValueError(f"its body of {len(body)} bytes is larger than {MOST_BYTES}")
    return Capture(
        url=record.field("variorum-url") or url,
        final_url=url,
        status=status,
        headers=headers,
        body=body,
        fetched_at=_date(record.field("warc-date") or ""),
        address=record.field("warc-ip-address"),
        certificate=certificate.removeprefix("sha256:") or None,
        redirects=tuple(Redirect(url=hop, status=int(code)) for code, _, hop in hops),
    )


def _resource(record: Record, url: str) -> Capture:
    mime = record.field("content-type") or "application/octet-stream"
    return _made(record, url, 200, (("Content-Type", mime),), record.block)


def _revisited(data: Data, record: Record, capture: Capture, payloads: dict[str, int]) -> Capture:
    if (record.field("warc-profile") or "").rstrip("/").endswith("server-not-modified"):
        return replace(capture, status=304, body=b"")
    for key in _keys(record, referring=True):
        if key in payloads:
            first = record_at(data, payloads[key])
            if first.field("warc-type") == "resource":
                return replace(capture, body=first.block)
            return replace(capture, body=parse(first.block)[2])
    raise ValueError("it repeats a payload that is not in this file")


def _remember(record: Record, payloads: dict[str, int]) -> None:
    if record.first and len(payloads) < _REMEMBERED:
        for key in _keys(record, referring=False):
            payloads.setdefault(key, record.offset)


def _keys(record: Record, *, referring: bool) -> list[str]:
    identity = record.field("warc-refers-to" if referring else "warc-record-id")
    return [key for key in (identity, record.field("warc-payload-digest")) if key]


def _check_block(record: Record) -> None:
    """The block's digest, or else the payload's, with and without the transfer coding."""
    stated = record.field("warc-block-digest")
    if stated is not None:
        if _holds(stated, record.block) is False:
            raise ValueError(f"its bytes are not those of its block digest {stated}")
        return
    stated = record.field("warc-payload-digest")
    if stated is not None and record.field("warc-type") == "response":
        payload = record.block.partition(b"\r\n\r\n")[2]
        plain = dechunked(payload)
        if _holds(stated, payload) is False and (plain is None or not _holds(stated, plain)):
            raise ValueError(f"its bytes are not those of its payload digest {stated}")


def _holds(stated: str, data: bytes) -> bool | None:
    """None where the digest is of an unknown kind."""
    algorithm, _, text = stated.partition(":")
    size = _HASHES.get(algorithm.lower().replace("-", ""))
    if size is None:
        return None
    made = hashlib.new(algorithm.lower().replace("-", ""), data, usedforsecurity=False).digest()
    return any(made == known for known in _decodings(text, size))


def _decodings(text: str, size: int) -> Iterator[bytes]:
    """Writers use base 16 or base 32, padded or not."""
    padded = text + "=" * (-len(text) % 8)
    for decode in (base64.b16decode, base64.b32decode):
        try:
            raw = decode(text if decode is base64.b16decode else padded, casefold=True)
        except (ValueError, binascii.Error):
            continue
        if len(raw) == size:
            yield raw


def _date(text: str) -> datetime:
    """WARC-Date in any of its precisions, from a year to nanoseconds."""
    stamp = text.strip()
    if stamp.isdigit() and len(stamp) == 14:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    if len(stamp) in (4, 7) and stamp[:4].isdigit():
        stamp += "-01-01"[: 10 - len(stamp)] if len(stamp) == 4 else "-01"
    head, dot, rest = stamp.partition(".")
    if dot:
        stamp = f"{head}.{rest.rstrip('Zz')[:6]}Z"
    try:
        time = datetime.fromisoformat(stamp)
    except ValueError as error:
        raise ValueError(f"its date is {text[:40]!r}") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)
