"""What a published place promises: in the ward, the same for all who share it, and honest about how far."""

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from minhbach.errors import BadInput, UnsafeState
from minhbach.places.units import WARD, Unit
from minhbach.privacy.place.cells import DWELLINGS, divide, metres, square_km
from minhbach.privacy.place.location import HOME, PUBLIC, SENSITIVE, generalise, shared_ground


def made_up_ward(shape: BaseGeometry, code: str = "00001") -> Unit:
    return Unit(
        "2021-01-01", code, WARD, "Phường", "Phường Thử", "Test Ward", "phuong-thu", None, True, shape
    )


# A crooked ward with a bay and a hole, about 1 km across; one of two pieces; a strip 6 m wide.
CROOKED = Polygon(
    [(106.69, 10.77), (106.705, 10.768), (106.71, 10.782), (106.7, 10.776), (106.695, 10.785)],
    [[(106.698, 10.772), (106.7, 10.772), (106.699, 10.774)]],
)
WARDS = {
    "crooked": made_up_ward(CROOKED, "00001"),
    "two pieces": made_up_ward(
        MultiPolygon([box(106.60, 10.70, 106.61, 10.71), box(106.62, 10.7, 106.623, 10.702)]), "00002"
    ),
    "strip": made_up_ward(box(106.7, 10.80001, 106.71, 10.80006), "00003"),
}
DENSE, SPARSE, EMPTY = 4_000.0, 300.0, 5.0

wards = st.sampled_from(sorted(WARDS))
densities = st.sampled_from([DENSE, SPARSE, EMPTY, None])
kinds = st.sampled_from([PUBLIC, HOME, SENSITIVE])


@st.composite
def pins(draw: st.DrawFn) -> tuple[Unit, float, float]:
    """A ward and a pin in it (or within the city's tolerance of 50 m around it)."""
    ward = WARDS[draw(wards)]
    west, south, east, north = ward.geometry.bounds
    lon, lat = draw(st.floats(west, east)), draw(st.floats(south, north))
    pin = Point(lon, lat)
    if not ward.geometry.buffer(0.0004).covers(pin):
        pin = shapely.shortest_line(ward.geometry, pin).interpolate(0)
    return ward, pin.y, pin.x


@given(pins(), kinds, densities)
def test_a_published_point_is_in_the_ward_and_within_its_uncertainty(
    pin: tuple[Unit, float, float], concerns: str, density: float | None
) -> None:
    ward, lat, lon = pin
    told = generalise(lat, lon, ward, concerns, dwellings_per_km2=density)
    assert ward.geometry.covers(Point(told.lon, told.lat))
    assert metres(told.lat, told.lon, np.array([lat]), np.array([lon]))[0] <= told.uncertainty_m
    assert generalise(lat, lon, ward, concerns, dwellings_per_km2=density) == told


@given(pins(), kinds, densities)
def test_publishing_what_is_published_moves_nothing(
    pin: tuple[Unit, float, float], concerns: str, density: float | None
) -> None:
    ward, lat, lon = pin
    told = generalise(lat, lon, ward, concerns, dwellings_per_km2=density)
    again = generalise(told.lat, told.lon, ward, concerns, dwellings_per_km2=density)
    assert (again.lat, again.lon) == (told.lat, told.lon)


@pytest.mark.parametrize("density", [DENSE, 1_000.0, SPARSE], ids=["dense", "middling", "sparse"])
@pytest.mark.parametrize("name", WARDS)
def test_every_point_of_a_home_stands_for_enough_dwellings(name: str, density: float) -> None:
    ward = WARDS[name]
    division = divide(ward.geometry, density)
    if division is None:
        whole = float(square_km(np.array([ward.geometry]))[0]) * density
        assert whole < 20 * DWELLINGS
        return
    rng = np.random.default_rng(1)
    west, south, east, north = ward.geometry.bounds
    lons, lats = rng.uniform(west, east, 40_000), rng.uniform(south, north, 40_000)
    inside = shapely.contains_xy(ward.geometry, lons, lats)
    spots = [division.spot(lat, lon) for lat, lon in zip(lats[inside], lons[inside], strict=True)]
    homes = float(square_km(np.array([ward.geometry]))[0]) * density / len(spots)
    shares = {spot: spots.count(spot) * homes for spot in set(spots)}
    assert min(shares.values()) >= DWELLINGS * 0.8, "0.8 allows for the sampling"
    assert len(shares) > 1 or len(spots) * homes < 4 * DWELLINGS


@pytest.mark.parametrize(
    ("concerns", "density", "method"),
    [
        (PUBLIC, None, "grid-10m"),
        (HOME, DENSE, "cell-10"),
        (HOME, SPARSE, "cell-9"),
        (HOME, EMPTY, "ward"),
        (HOME, None, "ward"),
        (SENSITIVE, DENSE, "ward"),
    ],
    ids=["public", "home, dense", "home, sparse", "home, empty", "home, unknown", "sensitive"],
)
def test_the_method_follows_from_what_it_concerns(concerns: str, density: float | None, method: str) -> None:
    told = generalise(10.775, 106.696, WARDS["crooked"], concerns, dwellings_per_km2=density)
    assert told.method == method
    bound = {"grid-10m": 10, "cell-10": 350, "cell-9": 700, "ward": 2_000}[method]
    assert told.uncertainty_m <= bound


def test_a_public_place_moves_less_than_eight_metres() -> None:
    told = generalise(10.770049, 106.690651, WARDS["crooked"], PUBLIC)
    assert (told.lat, told.lon) == (10.77, 106.6907)


def test_all_homes_of_a_cell_are_told_alike_however_often_they_report() -> None:
    rng = np.random.default_rng(7)
    around = [(10.7775 + a, 106.6955 + b) for a, b in rng.uniform(-0.0002, 0.0002, (200, 2))]
    told = {generalise(lat, lon, WARDS["crooked"], HOME, dwellings_per_km2=DENSE) for lat, lon in around}
    assert len(told) <= 3


def test_shared_ground_keeps_the_point_in_every_vintage() -> None:
    old = [
        made_up_ward(box(106.60, 10.70, 106.605, 10.71), "1"),
        made_up_ward(box(106.605, 10.7, 106.61, 10.71), "2"),
    ]
    new = replace(made_up_ward(box(106.60, 10.70, 106.61, 10.71), "3"), vintage="2025-07-01")
    for ward, lon in zip(old, (106.6045, 106.6055), strict=True):
        told = generalise(10.705, lon, shared_ground((ward, new)), SENSITIVE)
        assert ward.geometry.contains(Point(told.lon, told.lat))
    apart = made_up_ward(box(107, 11, 107.1, 11.1), "4")
    assert shared_ground((apart, new)) == new


@pytest.mark.parametrize(
    ("lat", "lon"), [(math.nan, 106.7), (10.7, math.inf), (-math.inf, 106.7)], ids=["nan", "inf", "-inf"]
)
def test_no_number_no_place(lat: float, lon: float) -> None:
    with pytest.raises(BadInput):
        generalise(lat, lon, WARDS["crooked"], HOME)


def test_a_wrong_ward_or_kind_is_told() -> None:
    with pytest.raises(UnsafeState, match="locate it again"):
        generalise(10.9, 106.9, WARDS["crooked"], PUBLIC)
    with pytest.raises(BadInput, match="concerns 'secret'"):
        generalise(10.775, 106.696, WARDS["crooked"], "secret")
