"""What a look at the archive found wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not what it was when it was written."""

    #: the file's name inside the archive or bundle
    file: str
    #: what in it: "body 3a7b…", "entry 17", "checkpoint 2", "page 5"
    record: str
    #: one clear line
    detail: str

    def __str__(self) -> str:
        return f"{self.file}: {self.record}: {self.detail}"
