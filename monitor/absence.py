"""An article that is not found: suspected at the first look, counted until it is enough."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

_WORD = "gone"


@dataclass(frozen=True, slots=True)
class Absence:
    """Looks in a row that did not find the article, and when the first of them was made."""

    since: datetime
    looks: int = 1

    def again(self) -> Absence:
        """The same, one look later."""
        return replace(self, looks=self.looks + 1)

    def dumps(self) -> str:
        """As the article's `suspect` holds it."""
        return f"{_WORD} {self.looks} {self.since.isoformat()}"

    @classmethod
    def loads(cls, suspect: str | None) -> Absence | None:
        """What `dumps` wrote; None where something else is suspected, or nothing."""
        word, _, rest = (suspect or "").partition(" ")
        if word != _WORD:
            return None
        looks, _, since = rest.partition(" ")
        return cls(since=datetime.fromisoformat(since), looks=int(looks))
