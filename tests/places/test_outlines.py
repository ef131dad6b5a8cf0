"""Outlines drawn for maps: small, without slivers, the same bytes every time, honest about their licence."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from minhbach.errors import BadInput
from minhbach.places.atlas import Atlas
from minhbach.places.outlines import (
    CITY_M,
    DISTRICT_M,
    MOST_BYTES,
    WARD_M,
    outlines,
    packed,
    tile_layer,
)
from minhbach.places.store import BoundarySet
from minhbach.places.units import DISTRICT, WARD, Unit, Vintage

_DAY = date(2025, 7, 1)
VINTAGES = ["2019-01-01", "2021-01-01", "2025-01-01", "2025-07-01"]


@pytest.fixture(scope="module")
def city(boundaries: Path) -> Atlas:
    return Atlas.load(boundaries)


def read(document: bytes) -> dict[str, dict[str, Any]]:
    return {feature["properties"]["code"]: feature for feature in json.loads(document)["features"]}


@pytest.mark.parametrize("vintage", VINTAGES)
@pytest.mark.parametrize("level", [WARD, DISTRICT])
def test_every_unit_is_drawn_within_a_phones_budget(city: Atlas, vintage: str, level: str) -> None:
    document = outlines(city, vintage, level)
    units = city.wards(vintage) if level == WARD else city.districts(vintage)
    assert read(document).keys() == {unit.code for unit in units}
    assert len(packed(document)) <= MOST_BYTES
    assert gzip.decompress(packed(document)) == document


@pytest.mark.parametrize("vintage", VINTAGES)
def test_simplified_neighbours_still_share_their_edges(city: Atlas, vintage: str) -> None:
    drawn = [shape(feature["geometry"]) for feature in read(outlines(city, vintage)).values()]
    assert all(one.is_valid for one in drawn)
    assert shapely.coverage_is_valid(drawn)
    whole = shapely.unary_union([ward.geometry for ward in city.wards(vintage)])
    assert shapely.unary_union(drawn).symmetric_difference(whole).area < 0.005 * whole.area


def test_each_unit_keeps_its_shape(city: Atlas) -> None:
    drawn = read(outlines(city, "2021-01-01"))
    for ward in city.wards("2021-01-01"):
        simple = shape(drawn[ward.code]["geometry"])
        both = simple.intersection(ward.geometry).area
        assert both / simple.union(ward.geometry).area > 0.85, ward.name


def test_a_name_stands_inside_its_unit(city: Atlas) -> None:
    for feature in read(outlines(city, "2021-01-01")).values():
        assert shape(feature["geometry"]).contains(shapely.Point(feature["properties"]["label"]))


def test_the_same_boundaries_give_the_same_bytes(boundaries: Path) -> None:
    first, second = (packed(outlines(Atlas.load(boundaries), "2021-01-01")) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("metres", [CITY_M, DISTRICT_M, WARD_M])
def test_a_closer_drawing_is_truer_at_every_scale(metres: float) -> None:
    angle = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    bay = shapely.polygons(np.column_stack([np.cos(angle), np.sin(angle)]) * 0.02 + [106, 10])
    coast = _atlas(bay, shapely.box(105.98, 9.9, 106.02, 9.98))
    drawn = shape(read(outlines(coast, "2025-07-01", metres=metres))["1"]["geometry"])
    assert drawn.hausdorff_distance(bay) < 2 * metres / 111_195


def test_a_set_that_may_not_be_passed_on_is_generalised_with_its_attribution(city: Atlas) -> None:
    vintage = next(one for one in city.vintages if one.id == "2021-01-01")
    document = json.loads(outlines(city, vintage.id))
    assert not vintage.redistributable
    assert document["generalised"] is True
    assert document["attribution"] == vintage.attribution
    assert document["attribution"]


def test_a_citys_own_overlapping_file_is_drawn_without_slivers() -> None:
    left, right = shapely.box(106, 10, 106.011, 10.01), shapely.box(106.01, 10, 106.02, 10.01)
    drawn = [shape(f["geometry"]) for f in read(outlines(_atlas(left, right), "2025-07-01")).values()]
    assert shapely.coverage_is_valid(drawn)
    assert shapely.unary_union(drawn).area == pytest.approx(0.02 * 0.01, rel=1e-3)


def test_a_heavy_set_is_drawn_coarser_until_it_fits() -> None:
    angle = np.linspace(0, 2 * np.pi, 3000, endpoint=False)
    rough = 0.09 * (1 + 0.01 * np.sin(angle * 400) + 0.02 * np.cos(angle * 37))
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * rough[:, None]
    heavy = [shapely.polygons(ring + [106 + n % 8 / 5, 10 + n // 8 / 5]) for n in range(64)]
    assert len(packed(outlines(_atlas(*heavy), "2025-07-01"))) <= MOST_BYTES


def test_crumbs_too_small_to_see_are_left_out() -> None:
    crumbs = [shapely.box(107 + n / 1000, 11, 107 + n / 1000 + 2e-5, 11 + 2e-5) for n in range(50)]
    drawn = read(
        outlines(_atlas(shapely.union_all([shapely.box(106, 10, 106.1, 10.1), *crumbs])), "2025-07-01")
    )
    assert drawn["1"]["geometry"]["type"] == "Polygon"


def test_an_unknown_vintage_is_told() -> None:
    with pytest.raises(BadInput, match="no vintage '1999-01-01'"):
        outlines(_atlas(shapely.box(106, 10, 107, 11)), "1999-01-01")


def test_no_tiles_unless_the_city_names_them() -> None:
    assert tile_layer({}) is None
    named = {"url": "https://tiles.example/{z}/{x}/{y}.png", "attribution": "© Example"}
    assert tile_layer({"tiles": named}) == named | {"most_zoom": 19}


@pytest.mark.parametrize(
    "tiles",
    [
        {"url": "https://tiles.example/{z}/{x}/{y}.png"},
        {"url": "https://tiles.example/all.png", "attribution": "©"},
        {"url": "javascript:alert(1)//{z}{x}{y}", "attribution": "©"},
    ],
    ids=["no attribution", "no placeholders", "not a web address"],
)
def test_half_written_tiles_are_refused(tiles: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="tiles"):
        tile_layer({"tiles": tiles})


def _atlas(*shapes: shapely.Geometry) -> Atlas:
    vintage = Vintage("2025-07-01", _DAY, None, "made up", "CC0", True, "none")
    wards = tuple(
        Unit(vintage.id, str(n), WARD, "", f"Ward {n}", f"Ward {n}", f"ward-{n}", None, True, one)
        for n, one in enumerate(shapes, start=1)
    )
    return Atlas([BoundarySet(vintage, wards, (), "added", ())])
