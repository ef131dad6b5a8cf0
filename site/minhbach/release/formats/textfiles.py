"""Write the reports as GeoJSON and CSV: in one file, and again by year, ward and district, in one pass."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from minhbach.places.units import DISTRICT, WARD
from minhbach.public.counting.edition import Edition, key_of
from minhbach.release.formats.lines import csv_header, csv_rows, geojson_features
from minhbach.release.formats.reading import Batch, report_schema

OPENING, CLOSING = b'{"type":"FeatureCollection","features":[', b"\n]}\n"


@dataclass
class _Pair:
    """A GeoJSON and a CSV file of the same reports; opened anew for each batch, for there are hundreds."""

    stem: Path
    rows: int = field(default=0)

    def start(self, header: str) -> None:
        self.stem.parent.mkdir(parents=True, exist_ok=True)
        self._path("geojson").write_bytes(OPENING)
        self._path("csv").write_bytes(header.encode() + b"\r\n")

    def add(self, features: pa.Array, rows: pa.Array) -> None:
        with self._path("geojson").open("ab") as geojson:
            geojson.write(b",\n" if self.rows else b"\n")
            write_run(geojson, features, ",\n")
        with self._path("csv").open("ab") as table:
            write_run(table, rows, "\r\n")
            table.write(b"\r\n")
        self.rows += len(rows)

    def end(self) -> None:
        with self._path("geojson").open("ab") as geojson:
            geojson.write(CLOSING)

    def _path(self, kind: str) -> Path:
        return self.stem.with_name(f"{self.stem.name}.{kind}")


class TextFiles:
    """reports.*, by-year/, by-ward/ and by-district/ of a release that is being written."""

    def __init__(self, folder: Path, edition: Edition) -> None:
        self._folder = folder
        self._header = csv_header(report_schema().names)
        self._all = self._started(folder / "reports")
        self._years: dict[str, _Pair] = {}
        self._units = {level: (vintage, self._of_units(edition, vintage, level))
                       for level, vintage in split_vintages(edition).items()}  # fmt: skip

    def add(self, batch: Batch) -> None:
        """Write a batch where it belongs; each report is put into words once."""
        features, rows = geojson_features(batch.reports), csv_rows(batch.reports)
        self._all.add(features, rows)
        years = pc.utf8_slice_codeunits(batch.reports.column("received").cast(pa.string()), 0, 4)
        for year, chosen in _groups(years):
            if year not in self._years:
                self._years[year] = self._started(self._folder / "by-year" / year)
            self._years[year].add(features.take(chosen), rows.take(chosen))
        for level, (vintage, pairs) in self._units.items():
            wards, districts = batch.places[vintage]
            for code, chosen in _groups(wards if level == WARD else districts):
                if code in pairs:
                    pairs[code].add(features.take(chosen), rows.take(chosen))

    def end(self) -> int:
        """Close every file; gives how many reports there are."""
        units = (pair for _, pairs in self._units.values() for pair in pairs.values())
        for pair in (self._all, *self._years.values(), *units):
            pair.end()
        return self._all.rows

    def _of_units(self, edition: Edition, vintage: str, level: str) -> Mapping[str, _Pair]:
        place = self._folder / f"by-{level}" / vintage
        units = edition.all_units(vintage, level)
        return {unit.code: self._started(place / key_of(unit)) for unit in units}

    def _started(self, stem: Path) -> _Pair:
        pair = _Pair(stem)
        pair.start(self._header)
        return pair


def split_vintages(edition: Edition) -> dict[str, str]:
    """The vintage by whose units the reports are split: wards in force, districts as there last were any."""
    districts = {DISTRICT: edition.with_districts.id} if edition.with_districts else {}
    return {WARD: edition.in_force.id} | districts


def _groups(codes: pa.Array) -> Iterator[tuple[str, pa.Array]]:
    """Each code that occurs, with the numbers of its rows in order."""
    order = pc.array_sort_indices(codes)  # stable; null last
    sorted_codes = codes.take(order).slice(0, len(codes) - codes.null_count)
    runs = pc.run_end_encode(sorted_codes)
    start = 0
    for code, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        yield code, order.slice(start, end - start)
        start = end


def write_run(out: BinaryIO, lines: pa.Array, between: str) -> None:
    """Write all lines with something between them, and nothing after the last."""
    whole = pa.ListArray.from_arrays(pa.array([0, len(lines)], pa.int32()), lines)
    out.write(pc.binary_join(whole, between)[0].as_buffer())
