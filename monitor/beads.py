"""Which similar blocks belong together: beads of one to one, one to many, many to one.

The order-preserving choice inside the gaps is the heaviest chain of beads, after Gale and
Church, "A Program for Aligning Sentences in Bilingual Corpora" (1993), on a sparse set of beads.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from monitor.matching import Matching
from monitor.similarity import Pool

Gap = tuple[list[int], list[int]]

#: least similarity of a pair in place; of a pair that changed its kind; alone in its gap
_PAIR, _OTHER_KIND, _ALONE = 0.36, 0.75, 0.30
#: least similarity of a pair out of place; with a clear margin over the next best
_STRAY, _CLEAR_STRAY, _MARGIN = 0.5, 0.42, 0.15
#: how much better a place elsewhere must be for a pair in place to be given up
_ELSEWHERE = 0.25
#: a part of a split: share of its own words found in the whole, share of the whole
_CONTAINED, _PART, _COVERED, _GAIN = 0.55, 0.06, 0.6, 1.08
#: longest run of parts of which every stretch is tried
_STRETCHES = 8


@dataclass(frozen=True, slots=True)
class Bead:
    """Old blocks that became new blocks; neighbours on each side."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    #: the weight of the words kept
    kept: int


def choose_beads(pool: Pool, gaps: list[Gap], matching: Matching) -> list[Bead]:
    """The beads inside the gaps that keep most and do not cross."""
    found: list[Bead] = []
    for olds, news in gaps:
        if olds and news:
            found += _pairs(pool, (olds, news), matching)
            found += _splits(pool, (olds, news))
            found += _merges(pool, (olds, news))
    return _heaviest_chain(found)


def choose_strays(
    pool: Pool, olds: list[int], news: list[int], matching: Matching
) -> list[tuple[int, int]]:
    """Pairs out of place, the most similar first; ties by distance, then by index."""
    free_new = set(news)
    ranked = []
    for i in olds:
        row = sorted(((pool.dice(i, j), j) for j in pool.shared[i] if j in free_new), reverse=True)[
            :8
        ]
        second = row[1][0] if len(row) > 1 else 0.0
        for dice, j in row:
            clear = dice >= _CLEAR_STRAY and dice >= second + _MARGIN
            same = matching.old[i].kind == matching.new[j].kind
            if dice >= _OTHER_KIND or (same and (dice >= _STRAY or clear)):
                ranked.append((-dice, abs(i - j), i, j))
    chosen: dict[int, int] = {}
    for _, _, i, j in sorted(ranked):
        if i not in chosen and j in free_new:
            chosen[i] = j
            free_new.discard(j)
    return sorted(chosen.items())


def _pairs(pool: Pool, gap: Gap, matching: Matching) -> Iterator[Bead]:
    olds, news = gap
    alone = len(olds) == len(news) == 1
    inside = set(news)
    for i in olds:
        row = pool.shared[i]
        best = max((pool.dice(i, j) for j in row), default=0.0)
        for j in sorted(inside & row.keys()):
            dice = pool.dice(i, j)
            least = _ALONE if alone else _PAIR
            if matching.old[i].kind != matching.new[j].kind:
                least = _OTHER_KIND
            if dice >= least and best < dice + _ELSEWHERE:
                yield Bead((i,), (j,), row[j])
    if alone and not pool.shared[olds[0]].get(news[0]) and _alike(matching, olds[0], news[0]):
        yield Bead((olds[0],), (news[0],), 1)


def _alike(matching: Matching, i: int, j: int) -> bool:
    """Whether two blocks that share no long word still read alike."""
    old, new = matching.old[i], matching.new[j]
    if old.kind != new.kind:
        return False
    similarity: float = Indel.normalized_similarity(old.text.split(), new.text.split())
    return similarity >= 0.62


def _splits(pool: Pool, gap: Gap) -> Iterator[Bead]:
    olds, news = gap
    if len(news) < 2:
        return
    for i in olds:
        row = pool.shared[i]
        parts = [j for j in news if row.get(j, 0) > _CONTAINED * pool.new_mass[j]]
        for run in _stretches(parts):
            best = max(row[j] for j in run)
            kept = pool.kept_in(i, run)
            if _is_whole(pool.old_mass[i], kept, best, min(row[j] for j in run)):
                yield Bead((i,), tuple(run), kept)


def _merges(pool: Pool, gap: Gap) -> Iterator[Bead]:
    olds, news = gap
    if len(olds) < 2:
        return
    for j in news:
        column = {i: pool.shared[i].get(j, 0) for i in olds}
        parts = [i for i in olds if column[i] > _CONTAINED * pool.old_mass[i]]
        for run in _stretches(parts):
            best = max(column[i] for i in run)
            kept = pool.kept_from(run, j)
            if _is_whole(pool.new_mass[j], kept, best, min(column[i] for i in run)):
                yield Bead(tuple(run), (j,), kept)


def _is_whole(mass: int, kept: int, best: int, least: int) -> bool:
    """Whether the parts make up the whole, each adding to what the best one covers alone."""
    return kept >= _COVERED * mass and kept >= _GAIN * best and least >= _PART * mass


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
    beads.sort(key=lambda bead: (bead.old, bead.new))
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
