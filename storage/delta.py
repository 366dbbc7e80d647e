"""Bytes as a Zstandard frame: whole, or as a delta against other bytes.

A delta is a frame (RFC 8878) whose raw-content dictionary is the base, which is what
`zstd --patch-from` makes and reads.
"""

from __future__ import annotations

import zstandard

from storage.errors import InputError

#: the next level takes half as much time again for the same bytes
LEVEL = 2
#: the largest window that `zstd -d` opens unasked is 2^27 bytes
MOST_BYTES = 1 << 27


class Base:
    """Bytes that others are written as deltas against, made ready once."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.dictionary = zstandard.ZstdCompressionDict(
            content, dict_type=zstandard.DICT_TYPE_RAWCONTENT
        )


def pack(body: bytes, base: Base | None = None) -> bytes:
    """The frame that `unpack` turns back into the body; InputError beyond MOST_BYTES."""
    if len(body) > MOST_BYTES:
        raise InputError(f"a body of {len(body)} bytes is larger than {MOST_BYTES}")
    compressor = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters.from_level(
            LEVEL,
            source_size=len(body),
            dict_size=0 if base is None else len(base.content),
            write_content_size=1,
        ),
        dict_data=None if base is None else base.dictionary,
    )
    return compressor.compress(body)


def unpack(frame: bytes, length: int, base: Base | None = None) -> bytes:
    """The body; ValueError when the frame is damaged or would not give `length` bytes."""
    try:
        promised = zstandard.frame_content_size(frame)
        if promised != length or length > MOST_BYTES:
            raise ValueError(f"the frame promises {promised} bytes instead of {length}")
        decompressor = zstandard.ZstdDecompressor(
            dict_data=None if base is None else base.dictionary, max_window_size=MOST_BYTES
        )
        return decompressor.decompress(frame, max_output_size=length, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise ValueError(f"the frame is damaged: {error}") from error
