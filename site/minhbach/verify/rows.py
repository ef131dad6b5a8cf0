"""reports.csv and reports.geojson say of each report what its record says."""

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from minhbach.spreadsheets import FORMULA_STARTS
from minhbach.verify.findings import Finding
from minhbach.verify.package import Package, Records


def check_rows(package: Package) -> Iterator[Finding]:
    """What differs, by file and public id; and which records a file leaves out."""
    for name, read in FILES.items():
        if (package.folder / name).is_file():
            yield from _compare(name, read(package.folder / name), package.records)


def _compare(file: str, rows: Iterator[dict[str, Any] | None], records: Records) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        public_id = str(row.get("public_id")) if row else ""
        if row is None or public_id not in records:
            what = f"{public_id or 'it'} is no record of the ledger"
            yield Finding("records", f"{file}, record {number}", what)
            continue
        if public_id in seen:
            yield Finding("records", f"{file}, record {public_id}", "stands there twice")
        seen.add(public_id)
        record = records.of(public_id)
        wrong = [name for name, value in row.items() if name in record and not _same(value, record[name])]
        if wrong:
            what = f"{', '.join(wrong)} is not as in the ledger"
            yield Finding("records", f"{file}, record {public_id}", what)
    for public_id in records.starts.keys() - seen:
        yield Finding("records", f"{file}, record {public_id}", "is missing")


def _same(said: Any, kept: Any) -> bool:
    if not isinstance(said, str) or isinstance(kept, str):
        if isinstance(said, str) and said.startswith("'") and said[1:2] in FORMULA_STARTS:
            return bool(said[1:] == kept or said == kept)
        return bool(said == kept or (said == "" and kept is None))
    if isinstance(kept, bool):
        return said.lower() == str(kept).lower()
    if isinstance(kept, int | float):
        try:
            return float(said) == float(kept)
        except ValueError:
            return False
    return said == "" and kept is None


def _csv(path: Path) -> Iterator[dict[str, Any] | None]:
    with path.open(encoding="utf-8", newline="", errors="replace") as handle:
        for row in csv.DictReader(handle):
            yield None if None in row or None in row.values() else row


def _geojson(path: Path) -> Iterator[dict[str, Any] | None]:
    """Features one by one: each stands on a line of its own."""
    with path.open("rb") as handle:
        for line in handle:
            text = line.strip().removesuffix(b",")
            if text.startswith(b'{"type":"FeatureCollection"') or text in (b"]}", b""):
                continue
            yield _feature(text)


def _feature(text: bytes) -> dict[str, Any] | None:
    try:
        feature = orjson.loads(text)
        row = dict(feature["properties"])
        lon, lat = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None
    return row | {"lon": lon, "lat": lat}


FILES: Mapping[str, Callable[[Path], Iterator[dict[str, Any] | None]]] = {
    "reports.csv": _csv,
    "reports.geojson": _geojson,
}
