"""Where a point lies: exact, the same for one point and for many, one answer on a shared edge."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from minhbach.errors import BadInput
from minhbach.places.atlas import Atlas
from minhbach.places.coverage import tile
from minhbach.places.store import DERIVED, BoundarySet
from minhbach.places.units import WARD, Unit, Vintage

DAY = date(2021, 1, 1)
VINTAGES = ["2019-01-01", "2021-01-01", "2025-01-01", "2025-07-01"]
NEAREST_M = 150.0


@pytest.fixture(scope="module")
def city(boundaries: Path) -> Atlas:
    return Atlas.load(boundaries)


def atlas_of(shapes: dict[str, BaseGeometry], nearest_m: float = NEAREST_M) -> Atlas:
    """A made-up city with one vintage."""
    vintage = Vintage(DAY.isoformat(), DAY, None, "made up", "CC0-1.0", True, "")
    units = tuple(
        Unit(vintage.id, code, WARD, "", f"Ward {code}", f"Ward {code}", code, None, True, shape)
        for code, shape in shapes.items()
    )
    return Atlas([BoundarySet(vintage, units, (), DERIVED, (), nearest_m)])


def answer(shapes: dict[str, BaseGeometry], lat: float, lon: float) -> tuple[str | None, str] | None:
    """What plain shapely says, shape by shape; None where rounding decides whether a shape is near."""
    point = shapely.Point(lon, lat)
    holders = sorted(code for code, shape in shapes.items() if shape.intersects(point))
    if holders:
        return holders[0], "inside" if len(holders) == 1 else "edge"
    bounds = shapely.total_bounds(list(shapes.values()))
    stretch = np.array([np.cos(np.radians((bounds[1] + bounds[3]) / 2)), 1.0]) * 111_195.0
    metres = {
        code: shapely.transform(shape, lambda xy: xy * stretch).distance(
            shapely.Point(point.x * stretch[0], point.y * stretch[1])
        )
        for code, shape in shapes.items()
        if not shape.is_empty  # a ward swallowed whole is near nothing
    }
    nearest = min(metres.values())
    if abs(nearest - NEAREST_M) < 1e-3:
        return None
    near = sorted(code for code, distance in metres.items() if distance < nearest + 1e-6)
    return (near[0], "nearest") if nearest < NEAREST_M else (None, "outside")


@st.composite
def cities(draw: st.DrawFn) -> dict[str, BaseGeometry]:
    """Wards that tile a patch of land: cells around a few seeds of a coarse lattice, so edges align."""
    lattice = st.integers(0, 12).map(lambda step: step / 400)
    seeds = draw(st.lists(st.tuples(lattice, lattice), min_size=2, max_size=9, unique=True))
    land = shapely.box(106.7, 10.7, 106.7 + draw(st.integers(1, 12)) / 400, 10.73)
    points = shapely.MultiPoint([(106.7 + x, 10.7 + y) for x, y in seeds])
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=land))
    wards = [cell for cell in shapely.intersection(cells, land) if cell.area > 1e-8]
    return tile({f"{index:02}": ward for index, ward in enumerate(wards)})


@st.composite
def spots(draw: st.DrawFn, shapes: dict[str, BaseGeometry]) -> tuple[float, float]:
    """A place that may be anywhere near, on a vertex or in the middle of an edge."""
    corners = shapely.get_coordinates(list(shapes.values()))
    kind = draw(st.sampled_from(["anywhere", "corner", "edge"]))
    if kind == "anywhere":
        lat, lon = draw(st.floats(10.69, 10.74)), draw(st.floats(106.69, 106.74))
        return lat, lon
    at = draw(st.integers(0, len(corners) - 2))
    lon, lat = corners[at] if kind == "corner" else (corners[at] + corners[at + 1]) / 2
    return float(lat), float(lon)


def rough(boxes: list[tuple[tuple[float, float], float]]) -> dict[str, BaseGeometry]:
    """Wards of a set that does not tile: squares by their south-west corner (lon, lat) and side."""
    return {f"{i:02}": shapely.box(x, y, x + side, y + side) for i, ((x, y), side) in enumerate(boxes)}


def rough_cities() -> st.SearchStrategy[dict[str, BaseGeometry]]:
    corner = st.tuples(st.floats(106.70, 106.73), st.floats(10.70, 10.73))
    return st.lists(st.tuples(corner, st.floats(0.001, 0.02)), min_size=1, max_size=6).map(rough)


Question = tuple[dict[str, BaseGeometry], list[tuple[float, float]]]


@st.composite
def questions(draw: st.DrawFn, some: st.SearchStrategy[dict[str, BaseGeometry]]) -> Question:
    """A city and the points (lat, lon) to look up in it."""
    shapes = draw(some)
    return shapes, draw(st.lists(spots(shapes), min_size=1, max_size=30))


def hold_to_plain_geometry(question: Question) -> None:
    shapes, points = question
    atlas = atlas_of(shapes)
    for lat, lon in points:
        [place] = atlas.locate(lat, lon)
        expected = answer(shapes, lat, lon)
        assert expected is None or (place.ward_code, place.method) == expected


SWALLOWED = {"00": shapely.Polygon(), "01": shapely.box(106.7, 10.7, 106.71, 10.71)}
TWINS = rough([((106.71875, 10.70703125), 0.015625)] * 2)  # every edge is in two shapes, and shore to both
ACROSS = rough([((106.7225, 10.7), 0.02), ((106.7075, 10.7225), 0.02)])


@settings(max_examples=60, deadline=None)
@given(questions(cities()))
@example((SWALLOWED, [(10.711, 106.705)]))
def test_a_point_lies_where_plain_geometry_says(question: Question) -> None:
    hold_to_plain_geometry(question)


@settings(max_examples=60, deadline=None)
@given(questions(rough_cities()))
@example((TWINS, [(10.723584355173514, 106.71875)]))
@example((ACROSS, [(10.72125, 106.725)]))  # midway: rounding alone would choose the second
def test_overlapping_shapes_of_a_rough_set_answer_exactly_too(question: Question) -> None:
    hold_to_plain_geometry(question)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_many_points_get_what_each_gets_alone(city: Atlas, vintage: str) -> None:
    wards = city.wards(vintage)
    corners = shapely.get_coordinates([ward.geometry for ward in wards])[::7]
    west, south, east, north = shapely.total_bounds([ward.geometry for ward in wards])
    random = np.random.default_rng(3).uniform(
        (west - 0.05, south - 0.05), (east + 0.05, north + 0.05), (4000, 2)
    )
    x, y = np.concatenate([corners, (corners[1:] + corners[:-1]) / 2, random]).T
    codes, methods = city.locate_many(y, x, vintage)
    at = VINTAGES.index(vintage)
    alone = [city.locate(lat, lon)[at] for lat, lon in zip(y.tolist(), x.tolist(), strict=True)]
    assert [(place.ward_code, place.method) for place in alone] == list(zip(codes, methods, strict=True))
    assert {"inside", "edge", "nearest", "outside"} <= set(methods)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_real_wards_agree_with_plain_geometry(city: Atlas, vintage: str) -> None:
    wards = city.wards(vintage)
    corners = shapely.get_coordinates([ward.geometry for ward in wards])[::5]
    tree = shapely.STRtree([ward.geometry for ward in wards])
    who, holder = tree.query(shapely.points(corners), predicate="intersects")
    lowest = np.full(len(corners), len(wards))
    np.minimum.at(lowest, who, holder)
    codes, methods = city.locate_many(corners[:, 1], corners[:, 0], vintage)
    assert [wards[index].code for index in lowest] == codes.tolist()
    assert ((np.bincount(who) > 1) == (methods == "edge")).all()


def test_the_heart_of_the_city_has_its_official_codes(city: Atlas) -> None:
    found = city.locate(10.7769, 106.7009)
    assert [place.vintage for place in found] == VINTAGES
    assert [(place.ward_code, place.ward, place.district_code, place.district) for place in found] == [
        ("26740", "Phường Bến Nghé", "760", "Quận 1"),
        ("26740", "Phường Bến Nghé", "760", "Quận 1"),
        ("26740", "Phường Bến Nghé", "760", "Quận 1"),
        ("26740", "Phường Sài Gòn", None, None),
    ]
    assert {place.method for place in found} == {"inside"}


@pytest.mark.parametrize(
    ("lat", "lon", "place"),
    [
        (21.0278, 105.8342, "another city"),
        (10.2, 106.9, "the sea"),
        (0.0, 0.0, "nowhere"),
        (90.0, 180.0, "the pole"),
        (-90.0, -180.0, "the other pole"),
    ],
)
def test_outside_has_no_codes(city: Atlas, lat: float, lon: float, place: str) -> None:
    for found in city.locate(lat, lon):
        assert (found.ward_code, found.district_code, found.method) == (None, None, "outside"), place


@pytest.mark.parametrize(
    ("lat", "lon", "vintage", "name", "name_en"),
    [
        (10.98, 106.65, "2021-01-01", "Tỉnh Bình Dương", "Binh Duong Province"),
        (10.95, 106.82, "2025-07-01", "Tỉnh Đồng Nai", "Dong Nai Province"),
        (10.53, 106.40, "2021-01-01", "Tỉnh Long An", "Long An Province"),
        (10.53, 106.40, "2025-07-01", "Tỉnh Tây Ninh", "Tay Ninh Province"),
        (21.03, 105.85, "2025-07-01", None, None),
    ],
)
def test_a_point_outside_is_told_whose_it_is_where_known(
    city: Atlas, lat: float, lon: float, vintage: str, name: str | None, name_en: str | None
) -> None:
    assert city.locate(lat, lon)[VINTAGES.index(vintage)].method == "outside"
    around = city.neighbour(lat, lon, vintage)
    assert (around and around.name, around and around.name_en) == (name, name_en)


BAD = [float("nan"), float("inf"), float("-inf"), 90.1, -91.0, 106.7]


@pytest.mark.parametrize("lat", BAD)
def test_what_is_no_latitude_is_refused(city: Atlas, lat: float) -> None:
    with pytest.raises(BadInput, match="latitude"):
        city.locate(lat, 10.77)
    with pytest.raises(BadInput, match="row 1"):
        city.locate_many(np.array([10.7, lat]), np.array([106.7, 106.7]), VINTAGES[0])


@pytest.mark.parametrize("lon", [float("nan"), float("inf"), 180.5, -200.0])
def test_what_is_no_longitude_is_refused(city: Atlas, lon: float) -> None:
    with pytest.raises(BadInput, match="longitude"):
        city.locate(10.77, lon)


def test_no_points_give_no_answers(city: Atlas) -> None:
    codes, methods = city.locate_many(np.array([]), np.array([]), VINTAGES[0])
    assert len(codes) == len(methods) == 0


def test_a_point_off_the_quay_counts_to_the_nearest_ward_within_the_tolerance() -> None:
    quay = atlas_of(
        {"01": shapely.box(106.7, 10.7, 106.71, 10.71), "02": shapely.box(106.71, 10.7, 106.72, 10.71)}
    )
    near, far = 0.001, 0.002  # 111 m and 222 m north of the shore
    assert quay.locate(10.71 + near, 106.715)[0].method == "nearest"
    assert quay.locate(10.71 + near, 106.715)[0].ward_code == "02"
    assert quay.locate(10.71 + near, 106.71)[0].ward_code == "01"  # as near to both: the lowest code
    assert quay.locate(10.71 + far, 106.715)[0].method == "outside"


def test_a_ward_with_no_more_than_a_corner_on_the_shore_is_nearest_there() -> None:
    west, east, tip = 106.7, 106.73, (106.7, 10.715)
    wedge = shapely.Polygon([tip, (east, 10.7), (east, 10.73)])
    below = shapely.Polygon([tip, (west, 10.7), (east, 10.7)])
    above = shapely.Polygon([tip, (east, 10.73), (west, 10.73)])
    shore = atlas_of({"01": wedge, "02": below, "03": above})
    [place] = shore.locate(10.715, west - 0.0005)  # as near to all three: the lowest code
    assert (place.ward_code, place.method) == ("01", "nearest")


@pytest.mark.parametrize(
    ("day", "vintage"),
    [
        (date(2018, 5, 1), "2019-01-01"),
        (date(2020, 12, 31), "2019-01-01"),
        (date(2021, 1, 1), "2021-01-01"),
        (date(2024, 12, 31), "2021-01-01"),
        (date(2025, 6, 30), "2025-01-01"),
        (date(2025, 7, 1), "2025-07-01"),
        (date(2040, 1, 1), "2025-07-01"),
    ],
)
def test_a_day_has_the_vintage_then_in_force(city: Atlas, day: date, vintage: str) -> None:
    assert city.in_force(day).id == vintage


def test_an_unknown_vintage_is_named(city: Atlas) -> None:
    with pytest.raises(BadInput, match="1999-01-01"):
        city.wards("1999-01-01")
