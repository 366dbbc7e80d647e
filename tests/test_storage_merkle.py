"""Merkle trees: RFC 6962's hashing and proofs."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import merkle

LEAVES = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", bytes(8), b"ab" * 8]


class Tree:
    """A log in memory that grows as the archive's does."""

    def __init__(self, entries=()):
        self.nodes = {}
        self.size = 0
        for entry in entries:
            self.append(entry)

    def append(self, entry):
        leaf = merkle.leaf_hash(entry)
        self.nodes[0, self.size] = leaf
        for level, index, value in merkle.completed(self.size, leaf, self.node):
            self.nodes[level, index] = value
        self.size += 1

    def node(self, level, index):
        return self.nodes[level, index]

    def root(self, size=None):
        return merkle.root(self.size if size is None else size, self.node)


def root_by_definition(entries):
    """MTH of RFC 6962, section 2.1, word for word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    left = 1
    while left * 2 < len(entries):
        left *= 2
    halves = root_by_definition(entries[:left]) + root_by_definition(entries[left:])
    return sha256(b"\x01" + halves).digest()


def test_hashes_are_those_that_other_implementations_give():
    empty_leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    three = merkle.node_hash(
        merkle.node_hash(merkle.leaf_hash(b""), merkle.leaf_hash(b"\x00")),
        merkle.leaf_hash(b"\x10"),
    )

    assert merkle.leaf_hash(b"").hex() == empty_leaf
    assert Tree().root() == sha256(b"").digest()
    assert Tree(LEAVES[:3]).root() == three


def test_proofs_of_a_tree_of_seven_are_those_drawn_in_the_rfc():
    """RFC 6962, section 2.1.3: the tree of d0 to d6 and its hashes a to l."""
    d = [merkle.leaf_hash(bytes([number])) for number in range(7)]
    g, h, i = (merkle.node_hash(d[n], d[n + 1]) for n in (0, 2, 4))
    k, l = merkle.node_hash(g, h), merkle.node_hash(i, d[6])  # noqa: E741
    tree = Tree(bytes([number]) for number in range(7))

    assert tree.root() == merkle.node_hash(k, l)
    assert merkle.inclusion_proof(0, 7, tree.node) == (d[1], h, l)
    assert merkle.inclusion_proof(3, 7, tree.node) == (d[2], g, l)
    assert merkle.inclusion_proof(4, 7, tree.node) == (d[5], d[6], k)
    assert merkle.inclusion_proof(6, 7, tree.node) == (i, k)
    assert merkle.consistency_proof(3, 7, tree.node) == (d[2], d[3], g, l)
    assert merkle.consistency_proof(4, 7, tree.node) == (l,)
    assert merkle.consistency_proof(6, 7, tree.node) == (i, d[6], k)
    assert merkle.consistency_proof(7, 7, tree.node) == ()


@given(st.lists(st.binary(max_size=4), max_size=40))
def test_growing_gives_the_root_of_the_definition(entries):
    assert Tree(entries).root() == root_by_definition(entries)


@given(st.integers(1, 70), st.data())
def test_an_inclusion_proof_holds_for_its_leaf_alone(size, data):
    tree = Tree(bytes([number]) for number in range(size))
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-1, size + 1))

    proof = merkle.inclusion_proof(index, size, tree.node)
    leaf = merkle.leaf_hash(bytes([index]))

    assert merkle.verify_inclusion(leaf, index, size, proof, tree.root())
    assert merkle.verify_inclusion(leaf, other, size, proof, tree.root()) == (other == index)
    assert not merkle.verify_inclusion(bytes(32), index, size, proof, tree.root())
    assert not merkle.verify_inclusion(leaf, index, size, proof, bytes(32))
    assert not merkle.verify_inclusion(leaf, index, size, (*proof, leaf), tree.root())
    assert not proof or not merkle.verify_inclusion(leaf, index, size, proof[:-1], tree.root())


@given(st.integers(1, 70), st.data())
def test_a_consistency_proof_holds_for_its_two_trees_alone(new, data):
    tree = Tree(bytes([number]) for number in range(new))
    old = data.draw(st.integers(1, new))
    before, after = tree.root(old), tree.root(new)

    proof = merkle.consistency_proof(old, new, tree.node)

    assert merkle.verify_consistency(old, new, before, after, proof)
    assert not merkle.verify_consistency(old, new, bytes(32), after, proof)
    assert not merkle.verify_consistency(old, new, before, bytes(32), proof)
    assert not merkle.verify_consistency(old, new, before, after, (*proof, after))
    assert not proof or not merkle.verify_consistency(old, new, before, after, proof[:-1])
    assert not merkle.verify_consistency(new + 1, new, before, after, proof)
    assert not merkle.verify_consistency(0, new, before, after, proof)


def test_each_beginning_of_a_tree_is_shown_to_be_one():
    tree = Tree(bytes([number]) for number in range(21))

    for old in range(1, tree.size + 1):
        proof = merkle.consistency_proof(old, tree.size, tree.node)

        assert merkle.verify_consistency(old, tree.size, tree.root(old), tree.root(), proof)
        longer = (*proof, tree.root())
        assert not merkle.verify_consistency(old, tree.size, tree.root(old), tree.root(), longer)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_outside_the_tree_has_no_proof(index, size):
    with pytest.raises(ValueError, match="has no leaf"):
        merkle.inclusion_proof(index, size, Tree(LEAVES).node)


def test_an_empty_proof_shows_nothing():
    tree = Tree(LEAVES)

    assert not merkle.verify_consistency(3, 7, tree.root(3), tree.root(7), ())


def test_a_larger_tree_is_no_beginning():
    with pytest.raises(ValueError, match="no beginning"):
        merkle.consistency_proof(4, 3, Tree(LEAVES).node)
