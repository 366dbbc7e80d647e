"""Bytes as a Zstandard frame: whole, or as a delta against other bytes.

A delta is a frame (RFC 8878) whose raw-content dictionary is the base, which is what
`zstd --patch-from` makes and reads.
"""

from __future__ import annotations

import sys

from storage.errors import InputError

if sys.version_info >= (3, 14):
    from compression import zstd  # pragma: no cover
else:
    from backports import zstd

#: the next level takes more than twice the time
LEVEL = 3
#: bytes of a match in a delta at least: shorter ones name places far apart in the base, each of
#: which costs more than the bytes themselves
_LEAST_MATCH = 7
#: bits of the table of what the base holds: Zstandard indexes no more than 2^(bits + 3) bytes
_LEAST_TABLE, _MOST_TABLE = 10, 20
#: as numbers: looking up a member of an enumeration is slow
_LEVEL, _WINDOW, _STRATEGY, _MATCH, _TABLE = (
    int(zstd.CompressionParameter[name])
    for name in ("compression_level", "window_log", "strategy", "min_match", "hash_log")
)
#: the largest window that `zstd -d` opens unasked is 2^27 bytes
MOST_BYTES = 1 << 27
_LEAST_WINDOW = 10
_MOST_WINDOW = 27


class Base:
    """Bytes that others are written as deltas against."""

    def __init__(self, content: bytes) -> None:
        self.length = len(content)  # the bytes themselves are in the prefix
        # used as a prefix: no tables are made of it beforehand, which costs more than it saves
        self.prefix = zstd.ZstdDict(content, is_raw=True).as_prefix


def pack(body: bytes, base: Base | None = None) -> bytes:
    """The frame that `unpack` turns back into the body; InputError beyond MOST_BYTES."""
    if len(body) > MOST_BYTES:
        raise InputError(f"a body of {len(body)} bytes is larger than {MOST_BYTES}")
    compressor = zstd.ZstdCompressor(
        options=_options(len(body), None if base is None else base.length),
        zstd_dict=None if base is None else base.prefix,
    )
    compressor.set_pledged_input_size(len(body))  # makes the frame state its length
    return compressor.compress(body, compressor.FLUSH_FRAME)


def _options(length: int, base: int | None) -> dict[int, int]:
    """A delta is mostly long matches: the fast strategy finds them, in a table for all the base."""
    reach = length + (base or 0)
    options = {
        _LEVEL: LEVEL,
        _WINDOW: min(max(reach.bit_length(), _LEAST_WINDOW), _MOST_WINDOW),
    }
    if base is not None:
        options[_STRATEGY] = int(zstd.Strategy.fast)
        options[_MATCH] = _LEAST_MATCH
        options[_TABLE] = min(max(base.bit_length() - 1, _LEAST_TABLE), _MOST_TABLE)
    return options


def unpack(frame: bytes, length: int, base: Base | None = None) -> bytes:
    """The body; ValueError when the frame is damaged or would not give `length` bytes."""
    try:
        promised = zstd.get_frame_info(frame).decompressed_size
        if promised != length or length > MOST_BYTES:
            raise ValueError(f"the frame promises {promised} bytes instead of {length}")
        # opens windows of 2^27 bytes unasked, and no larger ones
        decompressor = zstd.ZstdDecompressor(zstd_dict=None if base is None else base.prefix)
        body = decompressor.decompress(frame, length + 1)
    except zstd.ZstdError as error:
        raise ValueError(f"the frame is damaged: {error}") from error
    if not decompressor.eof or decompressor.unused_data or len(body) != length:
        raise ValueError("the frame is damaged: it does not end where it should")
    return body
