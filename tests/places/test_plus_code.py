"""Plus Codes against the specification's own examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach.places.plus_code import decode, encode, find_plus_code

CENTRE = (10.7769, 106.7009)


@pytest.mark.parametrize(
    ("code", "middle"),
    [
        ("7FG49Q00+", (20.375, 2.775)),
        ("7FG49QCJ+2V", (20.3700625, 2.7821875)),
        ("7FG49QCJ+2VX", (20.3701125, 2.782234375)),
        ("8FVC2222+22", (47.0000625, 8.0000625)),
        ("4VCPPQGP+Q9", (-41.2730625, 174.7859375)),
        ("62G20000+", (1.0 - 0.5 + 0.0, -180.0 + 0.5)),
    ],
)
def test_full_codes_of_the_specification(code: str, middle: tuple[float, float]) -> None:
    assert find_plus_code(code, CENTRE) == pytest.approx(middle, abs=1e-9)


@pytest.mark.parametrize(
    ("short", "near", "whole"),
    [
        ("9QCJ+2VX", (51.3701125, -1.217765625), "9C3W9QCJ+2VX"),
        ("CJ+2VX", (51.3708675, -1.217765625), "9C3W9QCJ+2VX"),
        ("9QCJ+2VX", (51.3852125, -1.6), "9C3W9QCJ+2VX"),
        ("22+", (42.9, 42.9), None),
        ("2222+22", (46.99, 8.01), "8FVC2222+22"),
    ],
)
def test_short_codes_are_read_near_a_place(short: str, near: tuple[float, float], whole: str | None) -> None:
    found = find_plus_code(short, near)
    assert found == (pytest.approx(find_plus_code(whole, near), abs=1e-9) if whole else None)


@pytest.mark.parametrize(
    "text", ["", "1 + 2", "QPG4 4P", "7P28QPG44P", "ABCDEFGH+IJ", "7FG49Q00+22", "XX222222+22", "a+b", "2+22"]
)
def test_what_is_no_plus_code_is_left_alone(text: str) -> None:
    assert find_plus_code(text, CENTRE) is None


def test_a_code_within_words_is_found() -> None:
    lat, lon = find_plus_code("QPG2+Q9 Bến Nghé, Quận 1", CENTRE) or (0, 0)
    assert (lat, lon) == pytest.approx((10.777, 106.701), abs=0.001)


@given(lat=st.floats(-89.9, 89.9), lon=st.floats(-179.9, 179.9))
def test_a_point_lies_in_its_own_cell(lat: float, lon: float) -> None:
    middle = decode(encode(lat, lon))
    assert middle == pytest.approx((lat, lon), abs=1 / 8000)
    code = encode(lat, lon)
    assert find_plus_code(f"{code[4:8]}+{code[8:]}", (lat, lon)) == pytest.approx(middle, abs=1e-9)
