"""What two sequences have in common, in order: longest, heaviest, and within a budget."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from itertools import chain

from rapidfuzz.distance import LCSseq

from monitor.budget import Budget

#: (start in the old, start in the new, length)
Run = tuple[int, int, int]

#: as many distinct items as a text of code points can stand for
_CODE_POINTS = 0x110000
#: cells of one bit matrix: 36 MiB
_MATRIX = 300_000_000
#: cells up to which items are matched as they are
_SMALL = 1_000_000
#: items a side that are matched at once where nothing rare divides a long stretch
_CHUNK = 12_000


def common_runs(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Run]:
    """The runs of a longest common subsequence; coarser, and named so, beyond the budget.

    Bit-parallel (Hyyrö 2004) through RapidFuzz on one code point for each distinct item.
    """
    if len(old) + len(new) > _CODE_POINTS:
        budget.coarser("words")
        return []
    if not old or not new or set(old).isdisjoint(new):
        return []
    if len(old) * len(new) <= _SMALL:
        runs = _matched(old, new, budget)
        if all([old[a : a + size] == new[b : b + size] for a, b, size in runs]):
            return runs  # or else two items had the same hash, by which RapidFuzz knows them
    items = dict.fromkeys(chain(old, new))
    codes = dict(zip(items, map(chr, range(len(items))), strict=True))
    left = "".join(map(codes.__getitem__, old))
    right = "".join(map(codes.__getitem__, new))
    if len(left) * len(right) <= _MATRIX:
        return _matched(left, right, budget)
    return _merged(_divided(left, right, budget))


def heaviest_increasing(items: Sequence[tuple[int, int]]) -> list[int]:
    """Indices of `items` (rank, weight) that form the increasing subsequence of greatest weight.

    Ranks are distinct. First the number of items counts, then their weight.
    """
    ranks = [rank for rank, _ in items]
    if is_increasing(ranks):
        return list(range(len(items)))
    weights = [weight for _, weight in items]
    kept: list[int] = []
    start = highest = 0
    for at, last in enumerate(sorted(ranks)):
        highest = max(highest, ranks[at])
        if highest == last:  # all so far rank below all that follow: a stretch for itself
            stretch = slice(start, at + 1)
            found = _Chain(ranks[stretch]).pick(weights[stretch]) if at > start else [0]
            kept += [start + k for k in found]
            start = at + 1
    return kept


def is_increasing(ranks: list[int]) -> bool:
    """Whether each rank is above the one before; ranks are distinct."""
    return ranks == sorted(ranks)


class _Chain:
    """Prefix maxima over ranks: a Fenwick tree (Fenwick 1994) with maximum in place of sum."""

    def __init__(self, ranks: list[int]) -> None:
        order = sorted(ranks)
        self._places = [bisect_left(order, rank) + 1 for rank in ranks]
        #: for each node the heaviest chain in its range: its score, and the item it ends with
        self._scores = [0] * (len(ranks) + 1)
        self._items = [-1] * (len(ranks) + 1)

    def pick(self, weights: list[int]) -> list[int]:
        """The chain of most items, then of most weight, then of the earliest end."""
        one = sum(weights) + 1  # an item counts for more than all weights together
        before: list[int] = []
        best, item = 0, -1
        for at, (place, weight) in enumerate(zip(self._places, weights, strict=True)):
            score, last = self._best_below(place)
            before.append(last)
            score += one + weight
            self._record(place, score, at)
            if score > best:
                best, item = score, at
        chain: list[int] = []
        while item >= 0:
            chain.append(item)
            item = before[item]
        return chain[::-1]

    def _best_below(self, place: int) -> tuple[int, int]:
        scores = self._scores
        best = node = 0
        place -= 1
        while place > 0:
            if scores[place] > best:
                best, node = scores[place], place
            place &= place - 1
        return best, self._items[node]

    def _record(self, place: int, score: int, item: int) -> None:
        scores, items = self._scores, self._items
        size = len(scores)
        while place < size:
            if score > scores[place]:
                scores[place] = score
                items[place] = item
            place += place & -place


def _matched(left: Sequence[Hashable], right: Sequence[Hashable], budget: Budget) -> list[Run]:
    if not budget.take_bits(len(left) * len(right)):
        budget.coarser("words")
        return []
    blocks = LCSseq.editops(left, right).as_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]


def _divided(left: str, right: str, budget: Budget) -> list[Run]:
    """Match around what occurs once on each side; cut what is still too long into chunks."""
    budget.coarser("words")
    runs: list[Run] = []
    at_left = at_right = 0
    for start_left, start_right in [*_anchors(left, right), (len(left), len(right))]:
        runs += _between(left, right, (at_left, start_left, at_right, start_right), budget)
        if start_left < len(left):
            runs.append((start_left, start_right, 1))
        at_left, at_right = start_left + 1, start_right + 1
    return runs


def _anchors(left: str, right: str) -> list[tuple[int, int]]:
    places = _single_places(right)
    pairs = [(at, places[code]) for code, at in _single_places(left).items() if code in places]
    pairs.sort()
    return [pairs[k] for k in heaviest_increasing([(b, 1) for _, b in pairs])]


def _single_places(codes: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, code in enumerate(codes):
        places[code] = -1 if code in places else at
    return {code: at for code, at in places.items() if at >= 0}


def _between(left: str, right: str, gap: tuple[int, int, int, int], budget: Budget) -> list[Run]:
    first_left, last_left, first_right, last_right = gap
    runs: list[Run] = []
    long = max(last_left - first_left, last_right - first_right)
    steps = (
        -(-long // _CHUNK) if (last_left - first_left) * (last_right - first_right) > _MATRIX else 1
    )
    for step in range(steps):
        a, a_end = _part(first_left, last_left, step, steps)
        b, b_end = _part(first_right, last_right, step, steps)
        if a < a_end and b < b_end:
            found = _matched(left[a:a_end], right[b:b_end], budget)
            runs += [(a + x, b + y, size) for x, y, size in found]
    return runs


def _part(first: int, last: int, step: int, steps: int) -> tuple[int, int]:
    size = last - first
    return first + size * step // steps, first + size * (step + 1) // steps


def _merged(runs: list[Run]) -> list[Run]:
    merged: list[Run] = []
    for a, b, size in runs:
        if merged and merged[-1][0] + merged[-1][2] == a and merged[-1][1] + merged[-1][2] == b:
            merged[-1] = (merged[-1][0], merged[-1][1], merged[-1][2] + size)
        else:
            merged.append((a, b, size))
    return merged
