"""Any two versions of an article compared: read from the archive, or worked out once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from monitor.compare import compare
from monitor.render import summary
from storage.archive import Archive
from storage.records import Article, Comparison, Reading, Revision

#: comparisons of versions that do not follow each other, remembered
_MEMORY = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two versions and what lies between them."""

    old: Revision
    new: Revision
    old_reading: Reading
    new_reading: Reading
    comparison: Comparison
    #: the one follows the other, and the comparison was made when the newer one was seen
    adjacent: bool

    @property
    def said(self) -> str:
        """What changed in a line, or what became of an article that is not there to compare."""
        away = self.new.kind == "gone" or (self.new.kind == "restored" and self.adjacent)
        return self.new.kind if away and not self.comparison.edits else summary(self.comparison)


class Differences:
    """Finds differences for all threads of a server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[int, int], Comparison] = OrderedDict()

    def between(self, archive: Archive, article: Article, old: int, new: int) -> Difference:
        """rOLD and rNEW of the article; NotFound."""
        before = archive.revisions.numbered(article.id, old)
        after = archive.revisions.numbered(article.id, new)
        old_reading = archive.revisions.reading(before)
        new_reading = archive.revisions.reading(after)
        adjacent = archive.revisions.follows(after, before)
        return Difference(
            old=before,
            new=after,
            old_reading=old_reading,
            new_reading=new_reading,
            comparison=archive.revisions.comparison(after)
            if adjacent
            else self._compared(article, before, after, old_reading, new_reading),
            adjacent=adjacent,
        )

    def _compared(
        self,
        article: Article,
        old: Revision,
        new: Revision,
        old_reading: Reading,
        new_reading: Reading,
    ) -> Comparison:
        key = (old.id, new.id)
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = compare(
            old_reading,
            new_reading,
            old_name=f"{article.url}@r{old.number}",
            new_name=f"{article.url}@r{new.number}",
        )
        with self._lock:
            self._made[key] = made
            while len(self._made) > _MEMORY:
                self._made.popitem(last=False)
        return made
