"""Bytes as a Zstandard frame: whole, or as a delta against other bytes.

A delta is a frame (RFC 8878) whose raw-content dictionary is the base, which is what
`zstd --patch-from` makes and reads.
"""

from __future__ import annotations

import zstandard

from storage.errors import InputError

#: a level beyond it costs twice the time for a tenth of the bytes
LEVEL = 3
#: the largest window that `zstd -d` opens unasked is 2^27 bytes
MOST_BYTES = 1 << 27


def pack(body: bytes, base: bytes | None = None) -> bytes:
    """The frame that `unpack` turns back into the body; InputError beyond MOST_BYTES."""
    if len(body) > MOST_BYTES:
        raise InputError(f"a body of {len(body)} bytes is larger than {MOST_BYTES}")
    compressor = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters.from_level(
            LEVEL,
            source_size=len(body),
            dict_size=0 if base is None else len(base),
            write_content_size=1,
        ),
        dict_data=_dictionary(base),
    )
    return compressor.compress(body)


def unpack(frame: bytes, length: int, base: bytes | None = None) -> bytes:
    """The body; ValueError when the frame is damaged or would not give `length` bytes."""
    try:
        promised = zstandard.frame_content_size(frame)
        if promised != length or length > MOST_BYTES:
            raise ValueError(f"the frame promises {promised} bytes instead of {length}")
        decompressor = zstandard.ZstdDecompressor(
            dict_data=_dictionary(base), max_window_size=MOST_BYTES
        )
        return decompressor.decompress(frame, max_output_size=length, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise ValueError(f"the frame is damaged: {error}") from error


def _dictionary(base: bytes | None) -> zstandard.ZstdCompressionDict | None:
    if base is None:
        return None
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
