"""How a body is best kept: as a delta against a base of its article, or whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from storage.delta import Base, pack, unpack
from storage.errors import CorruptArchive

#: a delta beyond this share of the whole frame is not worth a base
WORTH = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A kept body that others may lean on."""

    id: int
    sha256: bytes
    base: Base
    #: bytes of its own frame
    stored: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The bytes to keep, and what they are a delta against."""

    data: bytes
    base: Candidate | None


def frame(content: bytes, bases: Iterable[Candidate]) -> Frame:
    """A delta against the first base that makes it worth it, else the whole; tried out."""
    whole: bytes | None = None
    for candidate in bases:
        delta = pack(content, candidate.base)
        # a whole frame is made for comparison only where the base's own does not settle it
        if len(delta) * candidate.base.length > WORTH * candidate.stored * len(content):
            whole = whole or pack(content)
            if len(delta) > WORTH * len(whole):
                continue
        return _tried(content, Frame(data=delta, base=candidate))
    return _tried(content, Frame(data=whole or pack(content), base=None))


def _tried(content: bytes, made: Frame) -> Frame:
    base = None if made.base is None else made.base.base
    if unpack(made.data, len(content), base) != content:
        raise CorruptArchive(
            "compressed bytes do not give back the body: check this machine's memory"
        )
    return made
