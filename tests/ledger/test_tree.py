"""The tree is RFC 6962's, and a proof holds for its own leaf alone."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach.ledger.tree import EMPTY, leaf_hash, node_hash, proof_of, root_from, root_of

# The example tree of RFC 6962's own test data: leaves d[0] to d[7].
RECORDS = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}

leaves = st.lists(st.binary(max_size=4).map(leaf_hash), min_size=1, max_size=70)


def by_definition(hashes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word by word."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return node_hash(by_definition(hashes[:split]), by_definition(hashes[split:]))


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_of_the_rfc_example(size: int) -> None:
    assert root_of(leaf_hash(record) for record in RECORDS[:size]).hex() == ROOTS[size]


def test_no_record_has_the_root_of_nothing() -> None:
    assert root_of([]) == EMPTY == hashlib.sha256().digest()


@given(leaves)
def test_root_is_the_definition(hashes: list[bytes]) -> None:
    assert root_of(hashes) == by_definition(hashes)


@given(leaves, st.data())
def test_a_proof_leads_to_the_root_from_its_own_place_alone(hashes: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(hashes) - 1))
    path, root, size = proof_of(hashes, index), root_of(hashes), len(hashes)
    assert root_from(hashes[index], index, size, path) == root
    assert root_from(leaf_hash(b"somebody else"), index, size, path) != root
    assert root_from(hashes[index], size, size, path) is None
    assert root_from(hashes[index], index, size, [*path, b"\0" * 32]) is None
    if path:
        assert root_from(hashes[index], index, size, path[:-1]) != root


def test_there_is_no_proof_for_a_leaf_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        proof_of([leaf_hash(b"")], 1)
