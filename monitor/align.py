"""Blocks of the old reading to blocks of the new: kept, changed, moved, split, merged, copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.beads import Bead, choose_alone, choose_beads, choose_plain, choose_strays
from monitor.budget import Budget
from monitor.folds import match_folded
from monitor.matching import Matching, Unit, match_exact, set_copies_aside
from monitor.sequences import heaviest_increasing, is_increasing
from monitor.similarity import Pool
from monitor.tokens import alphanumerics

#: letters and digits below which an equal block is not told as moved
_EQUAL_MOVE = 8
#: the same for a block that changed as well (git's --color-moved asks for 20)
_CHANGED_MOVE = 20
#: free blocks of both sides beyond which none are sought that are only alike
_POOL = 40_000
#: copies that are tried in the place of a block that seems moved
_TRIED = 8
#: blocks that are put in order again for all of them together
_WEIGHED = 100_000


@dataclass(frozen=True, slots=True)
class Alignment:
    """What became of every block; each index stands in exactly one of the fields."""

    #: (old, new) one to one, equal or not, in the order of the old
    pairs: tuple[tuple[int, int], ...]
    #: old indices of `pairs`, `splits` and first ones of `merges` that changed their place
    moved: frozenset[int]
    #: (old, its parts in the new)
    splits: tuple[tuple[int, tuple[int, ...]], ...]
    #: (parts in the old, new)
    merges: tuple[tuple[tuple[int, ...], int], ...]
    inserted: tuple[int, ...]
    deleted: tuple[int, ...]
    #: (old, the further copy in the new); the old block itself stands in `pairs`
    copied: tuple[tuple[int, int], ...]
    #: (the copy in the old that is gone, the new block that remains)
    uncopied: tuple[tuple[int, int], ...]


def align(old: Sequence[Unit], new: Sequence[Unit], budget: Budget | None = None) -> Alignment:
    """The plainest account of how the units of `old` became those of `new`."""
    matching = match_exact(old, new, budget or Budget())
    both_left = bool(matching.free_old() and matching.free_new())
    if both_left:
        match_folded(matching)
    set_copies_aside(matching)
    groups = _match_similar(matching) if both_left else []
    moved = _moved(matching, groups)
    if any(i in moved for i in matching.copies_new.values()):
        moved = _with_copies_moved(matching, groups, moved)
    _drop_short_moves(matching, moved)
    matching.forget_lost_copies()
    return Alignment(
        pairs=tuple(matching.pairs()),
        moved=frozenset(moved),
        splits=tuple((bead.old[0], bead.new) for bead in groups if len(bead.old) == 1),
        merges=tuple((bead.old, bead.new[0]) for bead in groups if len(bead.new) == 1),
        inserted=tuple(matching.free_new()),
        deleted=tuple(matching.free_old()),
        copied=tuple(sorted((i, j) for j, i in matching.copies_new.items())),
        uncopied=tuple(sorted(matching.copies_old.items())),
    )


def _match_similar(matching: Matching) -> list[Bead]:
    """Pair what shares enough words; returns the splits and merges."""
    plain = choose_plain(matching)
    _pair(matching, plain)
    olds = {i: matching.old[i].text for i in matching.free_old()}
    news = {j: matching.new[j].text for j in matching.free_new()}
    if not olds or not news:
        return _groups(plain)
    if len(olds) + len(news) > _POOL:
        matching.budget.coarser("similarity")
        return _groups(plain)
    pool = Pool(olds, news, matching.budget)
    beads = choose_beads(pool, matching)
    _pair(matching, beads)
    strays = choose_strays(pool, matching)
    _pair(matching, strays)
    matching.link_all(choose_alone(matching))
    return _groups([*plain, *beads, *strays])


def _groups(beads: list[Bead]) -> list[Bead]:
    return [bead for bead in beads if len(bead.old) + len(bead.new) > 2]


def _pair(matching: Matching, beads: list[Bead]) -> None:
    for bead in beads:
        if len(bead.old) == len(bead.new) == 1:
            matching.link(bead.old[0], bead.new[0])
        else:
            matching.take(bead.old, bead.new)


def _moved(matching: Matching, groups: list[Bead]) -> set[int]:
    """Old indices off the heaviest set of links that keep their order: the fewest moves."""
    pairs = matching.inner_pairs()
    if not groups and is_increasing([j for _, j in pairs]):
        return set()
    links = [(i, j, len(matching.old[i].text)) for i, j in pairs]
    links += [(bead.old[0], bead.new[0], len(matching.old[bead.old[0]].text)) for bead in groups]
    links.sort()
    kept = set(heaviest_increasing([(j, size) for _, j, size in links]))
    return {link[0] for at, link in enumerate(links) if at not in kept}


def _with_copies_moved(matching: Matching, groups: list[Bead], moved: set[int]) -> set[int]:
    """Where a block seems moved and one of its copies stands in its place, the copy came."""
    tried = min(_TRIED, _WEIGHED // len(matching.target) + 1)
    for j, i in list(matching.copies_new.items())[:tried]:
        if i not in moved:
            continue
        other = matching.target[i]
        matching.origin[other] = -1
        matching.link(i, j)
        fewer = _moved(matching, groups)
        if len(fewer) < len(moved):
            moved = fewer
            del matching.copies_new[j]
            matching.copies_new[other] = i
        else:
            matching.origin[j] = -1
            matching.link(i, other)
    return moved


def _drop_short_moves(matching: Matching, moved: set[int]) -> None:
    """A moved scrap is a deletion and an insertion: its place tells nobody anything."""
    for i in sorted(moved):
        j = matching.target[i]
        if j < 0:
            continue
        equal = matching.old[i].text == matching.new[j].text
        floor = _EQUAL_MOVE if equal else _CHANGED_MOVE
        if _is_scrap(matching.old[i].text, floor) or _is_scrap(matching.new[j].text, floor):
            matching.unlink(i)
            moved.discard(i)


def _is_scrap(text: str, floor: int) -> bool:
    """Whether a text has fewer letters and digits; of a longer one the beginning tells."""
    return alphanumerics(text[: 2 * floor]) < floor and alphanumerics(text) < floor
