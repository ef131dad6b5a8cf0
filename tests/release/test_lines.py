"""Reports put into words by Arrow: what comes out is JSON and CSV to everybody else."""

import csv
import io
import json
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach.release.changes import cause_of
from minhbach.release.formats.lines import csv_rows, geojson_features
from minhbach.release.tables import safe_cell
from minhbach.spreadsheets import FORMULA_STARTS

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
ROWS = st.lists(
    st.tuples(TEXT, st.none() | TEXT, st.none() | st.integers(-99, 99), st.booleans(),
              st.none() | st.floats(-90, 90).map(lambda x: round(x, 6)), st.dates(date(1900, 1, 1))),
    min_size=1, max_size=8,
)  # fmt: skip
SCHEMA = pa.schema(
    [("public_id", pa.string()), ("answer", pa.string()), ("days", pa.int32()), ("made_up", pa.bool_()),
     ("lat", pa.float64()), ("lon", pa.float64()), ("received", pa.date32())]
)  # fmt: skip


def batch(rows: list[tuple[object, ...]]) -> pa.RecordBatch:
    """Rows whose longitude is their latitude."""
    told = [(*row[:5], row[4], row[5]) for row in rows]
    columns = zip(zip(*told, strict=True), SCHEMA, strict=True)
    arrays = [pa.array(values, field.type) for values, field in columns]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


@given(ROWS)
def test_any_report_is_a_feature(rows: list[tuple[object, ...]]) -> None:
    for line, row in zip(geojson_features(batch(rows)).to_pylist(), rows, strict=True):
        public_id, answer, days, made_up, lat, received = row
        assert "\n" not in line
        told = json.loads(line)
        assert told["id"] == public_id
        assert told["geometry"] == (None if lat is None else {"type": "Point", "coordinates": [lat, lat]})
        assert told["properties"] == {
            "public_id": public_id, "answer": answer, "days": days, "made_up": made_up,
            "received": str(received),
        }  # fmt: skip


@given(ROWS)
def test_any_report_is_a_row_as_the_csv_module_writes_it(rows: list[tuple[object, ...]]) -> None:
    for line, row in zip(csv_rows(batch(rows)).to_pylist(), rows, strict=True):
        (cells,) = csv.reader(io.StringIO(line + "\r\n", newline=""), strict=True)
        wanted = [row[0], row[1], row[2], row[3], row[4], row[4], row[5]]
        for cell, value in zip(cells, wanted, strict=True):
            assert not cell.startswith(FORMULA_STARTS) or isinstance(value, int | float)
            if isinstance(value, float):
                assert float(cell) == value
            else:
                assert cell == ("" if value is None else str(safe_cell(value)))


@pytest.mark.parametrize(
    ("columns", "status", "cause"),
    [(["status", "answer", "resolved"], "resolved", "resolved"), (["status"], "assigned", "reopened"),
     (["status", "outcome"], "answered", "answered"), (["answer"], "resolved", "answered"),
     (["lat", "lon"], "resolved", "privacy"), (["text"], "assigned", "privacy"),
     (["vintage", "ward_code", "ward_name"], "assigned", "boundaries"),
     (["category"], "assigned", "corrected"), (["ward_code", "category"], "assigned", "corrected")],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)  # fmt: skip
def test_a_change_is_told_by_its_cause(columns: list[str], status: str, cause: str) -> None:
    assert cause_of({}, {"status": status}, columns) == cause
