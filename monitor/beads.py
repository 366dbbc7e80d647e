"""Which similar blocks belong together: beads of one to one, one to many, many to one.

The order-preserving choice inside the gaps is the heaviest chain of beads, after Gale and
Church, "A Program for Aligning Sentences in Bilingual Corpora" (1993), on a sparse set of beads.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel, Postfix, Prefix

from monitor.matching import Gap, Matching
from monitor.similarity import Pool, is_mostly_shared
from monitor.tokens import tokens

#: least similarity of a pair in place; of a pair that changed its kind; word for word, of a
#: pair alone in its gap
_PAIR, _OTHER_KIND, _ALONE = 0.36, 0.75, 0.5
#: least similarity of a pair out of place; with a clear margin over the next best
_STRAY, _CLEAR_STRAY, _MARGIN = 0.5, 0.42, 0.15
#: share of the lesser block that the greater one holds, which makes up for a low similarity; but
#: not for any lower one
_HELD, _FAINT = 0.7, 0.15
#: pairs in place that are weighed for each block, and pairs out of place
_CANDIDATES, _STRAYS = 16, 8
#: how much better a place elsewhere must be for a pair in place to be given up
_ELSEWHERE = 0.25
#: a part of a split: share of its own words found in the whole, alone and with all the parts;
#: share of the whole; from which on a part is beyond doubt
_CONTAINED, _PURE, _PART, _CERTAIN = 0.33, 0.5, 0.06, 0.85
#: of the whole: share that the parts cover, and how much more than the best one alone
_COVERED, _GAIN = 0.5, 1.08
#: kinds of blocks that are made of no other kind's words
_APART = frozenset(("subhead", "figure", "embed"))
#: characters of a piece of a cut text; longest run of parts of which every stretch is tried
_PIECE, _STRETCHES = 12, 8


class Bead(NamedTuple):
    """Old blocks that became new blocks; neighbours on each side."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    #: the weight of the words kept
    kept: int


def choose_beads(pool: Pool, matching: Matching) -> list[Bead]:
    """The beads inside the gaps that keep most and do not cross."""
    found: list[Bead] = []
    for gap in matching.gaps():
        found += _pairs(pool, gap, matching)
        found += _splits(pool, gap, matching)
        found += _merges(pool, gap, matching)
    return _heaviest_chain(found)


def choose_strays(pool: Pool, matching: Matching) -> list[Bead]:
    """Beads out of place, the most alike first; ties by distance, then by index."""
    gap = (matching.free_old(), matching.free_new())
    if not all(gap):
        return []
    beads = [
        *_stray_pairs(pool, gap, matching),
        *_splits(pool, gap, matching),
        *_merges(pool, gap, matching),
    ]
    ranked = sorted(
        (-_likeness(pool, bead), abs(bead.old[0] - bead.new[0]), bead.old, bead.new, bead)
        for bead in beads
    )
    chosen: list[Bead] = []
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for *_, bead in ranked:
        if taken_old.isdisjoint(bead.old) and taken_new.isdisjoint(bead.new):
            chosen.append(bead)
            taken_old.update(bead.old)
            taken_new.update(bead.new)
    return chosen


def _likeness(pool: Pool, bead: Bead) -> float:
    mass = sum(pool.old_mass[i] for i in bead.old) + sum(pool.new_mass[j] for j in bead.new)
    return 2 * bead.kept / mass if mass else 0.0


def _stray_pairs(pool: Pool, gap: Gap, matching: Matching) -> Iterator[Bead]:
    inside = set(gap[1])
    for i in gap[0]:
        row = sorted([(dice, -j) for j, dice in pool.dice[i].items() if j in inside], reverse=True)[
            :_STRAYS
        ]
        second = row[1][0] if len(row) > 1 else 0.0
        for dice, negative in row:
            j = -negative
            clear = dice >= _CLEAR_STRAY and dice >= second + _MARGIN
            same = matching.old[i].kind == matching.new[j].kind
            near = dice >= _STRAY or clear or _is_held(pool, i, j)
            if dice >= _OTHER_KIND or (same and near):
                yield Bead((i,), (j,), pool.shared[i][j])


def choose_plain(matching: Matching) -> list[Bead]:
    """Beads alone in their gap that no weighing of words could tell otherwise."""
    found = []
    for olds, news in matching.gaps():
        before = [matching.old[i].text for i in olds[:3]]
        after = [matching.new[j].text for j in news[:3]]
        if len(before) == len(after) == 1:
            same = matching.old[olds[0]].kind == matching.new[news[0]].kind
            plain = same and (ends_alike(*before, *after) or is_mostly_shared(*before, *after))
        elif len(before) == 1:
            plain = len(after) == 2 and _is_cut(*before, *after)
        else:
            plain = len(before) == 2 and len(after) == 1 and _is_cut(*after, *before)
        if plain and all(_may_join(matching, i, j) for i in olds for j in news):
            found.append(Bead(tuple(olds), tuple(news), 0))
    return found


def _is_cut(whole: str, first: str, second: str) -> bool:
    """Whether two texts of some length are the whole one, cut in two at a space."""
    return (
        min(len(first), len(second)) >= _PIECE
        and 0 <= len(whole) - len(first) - len(second) <= 1
        and whole.startswith(first)
        and whole.endswith(second)
    )


def ends_alike(one: str, other: str) -> bool:
    """Whether what both begin and end with is half of the longer one, and of the shorter."""
    lead = Prefix.similarity(one, other)
    tail = min(Postfix.similarity(one, other), min(len(one), len(other)) - lead)
    return 2 * (lead + tail) >= max(len(one), len(other)) > 0


def choose_alone(matching: Matching) -> Iterator[tuple[int, int]]:
    """Pairs that are left alone with each other between their neighbours, and read alike."""
    for olds, news in matching.gaps():
        if len(olds) == len(news) == 1:
            old, new = matching.old[olds[0]], matching.new[news[0]]
            if old.kind == new.kind and _similarity(old.text, new.text) >= _ALONE:
                yield olds[0], news[0]


def _similarity(one: str, other: str) -> float:
    words = ([token.lstrip() for token in tokens(text)] for text in (one, other))
    return float(Indel.normalized_similarity(*words, score_cutoff=_ALONE))


def _pairs(pool: Pool, gap: Gap, matching: Matching) -> Iterator[Bead]:
    olds, news = gap
    inside = set(news)
    for i in olds:
        row = pool.dice[i]
        least = max(row.values(), default=0.0) - _ELSEWHERE
        near = [(row[j], -abs(i - j), j) for j in inside & row.keys() if row[j] > least]
        near.sort(reverse=True)
        for dice, _, j in near[:_CANDIDATES]:
            if dice >= _FAINT and _is_pair(pool, matching, i, j):
                yield Bead((i,), (j,), pool.shared[i][j])


def _is_pair(pool: Pool, matching: Matching, i: int, j: int) -> bool:
    dice = pool.dice[i][j]
    if matching.old[i].kind != matching.new[j].kind:
        return dice >= _OTHER_KIND
    return dice >= _PAIR or _is_held(pool, i, j)


def _is_held(pool: Pool, i: int, j: int) -> bool:
    """Whether one block holds most of the other and much more."""
    return pool.dice[i][j] >= _FAINT and pool.contained(i, j) >= _HELD


def _splits(pool: Pool, gap: Gap, matching: Matching) -> Iterator[Bead]:
    olds, news = gap
    if len(news) < 2:
        return
    inside = set(news)
    for i in olds:
        row = pool.shared[i]
        parts = [j for j in sorted(inside & row.keys()) if _may_join(matching, i, j)]
        shares = {j: row[j] for j in parts}
        for run in _runs(shares, pool.new_mass):
            kept = pool.kept_in(i, run)
            if _is_whole(pool.old_mass[i], kept, [(shares[j], pool.new_mass[j]) for j in run]):
                yield Bead((i,), tuple(run), kept)


def _merges(pool: Pool, gap: Gap, matching: Matching) -> Iterator[Bead]:
    olds, news = gap
    if len(olds) < 2:
        return
    inside = set(news)
    columns: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for i in olds:
        for j in inside & pool.shared[i].keys():
            if _may_join(matching, i, j):
                columns[j][i] = pool.shared[i][j]
    for j, shares in sorted(columns.items()):
        for run in _runs(shares, pool.old_mass):
            kept = pool.kept_from(run, j)
            if _is_whole(pool.new_mass[j], kept, [(shares[i], pool.old_mass[i]) for i in run]):
                yield Bead(tuple(run), (j,), kept)


def _may_join(matching: Matching, i: int, j: int) -> bool:
    """Whether one block may be a part of the other: a subhead or a caption is none of a text."""
    was, now = matching.old[i].kind, matching.new[j].kind
    return was == now or (was not in _APART and now not in _APART)


def _is_whole(mass: int, kept: int, parts: list[tuple[int, int]]) -> bool:
    """Whether parts (shared, own weight) make up the whole, each adding to the best one's."""
    shared_by_all = sum(shared for shared, _ in parts)
    if kept < _COVERED * mass or shared_by_all < _PURE * sum(own for _, own in parts):
        return False
    best = max(shared for shared, _ in parts)
    if all(shared >= _CERTAIN * own for shared, own in parts):
        return kept > best
    return kept >= _GAIN * best and min(shared for shared, _ in parts) >= _PART * mass


def _runs(shares: dict[int, int], masses: dict[int, int]) -> Iterator[list[int]]:
    """Stretches of neighbours of which each shares enough with the whole."""
    return _stretches([k for k, shared in shares.items() if shared > _CONTAINED * masses[k]])


def _stretches(parts: list[int]) -> Iterator[list[int]]:
    """Runs of two or more neighbours; of a long run only the whole."""
    start = 0
    for end in range(1, len(parts) + 1):
        if end < len(parts) and parts[end] == parts[end - 1] + 1:
            continue
        run = parts[start:end]
        start = end
        if len(run) > _STRETCHES:
            yield run
        else:
            for a in range(len(run)):
                for b in range(a + 2, len(run) + 1):
                    yield run[a:b]


def _heaviest_chain(beads: list[Bead]) -> list[Bead]:
    """The heaviest beads that follow each other on both sides."""
    beads.sort()
    if all([one.old[-1] < two.old[0] and one.new[-1] < two.new[0] for one, two in pairwise(beads)]):
        return beads
    ends = sorted({bead.new[-1] for bead in beads})
    tree: list[tuple[int, int]] = [(0, -1)] * (len(ends) + 1)
    before: list[int] = []
    waiting: list[tuple[int, int, tuple[int, int]]] = []
    best = (0, -1)
    for at, bead in enumerate(beads):
        _release(tree, waiting, bead.old[0])
        weight, last = _best_below(tree, bisect_left(ends, bead.new[0]))
        before.append(last)
        entry = (weight + bead.kept, at)
        waiting.append((bead.old[-1], bisect_right(ends, bead.new[-1]), entry))
        best = max(best, entry, key=lambda found: found[0])
    chain: list[Bead] = []
    at = best[1]
    while at >= 0:
        chain.append(beads[at])
        at = before[at]
    return chain[::-1]


def _release(
    tree: list[tuple[int, int]], waiting: list[tuple[int, int, tuple[int, int]]], start: int
) -> None:
    """Let beads that end before old block `start` be followed."""
    ready = [item for item in waiting if item[0] < start]
    waiting[:] = [item for item in waiting if item[0] >= start]
    for _, first, entry in ready:
        place = first
        while place < len(tree):
            if entry[0] > tree[place][0]:
                tree[place] = entry
            place += place & -place


def _best_below(tree: list[tuple[int, int]], place: int) -> tuple[int, int]:
    best = (0, -1)
    while place > 0:
        if tree[place][0] > best[0]:
            best = tree[place]
        place -= place & -place
    return best
