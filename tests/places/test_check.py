"""The check of a pack: silent on the default one, and each fault told with its place and its mending."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely

from minhbach.city.findings import ERROR, NOTICE, WARNING, Finding
from minhbach.config import DEFAULT_PACK, Settings
from minhbach.places.check import check, is_clean
from minhbach.places.store import BoundarySet, write_set
from minhbach.places.units import DISTRICT, WARD, Unit, Vintage

TODAY = date(2026, 11, 24)
DAY = date(2025, 7, 1)
EDIT = Callable[[str, str, str], None]


@pytest.fixture
def pack(tmp_path: Path, boundaries: Path) -> Settings:
    """A copy of the default pack, its newest boundaries linked in."""
    for name in ("data", "geo"):
        ignored = shutil.ignore_patterns("var", "privacy", "demo")
        shutil.copytree(DEFAULT_PACK / name, tmp_path / "pack" / name, ignore=ignored)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "boundaries").mkdir()
    (tmp_path / "home" / "boundaries" / "2025-07-01").symlink_to(boundaries / "2025-07-01")
    settings = Settings.from_environment(
        {"MINHBACH_HOME": str(tmp_path / "home"), "MINHBACH_CITY": str(tmp_path / "pack")}
    )
    return replace(settings, today=TODAY)


@pytest.fixture
def edit(pack: Settings) -> EDIT:
    """edit(file, pattern, replacement) changes the first match in a file of the pack."""

    def change(file: str, pattern: str, replacement: str) -> None:
        path = pack.pack / file
        text, changed = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1, flags=re.S)
        assert changed, f"{pattern!r} is not in {file}"
        path.write_text(text, encoding="utf-8")

    return change


def faults(pack: Settings) -> list[Finding]:
    return [finding for finding in check(pack) if finding.severity != NOTICE]


def test_the_default_pack_is_clean_with_every_vintage(pack: Settings, boundaries: Path) -> None:
    for home in boundaries.glob("20*"):
        if not (pack.boundaries / home.name).exists():
            (pack.boundaries / home.name).symlink_to(home)
    found = check(pack)
    assert [finding.line for finding in found if finding.severity != NOTICE] == []
    assert is_clean(found)
    notices = [finding for finding in found if finding.file.startswith("boundaries/")]
    assert len(notices) == 4
    assert all("trial and non-commercial use" in finding.line for finding in notices)


BROKEN = {
    "category without deadline": (
        "data/categories.toml",
        "days = 10\n",
        "",
        "category giao-thong",
        "has no deadline",
    ),
    "deadline of no days": (
        "data/categories.toml",
        "days = 10",
        "days = 0",
        "category giao-thong",
        "deadline",
    ),
    "unknown agency": (
        "data/categories.toml",
        '"so-xay-dung"',
        '"so-nowhere"',
        "category giao-thong",
        "'so-nowhere'",
    ),
    "wards without agency": (
        "data/agencies.toml",
        r"\[\[per_unit\]\].*",
        "",
        "category moi-truong",
        "wards have no agency",
    ),
    "one agency for all wards": (
        "data/agencies.toml",
        "ubnd-{code}",
        "ubnd",
        "per_unit 1",
        "every unit would share one code",
    ),
    "two categories of one code": (
        "data/categories.toml",
        'code = "cap-nuoc"',
        'code = "giao-thong"',
        "category giao-thong",
        "2 times",
    ),
    "unknown concern": (
        "data/categories.toml",
        'concerns = "public"',
        'concerns = "secret"',
        "category giao-thong",
        "'secret'",
    ),
    "agency without name": (
        "data/agencies.toml",
        r"name = \{[^}]*\}",
        "",
        "agency so-xay-dung",
        "no text in 'vi'",
    ),
    "reason without text": (
        "data/refusals.toml",
        r"text = \{[^}]*\}",
        "",
        "refusal vulgar",
        "no text in 'vi'",
    ),
    "unknown agency in a mapping": (
        "data/mappings/sf311.toml",
        r'\[category\]\ndefault = "[^"]+"',
        '[category]\ndefault = "gone"',
        "[category]",
        "no category has the code 'gone'",
    ),
    "no time zone": ("data/city.toml", "Asia/Ho_Chi_Minh", "Asia/Nowhere", "timezone", "no time zone"),
    "centre swapped": (
        "data/city.toml",
        r"\[10.7769, 106.7009\]",
        "[106.7009, 10.7769]",
        "centre",
        "is no point",
    ),
    "no hotline": ("data/city.toml", r"\[hotline\].*?\n\n", "\n", "hotline", "is missing"),
    "calendar ends too soon": (
        "data/calendar.toml",
        "until = 2027-12-31",
        "until = 2026-01-10",
        "",
        "lies outside",
    ),
    "no rule in force": ("data/rules.toml", r"(\[\[rule\]\].*)", r"", "", "holds no"),
    "file unreadable": ("data/refusals.toml", r"\[\[refusal\]\]", "[[refusal", "", "not readable as TOML"),
    "search words of no form": ("data/search.toml", r"\[short\]", "short = 3\n[other]", "", "search.toml"),
}


@pytest.mark.parametrize(("file", "pattern", "put", "feature", "told"), BROKEN.values(), ids=BROKEN)
def test_a_fault_in_the_data_is_told_by_entry(
    pack: Settings, edit: EDIT, file: str, pattern: str, put: str, feature: str, told: str
) -> None:
    edit(file, pattern, put)
    found = [finding for finding in faults(pack) if finding.feature == feature and told in finding.line]
    assert found, [finding.line for finding in faults(pack)]
    assert all(finding.mend for finding in found)


def test_a_calendar_that_ends_within_sixty_days_is_told(pack: Settings) -> None:
    late = replace(pack, today=date(2027, 11, 20))
    (fault,) = faults(late)
    assert (fault.file, fault.feature, fault.severity) == ("data/calendar.toml", "until", ERROR)
    assert faults(replace(pack, today=date(2027, 10, 15))) == []


def test_a_missing_translation_only_misleads(pack: Settings, edit: EDIT) -> None:
    edit("data/categories.toml", ', en = "Roads and traffic"', "")
    (fault,) = faults(pack)
    assert (fault.severity, fault.feature) == (WARNING, "category giao-thong")


def test_a_landmark_outside_the_city_is_told_by_name(pack: Settings) -> None:
    (pack.geo / "landmarks.csv").write_text("name,lat,lon\nEiffel,48.858,2.294\n")
    (fault,) = faults(pack)
    assert (fault.file, fault.feature) == ("geo/landmarks.csv", "Eiffel")


def test_a_centre_outside_every_ward_is_told(pack: Settings, edit: EDIT) -> None:
    edit("data/city.toml", r"\[10.7769, 106.7009\]", "[48.858, 2.294]")
    assert "centre" in {fault.feature for fault in faults(pack)}


def box(code: str, west: float, parent: str | None = None, level: str = WARD, width: float = 0.01) -> Unit:
    shape = shapely.box(106.69 + west, 10.77, 106.69 + west + width, 10.79)
    return Unit(DAY.isoformat(), code, level, "", f"W{code}", f"W{code}", f"w{code}", parent, True, shape)


def with_set(pack: Settings, wards: list[Unit], districts: list[Unit], **changes: Any) -> list[Finding]:
    """What the check says of a home that holds this set alone."""
    about = {"attribution": "Made up", "title": "", "title_en": ""} | changes
    vintage = Vintage(DAY.isoformat(), DAY, about.pop("valid_to", None), "made up", "CC0", True, **about)
    (pack.boundaries / "2025-07-01").unlink()
    write_set(pack.boundaries, BoundarySet(vintage, tuple(wards), tuple(districts), "added", ("x",)))
    return faults(pack)


CROSSED = shapely.Polygon([(106.69, 10.77), (106.71, 10.79), (106.71, 10.77), (106.69, 10.785)])
SHAPES: dict[str, tuple[list[Unit], list[Unit], str]] = {
    "overlap": ([box("1", 0), box("2", 0.008)], [], "feature 1 (1 W1) and feature 2 (2 W2) overlap"),
    "gap": (
        [
            box("1", 0),
            replace(
                box("2", 0.01),
                geometry=shapely.box(106.70, 10.77, 106.71, 10.79).difference(
                    shapely.box(106.703, 10.775, 106.707, 10.785)
                ),
            ),
        ],
        [],
        "a gap of",
    ),
    "duplicate code": ([box("1", 0), box("1", 0.01)], [], "features 1, 2 share the code 1"),
    "crossing": (
        [replace(box("1", 0), geometry=CROSSED)],
        [],
        "self-intersection",
    ),
    "no such district": ([box("1", 0, "9")], [], "its district 9 is not in districts.geojson"),
    "no district": (
        [box("1", 0), box("2", 0.01, "7")],
        [box("7", 0.01, level=DISTRICT)],
        "has no district",
    ),
    "district without ward": (
        [box("1", 0, "7")],
        [box("7", 0, level=DISTRICT), box("8", 0.01, level=DISTRICT)],
        "has no ward",
    ),
    "ward outside its district": (
        [box("1", 0, "7"), box("2", 0.01, "7")],
        [box("7", 0, level=DISTRICT)],
        "km² of it lie outside its district 7",
    ),
}


@pytest.mark.parametrize(("wards", "districts", "told"), SHAPES.values(), ids=SHAPES)
def test_a_fault_in_the_shapes_is_told_by_unit(
    pack: Settings, wards: list[Unit], districts: list[Unit], told: str
) -> None:
    lines = [finding.line for finding in with_set(pack, wards, districts)]
    assert any(told in line and line.startswith("error: boundaries/2025-07-01") for line in lines), lines


def test_a_vintage_that_ended_leaves_none_in_force(pack: Settings) -> None:
    (fault,) = with_set(pack, [box("1", 0), box("2", 0.01)], [], valid_to=date(2025, 12, 31))
    assert "none is in force" in fault.line


def test_a_home_without_boundaries_is_told_what_to_run(pack: Settings) -> None:
    (pack.boundaries / "2025-07-01").unlink()
    (fault,) = faults(pack)
    assert "minhbach boundaries build" in fault.line


def test_a_set_that_cannot_be_read_is_told(pack: Settings) -> None:
    (pack.boundaries / "2025-07-01").unlink()
    (pack.boundaries / "2025-07-01").mkdir()
    (pack.boundaries / "2025-07-01" / "set.json").write_text(json.dumps({"id": "2025-07-01"}))
    (fault,) = faults(pack)
    assert fault.file == "boundaries/2025-07-01"


def test_a_place_that_the_city_surrounds_is_no_gap(pack: Settings) -> None:
    ring = box("1", 0, width=0.03).geometry.difference(box("2", 0.01).geometry.buffer(-0.001))
    wards = [replace(box("1", 0), geometry=ring)]
    assert any("a gap of" in finding.line for finding in with_set(pack, wards, []))
    plan = pack.geo / "vintages.toml"
    plan.write_text(plan.read_text() + '\n[[enclave]]\nname = "Made up"\nlat = 10.78\nlon = 106.705\n')
    assert not any("a gap of" in finding.line for finding in faults(pack))
    plan.write_text(plan.read_text() + '\n[[enclave]]\nname = "Half written"\n')
    assert any(finding.feature == "enclave" for finding in faults(pack))
