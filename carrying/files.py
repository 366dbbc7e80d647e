"""Captures out of files that are no archive: a page, a pasted text, lists of addresses."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from lxml import etree

from crawler.urls import normalise
from look.sight import PASTED
from storage.errors import InputError, VariorumError
from storage.records import Capture

_MOST_BYTES = 64 * 1024 * 1024
_MOST_ADDRESSES = 100_000


def page(path: Path, *, url: str, at: datetime) -> Capture:
    """A saved page as the capture of its address at that time."""
    return _capture(path, url, at, (("Content-Type", "text/html"),))


def text(path: Path, *, url: str, at: datetime) -> Capture:
    """A pasted text (UTF-8) as the capture of its address at that time."""
    body = content(path)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no UTF-8 text: {error.reason}") from error
    return _capture(path, url, at, (("Content-Type", "text/plain; charset=utf-8"), PASTED))


def addresses(path: Path) -> tuple[str, ...]:
    """The addresses in a list, one a line ("#" begins a comment), or in an OPML file's outlines.

    InputError names the line that is none.
    """
    body = content(path)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _outlines(body, path)
    found = []
    for number, line in enumerate(body.decode("utf-8-sig", "replace").splitlines(), 1):
        address = line.partition(" #")[0].strip()
        if not address or address.startswith("#"):
            continue
        try:
            found.append(normalise(address))
        except VariorumError as error:
            raise InputError(f"{path}, line {number}: {error}") from error
    return _bounded(found, path)


def _outlines(body: bytes, path: Path) -> tuple[str, ...]:
    """The xmlUrl of each outline, else its htmlUrl or url (opml.org/spec2.opml)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{path} is not XML: {error}") from error
    if root.tag != "opml":
        raise InputError(f"{path} is no OPML file: its root is <{root.tag}>")
    found = []
    for outline in root.iter("outline"):
        address = outline.get("xmlUrl") or outline.get("htmlUrl") or outline.get("url")
        if address:
            found.append(normalise(address))
    return _bounded(found, path)


def _bounded(found: list[str], path: Path) -> tuple[str, ...]:
    """Each address once; InputError for more than are taken, rather than a part of them."""
    different = tuple(dict.fromkeys(found))
    if len(different) > _MOST_ADDRESSES:
        raise InputError(
            f"{path} has {len(different)} addresses: {_MOST_ADDRESSES} at once at most"
        )
    return different


def content(path: Path) -> bytes:
    """The bytes of a file of bounded size; InputError."""
    try:
        with path.open("rb") as file:
            body = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    if len(body) > _MOST_BYTES:
        raise InputError(f"{path} is larger than {_MOST_BYTES} bytes")
    if not body.strip():
        raise InputError(f"{path} is empty")
    return body


def _capture(path: Path, url: str, at: datetime, headers: tuple[tuple[str, str], ...]) -> Capture:
    address = normalise(url)
    return Capture(
        url=address,
        final_url=address,
        status=200,
        headers=headers,
        body=content(path),
        fetched_at=at,
    )
