"""Text and coordinates from strangers: nothing hostile stays, nothing honest is lost."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach.intake.clean import clean_line, clean_text, read_point


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("  Ổ gà  trước\tcổng ", "Ổ gà trước cổng", id="spaces"),
        pytest.param(unicodedata.normalize("NFD", "Đường ngập"), "Đường ngập", id="nfd"),
        pytest.param("a\x00b\x07c", "abc", id="nul-and-controls"),
        pytest.param("lone \ud800 surrogate", "lone surrogate", id="surrogate"),
        pytest.param("\u202eabc\u2066def", "abcdef", id="bidi-overrides"),
        pytest.param("09\u200b00 00\ufeff0 001", "0900 000 001", id="zero-width"),
        pytest.param("09\u200d00", "0900", id="joiner-between-digits"),
        pytest.param("👨\u200d👩\u200d👧 ❤\ufe0f", "👨\u200d👩\u200d👧 ❤\ufe0f", id="emoji-stay"),
        pytest.param("a\r\nb\rc\u2028d\n\n\n\ne", "a\nb\nc\nd\n\ne", id="line-breaks"),
        pytest.param("q" + "\u0301" * 500, "q" + "\u0301" * 3, id="combining-flood"),
        pytest.param("<script>alert(1)</script> {{ 7 }}", "<script>alert(1)</script> {{ 7 }}", id="markup"),
    ],
)
def test_text_is_cleaned(given: str, kept: str) -> None:
    assert clean_text(given) == kept


@given(st.text(st.characters(), max_size=300))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


def test_a_megabyte_of_marks_is_quick() -> None:
    began = time.perf_counter()
    clean_text("a" + "\u0316\u0301" * 500_000)
    assert time.perf_counter() - began < 1


def test_a_line_has_no_breaks() -> None:
    assert clean_line("Canary\r\nBcc: x\u2028y") == "Canary Bcc: x y"


@pytest.mark.parametrize(
    ("text", "point"),
    [
        pytest.param("10.7769, 106.7010", (10.7769, 106.701), id="as-maps-write-it"),
        pytest.param("10,7769 106,7010", (10.7769, 106.701), id="decimal-commas"),
        pytest.param("(10.7769°; 106.7010°)", (10.7769, 106.701), id="degrees"),
        pytest.param("10.77690000001,106.7010", (10.7769, 106.701), id="rounded"),
        pytest.param("106.7010, 10.7769", None, id="swapped"),
        pytest.param("nan, inf", None, id="not-numbers"),
        pytest.param("1e400, 3", None, id="exponent"),
        pytest.param("10.7769", None, id="one-number"),
        pytest.param("", None, id="nothing"),
        pytest.param("91, 0", None, id="beyond-the-pole"),
        pytest.param("9" * 100_000, None, id="long"),
    ],
)
def test_points_are_read(text: str, point: tuple[float, float] | None) -> None:
    assert read_point(text) == point
