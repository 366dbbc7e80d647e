"""Merkle trees of an append-only log: roots, and proofs that anyone can check.

Hashing and proofs are those of RFC 6962, section 2.1; the checks are the algorithms of RFC 9162,
sections 2.1.3.2 and 2.1.4.2. A node is named by its level (0: leaves) and its index there, and is
complete when all its 2^level leaves are in the tree; complete nodes never change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

#: gives the hash of a complete node
Node = Callable[[int, int], bytes]

#: the root of a tree without leaves
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two others."""
    return sha256(b"\x01" + left + right).digest()


def completed(size: int, leaf: bytes, node: Node) -> Iterator[tuple[int, int, bytes]]:
    """The nodes (level, index, hash) above the leaves that the leaf number `size` completes."""
    level, index, above = 0, size, leaf
    while index % 2:
        above = node_hash(node(level, index - 1), above)
        level, index = level + 1, index // 2
        yield level, index, above


def root(size: int, node: Node) -> bytes:
    """The root over the first `size` leaves."""
    return _range(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: Node) -> tuple[bytes, ...]:
    """What is needed beside the leaf number `index` to compute the root of `size` leaves."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} has no leaf {index}")
    return tuple(_path(index, 0, size, node))


def consistency_proof(old: int, new: int, node: Node) -> tuple[bytes, ...]:
    """What shows that the tree of `old` leaves is the beginning of that of `new`."""
    if not 0 < old <= new:
        raise ValueError(f"a tree of {old} is no beginning of one of {new}")
    return tuple(_subproof(old, 0, new, True, node)) if old < new else ()


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes
) -> bool:
    """Whether the leaf's hash is number `index` under this root of `size` leaves."""
    if not 0 <= index < size:
        return False
    first, last, value = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if first % 2 or first == last:
            value = node_hash(step, value)
            while first % 2 == 0 and first:
                first, last = first // 2, last // 2
        else:
            value = node_hash(value, step)
        first, last = first // 2, last // 2
    return last == 0 and value == root_hash


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the tree of the old root is the beginning of that of the new root."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    first, last = old - 1, new - 1
    while first % 2:
        first, last = first // 2, last // 2
    if not path:
        return False
    return _climb(path, first, last) == (old_root, new_root)


def _climb(path: list[bytes], first: int, last: int) -> tuple[bytes, bytes] | None:
    """Both roots that a consistency proof leads to; None when its length is wrong."""
    old_value = new_value = path[0]
    for step in path[1:]:
        if last == 0:
            return None
        if first % 2 or first == last:
            old_value = node_hash(step, old_value)
            new_value = node_hash(step, new_value)
            while first % 2 == 0 and first:
                first, last = first // 2, last // 2
        else:
            new_value = node_hash(new_value, step)
        first, last = first // 2, last // 2
    return (old_value, new_value) if last == 0 else None


def _range(start: int, size: int, node: Node) -> bytes:
    """The hash over `size` leaves from `start`, which is a multiple of a power of two ≥ size."""
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    left = _split(size)
    return node_hash(_range(start, left, node), _range(start + left, size - left, node))


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _path(index: int, start: int, size: int, node: Node) -> Iterator[bytes]:
    """PATH(index, D[start:start+size]), from the leaf up."""
    if size == 1:
        return
    left = _split(size)
    if index < left:
        yield from _path(index, start, left, node)
        yield _range(start + left, size - left, node)
    else:
        yield from _path(index - left, start + left, size - left, node)
        yield _range(start, left, node)


def _subproof(old: int, start: int, size: int, whole: bool, node: Node) -> Iterator[bytes]:
    """SUBPROOF(old, D[start:start+size], whole)."""
    if old == size:
        if not whole:
            yield _range(start, size, node)
        return
    left = _split(size)
    if old <= left:
        yield from _subproof(old, start, left, whole, node)
        yield _range(start + left, size - left, node)
    else:
        yield from _subproof(old - left, start + left, size - left, False, node)
        yield _range(start, left, node)
