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
_SPACED = "".join([" " if char in _PUNCTUATION else char for char in map(chr, range(128))])
#: words from which on it says something that one block holds another's
_FEW = 3
#: share of the words of the richer of two blocks that leaves no doubt that they belong together
_MOST = 0.6
#: pairs of blocks up to which each is looked at by itself
_FEW_PAIRS = 64
#: pairs of blocks beyond which words that stand in many blocks are passed over
_ALL_PAIRS = 40_000
_COMMON = 60
#: beyond the same: how many times in all a word is looked up in a block, and pairs kept of each
_HITS, _BEST = 1_500_000, 24
#: and blocks beside the one straight across that are weighed by all their words
_BAND = 2
#: the square of the weight, for each letter, of a word that one block holds
_ONE = 4096


class Pool:
    """Blocks of two sides by their rare words: a sparse matrix of what each pair shares.

    A word weighs more the longer it is and the fewer blocks hold it (inverse document
    frequency, Spärck Jones 1972).
    """

    def __init__(self, old: dict[int, str], new: dict[int, str], budget: Budget) -> None:
        olds = {i: _bag(text) for i, text in old.items()}
        news = {j: _bag(text) for j, text in new.items()}
        both = _union(olds.values()) & _union(news.values())
        telling = {word for word in both if len(word) > 3 or _tells(word)}
        #: for each block its words that stand on both sides; short ones where it has no others
        self._old = {i: bag & telling or bag & both for i, bag in olds.items()}
        self._new = {j: bag & telling or bag & both for j, bag in news.items()}
        #: of those words; whole numbers, so that no sum depends on its order
        self._weight = _weights(self._old.values(), self._new.values())
        #: the weight of all words of a block
        self.old_mass = {i: self._mass(self._old[i]) + _rare(bag - both) for i, bag in olds.items()}
        self.new_mass = {j: self._mass(self._new[j]) + _rare(bag - both) for j, bag in news.items()}
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
        return self._mass(self._old[i] & _union(self._new[j] for j in parts))

    def kept_from(self, parts: list[int], j: int) -> int:
        """The weight of what new block `j` shares with several old blocks together."""
        return self._mass(self._new[j] & _union(self._old[i] for i in parts))

    def _mass(self, bag: set[str]) -> int:
        return sum(map(self._weight.__getitem__, bag))

    def _shared(self, budget: Budget) -> dict[int, dict[int, int]]:
        pairs = len(self._old) * len(self._new)
        if pairs <= _FEW_PAIRS:
            return {
                i: {j: self._mass(same) for j, words in self._new.items() if (same := bag & words)}
                for i, bag in self._old.items()
            }
        postings: dict[str, list[int]] = {word: [] for word in self._weight}
        for j, bag in self._new.items():
            for word in bag:
                postings[word].append(j)
        if pairs <= _ALL_PAIRS:
            return {i: self._row(bag, postings) for i, bag in self._old.items()}
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


def is_mostly_shared(one: str, other: str) -> bool:
    """Whether the other text has most words of each, where there are more than a few."""
    words, others = _bag(one), _bag(other)
    most = max(len(words), len(others))
    return most > _FEW and len(words & others) >= _MOST * most


def _weights(old: Iterable[set[str]], new: Iterable[set[str]]) -> dict[str, int]:
    """A word's weight by its length, and by the side on which more blocks hold it."""
    holders, others = Counter(chain.from_iterable(old)), Counter(chain.from_iterable(new))
    most = holders | others  # of each word the greater count
    rarity = {count: _ONE // isqrt(count * _ONE) or 1 for count in set(most.values())}
    return {word: len(word) * rarity[count] for word, count in most.items()}


def _rare(words: set[str]) -> int:
    """The weight of words that no other block holds."""
    return sum(map(len, words)) * isqrt(_ONE)


def _union(bags: Iterable[set[str]]) -> set[str]:
    words: set[str] = set()
    return words.union(*bags)


def _tells(word: str) -> bool:
    """Whether a short word is worth more than others: a number, a word of an unspaced script."""
    return word.isdigit() or (not word.isascii() and is_unspaced(word))


def _bag(text: str) -> set[str]:
    """The words of a text; in unspaced scripts, pairs of characters."""
    if is_unspaced(text):
        return {text[at : at + 2] for at in range(len(text) - 1)} or {text}
    if text.isascii():
        return set(text.translate(_SPACED).split())
    for sign in _PUNCTUATION:
        if sign in text:
            text = text.replace(sign, " ")
    return set(text.split())
