"""Which blocks of the old stand again in the new, unchanged: the anchors of an alignment."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from monitor.budget import Budget
from monitor.sequences import common_runs, heaviest_increasing, is_increasing

#: cells of a gap that difflib is given: it prefers unbroken runs, and is cubic at worst
_SMALL = 1_024


class Unit(NamedTuple):
    """One block as alignment sees it."""

    kind: str
    text: str
    #: what else must be equal for two units to be the same: links, an image's address
    mark: str = ""
    #: an identity that outlives a change of the text: a live entry's, an image's; "" for none
    anchor: str = ""


#: units a side of a gap beyond which nothing that repeats is sought in it
_GAP = 50_000
#: copies of one side that are told as such
_COPIES = 2_000
#: free units of the old and of the new that stand between the same two pairs; some of each
Gap = tuple[list[int], list[int]]
#: for each unit of a gap what it is known by
Keys = tuple[Sequence[Hashable], Sequence[Hashable]]


class Matching:
    """Pairs of units under construction."""

    def __init__(self, old: Sequence[Unit], new: Sequence[Unit], budget: Budget) -> None:
        self.old = old
        self.new = new
        self.budget = budget
        #: for each old unit the new one, or -1
        self.target = [-1] * len(old)
        #: for each new unit the old one, or -1
        self.origin = [-1] * len(new)
        #: units left out of all later pairing: copies of what is paired already
        self.copies_old: dict[int, int] = {}
        self.copies_new: dict[int, int] = {}
        #: units that stand in a split or a merge
        self._taken_old: set[int] = set()
        self._taken_new: set[int] = set()
        #: what is neither in the equal beginning nor in the equal end: start, ends of both sides
        self.window = (0, len(old), len(new))
        #: the gaps between the pairs, and the free units, until one of them changes
        self._gaps: list[Gap] | None = None
        self._free: Gap | None = None

    def link(self, i: int, j: int) -> None:
        """Pair old unit `i` with new unit `j`."""
        self.link_all([(i, j)])

    def link_all(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Pair old units with new units."""
        for i, j in pairs:
            self.target[i] = j
            self.origin[j] = i
            self._gaps = self._free = None

    def link_ends(self, start: int, size: int) -> None:
        """Pair what both sides begin with, and as many units as they end with; once, and first."""
        ends = len(self.old) - size, len(self.new) - size
        self.window = (start, *ends)
        self.target[:start] = self.origin[:start] = range(start)
        self.target[ends[0] :] = range(ends[1], len(self.new))
        self.origin[ends[1] :] = range(ends[0], len(self.old))

    def unlink(self, i: int) -> None:
        """Take the pair of old unit `i` apart."""
        self.origin[self.target[i]] = -1
        self.target[i] = -1
        self._gaps = self._free = None

    def set_aside_old(self, i: int, j: int) -> None:
        """Leave old unit `i` out: a copy of what became new unit `j`."""
        self.copies_old[i] = j
        self._gaps = self._free = None

    def set_aside_new(self, j: int, i: int) -> None:
        """Leave new unit `j` out: a copy of old unit `i`."""
        self.copies_new[j] = i
        self._gaps = self._free = None

    def forget_lost_copies(self) -> None:
        """Let copies be free again whose equal is no longer paired."""
        if self.copies_new or self.copies_old:
            self.copies_new = {j: i for j, i in self.copies_new.items() if self.target[i] >= 0}
            self.copies_old = {i: j for i, j in self.copies_old.items() if self.origin[j] >= 0}
            self._gaps = self._free = None

    def take(self, olds: Iterable[int], news: Iterable[int]) -> None:
        """Leave units that stand in a split or a merge out of all later pairing."""
        self._taken_old.update(olds)
        self._taken_new.update(news)
        self._gaps = self._free = None

    def free_old(self) -> list[int]:
        """Old units without a partner, in order."""
        return self._all_free()[0]

    def free_new(self) -> list[int]:
        """New units without a partner, in order."""
        return self._all_free()[1]

    def _all_free(self) -> Gap:
        if self._free is None:
            start, old_end, new_end = self.window
            aside = self._taken_old | self.copies_old.keys()
            aside_new = self._taken_new | self.copies_new.keys()
            target = enumerate(self.target[start:old_end], start)
            origin = enumerate(self.origin[start:new_end], start)
            self._free = (
                [i for i, j in target if j < 0 and i not in aside],
                [j for j, i in origin if i < 0 and j not in aside_new],
            )
        return self._free

    def pairs(self) -> list[tuple[int, int]]:
        """All pairs, in the order of the old."""
        return [(i, j) for i, j in enumerate(self.target) if j >= 0]

    def inner_pairs(self) -> list[tuple[int, int]]:
        """The pairs between the equal beginning and the equal end, in the order of the old."""
        start, end, _ = self.window
        return [(i, j) for i, j in enumerate(self.target[start:end], start) if j >= 0]

    def gaps(self) -> list[Gap]:
        """The free units between the pairs that keep their order, where both sides have some."""
        if self._gaps is None:
            free = self._all_free()
            self._gaps = self._between_pairs(*free) if all(free) else []
        return self._gaps

    def _between_pairs(self, free_old: list[int], free_new: list[int]) -> list[Gap]:
        pairs = self.inner_pairs()
        if not is_increasing([j for _, j in pairs]):
            chain = heaviest_increasing([(j, len(self.old[i].text)) for i, j in pairs])
            pairs = [pairs[k] for k in chain]
        olds = _cut(free_old, [i for i, _ in pairs])
        news = _cut(free_new, [j for _, j in pairs])
        return [(free, news[k]) for k, free in olds.items() if k in news]


def match_exact(old: Sequence[Unit], new: Sequence[Unit], budget: Budget) -> Matching:
    """Pair equal units: in place, moved, or known by the identity that they bear."""
    matching = Matching(old, new, budget)
    _trim(matching)
    start, old_end, new_end = matching.window
    if old_end - start == 1 == new_end - start:
        _pair_anchors(matching)  # no more than this can be, or they were equal
    elif start < old_end and start < new_end:
        codes: dict[Unit, int] = {}
        inner = [*old[start:old_end], *new[start:new_end]]
        ids = list(map(codes.setdefault, inner, range(len(inner))))
        old_ids, new_ids = ids[: old_end - start], ids[old_end - start :]
        repeated = _pair_unique(matching, old_ids, new_ids)
        if repeated:
            match_in_gaps(
                matching,
                lambda olds, news: (
                    [old_ids[i - start] for i in olds],
                    [new_ids[j - start] for j in news],
                ),
            )
        _pair_anchors(matching)
        if repeated:
            _pair_moved(matching, old_ids, new_ids)
    return matching


def match_in_gaps(
    matching: Matching, keys: Callable[[list[int], list[int]], Keys], least: int = 2
) -> None:
    """Pair units of equal key, in order, inside each gap; `keys` takes the indices of both sides.

    Gaps of fewer than `least` units are passed over.
    """
    for olds, news in matching.gaps():
        if max(len(olds), len(news)) > _GAP:
            matching.budget.coarser("repeats")
        elif len(olds) + len(news) >= least:
            left, right = keys(olds, news)
            if not set(left).isdisjoint(right):
                _pair_runs(matching, (olds, left), (news, right))


def set_copies_aside(matching: Matching) -> None:
    """Note free units whose equal is paired: they came to stand twice, or do so no more."""
    free_old, free_new = matching.free_old(), matching.free_new()
    wanted = {matching.old[i].text for i in free_old} | {matching.new[j].text for j in free_new}
    wanted.discard("")
    if not wanted:
        return
    first: dict[tuple[str, str], int] = {}
    for i in [i for i, unit in enumerate(matching.old) if unit.text in wanted]:
        j, shape = matching.target[i], matching.old[i][:2]
        if j >= 0 and shape == matching.new[j][:2]:
            first.setdefault(shape, i)
    news = [(j, first[shape]) for j in free_new if (shape := matching.new[j][:2]) in first]
    olds = [(i, first[shape]) for i in free_old if (shape := matching.old[i][:2]) in first]
    if max(len(news), len(olds)) > _COPIES:
        matching.budget.coarser("copies")
    for j, i in news[:_COPIES]:
        matching.set_aside_new(j, i)
    for i, source in olds[:_COPIES]:
        matching.set_aside_old(i, matching.target[source])


def _trim(matching: Matching) -> None:
    """Pair what is equal at both ends."""
    old, new = matching.old, matching.new
    shorter = min(len(old), len(new))
    start = size = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    while size < shorter - start and old[-1 - size] == new[-1 - size]:
        size += 1
    matching.link_ends(start, size)


def _pair_unique(matching: Matching, old_ids: list[int], new_ids: list[int]) -> bool:
    """Pair what stands once on each side; returns whether anything stands more often."""
    start = matching.window[0]
    places = dict(zip(new_ids, range(start, start + len(new_ids)), strict=True))
    repeated = len(places) < len(new_ids) or len(set(old_ids)) < len(old_ids)
    if repeated:
        counts = (Counter(old_ids), Counter(new_ids))
        places = {code: j for code, j in places.items() if counts[0][code] == 1 == counts[1][code]}
    matching.link_all(
        [(i, places[code]) for i, code in enumerate(old_ids, start) if code in places]
    )
    return repeated


def _pair_runs(
    matching: Matching,
    old_side: tuple[list[int], Sequence[Hashable]],
    new_side: tuple[list[int], Sequence[Hashable]],
) -> None:
    (olds, left), (news, right) = old_side, new_side
    if len(left) * len(right) <= _SMALL:
        runs = [
            (run.a, run.b, run.size)
            for run in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
        ]
    else:
        runs = common_runs(left, right, matching.budget)
    matching.link_all([(olds[a + k], news[b + k]) for a, b, size in runs for k in range(size)])


def _pair_anchors(matching: Matching) -> None:
    """Pair free units that bear the same identity, where it is the only one on its side."""
    olds = _single(matching.old, matching.free_old())
    news = _single(matching.new, matching.free_new())
    for anchor, i in olds.items():
        if anchor in news:
            matching.link(i, news[anchor])


def _single(units: Sequence[Unit], free: list[int]) -> dict[tuple[str, str], int]:
    found = [((units[k].kind, units[k].anchor), k) for k in free if units[k].anchor]
    if not found:
        return {}
    counts = Counter(anchor for anchor, _ in found)
    return {anchor: k for anchor, k in found if counts[anchor] == 1}


def _pair_moved(matching: Matching, old_ids: list[int], new_ids: list[int]) -> None:
    """Pair what is left of equal units, first with first: they moved."""
    start = matching.window[0]
    waiting: defaultdict[int, list[int]] = defaultdict(list)
    for j in reversed(matching.free_new()):
        waiting[new_ids[j - start]].append(j)
    for i in matching.free_old():
        if waiting.get(old_ids[i - start]):
            matching.link(i, waiting[old_ids[i - start]].pop())


def _cut(free: list[int], borders: list[int]) -> dict[int, list[int]]:
    """`free` by the number of the borders before them."""
    pieces: defaultdict[int, list[int]] = defaultdict(list)
    for k in free:
        pieces[bisect_left(borders, k)].append(k)
    return pieces
