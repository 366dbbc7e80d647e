"""How much work one comparison may do, counted in operations, so that no clock decides a result."""

from __future__ import annotations


class Budget:
    """What is left to spend, and which limits were hit.

    Counting operations instead of seconds gives the same edits on any machine under any load.
    """

    def __init__(
        self, *, bits: int = 4_000_000_000, characters: int = 4_000_000, texts: int = 25_000
    ) -> None:
        #: pairs of texts that are compared word by word
        self.texts = texts
        #: cells of the bit matrices of word matching
        self.bits = bits
        #: cells of character matching inside a long word
        self.characters = characters
        self._hit: dict[str, None] = {}

    def take_bits(self, cells: int) -> bool:
        """Whether `cells` may still be spent on words; if so, they are."""
        if cells > self.bits:
            return False
        self.bits -= cells
        return True

    def take_text(self) -> bool:
        """Whether one more pair of texts may be compared word by word; if so, it is counted."""
        if not self.texts:
            self.coarser("texts")
            return False
        self.texts -= 1
        return True

    def take_characters(self, cells: int) -> bool:
        """Whether `cells` may still be spent on characters; if so, they are."""
        if cells > self.characters:
            return False
        self.characters -= cells
        return True

    def coarser(self, name: str) -> None:
        """Remember that the limit `name` made the result coarser."""
        self._hit[name] = None

    @property
    def degraded(self) -> tuple[str, ...]:
        """The names of the limits that were hit, sorted."""
        return tuple(sorted(self._hit))
