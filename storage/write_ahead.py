"""SQLite's write-ahead log as bytes: what it holds, and whether it is what was written.

The format is that of sqlite.org/fileformat2.html, section 4. SQLite itself ends its reading at the
first frame that does not fit, without a word: after a kill, a flipped bit there would take away
every later transaction unseen.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap
from typing import NamedTuple

HEADER, FRAME_HEADER = 32, 24
#: the last bit says that the sums were made of big-endian words
_MAGIC = (0x377F0682, 0x377F0683)
_WORD = 0xFFFFFFFF


class Frame(NamedTuple):
    """One page as a transaction left it."""

    #: its place in the log, from 0
    place: int
    #: which page of the database, from 1
    page: int
    #: pages of the database after the transaction that this frame ends; 0 within one
    commit: int
    #: what the log's header says while the frame belongs to the present run through the file
    salts: bytes
    #: over this frame and all before it
    sums: tuple[int, int]
    data: memoryview


@dataclass(frozen=True, slots=True)
class Log:
    """A log as its file has it."""

    data: bytes | mmap

    @property
    def salts(self) -> bytes:
        """Tells one run through the file from another; empty where there is no log."""
        return self.data[16:24]

    def frames(self) -> Iterator[Frame]:
        """Every frame that the file has whole, of earlier runs too."""
        view = memoryview(self.data)
        size = self._page_size()
        ends = range(HEADER + FRAME_HEADER + size, len(view) + 1, FRAME_HEADER + size)
        for place, end in enumerate(ends):
            start = end - size
            page, commit, salts, *sums = struct.unpack_from(">II8sII", view, start - FRAME_HEADER)
            yield Frame(place, page, commit, salts, (sums[0], sums[1]), view[start:end])

    def pages(self) -> tuple[dict[int, memoryview], int]:
        """Each page as the log has it last, and how many pages the database has then."""
        view, size = memoryview(self.data), self._page_size()
        frame = FRAME_HEADER + size
        frames = max(len(view) - HEADER, 0) // frame
        words = view[HEADER : HEADER + frames * frame].cast("I")
        pages, commits = (_numbers(words[first :: frame // 4]) for first in (0, 1))
        # of a page that is named twice, the later place stays
        last = dict(zip(pages, range(HEADER + FRAME_HEADER, len(view), frame), strict=False))
        count = next((commit for commit in reversed(commits) if commit), 0)
        return {page: view[start : start + size] for page, start in last.items()}, count

    def committed(self) -> tuple[Frame, ...]:
        """The frames that SQLite reads: unbroken from the first to the end of a transaction."""
        whole = self._whole()
        while whole and not whole[-1].commit:
            whole.pop()
        return tuple(whole)

    def damage(self) -> str | None:
        """What shows that committed transactions were altered; None where nothing does.

        What a killed writer leaves behind the last transaction is no damage, nor are frames of an
        earlier run: nothing of either is the archive's any more.
        """
        if len(self.data) < HEADER:
            return None
        if not self._begins_well():
            return "its header was altered: what is in it is not read any more"
        whole = self._whole()
        rest = list(self.frames())[len(whole) :]
        within = bool(whole) and not whole[-1].commit
        for frame in rest:
            alike = (frame.salts[:4] == self.salts[:4]) + (frame.salts[4:] == self.salts[4:])
            if alike == 1 or (alike == 2 and (frame.commit or within)):
                return (
                    f"frame {rest[0].place + 1} was altered: neither it nor what was committed"
                    " after it is read any more"
                )
        return None

    def _whole(self) -> list[Frame]:
        if not self._begins_well():
            return []
        order = ">" if self.data[3] & 1 else "<"
        found, sums = [], self._sums()
        for frame in self.frames():
            head = struct.pack(">II", frame.page, frame.commit)
            sums = _sum(order, frame.data, _sum(order, head, sums))
            if frame.salts != self.salts or frame.sums != sums:
                break
            found.append(frame)
        return found

    def _begins_well(self) -> bool:
        if len(self.data) < HEADER or struct.unpack_from(">I", self.data)[0] not in _MAGIC:
            return False
        order = ">" if self.data[3] & 1 else "<"
        return _sum(order, self.data[:24], (0, 0)) == self._sums()

    def _sums(self) -> tuple[int, int]:
        first, second = struct.unpack_from(">II", self.data, 24)
        return first, second

    def _page_size(self) -> int:
        [size] = struct.unpack_from(">I", self.data, 8) if len(self.data) >= HEADER else [0]
        return size if 512 <= size <= 65536 else 4096


def _numbers(words: memoryview) -> array[int]:
    """Big-endian words, as they stand in a frame's header."""
    numbers = array("I", words.tobytes())
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _sum(order: str, data: bytes | memoryview, sums: tuple[int, int]) -> tuple[int, int]:
    """Section 4.2 of the format."""
    first, second = sums
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for even, odd in zip(words, words, strict=True):
        first = (first + even + second) & _WORD
        second = (second + odd + first) & _WORD
    return first, second
