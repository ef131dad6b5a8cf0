"""Reports as lines of text by Arrow kernels: a GeoJSON feature or a CSV row each, no Python object made."""

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from minhbach.spreadsheets import FORMULA_STARTS

POINT = ("lat", "lon")
"""In GeoJSON these stand in the geometry."""
SHORT = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
CONTROL = r"[\x00-\x1f]"
QUOTED = '[",\r\n]'


def geojson_features(reports: pa.RecordBatch) -> pa.Array:
    """One GeoJSON feature a report, without a line end."""
    parts: list[Any] = ['{"type":"Feature","id":', _json(reports.column("public_id")), ',"geometry":']
    lon, lat = _json(reports.column("lon")), _json(reports.column("lat"))
    point = pc.binary_join_element_wise('{"type":"Point","coordinates":[', lon, ",", lat, "]}", "")
    placed = pc.and_(pc.is_valid(reports.column("lon")), pc.is_valid(reports.column("lat")))
    parts += [pc.if_else(placed, point, "null"), ',"properties":{']
    names = [name for name in reports.schema.names if name not in POINT]
    for number, name in enumerate(names):
        parts += [f"{',' if number else ''}{json.dumps(name)}:", _json(reports.column(name))]
    return _joined([*parts, "}}"])


def csv_rows(batch: pa.RecordBatch) -> pa.Array:
    """One CSV row a record (RFC 4180), without a line end; no text can start a formula in a spreadsheet."""
    parts: list[Any] = []
    for number, column in enumerate(batch.columns):
        parts += [","] if number else []
        parts.append(_cell(column))
    return _joined(parts)


def csv_header(columns: Sequence[str]) -> str:
    """The first row of a CSV file, without a line end; our column names need no quotes."""
    return ",".join(columns)


def _joined(parts: Sequence[Any]) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _json(column: pa.Array) -> pa.Array:
    """Each value as JSON, null as null."""
    if pa.types.is_string(column.type):
        return pc.fill_null(_by_value(column, _json_text), "null")
    if pa.types.is_date(column.type):
        return pc.fill_null(pc.binary_join_element_wise('"', column.cast(pa.string()), '"', ""), "null")
    return pc.fill_null(column.cast(pa.string()), "null")


def _json_text(text: pa.Array) -> pa.Array:
    for raw, escaped in SHORT:
        text = pc.replace_substring(text, raw, escaped)
    rare = pc.match_substring_regex(text, CONTROL)
    if pc.any(rare).as_py():  # a control character without a short form: so rare that Python may do it
        text = pa.array([_escaped(value) for value in text.to_pylist()], pa.string())
    return pc.binary_join_element_wise('"', text, '"', "")


def _escaped(value: str | None) -> str | None:
    if value is None:
        return None
    return "".join(f"\\u{ord(sign):04x}" if sign < " " else sign for sign in value)


def _cell(column: pa.Array) -> pa.Array:
    if pa.types.is_string(column.type):
        return pc.fill_null(_by_value(column, _csv_text), "")
    return pc.fill_null(column.cast(pa.string()), "")


def _csv_text(text: pa.Array) -> pa.Array:
    formula = pc.is_in(pc.utf8_slice_codeunits(text, 0, 1), pa.array(FORMULA_STARTS))
    text = pc.if_else(formula, pc.binary_join_element_wise("'", text, ""), text)
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")
    return pc.if_else(pc.match_substring_regex(text, QUOTED), quoted, text)


def _by_value(column: pa.Array, said: Any) -> pa.Array:
    """Say each distinct value once where there are few: codes and their names."""
    coded = column.dictionary_encode()
    if 2 * len(coded.dictionary) > len(column):
        return said(column)
    return said(coded.dictionary).take(coded.indices)
