"""What became of a unit: shares that sum to one, nobody without a successor, the reforms as they happened."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from minhbach.places.atlas import Atlas
from minhbach.places.crosswalk import COLUMNS, read_crosswalk, write_crosswalk
from minhbach.places.units import DISTRICT, WARD

VINTAGES = ["2019-01-01", "2021-01-01", "2025-01-01", "2025-07-01"]


@pytest.fixture(scope="module")
def city(boundaries: Path) -> Atlas:
    return Atlas.load(boundaries)


@pytest.mark.parametrize("vintage", VINTAGES[:-1])
def test_every_unit_has_successors_whose_shares_sum_to_one(city: Atlas, vintage: str) -> None:
    for level, units in ((WARD, city.wards(vintage)), (DISTRICT, city.districts(vintage))):
        for unit in units:
            heirs = city.successors(vintage, unit.code, level)
            assert sum(link.area_share for link in heirs) == pytest.approx(1, abs=1e-6), unit.name
            assert {link.split for link in heirs} == {len(heirs) > 1}


@pytest.mark.parametrize("vintage", VINTAGES[1:3])
def test_every_unit_is_made_of_old_units_while_the_city_kept_its_border(city: Atlas, vintage: str) -> None:
    for level, units in ((WARD, city.wards(vintage)), (DISTRICT, city.districts(vintage))):
        for unit in units:
            made_of = city.predecessors(vintage, unit.code, level)
            assert sum(link.share_of_new for link in made_of) == pytest.approx(1, abs=1e-5), unit.name


@pytest.mark.parametrize(
    ("vintage", "code", "level", "heirs"),
    [
        ("2019-01-01", "27103", WARD, ["Phường An Khánh"]),
        ("2019-01-01", "27106", WARD, ["Phường Thủ Thiêm"]),
        ("2019-01-01", "763", DISTRICT, ["Thành phố Thủ Đức"]),
        ("2021-01-01", "26872", WARD, ["Phường 14", "Phường 15"]),
        ("2025-01-01", "26740", WARD, ["Phường Sài Gòn"]),
        ("2025-01-01", "26746", WARD, ["Phường Bến Thành", "Phường Sài Gòn"]),
        (
            "2025-01-01",
            "760",
            DISTRICT,
            ["Phường Bến Thành", "Phường Cầu Ông Lãnh", "Phường Sài Gòn", "Phường Tân Định"],
        ),
        ("2025-07-01", "26740", WARD, []),
    ],
)
def test_a_unit_became_what_the_resolutions_say(
    city: Atlas, vintage: str, code: str, level: str, heirs: list[str]
) -> None:
    assert sorted(link.new_name for link in city.successors(vintage, code, level)) == heirs


def test_successors_come_with_the_largest_share_first(city: Atlas) -> None:
    shares = [link.area_share for link in city.successors("2025-01-01", "760", DISTRICT)]
    assert shares == sorted(shares, reverse=True)


def test_a_ward_of_a_joined_province_has_no_predecessor_in_the_city(city: Atlas) -> None:
    assert city.predecessors("2025-07-01", "25747") == ()
    assert city.predecessors("2025-07-01", "26740") != ()


@pytest.mark.parametrize(("old", "new"), list(zip(VINTAGES, VINTAGES[1:], strict=False)))
def test_the_published_table_explains_itself_and_sums_to_one(boundaries: Path, old: str, new: str) -> None:
    with (boundaries / "crosswalk" / f"{old}--{new}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == list(COLUMNS)
    assert all(vietnamese and english for vietnamese, english in COLUMNS.values())
    totals: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        totals[row["old_level"], row["old_code"]] += float(row["area_share"])
    assert all(abs(total - 1) < 1e-6 for total in totals.values())


def test_what_is_written_is_read_back(boundaries: Path, tmp_path: Path) -> None:
    path = boundaries / "crosswalk/2021-01-01--2025-01-01.csv"
    again = write_crosswalk(tmp_path, read_crosswalk(path))
    assert again.read_bytes() == path.read_bytes()
