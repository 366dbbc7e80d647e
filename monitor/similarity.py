"""How much of one block's wording another block keeps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from heapq import nlargest
from itertools import chain
from math import isqrt

from monitor.budget import Budget
from monitor.tokens import is_unspaced

#: what parts words here: quicker than a pattern, and good enough to tell blocks apart
_PUNCTUATION = ",.:;!?“”\"()’'-–—/"
_SPACED = str.maketrans(dict.fromkeys(_PUNCTUATION, " "))
#: words from which on it says something that one block holds another's
_FEW = 4
#: pairs of blocks beyond which words that stand in many blocks are passed over
_ALL_PAIRS = 40_000
_COMMON = 60
#: beyond the same: how many times in all a word is looked up in a block, and pairs kept of each
_HITS, _BEST = 1_500_000, 24
#: and blocks beside the one straight across that are weighed by all their words
_BAND = 2


class Pool:
    """Blocks of two sides by their rare words: a sparse matrix of what each pair shares.

    A word weighs more the longer it is and the fewer blocks hold it (inverse document
    frequency, Spärck Jones 1972).
    """

    def __init__(self, old: dict[int, str], new: dict[int, str], budget: Budget) -> None:
        self._old = {i: _bag(text) for i, text in old.items()}
        self._new = {j: _bag(text) for j, text in new.items()}
        #: whole numbers, so that no sum depends on its order
        self._weight = _weights(self._old.values(), self._new.values())
        self.old_mass = {i: self._mass(bag) for i, bag in self._old.items()}
        self.new_mass = {j: self._mass(bag) for j, bag in self._new.items()}
        #: for each old block, the weight of the words that it shares with each new block
        self.shared = self._shared(budget)
        #: the same as Sørensen–Dice coefficients, 0 to 1
        self.dice = {
            i: {j: 2 * shared / (self.old_mass[i] + self.new_mass[j]) for j, shared in row.items()}
            for i, row in self.shared.items()
        }

    def contained(self, i: int, j: int) -> float:
        """The share of the lesser block's words that the other holds; 0 where they are few."""
        if min(len(self._old[i]), len(self._new[j])) < _FEW:
            return 0.0
        return self.shared[i].get(j, 0) / min(self.old_mass[i], self.new_mass[j])

    def kept_in(self, i: int, parts: list[int]) -> int:
        """The weight of what old block `i` shares with several new blocks together."""
        return self._mass(self._old[i] & set[str]().union(*(self._new[j] for j in parts)))

    def kept_from(self, parts: list[int], j: int) -> int:
        """The weight of what new block `j` shares with several old blocks together."""
        return self._mass(self._new[j] & set[str]().union(*(self._old[i] for i in parts)))

    def _mass(self, bag: set[str]) -> int:
        return sum(map(self._weight.__getitem__, bag))

    def _shared(self, budget: Budget) -> dict[int, dict[int, int]]:
        both = set[str]().union(*self._old.values()) & set[str]().union(*self._new.values())
        postings: dict[str, list[int]] = {word: [] for word in both}
        for j, bag in self._new.items():
            for word in bag & both:
                postings[word].append(j)
        if len(self._old) * len(self._new) <= _ALL_PAIRS:
            return {i: self._row(bag & both, postings) for i, bag in self._old.items()}
        budget.coarser("similarity")
        most = max(_COMMON, _HITS // len(self._old))
        news = list(self._new)
        rows: dict[int, dict[int, int]] = {}
        for at, (i, bag) in enumerate(self._old.items()):
            across = at * len(news) // len(self._old)
            row = self._rare_row(bag, postings, most)
            for j in news[max(0, across - _BAND) : across + _BAND + 1]:
                if same := bag & self._new[j]:
                    row[j] = self._mass(same)
            rows[i] = row
        return rows

    def _row(self, words: Iterable[str], postings: dict[str, list[int]]) -> dict[int, int]:
        row: defaultdict[int, int] = defaultdict(int)
        for word in words:
            weight = self._weight[word]
            for j in postings[word]:
                row[j] += weight
        return row

    def _rare_row(self, bag: set[str], postings: dict[str, list[int]], most: int) -> dict[int, int]:
        """A row by the rarest words alone, with the few blocks that share most."""
        words: list[str] = []
        for count, word in sorted((len(postings[word]), word) for word in bag & postings.keys()):
            most -= count
            if count > _COMMON or most < 0:
                break
            words.append(word)
        row = self._row(words, postings)
        best = nlargest(_BEST, ((shared, -j) for j, shared in row.items()))
        return {-negative: shared for shared, negative in best}


def _weights(old: Iterable[set[str]], new: Iterable[set[str]]) -> dict[str, int]:
    """A word's weight by its length, and by the side on which more blocks hold it."""
    holders, others = Counter(chain.from_iterable(old)), Counter(chain.from_iterable(new))
    for word in holders.keys() & others.keys():
        others[word] = max(others[word], holders[word])
    most = {**holders, **others}
    rarity = {count: 4096 // isqrt(count * 4096) or 1 for count in set(most.values())}
    return {
        word: (size if (size := len(word)) < 9 else 9) * rarity[count]
        for word, count in most.items()
    }


def _bag(text: str) -> set[str]:
    """The words that tell a text: the longer ones, pairs of characters in unspaced scripts."""
    if is_unspaced(text):
        return {text[at : at + 2] for at in range(len(text) - 1)} or {text}
    if text.isascii():
        words = text.translate(_SPACED).split()
    else:
        for sign in _PUNCTUATION:
            if sign in text:
                text = text.replace(sign, " ")
        words = text.split()
    return {word for word in words if len(word) > 3 or word.isdigit()} or set(words)
