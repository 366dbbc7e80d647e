"""Frames and recipes: bytes as they are kept, and made again."""

import gzip
import zlib
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import wire
from storage.delta import MOST_BYTES, Base, pack, unpack
from storage.errors import CorruptArchive, InputError
from storage.frames import Candidate, frame

PAGE = b"".join(b"<p>page %d: %s</p>\n" % (n, sha256(b"%d" % n).digest()) for n in range(400))


def make_candidate(content: bytes, **overrides) -> Candidate:
    fields = {"id": 1, "sha256": bytes(32), "base": Base(content), "stored": len(pack(content))}
    return Candidate(**(fields | overrides))


@given(st.binary(max_size=2000), st.binary(min_size=8, max_size=2000))
def test_a_delta_gives_back_the_body(body, base):
    assert unpack(pack(body, Base(base)), len(body), Base(base)) == body
    assert unpack(pack(body), len(body)) == body


def test_a_delta_of_a_long_page_finds_its_beginning_in_the_base():
    base = b"".join(b"%d %s\n" % (n, sha256(b"%d" % n).digest()) for n in range(60_000))
    body = base.replace(b"\n7 ", b"\nseven ", 1)

    delta = pack(body, Base(base))

    assert len(base) > 2_000_000
    assert len(delta) < 1_000
    assert unpack(delta, len(body), Base(base)) == body


@given(st.data())
def test_damage_never_gives_more_than_was_asked_for(data):
    kept = pack(PAGE)
    at = data.draw(st.integers(0, len(kept) - 1))
    damaged = kept[:at] + data.draw(st.binary(max_size=3)) + kept[at + 1 :]

    try:
        found = unpack(damaged, len(PAGE))
    except ValueError:
        return

    assert len(found) == len(PAGE)


@pytest.mark.parametrize(
    ("kept", "length", "why"),
    [
        (pack(PAGE), len(PAGE) + 1, "promises"),
        (pack(PAGE)[:-4], len(PAGE), "does not end"),
        (pack(PAGE) + b"x", len(PAGE), "does not end"),
        (b"", 0, "damaged"),
        (b"no frame", 8, "damaged"),
    ],
)
def test_a_frame_that_is_not_what_it_should_be_is_refused(kept, length, why):
    with pytest.raises(ValueError, match=why):
        unpack(kept, length)


def test_a_body_beyond_the_limit_is_refused():
    with pytest.raises(InputError, match="larger"):
        pack(bytes(MOST_BYTES + 1))


def test_the_first_base_that_is_worth_it_is_taken():
    other = make_candidate(bytes(range(256)) * 40, id=1)
    same = make_candidate(PAGE.replace(b"page", b"Page", 3), id=2)

    made = frame(PAGE, [other, same])

    assert made.base is same
    assert unpack(made.data, len(PAGE), same.base) == PAGE


def test_a_base_that_is_worth_nothing_is_left():
    made = frame(PAGE, [make_candidate(bytes(range(256)) * 40)])

    assert made.base is None
    assert unpack(made.data, len(PAGE)) == PAGE


def test_a_small_delta_against_a_base_that_shrank_well_is_still_compared():
    made = frame(PAGE, [make_candidate(PAGE, stored=1)])

    assert made.base is not None


@given(st.binary(max_size=3000), st.integers(1, 9), st.sampled_from([8, 9]))
def test_any_setting_of_zlib_is_found(content, level, memory):
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15, memory)
    body = gzip.compress(b"")[:10] + deflate.compress(content) + deflate.flush()
    body += zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")

    undone = wire.undo(body)

    assert undone is not None
    assert undone[0] == content
    assert wire.redo(*undone) == body


@given(st.binary(max_size=60))
def test_whatever_is_no_gzip_of_zlib_is_left(junk):
    for body in (junk, b"\x1f\x8b\x08" + junk, gzip.compress(PAGE, mtime=0)[:-30] + junk):
        undone = wire.undo(body)

        assert undone is None or wire.redo(*undone) == body


def test_a_gzip_that_other_settings_made_is_left():
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, 1, zlib.Z_HUFFMAN_ONLY)
    body = gzip.compress(b"")[:10] + deflate.compress(PAGE) + deflate.flush()
    body += zlib.crc32(PAGE).to_bytes(4, "little") + len(PAGE).to_bytes(4, "little")

    assert wire.undo(body) is None
    assert wire.undo(gzip.compress(PAGE, mtime=0), content=PAGE + b"x") is None
    assert wire.undo(gzip.compress(PAGE, mtime=0)[:-8] + bytes(8)) is None


def test_what_cannot_be_given_back_is_not_kept():
    class Forgetful(Base):
        """A base that is another one when it is read again."""

        prefix = property(lambda self: next(self._prefixes), lambda self, _: None)

        def __init__(self) -> None:
            self.length = len(PAGE)
            self._prefixes = iter([Base(PAGE).prefix, Base(PAGE[::-1]).prefix])

    with pytest.raises(CorruptArchive, match="memory"):
        frame(PAGE, [make_candidate(PAGE, base=Forgetful())])


@pytest.mark.parametrize(
    "head",
    [
        b"\x1f\x8b\x08\x02" + bytes(6) + b"cc",
        b"\x1f\x8b\x08\x04" + bytes(6) + b"\x03\x00abc",
        b"\x1f\x8b\x08\x08" + bytes(6) + b"name\0",
        b"\x1f\x8b\x08\x1e" + bytes(6) + b"\x01\x00a" + b"name\0" + b"comment\0" + b"cc",
    ],
)
def test_every_kind_of_header_is_kept(head):
    body = head + gzip.compress(PAGE, 6)[10:]

    content, recipe = wire.undo(body)

    assert (content, recipe.head) == (PAGE, head)
    assert wire.redo(content, recipe) == body
