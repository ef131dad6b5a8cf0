"""Write the open data: a row a report, a row a month; the same rows, the same bytes."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import orjson
from sqlmodel import Session

from minhbach.places.units import DISTRICT
from minhbach.public import queries
from minhbach.public.edition import Edition
from minhbach.public.models import PublicReport
from minhbach.public.shapes import DECIMALS

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NAMED_AFTER = {"category": "category_name", "agency": "agency_name", "ward_code": "ward_name",
               "district_code": "district_name"}  # fmt: skip
"""Each code is followed by its name."""


def report_row(report: PublicReport, edition: Edition) -> dict[str, Any]:
    """One report as published: all columns of the public table, and the names of its codes."""
    names = _names(report, edition)
    row: dict[str, Any] = {}
    for column in PublicReport.model_fields:
        value = getattr(report, column)
        row[column] = round(value, DECIMALS) if isinstance(value, float) else value
        if column in NAMED_AFTER:
            row[NAMED_AFTER[column]] = names[NAMED_AFTER[column]]
    return row


def _names(report: PublicReport, edition: Edition) -> dict[str, str | None]:
    language = edition.showroom.city.languages[0]
    category = edition.showroom.city.categories.get(report.category)
    agency = edition.agency(report)
    ward = edition.unit(report.vintage or "", report.ward_code)
    district = edition.unit(report.vintage or "", report.district_code, DISTRICT)
    return {
        "category_name": category.name.within(language) if category else report.category,
        "agency_name": agency.name.within(language) if agency else None,
        "ward_name": ward.name if ward else None,
        "district_name": district.name if district else None,
    }


def write_reports(folder: Path, session: Session, edition: Edition) -> int:
    """reports.geojson and reports.csv in one pass; gives how many reports they hold."""
    count = 0
    with (
        (folder / "reports.geojson").open("wb") as geojson,
        (folder / "reports.csv").open("w", encoding="utf-8", newline="") as table,
    ):
        geojson.write(b'{"type":"FeatureCollection","features":[')
        rows: csv.DictWriter[str] | None = None
        for report in queries.every_report(session):
            row = report_row(report, edition)
            rows = rows or table_of(table, list(row))
            rows.writerow({name: safe_cell(value) for name, value in row.items()})
            geojson.write((b",\n" if count else b"\n") + orjson.dumps(_report_feature(row)))
            count += 1
        if rows is None:
            table_of(table, columns_of_reports())
        geojson.write(b"\n]}\n")
    return count


def columns_of_reports() -> list[str]:
    """The columns of reports.csv in order."""
    return [name for column in PublicReport.model_fields
            for name in (column, NAMED_AFTER.get(column)) if name]  # fmt: skip


def table_of(handle: TextIO, columns: Sequence[str]) -> "csv.DictWriter[str]":
    """A CSV file as RFC 4180 has it, its header written."""
    writer = csv.DictWriter(handle, columns, lineterminator="\r\n")
    writer.writeheader()
    return writer


def safe_cell(value: Any) -> Any:
    """A value as it may stand in a spreadsheet: no text can start a formula; true and false in lower case."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _report_feature(row: Mapping[str, Any]) -> dict[str, Any]:
    properties = {name: value for name, value in row.items() if name not in ("lat", "lon")}
    point = None
    if row["lat"] is not None and row["lon"] is not None:
        point = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
    return {"type": "Feature", "id": row["public_id"], "geometry": point, "properties": properties}


def write_totals(path: Path, edition: Edition) -> None:
    """totals.csv: a row a month."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        columns = ["month", "received", "published", "resolved", "refused", "waiting", "withheld",
                   "withdrawn", "duplicates"]  # fmt: skip
        writer = table_of(handle, columns)
        for month in edition.months:
            figures = edition.figures(month)
            writer.writerow({"month": month} | {name: getattr(figures, name) for name in columns[1:]})
