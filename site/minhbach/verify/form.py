"""Every CSV file has the columns that the dictionary explains, and each cell is of its kind."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from minhbach.verify.findings import Finding
from minhbach.verify.package import Package, read_json

DICTIONARY = "dictionary.json"


def check_form(package: Package) -> Iterator[Finding]:
    """Columns that are missing or unexplained, and cells that are not what their column says."""
    for table in read_json(package.folder / DICTIONARY).get("tables", []):
        columns = {column["name"]: column for column in table["columns"]}
        for pattern in table["files"]:
            for path in sorted(package.folder.glob(pattern)) if pattern.endswith(".csv") else ():
                yield from _check_file(path, path.relative_to(package.folder).as_posix(), columns)


def _check_file(path: Path, name: str, columns: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    with path.open(encoding="utf-8", newline="", errors="replace") as handle:
        table = csv.DictReader(handle)
        for column in set(table.fieldnames or ()) - columns.keys():
            yield Finding("form", name, f"column {column} is explained nowhere")
        for number, row in enumerate(table, 2):
            for column, cell in row.items():
                about = columns.get(column)
                if about is not None and not _fits(cell, about):
                    what = f"{column} is no {about['kind']}: {cell!r}"
                    yield Finding("form", f"{name}, line {number}", what)


def _fits(cell: str | None, about: Mapping[str, Any]) -> bool:
    if cell is None:
        return False
    if cell == "":
        return bool(about.get("missing")) or about["kind"] == "text"
    if "values" in about and cell not in about["values"]:
        return False
    check = KINDS.get(about["kind"])
    try:
        return check is None or check(cell) is not None
    except ValueError:
        return False


def _boolean(cell: str) -> bool:
    return {"true": True, "false": False}.get(cell.lower()) is not None or _refuse(cell)


def _refuse(cell: str) -> bool:
    raise ValueError(cell)


KINDS: Mapping[str, Callable[[str], object]] = {
    "integer": int,
    "number": float,
    "date": date.fromisoformat,
    "boolean": _boolean,
}
