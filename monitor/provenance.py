"""Which revision brought each word of an article: carried forward, one revision at a time."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.budget import Budget
from monitor.descent import Descent
from monitor.memory import Memory, Removed
from monitor.passages import Line, blocks_of, fields_of
from monitor.provenance_form import dumped, loaded
from monitor.recall import Recall
from monitor.stamps import LAST_REVISION, UNKNOWN, split
from storage.records import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRuns:
    """The words of one block or field, and the revisions that brought them."""

    #: the field's name, or the block's kind
    field: str
    #: index into the reading's blocks; None for a field
    block: int | None
    #: (words, revision's number); joined, the words are the text: of a figure, its caption
    runs: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the words of an article's latest revision come from; adding one gives a new value."""

    #: number of the latest revision
    revision: int
    fields: tuple[Line, ...]
    blocks: tuple[Line, ...]
    memory: Memory

    @classmethod
    def start(cls, reading: Reading, revision: int) -> Provenance:
        """The first revision: every word is its own."""
        return cls(0, (), (), Memory()).add(reading, revision)

    def add(self, reading: Reading, revision: int) -> Provenance:
        """The next revision: words that stood before keep theirs, the others are its own.

        Raises ValueError unless `revision` is higher than the one before.
        """
        if not self.revision < revision <= LAST_REVISION:
            raise ValueError(f"r{revision} cannot follow r{self.revision}")
        budget = Budget()
        descent = Descent(budget)
        fields = descent.fields(self.fields, fields_of(reading))
        blocks = descent.blocks(self.blocks, blocks_of(reading))
        recall = Recall(self.memory, revision, budget)
        recall.learn(descent)
        stood = {line.passage.text for line in [*self.fields, *self.blocks]}
        settled = [
            line
            if UNKNOWN not in line.stamps and line.passage.text in stood
            else recall.settled(line)
            for line in [*fields, *blocks]
        ]
        size = len(fields)
        return Provenance(revision, tuple(settled[:size]), tuple(settled[size:]), recall.taken())

    def runs(self) -> tuple[BlockRuns, ...]:
        """The fields that have words, then every block in order."""
        told = [(None, line) for line in self.fields]
        return tuple(
            [
                BlockRuns(field=line.passage.field, block=at, runs=split(line.stamped))
                for at, line in [*told, *enumerate(self.blocks)]
            ]
        )

    def removed(self) -> tuple[Removed, ...]:
        """What once stood and no longer does, in the order in which it went; times left out."""
        return tuple(self.memory.removed)

    def dumps(self) -> str:
        """All of it as one compact line of ASCII, for `loads`."""
        return dumped((self.revision, self.fields, self.blocks, self.memory))

    @classmethod
    def loads(cls, text: str) -> Provenance:
        """What `dumps` made the text of; raises CorruptArchive for any other text."""
        return cls(*loaded(text))

    @property
    def degraded(self) -> tuple[str, ...]:
        """The limits that made the result coarser, at this revision or before."""
        return tuple(sorted(self.memory.degraded))
