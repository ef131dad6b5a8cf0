"""Count the published reports by ward, district, category, agency and month, as tidy tables."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from minhbach.places.units import DISTRICT, WARD
from minhbach.public.counting.edition import Edition
from minhbach.public.counting.queries import RESOLVED, WITH_MONTH
from minhbach.release.formats.lines import csv_header, csv_rows
from minhbach.release.formats.naming import Names
from minhbach.release.formats.reading import Batch

MERGED_AT = 200_000
"""Rows kept before equal ones are added up."""
MEASURES = ("reports", "resolved", "people")


class Cube:
    """Counts by some columns; with `days`, the median of the days too."""

    def __init__(self, keys: Sequence[str], days: bool = False) -> None:
        self._keys = [*keys, *(["days"] if days else [])]
        self._kept: pa.Table | None = None
        self._most = MERGED_AT

    def add(self, rows: pa.Table) -> None:
        """Count some rows."""
        counted = self._summed(rows)
        self._kept = pa.concat_tables([self._kept, counted]) if self._kept is not None else counted
        if len(self._kept) > self._most:
            self._kept = self._summed(self._kept)
            self._most = max(MERGED_AT, 2 * len(self._kept))  # or many cells would be added up at every step

    def cells(self) -> pa.Table | None:
        """A row a cell that holds any report, in order of the keys; None where there is none."""
        if self._kept is None:
            return None
        cells = self._summed(self._kept).sort_by([(key, "ascending") for key in self._keys])
        return _with_medians(cells, self._keys[:-1]) if self._keys[-1] == "days" else cells

    def _summed(self, rows: pa.Table) -> pa.Table:
        grouped = rows.group_by(self._keys, use_threads=False)
        summed = grouped.aggregate([(name, "sum") for name in MEASURES])
        return summed.rename_columns([*self._keys, *MEASURES])


class Aggregates:
    """aggregates/*.csv while the reports are being read."""

    def __init__(self, edition: Edition) -> None:
        self._names = Names(edition)
        self._units = {
            level: Cube(("vintage", f"{level}_code", "category", "period")) for level in (WARD, DISTRICT)
        }
        self._plain = {
            "categories": Cube(("category", "period"), days=True),
            "agencies": Cube(("agency", "category", "period"), days=True),
            "months": Cube(("period",), days=True),
        }

    def add(self, batch: Batch) -> None:
        """Count a batch in every vintage."""
        rows = _countable(batch.reports)
        for cube in self._plain.values():
            cube.add(rows)
        for vintage, codes in batch.places.items():
            for (level, cube), code in zip(self._units.items(), codes, strict=True):
                counted = rows.append_column(f"{level}_code", code)
                counted = counted.append_column("vintage", pa.array([vintage] * len(code), pa.string()))
                cube.add(counted.filter(code.is_valid()))

    def write(self, folder: Path) -> None:
        """wards, districts, categories, agencies and months, each code with its name."""
        folder.mkdir()
        for level, cube in self._units.items():
            _write(folder / f"{level}s.csv", UNIT_COLUMNS[level], self._named_units(cube.cells(), level))
        for name, cube in self._plain.items():
            _write(folder / f"{name}.csv", COLUMNS[name], self._named(cube.cells()))

    def _named_units(self, cells: pa.Table | None, level: str) -> pa.Table | None:
        if cells is None:
            return None
        pairs = zip(cells["vintage"].to_pylist(), cells[f"{level}_code"].to_pylist(), strict=True)
        names = [self._names.unit(vintage, code, level) for vintage, code in pairs]
        return self._named(cells.append_column(f"{level}_name", pa.array(names, pa.string())))

    def _named(self, cells: pa.Table | None) -> pa.Table | None:
        if cells is None or "category" not in cells.column_names:
            return cells
        cells = cells.append_column("category_name", _each(cells["category"], self._names.category))
        if "agency" not in cells.column_names:
            return cells
        agencies = _each(cells["agency"], lambda code: self._names.agency(code, None))
        return cells.append_column("agency_name", agencies)


UNIT_COLUMNS: Mapping[str, Sequence[str]] = {
    level: ("vintage", f"{level}_code", f"{level}_name", "category", "category_name", "period", *MEASURES)
    for level in (WARD, DISTRICT)
}
COLUMNS: Mapping[str, Sequence[str]] = {
    "categories": ("category", "category_name", "period", *MEASURES, "median_days"),
    "agencies": ("agency", "agency_name", "category", "category_name", "period", *MEASURES, "median_days"),
    "months": ("period", *MEASURES, "median_days"),
}


def periods(reports: pa.RecordBatch) -> pa.Array:
    """YYYY-MM of receipt; YYYY-Qn or YYYY where no more than that is public."""
    precision, received = reports.column("date_precision"), reports.column("received")
    year = pc.utf8_slice_codeunits(received.cast(pa.string()), 0, 4)
    month = pc.utf8_slice_codeunits(received.cast(pa.string()), 0, 7)
    quarter = pc.binary_join_element_wise(year, pc.quarter(received).cast(pa.string()), "-Q")
    told = pc.if_else(pc.equal(precision, "quarter"), quarter, year)
    return pc.if_else(pc.is_in(precision, pa.array(WITH_MONTH)), month, told)


def _each(codes: pa.ChunkedArray, name: Callable[[str], str | None]) -> pa.Array:
    """The name of each code, looked up once a code: there may be a million cells."""
    coded = codes.combine_chunks().dictionary_encode()
    return pa.array(map(name, coded.dictionary.to_pylist()), pa.string()).take(coded.indices)


def _countable(reports: pa.RecordBatch) -> pa.Table:
    done = pc.equal(reports.column("status"), RESOLVED)
    return pa.table({
        "category": reports.column("category"),
        "agency": reports.column("agency"),
        "period": periods(reports),
        "days": pc.if_else(done, reports.column("days"), pa.scalar(None, pa.int32())),
        "reports": pa.array(np.ones(len(reports), np.int64)),
        "resolved": done.cast(pa.int64()),
        "people": reports.column("reports").cast(pa.int64()),
    })  # fmt: skip


def _with_medians(cells: pa.Table, keys: Sequence[str]) -> pa.Table:
    """Add up the rows of each cell over their days, which are sorted; half of them took no longer."""
    summed = cells.group_by(list(keys), use_threads=False).aggregate(
        [*((name, "sum") for name in MEASURES), ("days", "list"), ("resolved", "list")]
    )
    days, counts = summed["days_list"].to_pylist(), summed["resolved_list"].to_pylist()
    medians = [_median(each, often) for each, often in zip(days, counts, strict=True)]
    plain = summed.select([*keys, *(f"{name}_sum" for name in MEASURES)]).rename_columns([*keys, *MEASURES])
    return plain.append_column("median_days", pa.array(medians, pa.float64()))


def _median(days: Sequence[int | None], often: Sequence[int]) -> float | None:
    """Of days in order, each with how often it occurs: half took no longer."""
    known = [(day, count) for day, count in zip(days, often, strict=True) if day is not None and count]
    total = sum(count for _, count in known)
    if not total:
        return None
    return (_nth(known, (total - 1) // 2) + _nth(known, total // 2)) / 2


def _nth(known: Sequence[tuple[int, int]], number: int) -> int:
    for day, count in known:
        number -= count
        if number < 0:
            return day
    raise IndexError(number)


def _write(path: Path, columns: Sequence[str], cells: pa.Table | None) -> None:
    with path.open("wb") as out:
        out.write(csv_header(columns).encode() + b"\r\n")
        for batch in cells.select(columns).to_batches() if cells is not None else ():
            out.writelines(row.encode() + b"\r\n" for row in csv_rows(batch).to_pylist())
