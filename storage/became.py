"""Which words took the place of which in an edit, and how the index `became_words` knows them.

To find where *a* became *b* by asking for edits that removed the one and added the other costs
what the lists of either are long, and they grow with the archive. So each pair is a token of its
own, and a search costs what it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from storage.query import Sought, Terms, plain, terms

#: pairs of one replacement: in a larger one its removed words stand alone, each for any other
MOST_PAIRS = 64
#: letters of a word that count here
_LETTERS = 32
#: words of a search that its expression has; the edits that it finds are looked at anyhow
_MOST_SOUGHT = 6
_ARROW = "→"

#: a span of an edit: "=", "-" or "+", and its text
Span = tuple[str, str]


def places(spans: Iterable[Span]) -> Iterator[tuple[list[str], list[str]]]:
    """Where something stood in the place of something else: the words of both."""
    for one, other in pairwise(spans):
        texts = {one[0]: one[1], other[0]: other[1]}
        if texts.keys() == {"-", "+"}:
            yield plain(texts["-"]), plain(texts["+"])


def pairs(spans: Iterable[Span]) -> str:
    """The tokens of an edit, in one order: "terrorists→gunmen"; empty where nothing was replaced.

    They hold letters, digits, "_" and the arrow only.
    """
    tokens = set[str]()
    for removed, added in places(spans):
        old, new = ({word[:_LETTERS] for word in words} for words in (removed, added))
        if len(old) * len(new) > MOST_PAIRS:
            new = {""}
        tokens.update(f"{one}{_ARROW}{other}" for one, other in product(old, new))
    return " ".join(sorted(tokens))


@dataclass(frozen=True, slots=True)
class Became:
    """What a reader asked for of both sides."""

    removed: Terms
    added: Terms
    #: on either side
    words: Terms | None

    def expression(self) -> str | None:
        """In FTS5, for the edits that may fit; None where no removed word is known as a whole."""
        old = [word for word, begins in _parts(self.removed) if not begins][:_MOST_SOUGHT]
        new = _parts(self.added)[:_MOST_SOUGHT]
        if not old or not new:
            return None
        chosen = dict.fromkeys([*product(old[:1], new), *product(old, new[:1])])
        return " AND ".join(_either(one, *other) for one, other in chosen)

    def fits(self, spans: Sequence[Span]) -> bool:
        """Whether the one stood where the other stands now."""
        if not any(
            self.removed.stand_in(old) and self.added.stand_in(new) for old, new in places(spans)
        ):
            return False
        texts = (plain(text) for mark, text in spans if mark != "=")
        return self.words is None or self.words.stand_in(*texts)


def became(sought: Sought) -> Became | None:
    """None where not both sides are asked for; BadQuery."""
    if not (sought.removed and sought.added):
        return None
    words = terms(sought.words) if sought.words else None
    return Became(terms(sought.removed), terms(sought.added), words)


def _parts(sought: Terms) -> list[tuple[str, bool]]:
    """The wanted words, each with whether it may go on."""
    return [
        (word, term.begins and place == len(term.words))
        for term in sought.wanted
        for place, word in enumerate(term.words, 1)
    ]


def _either(old: str, new: str, begins: bool) -> str:
    pair = f"{old[:_LETTERS]}{_ARROW}"
    return f'("{pair}{new[:_LETTERS]}"{"*" if begins else ""} OR "{pair}")'
