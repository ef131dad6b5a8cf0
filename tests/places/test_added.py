"""A city's own file: refused with reasons, mended only when asked, and in force from then on."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from minhbach.config import Settings
from minhbach.errors import BadInput
from minhbach.places.added import Added, FaultyBoundaries, Origin, add_boundaries
from minhbach.places.atlas import Atlas
from minhbach.places.build import build
from minhbach.places.cityfile import Columns
from minhbach.places.units import DISTRICT, WARD

DAY = date(2030, 1, 1)
COLUMNS = Columns("ma", "ten")
REAL = (
    Path(os.environ.get("MINHBACH_REAL") or Path(__file__).parents[2].parent / "shared/real") / "boundaries"
)
SQUARES = {
    "01": box(106.70, 10.70, 106.72, 10.72),
    "02": box(106.72, 10.70, 106.74, 10.72),
    "03": box(106.70, 10.72, 106.72, 10.74),
    "04": box(106.72, 10.72, 106.74, 10.74),
}
BOW_TIE = shapely.Polygon([(106.70, 10.70), (106.72, 10.72), (106.72, 10.70), (106.70, 10.72)])


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return replace(Settings.from_environment(), home=tmp_path / "home")


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """file(shapes, name, crs) writes a map whose features have the code as ma and a name as ten."""

    def write(shapes: dict[str, BaseGeometry], name: str = "wards.geojson", crs: int = 4326) -> Path:
        frame = gpd.GeoDataFrame(
            {"ma": [code.split("#")[0] for code in shapes], "ten": [f"Phường {code}" for code in shapes]},
            geometry=list(shapes.values()),
            crs=4326,
        )
        path = tmp_path / name
        frame.to_crs(crs).to_file(path)
        return path

    return write


def add(home: Settings, path: Path, level: str = WARD, **options: object) -> Added:
    return add_boundaries(home, path, level, COLUMNS, DAY, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "crs"),
    [("a.geojson", 4326), ("b.gpkg", 4326), ("c.gpkg", 32648), ("d.shp", 32648), ("e.fgb", 3857)],
)
def test_any_format_and_projection_ends_in_the_same_place(
    home: Settings, file: Callable[..., Path], name: str, crs: int
) -> None:
    done = add(home, file(SQUARES, name, crs), repair=crs != 4326)
    assert (done.vintage, done.units) == ("2030-01-01", 4)
    [place] = Atlas.load(home.boundaries).locate(10.71, 106.73)
    assert (place.ward_code, place.ward, place.method) == ("02", "Phường 2", "inside")


def test_a_citys_own_set_says_so(home: Settings, file: Callable[..., Path]) -> None:
    origin = Origin("Sở Tài nguyên", "CC BY 4.0", True, "© Thành phố")
    add(home, file(SQUARES), origin=origin)
    [vintage] = Atlas.load(home.boundaries).vintages
    assert (vintage.source, vintage.licence) == ("Sở Tài nguyên", "CC BY 4.0")
    assert vintage.redistributable
    about = json.loads((home.boundaries / "2030-01-01/set.json").read_text())
    assert (about["origin"], about["built_from"]) == ("added", ["wards.geojson"])


FAULTS: dict[str, tuple[dict[str, BaseGeometry], str]] = {
    "overlap": (SQUARES | {"02": box(106.71, 10.70, 106.74, 10.72)}, "1 .* and feature 2 .* overlap by"),
    "gap": (
        {code: shape.difference(box(106.715, 10.715, 106.725, 10.725)) for code, shape in SQUARES.items()},
        "gap of .* m² near 10.7.*, 106.7.* between 01, 02, 03, 04",
    ),
    "crossing": ({"01": BOW_TIE}, "feature 1 .*self-intersection at 106.71 10.71"),
    "duplicate": ({"01": SQUARES["01"], "01#": SQUARES["02"]}, "features 1, 2 share the code 01"),
    "no-code": ({"": SQUARES["01"]}, "feature 1 .*no code"),
    "line": ({"01": shapely.LineString([(106.7, 10.7), (106.8, 10.8)])}, "feature 1 .*no area"),
    "point": ({"01": shapely.Point(106.7, 10.7)}, "feature 1 .*no area"),
    "off-globe": ({"01": box(500, 10, 501, 11)}, "outside the globe"),
}


@pytest.mark.parametrize(("shapes", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_wrong_is_named_by_feature_and_nothing_is_written(
    home: Settings, file: Callable[..., Path], shapes: dict[str, BaseGeometry], message: str
) -> None:
    with pytest.raises(FaultyBoundaries, match=message) as refusal:
        add(home, file(shapes))
    assert "\n" not in str(refusal.value)
    assert not home.boundaries.exists()


@pytest.mark.parametrize("fault", ["overlap", "crossing"])
def test_repair_mends_and_tells(home: Settings, file: Callable[..., Path], fault: str) -> None:
    done = add(home, file(FAULTS[fault][0]), repair=True)
    assert {finding.kind for finding in done.mended} == {fault}
    assert done.left == ()
    shapes = [ward.geometry for ward in Atlas.load(home.boundaries).wards("2030-01-01")]
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)


def test_repair_closes_a_small_gap_and_leaves_a_large_one(home: Settings, file: Callable[..., Path]) -> None:
    def with_gap(side: float) -> Path:
        hole = box(106.72 - side, 10.72 - side, 106.72 + side, 10.72 + side)
        return file({code: shape.difference(hole) for code, shape in SQUARES.items()})

    small = add(home, with_gap(0.001), repair=True)
    assert ([finding.kind for finding in small.mended], small.left) == (["gap"], ())
    assert Atlas.load(home.boundaries).locate(10.7201, 106.7201)[0].method == "inside"
    large = add(home, with_gap(0.008), repair=True)
    assert (large.mended, [finding.kind for finding in large.left]) == ((), ["gap"])


def test_repair_does_not_guess_a_code(home: Settings, file: Callable[..., Path]) -> None:
    with pytest.raises(FaultyBoundaries, match="correct the file"):
        add(home, file(FAULTS["no-code"][0]), repair=True)


def test_parts_of_one_unit_are_joined_when_asked(home: Settings, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"ma": ["01", "01"], "ten": ["Xã Đảo", "Xã Đảo"]}, geometry=[SQUARES["01"], SQUARES["04"]], crs=4326
    )
    frame.to_file(tmp_path / "parts.gpkg")
    done = add(home, tmp_path / "parts.gpkg", repair=True)
    assert (done.units, [finding.kind for finding in done.mended]) == (1, ["duplicate"])


def test_districts_take_the_wards_that_lie_in_them(home: Settings, file: Callable[..., Path]) -> None:
    halves = {"1": box(106.70, 10.70, 106.74, 10.72), "2": box(106.70, 10.72, 106.74, 10.74)}
    with pytest.raises(BadInput, match="wards of that day first"):
        add(home, file(halves, "districts.gpkg"), DISTRICT)
    add(home, file(SQUARES))
    add(home, file(halves, "districts.gpkg"), DISTRICT)
    atlas = Atlas.load(home.boundaries)
    assert [ward.parent for ward in atlas.wards("2030-01-01")] == ["1", "1", "2", "2"]
    assert atlas.locate(10.73, 106.71)[0].district == "Phường 2"


BROKEN: dict[str, tuple[str, str]] = {
    "not-a-map": ("a,b\n1,2\n", "no readable map"),
    "half": ('{"type":"FeatureCollection","features":[{"type"', "no readable map"),
    "empty": ('{"type":"FeatureCollection","features":[]}', "no feature|no column"),
    "columns": (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"1","ten":"x"},'
        '"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}',
        "no column 'ma'; its columns are id, ten",
    ),
    "no-shape": (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ma":"1","ten":"x"},'
        '"geometry":null}]}',
        "feature 1 .*no area|no feature with a shape",
    ),
    "nan": (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ma":"1","ten":"x"},'
        '"geometry":{"type":"Polygon","coordinates":[[[NaN,0],[1,0],[1,1],[NaN,0]]]}}]}',
        "feature 1|no readable map",
    ),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_in_one_line(
    home: Settings, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "broken.geojson"
    path.write_text(text)
    with pytest.raises(BadInput, match=message) as refusal:
        add(home, path)
    assert "\n" not in str(refusal.value)


def test_a_missing_file_is_named(home: Settings, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere.gpkg"):
        add(home, tmp_path / "nowhere.gpkg")


def test_an_added_set_wins_over_a_derived_one_and_gets_its_own_crosswalk(
    home: Settings, file: Callable[..., Path]
) -> None:
    build(home)
    add_boundaries(home, file(SQUARES), WARD, COLUMNS, date(2025, 7, 1))
    again = build(home)
    assert again.kept == ("2025-07-01",)
    atlas = Atlas.load(home.boundaries)
    assert len(atlas.wards("2025-07-01")) == 4
    assert {link.new_code for link in atlas.successors("2025-01-01", "760", DISTRICT)} <= set(SQUARES)


def test_a_later_set_ends_the_one_before(home: Settings, file: Callable[..., Path]) -> None:
    build(home)
    add(home, file(SQUARES))
    vintages = Atlas.load(home.boundaries).vintages
    assert [(vintage.id, vintage.valid_to) for vintage in vintages[-2:]] == [
        ("2025-07-01", date(2029, 12, 31)),
        ("2030-01-01", None),
    ]


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no real boundary files in {REAL}")
def test_the_states_own_outlines_are_taken_as_they_are(home: Settings) -> None:
    path = REAL / "hcmc_wards_2025_simplified_20m.geojson"
    done = add_boundaries(home, path, WARD, Columns("ward_code", "ward_name"), date(2025, 7, 1))
    assert (done.units, done.mended, done.left) == (168, (), ())
    assert Atlas.load(home.boundaries).locate(10.7769, 106.7009)[0].ward == "Phường Sài Gòn"


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no real boundary files in {REAL}")
def test_rough_outlines_are_refused_and_then_mended(home: Settings) -> None:
    path = REAL / "hcmc_wards_2025_osm_odbl.geojson"
    columns = Columns("ward_code", "ward_name")
    with pytest.raises(FaultyBoundaries, match="overlap by .*--repair"):
        add_boundaries(home, path, WARD, columns, date(2025, 7, 1))
    done = add_boundaries(home, path, WARD, columns, date(2025, 7, 1), repair=True)
    assert done.units == 168
    assert {finding.kind for finding in done.mended} == {"overlap", "gap"}
    assert len(done.left) == 2
    shapes = [ward.geometry for ward in Atlas.load(home.boundaries).wards("2025-07-01")]
    assert shapely.coverage_is_valid(shapes)


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no real boundary files in {REAL}")
def test_the_derived_set_agrees_with_the_states_outlines(boundaries: Path) -> None:
    frame = gpd.read_file(REAL / "hcmc_wards_2025_simplified_20m.geojson").set_index("ward_code")
    overlap = {}
    exact = {}
    for ward in Atlas.load(boundaries).wards("2025-07-01"):
        real = shapely.make_valid(frame.geometry[ward.code])
        overlap[ward.code] = ward.geometry.intersection(real).area / ward.geometry.union(real).area
        exact[ward.code] = ward.exact
    assert sum(overlap.values()) / len(overlap) >= 0.93
    # Whole merges that fall short lie on the sea or at a port, where every source draws another shore;
    # 26803 alone is inland.
    short = {code for code, value in overlap.items() if exact[code] and value < 0.9}
    assert short <= {"26536", "26662", "26713", "27664", "27676", "26803"}
