"""The counts of a release, counted again by somebody else from the reports that it holds."""

from pathlib import Path

import pandas
import pytest

CODES = {"ward_code": str, "district_code": str, "period": str}


@pytest.fixture(scope="module")
def release(two_releases: tuple[Path, Path]) -> Path:
    return two_releases[1]


def table(path: Path) -> pandas.DataFrame:
    return pandas.read_csv(path, dtype=CODES)


@pytest.fixture(scope="module")
def reports(release: Path) -> pandas.DataFrame:
    """The reports with the period that each tells."""
    read = table(release / "reports.csv")
    read["period"] = [
        {"quarter": f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}", "year": day[:4]}.get(precision, day[:7])
        for day, precision in zip(read.received, read.date_precision, strict=True)
    ]
    return read


@pytest.mark.parametrize(
    ("name", "keys"),
    [("months", ["period"]), ("categories", ["category", "period"]),
     ("agencies", ["agency", "category", "period"])],
    ids=["months", "categories", "agencies"],
)  # fmt: skip
def test_counts_are_those_of_the_reports(
    release: Path, reports: pandas.DataFrame, name: str, keys: list[str]
) -> None:
    found = table(release / "aggregates" / f"{name}.csv")
    resolved = reports.status == "resolved"
    done = reports.assign(done=resolved, took=reports.days.where(resolved))
    groups = done.groupby(keys, dropna=False)
    wanted = groups.agg(
        reports=("public_id", "size"), resolved=("done", "sum"), people=("reports", "sum"),
        median_days=("took", "median"),
    ).reset_index()  # fmt: skip
    assert found.reports.sum() == len(reports)
    both = found[[*keys, "reports", "resolved", "people", "median_days"]].merge(
        wanted, on=keys, suffixes=("", "_wanted"), validate="one_to_one"
    )
    assert len(both) == len(found) == len(wanted)
    for measure in ("reports", "resolved", "people", "median_days"):
        assert both[measure].fillna(-1).tolist() == both[f"{measure}_wanted"].fillna(-1).tolist(), measure


def test_what_has_no_month_stands_under_its_quarter_or_year(release: Path) -> None:
    periods = set(table(release / "aggregates" / "months.csv").period)
    assert any("-Q" in period for period in periods)
    assert any(len(period) == 4 for period in periods)


@pytest.mark.parametrize("level", ["ward", "district"])
def test_units_hold_what_the_maps_say(release: Path, level: str) -> None:
    found = table(release / "aggregates" / f"{level}s.csv")
    assert found[f"{level}_name"].notna().all()
    for vintage, rows in found.groupby("vintage"):
        units = pandas.read_csv(release / "by-vintage" / str(vintage) / f"{level}s.csv", dtype={"code": str})
        told = units[units.reports > 0].set_index("code")
        assert rows.groupby(f"{level}_code").reports.sum().to_dict() == told.reports.to_dict()
        assert rows.groupby(f"{level}_code").resolved.sum().to_dict() == told.resolved.to_dict()


def test_a_split_holds_what_the_counts_of_its_ward_say(release: Path) -> None:
    found = table(release / "aggregates" / "wards.csv")
    for path in (release / "by-ward").glob("*/*.csv"):
        code = path.stem.partition("-")[0]
        rows = found[(found.vintage == path.parent.name) & (found.ward_code == code)]
        assert rows.reports.sum() == len(table(path))
