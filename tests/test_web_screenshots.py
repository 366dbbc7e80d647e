"""The picture of a page stands with its revision."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from newsroom import build, client_of

from storage.records import Screenshot


def png(width: int, height: int) -> bytes:
    """A white picture (PNG, third edition, sections 5.2 and 11)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_revision_shows_its_picture(folder: Path) -> None:
    picture = png(12, 34)
    with client_of(build(folder)) as client:
        with client.app.state.site.shelf.writing() as archive:
            capture = archive.revisions.numbered(1, 1).capture_id
            archive.screenshots.keep(capture, Screenshot(png=picture, width=12, height=34))

        page = client.get("/articles/1/r1").text
        answer = client.get(f"/captures/{capture}/screenshot")

    assert f'src="/captures/{capture}/screenshot" width="12" height="34"' in page
    assert (answer.status_code, answer.content) == (200, picture)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "script-src" not in answer.headers["content-security-policy"]


def test_without_a_picture_there_is_no_place_for_one(folder: Path) -> None:
    with client_of(build(folder)) as client:
        page = client.get("/articles/1/r1").text
        answer = client.get("/captures/1/screenshot")

    assert "/screenshot" not in page
    assert answer.status_code == 404
