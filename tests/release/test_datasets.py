"""The open data as a stranger's tools read them."""

import csv
import hashlib
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from sqlmodel import select
from tests.public.filling import fill

from minhbach.config import Settings
from minhbach.public.models import PublicReport
from minhbach.public.showroom import Showroom
from minhbach.release import dictionary
from minhbach.release.bundle import is_whole, write_release
from minhbach.release.described.contents import kind_of
from minhbach.release.tables import safe_cell

NEEDED = {"ward_code", "district_code", "vintage", "category", "status", "received", "resolved"}


def release_of(room: Showroom, folder: Path) -> Path:
    """The newest release of a showroom, written into a folder."""
    from minhbach.public.counting.current import Current

    with room.public.reading() as session:
        edition, _ = Current(room, session).now()
        assert edition.release
        write_release(folder, session, edition, edition.release)
    return folder


@pytest.fixture
def release(room: Showroom, tmp_path: Path) -> Path:
    return release_of(room, tmp_path / "release")


def features(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_bytes())["features"]
    return found


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_features_have_what_was_agreed(release: Path) -> None:
    reports, wards = features(release / "reports.geojson"), features(release / "wards.geojson")
    assert all(set(f["properties"]) >= NEEDED for f in reports)
    assert all(set(f["properties"]) >= {"code", "name", "reports", "resolved"} for f in wards)
    assert [f["id"] for f in reports] == sorted(f["id"] for f in reports)


def test_every_column_is_documented_in_both_languages(release: Path) -> None:
    known = dictionary.columns()
    seen: dict[str, set[str]] = defaultdict(set)
    for path in release.rglob("*.csv"):
        seen[kind_of(path.relative_to(release).as_posix()).table] |= set(columns_of(path))
    for path in release.rglob("*.geojson"):
        for feature in features(path):
            seen[kind_of(path.relative_to(release).as_posix()).table] |= set(feature["properties"])
    receipts = seen.pop("")
    assert receipts == {"tag", "standing", "month", "public_id"}
    assert {name: set(columns) for name, columns in known.items()} == seen
    assert all(about["vi"] and about["en"] for columns in known.values() for about in columns.values())


def columns_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").partition("\n")[0].strip().split(",")


def test_points_lie_in_the_ward_that_they_name(release: Path) -> None:
    check_points(release)


def test_points_lie_in_real_wards_with_simplified_borders(settings: Settings, tmp_path: Path) -> None:
    room = fill(Showroom.open(settings), reports=1500)
    folder = release_of(room, tmp_path / "release")
    assert check_points(folder) == 1500
    drawn = sum(len(shapely.get_coordinates(shapely.geometry.shape(f["geometry"])))
                for f in features(folder / "wards.geojson"))  # fmt: skip
    true = sum(len(shapely.get_coordinates(unit.geometry)) for unit in room.atlas.wards("2025-01-01"))
    assert drawn < true


def check_points(folder: Path) -> int:
    """Every point inside its ward, in the boundaries of the vintage that it names; gives how many."""
    reports = geopandas.read_file(folder / "reports.geojson")
    checked = 0
    for vintage, rows in reports.groupby("vintage"):
        day = str(vintage)[:10]  # geopandas makes a timestamp of it
        wards = geopandas.read_file(folder / "boundaries" / day / "wards.geojson").set_index("code")
        inside = wards.geometry.loc[rows.ward_code].contains(rows.geometry, align=False)
        assert inside.all(), rows[~inside.to_numpy()].public_id.tolist()
        checked += len(rows)
    return checked


def test_wards_tile_without_overlap_and_turn_as_rfc_7946_asks(release: Path) -> None:
    wards = geopandas.read_file(release / "wards.geojson")
    assert wards.is_valid.all()
    assert shapely.coverage_is_valid(wards.geometry.to_numpy())
    assert all(shapely.is_ccw(shape.exterior) for shape in wards.geometry)


def test_counts_add_up(room: Showroom, release: Path) -> None:
    wards, reports = features(release / "wards.geojson"), features(release / "reports.geojson")
    assert sum(w["properties"]["reports"] for w in wards) == len(reports)
    done = [r for r in reports if r["properties"]["status"] == "resolved"]
    assert sum(w["properties"]["resolved"] for w in wards) == len(done)
    months = Counter(r["properties"]["received"][:7] for r in reports)
    for row in table(release / "totals.csv"):
        counts = {name: int(n) for name, n in row.items() if name != "month"}
        parts = ("published", "refused", "waiting", "withheld", "withdrawn")
        assert counts["received"] == sum(counts[part] for part in parts)
        assert counts["published"] == months[row["month"]]


def test_districts_are_of_the_last_vintage_that_had_them(release: Path) -> None:
    districts = features(release / "districts.geojson")
    reports = features(release / "reports.geojson")
    assert {d["properties"]["vintage"] for d in districts} == {"2020-01-01"}
    assert sum(d["properties"]["reports"] for d in districts) == len(reports)


def test_every_vintage_is_counted_again(release: Path) -> None:
    reports = features(release / "reports.geojson")
    names = sorted(f"{p.parent.name}/{p.name}" for p in release.glob("by-vintage/*/*"))
    old = [f"2020-01-01/{level}.{kind}" for level in ("districts", "wards") for kind in ("csv", "geojson")]
    assert names == [*old, "2025-03-01/wards.csv", "2025-03-01/wards.geojson"]
    then = Counter(r["properties"]["vintage"] for r in reports)
    for path in release.glob("by-vintage/*/*.geojson"):
        units = [f["properties"] for f in features(path)]
        assert sum(u["reports"] for u in units) == len(reports)
        assert sum(u["reports_then"] for u in units) == then[path.parent.name]
        rows = table(path.with_suffix(".csv"))
        assert [(r["code"], int(r["reports"])) for r in rows] == [(u["code"], u["reports"]) for u in units]
        assert set(rows[0]) == set(units[0])


def test_the_crosswalk_leaves_no_unit_without_a_successor(settings: Settings, tmp_path: Path) -> None:
    room = fill(Showroom.open(settings), reports=800)
    rows = table(release_of(room, tmp_path / "release") / "crosswalk.csv")
    shares: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        key = row["old_vintage"], row["old_level"], row["old_code"]
        shares[key]["area"] += float(row["area_share"])  # type: ignore[assignment]
        shares[key]["reports"] += float(row["report_share"] or 0)  # type: ignore[assignment]
        shares[key]["links"] += 1
        assert room.atlas.unit(row["new_vintage"], row["new_code"], row["new_level"])
    olds = {(v.id, u.level, u.code) for v in room.atlas.vintages[:-1]
            for u in (*room.atlas.wards(v.id), *room.atlas.districts(v.id))}  # fmt: skip
    assert set(shares) == olds
    assert all(abs(found["area"] - 1) < 1e-6 for found in shares.values())
    assert all(found["reports"] == 0 or abs(found["reports"] - 1) < 1e-6 for found in shares.values())
    split = {(r["old_vintage"], r["old_level"], r["old_code"]) for r in rows if r["split"] == "1"}
    assert split == {key for key, found in shares.items() if found["links"] > 1}
    reform = [r for r in rows if r["old_vintage"] == "2025-01-01" and r["old_code"] == "760"]
    assert {r["new_name"] for r in reform} == {"Phường Sài Gòn", "Phường Bến Thành", "Phường Cầu Ông Lãnh",
                                               "Phường Tân Định"}  # fmt: skip


def test_only_sets_that_may_not_be_passed_on_are_generalised(release: Path) -> None:
    flags = {f["properties"]["vintage"]: f["properties"]["generalised"]
             for path in release.rglob("*.geojson")
             for f in features(path) if "generalised" in f["properties"]}  # fmt: skip
    assert flags == {"2020-01-01": True, "2025-03-01": False}
    licence = (release / "LICENSE.txt").read_text()
    assert "Đã đơn giản hóa" in licence
    assert "CC-BY-4.0" in licence


def test_a_report_without_a_place_is_listed_with_no_geometry(room: Showroom, tmp_path: Path) -> None:
    changes = {"lat": None, "lon": None, "location_method": "none", "location_uncertainty_m": None,
               "vintage": None, "ward_code": None, "district_code": None}  # fmt: skip
    with room.public.writing() as session:
        report = session.exec(select(PublicReport)).first()
        assert report
        placeless = PublicReport(**report.model_dump() | changes | {"public_id": "z" * 10})
        session.add(placeless)
    folder = release_of(room, tmp_path / "r")
    found = next(f for f in features(folder / "reports.geojson") if f["id"] == "z" * 10)
    assert found["geometry"] is None
    assert geopandas.read_file(folder / "reports.geojson").geometry.isna().sum() == 1
    assert sum(w["properties"]["reports"] for w in features(folder / "wards.geojson")) == 30


def test_a_report_whose_ward_alone_is_public_counts_there(room: Showroom, tmp_path: Path) -> None:
    with room.public.writing() as session:
        report = session.exec(select(PublicReport)).first()
        assert report
        hidden = {"public_id": "y" * 10, "lat": None, "lon": None, "location_method": "none",
                  "vintage": "2025-03-01", "ward_code": "15", "district_code": None}  # fmt: skip
        session.add(PublicReport(**report.model_dump() | hidden))
    wards = features(release_of(room, tmp_path / "r") / "wards.geojson")
    assert sum(w["properties"]["reports"] for w in wards) == 31


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1+1", "'=1+1"), ("+84", "'+84"), ("-5", "'-5"), ("@a", "'@a"), ("\t=1", "'\t=1"), ("\r=1", "'\r=1"),
     ("1=1", "1=1"), ("", ""), (True, "true"), (False, "false"), (-0.5, -0.5), (None, None)],
    ids=str,
)  # fmt: skip
def test_no_cell_starts_a_formula(text: object, cell: object) -> None:
    assert safe_cell(text) == cell


def test_csv_is_the_same_records_and_safe(town_settings: Settings, tmp_path: Path) -> None:
    text = '=HYPERLINK("http://evil.example","x")\r\nhai dòng, "ngoặc kép"'
    room = fill(Showroom.open(town_settings), reports=3, text=text)
    folder = release_of(room, tmp_path / "r")
    rows, found = table(folder / "reports.csv"), features(folder / "reports.geojson")
    assert [row["text"] for row in rows] == ["'" + text] * 3
    assert [row["public_id"] for row in rows] == [f["id"] for f in found]
    assert [float(row["lon"]) for row in rows] == [f["geometry"]["coordinates"][0] for f in found]
    raw = (folder / "reports.csv").read_bytes()
    assert raw.startswith(b"public_id,")
    assert raw.count(b"\r\n") == 4 + 3


def test_an_empty_release_still_opens(town_settings: Settings, tmp_path: Path) -> None:
    folder = release_of(fill(Showroom.open(town_settings), reports=0), tmp_path / "r")
    assert features(folder / "reports.geojson") == []
    assert table(folder / "reports.csv") == []
    assert {w["properties"]["reports"] for w in features(folder / "wards.geojson")} == {0}
    assert {w["properties"]["median_days"] for w in features(folder / "wards.geojson")} == {None}


def test_checksums_hold_and_tell_a_changed_byte(release: Path) -> None:
    for line in (release / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest
    assert is_whole(release)
    path = release / "reports.csv"
    path.write_bytes(path.read_bytes().replace(b"assigned", b"resolved", 1))
    assert not is_whole(release)


def test_nothing_says_when_or_where_it_was_made(release: Path, town_settings: Settings) -> None:
    for path in release.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert str(town_settings.home).encode() not in content, path
