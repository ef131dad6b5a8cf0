"""Tracking codes: hard to guess, easy to read out, and a slip is told."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from minhbach.errors import BadInput
from minhbach.tracking import (
    ALPHABET,
    new_tracking_code,
    parse_tracking_code,
    receipt_tag,
    tracking_hash,
)

codes = st.builds(new_tracking_code)


@given(codes)
def test_a_code_reads_back_in_any_dress(code: str) -> None:
    assert len(code) == 24
    plain = code.replace("-", "")
    assert set(plain) <= set(ALPHABET)
    for typed in (code, plain, code.lower(), f" {code.replace('-', ' – ')}\n", code.replace("5", "s")):
        assert parse_tracking_code(typed) == code


@given(codes, st.integers(0, 19), st.sampled_from(ALPHABET))
def test_every_single_wrong_sign_is_told(code: str, place: int, sign: str) -> None:
    plain = code.replace("-", "")
    assume(plain[place] != sign)
    with pytest.raises(BadInput):
        parse_tracking_code(plain[:place] + sign + plain[place + 1 :])


@given(codes, st.integers(0, 19), st.integers(0, 19))
def test_every_swap_of_two_signs_is_told(code: str, one: int, other: int) -> None:
    signs = list(code.replace("-", ""))
    assume(signs[one] != signs[other])
    signs[one], signs[other] = signs[other], signs[one]
    with pytest.raises(BadInput):
        parse_tracking_code("".join(signs))


@pytest.mark.parametrize(
    "typed", ["", "ABCD", "0" * 20, "<script>alert(1)</script>", "2" * 10_000, "\x00" * 20]
)
def test_what_is_no_code_is_told(typed: str) -> None:
    with pytest.raises(BadInput):
        parse_tracking_code(typed)


def test_the_hash_needs_the_pepper_and_ignores_dress() -> None:
    code = new_tracking_code()
    kept = tracking_hash(code, b"pepper one")
    assert kept == tracking_hash(code.lower().replace("-", " "), b"pepper one")
    assert kept != tracking_hash(code, b"pepper two")
    assert len(kept) == 64
    assert code not in kept


def test_codes_do_not_repeat() -> None:
    assert len({new_tracking_code() for _ in range(10_000)}) == 10_000


def test_receipt_tag_is_the_same_everywhere_and_says_nothing_of_the_code() -> None:
    code = new_tracking_code()
    assert receipt_tag(code) == receipt_tag(code.lower().replace("-", " "))
    assert receipt_tag(code) != tracking_hash(code, b"pepper")
    always = "08cf7d8c7ed584b9bd65ad4fc6f8437949b0160f1b1e02c5bff1893b0093fed7"
    assert receipt_tag("2222-2222-2222-2222-2222") == always, "the page that checks receipts counts on it"
