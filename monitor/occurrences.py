"""Where in the edits of a revision stands what rules look for: one pass for all rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from monitor.expressions import Expressions

#: on which sides of an edit something occurs
_BEFORE, _AFTER, _BOTH = 1, 2, 3


@dataclass(frozen=True)
class Occurrences:
    """The texts before and after each edit, searched once for everything that is sought in them."""

    pairs: tuple[tuple[str, str], ...]
    sought: Expressions
    #: a text as what is sought is found in it, in UTF-8
    form: Callable[[str], bytes]

    def changes(self, what: str, count: Callable[[bytes], int]) -> Iterator[int]:
        """For each edit: -1 where it occurs less often than before, 1 more often, 0 as often.

        Edits in which it does not occur are left out, and it is counted only where it has to be.
        """
        edits = self.found.get(what, {})
        for where in edits.values():
            if where != _BOTH:
                yield 1 if where == _AFTER else -1
        for edit, where in edits.items():
            if where == _BOTH:
                before, after = map(count, self._forms[edit])
                yield (after > before) - (after < before)

    @cached_property
    def found(self) -> Mapping[str, Mapping[int, int]]:
        """What occurs: in which edits, and on which side."""
        found: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        for edit, pair in enumerate(self._forms if self.sought.parts else ()):
            for side, text in zip((_BEFORE, _AFTER), pair, strict=True):
                for what in self.sought.within(text):
                    found[what][edit] |= side
        return found

    @cached_property
    def _forms(self) -> Sequence[tuple[bytes, bytes]]:
        return [(self.form(before), self.form(after)) for before, after in self.pairs]
