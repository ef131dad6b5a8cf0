"""Another city's pack, made up: its shapes lie in the pack and its reform merges and divides."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import shapely
from shapely.geometry import box, mapping

from minhbach.config import Settings
from minhbach.errors import BadInput
from minhbach.places.atlas import Atlas
from minhbach.places.build import build

SQUARES = {  # four in a row: a, b, c, d
    code: box(7.00 + at / 100, 50.0, 7.01 + at / 100, 50.01) for at, code in enumerate("abcd")
}
PLAN = """
[lookup]
nearest_m = 50

[[names.kind]]
prefix = "Bezirk"
en = "{} Borough"

[[units]]
id = "before"
[units.ward]
file = "boroughs.geojson"
code = "id"
name = "name"

[[units]]
id = "after"
[units.ward]
file = "after.json"
code = "id"
name = "name"

[[layer]]
id = "before"
read = "geojson"
file = "boroughs.geojson"
code = "id"

[[layer]]
id = "after"
from = ["before"]
changes = "crosswalk/reform.csv"
units = "after"

[[vintage]]
valid_from = 2010-01-01
title = "Alt"
title_en = "Old"
layer = "before"
units = "before"
source = "made up"
licence = "CC0-1.0"
redistributable = true
attribution = ""

[[vintage]]
valid_from = 2020-05-01
title = "Neu"
title_en = "New"
layer = "after"
units = "after"
source = "made up"
licence = "CC0-1.0"
redistributable = true
attribution = ""
"""
REFORM = "old_code,old_name,old_parent,new_code,new_name,part\n" + "\n".join(
    ["a,Bezirk A,,x,Bezirk X,whole", "b,Bezirk B,,x,Bezirk X,part", "b,Bezirk B,,y,Bezirk Y,part",
     "c,Bezirk C,,y,Bezirk Y,whole"]
)  # fmt: skip


@pytest.fixture
def town(tmp_path: Path) -> Settings:
    geo = tmp_path / "pack/geo"
    (geo / "crosswalk").mkdir(parents=True)
    features = [
        {
            "type": "Feature",
            "properties": {"id": code, "name": f"Bezirk {code.upper()}"},
            "geometry": mapping(shape),
        }
        for code, shape in SQUARES.items()
    ]
    (geo / "boroughs.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    after = [{"id": code, "name": f"Bezirk {code.upper()}"} for code in "xyd"]
    (geo / "after.json").write_text(json.dumps(after))
    (geo / "vintages.toml").write_text(PLAN)
    (geo / "crosswalk/reform.csv").write_text(REFORM)
    settings = Settings.from_environment({"MINHBACH_HOME": str(tmp_path / "home")})
    return replace(settings, pack=tmp_path / "pack", cache=tmp_path / "cache")


def test_a_pack_with_its_own_shapes_needs_no_package(town: Settings) -> None:
    assert build(town).built == ("2010-01-01", "2020-05-01")
    atlas = Atlas.load(town.boundaries)
    assert [place.ward for place in atlas.locate(50.005, 7.001)] == ["Bezirk A", "Bezirk X"]
    assert atlas.locate(50.005, 7.001)[0].district_code is None
    assert atlas.unit("2010-01-01", "a").name_en == "A Borough"  # type: ignore[union-attr]


def test_a_divided_unit_is_cut_between_its_heirs_and_marked(town: Settings) -> None:
    build(town)
    atlas = Atlas.load(town.boundaries)
    after = {ward.code: ward for ward in atlas.wards("2020-05-01")}
    assert {code: ward.exact for code, ward in after.items()} == {"x": False, "y": False, "d": True}
    assert shapely.coverage_is_valid([ward.geometry for ward in after.values()])
    shares = {link.new_code: link.area_share for link in atlas.successors("2010-01-01", "b")}
    assert shares == pytest.approx({"x": 0.5, "y": 0.5}, abs=1e-4)
    assert after["x"].geometry.contains(SQUARES["a"].buffer(-1e-6))


def test_the_reform_is_dated(town: Settings) -> None:
    build(town)
    atlas = Atlas.load(town.boundaries)
    assert atlas.in_force(date(2020, 4, 30)).id == "2010-01-01"
    assert atlas.vintages[0].valid_to == date(2020, 4, 30)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("c,Bezirk C,,y,Bezirk Y,whole", "", "c receive a part but"),
        ("a,Bezirk A,,x,", "q,Bezirk Q,,x,", "a receive a part but|q are moved but have no shape"),
        (",part\n", ",bit\n", "no column"),
    ],
    ids=["no-successor", "unknown-unit", "column"],
)
def test_a_crosswalk_that_does_not_add_up_is_refused(
    town: Settings, old: str, new: str, message: str
) -> None:
    path = town.geo / "crosswalk/reform.csv"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(BadInput, match=message):
        build(town)
    assert not town.boundaries.exists()


def test_an_interrupted_build_leaves_no_half_of_a_set(
    town: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(town)
    before = {path: path.read_bytes() for path in town.boundaries.rglob("*.*") if path.is_file()}

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copytree", full_disk)
    with pytest.raises(OSError, match="No space"):
        build(town)
    assert before == {path: path.read_bytes() for path in town.boundaries.rglob("*.*") if path.is_file()}
    assert {path.name for path in town.boundaries.iterdir()} == {"2010-01-01", "2020-05-01", "crosswalk"}


def test_a_set_that_the_recipe_no_longer_makes_goes(town: Settings) -> None:
    build(town)
    plan = town.geo / "vintages.toml"
    plan.write_text(PLAN[: PLAN.rindex("[[vintage]]")])
    assert build(town).built == ("2010-01-01",)
    assert sorted(path.name for path in town.boundaries.iterdir()) == ["2010-01-01", "crosswalk"]
    assert list((town.boundaries / "crosswalk").iterdir()) == []
