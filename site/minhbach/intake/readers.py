"""Read rows of CSV, JSON, JSON lines, Parquet or .xlsx one after another, in bounded memory."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, TextIO

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from minhbach.errors import BadInput
from minhbach.intake.mapping import Mapping
from minhbach.intake.spreadsheet import cells_of

Row = tuple[int, dict[str, Any] | None]
"""Line (or number of the record or row) and its fields; None where it cannot be read."""
CHUNK = 1 << 20
MOST_RECORD = 8 << 20
"""Characters of one JSON record: a file that is something else must not fill the memory."""
_BETWEEN = re.compile(r"[,\s]*")
KINDS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
         ".parquet": "parquet", ".pq": "parquet", ".xlsx": "xlsx"}  # fmt: skip


def read_rows(path: Path, mapping: Mapping) -> Iterator[Row]:
    """The rows of a file; BadInput where it is missing, of another kind, or in another encoding."""
    kind = mapping.format or KINDS.get(path.suffix.lower())
    reader = READERS.get(kind or "")
    if reader is None:
        raise BadInput(
            f"{path}: unknown kind of file: name it .csv, .json, .jsonl, .parquet or .xlsx, or set format"
        )
    if not path.is_file():
        raise BadInput(f"{path}: no such file")
    return reader(path, mapping)


def _csv(path: Path, mapping: Mapping) -> Iterator[Row]:
    csv.field_size_limit(CHUNK)
    with path.open(encoding=mapping.encoding, newline="") as handle:
        reader = csv.reader(handle, delimiter=mapping.delimiter, strict=True)
        before = 0
        header: list[str] | None = None
        try:
            for cells in reader:
                line, before = before + 1, reader.line_num
                if header is None:
                    header = _checked(path, mapping, [name.strip() for name in cells])
                elif len(cells) == len(header):
                    yield line, dict(zip(header, cells, strict=True))
                elif cells:
                    yield line, None
        except csv.Error as wrong:
            raise BadInput(f"{path}: line {reader.line_num}: not readable as CSV: {wrong}") from None
        except UnicodeError as wrong:
            raise _wrong_encoding(path, mapping, f"after line {before}", wrong) from None
    if header is None:
        raise BadInput(f"{path}: the file is empty")


def _checked(path: Path, mapping: Mapping, header: list[str]) -> list[str]:
    if missing := [name for name in mapping.wanted if name not in header]:
        seen = ", ".join(header)[:200]
        raise BadInput(f"{path}: has no column {missing[0]!r}, which the mapping reads; it has {seen}")
    return header


def _json(path: Path, mapping: Mapping) -> Iterator[Row]:
    decoder = json.JSONDecoder()
    number = 0
    with path.open(encoding=mapping.encoding) as handle:
        try:
            for text in _elements(path, handle, decoder):
                number += 1
                yield number, text if isinstance(text, dict) else None
        except UnicodeError as wrong:
            raise _wrong_encoding(path, mapping, f"after record {number}", wrong) from None


def _elements(path: Path, handle: TextIO, decoder: json.JSONDecoder) -> Iterator[object]:
    """The elements of a top-level array, decoded as they come; only what is not yet decoded is kept."""
    buffer = handle.read(CHUNK).lstrip()
    if buffer[:1] != "[":
        raise BadInput(f"{path}: not a JSON array of records: one record a line is named .jsonl")
    at, number = 1, 0
    while True:
        between = _BETWEEN.match(buffer, at)
        at = between.end() if between else at
        if buffer.startswith("]", at):
            return
        try:
            element, at = decoder.raw_decode(buffer, at)
        except (json.JSONDecodeError, RecursionError):
            more = handle.read(CHUNK)
            if not more or len(buffer) - at > MOST_RECORD:
                raise BadInput(f"{path}: not readable as JSON after record {number}") from None
            buffer, at = buffer[at:] + more, 0
            continue
        number += 1
        yield element


def _jsonl(path: Path, mapping: Mapping) -> Iterator[Row]:
    with path.open("rb") as handle:
        for line, text in enumerate(iter(lambda: handle.readline(MOST_RECORD), b""), start=1):
            bare = text.removeprefix(b"\xef\xbb\xbf").strip()
            if not bare:
                continue
            try:
                found = orjson.loads(bare)
            except orjson.JSONDecodeError:
                if line == 1:
                    raise BadInput(f"{path}: line 1 is not JSON: one record a line is needed") from None
                found = None
            yield line, found if isinstance(found, dict) else None


def _parquet(path: Path, mapping: Mapping) -> Iterator[Row]:
    try:
        with pq.ParquetFile(path) as file:
            _checked(path, mapping, file.schema_arrow.names)
            number = 0
            for batch in file.iter_batches(batch_size=1000, columns=list(mapping.wanted)):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except (pa.ArrowException, OSError) as wrong:
        raise BadInput(f"{path}: not readable as Parquet: {str(wrong).splitlines()[0]}") from None


def _xlsx(path: Path, mapping: Mapping) -> Iterator[Row]:
    header: list[str] | None = None
    for number, cells in enumerate(cells_of(path, mapping.sheet), start=1):
        if all(cell is None for cell in cells):
            continue
        if header is None:
            header = _checked(path, mapping, ["" if cell is None else str(cell).strip() for cell in cells])
        elif any(cell is not None for cell in cells[len(header) :]):
            yield number, None
        else:
            yield number, dict(zip_longest(header, cells[: len(header)]))
    if header is None:
        raise BadInput(f"{path}: the sheet is empty")


def _wrong_encoding(path: Path, mapping: Mapping, where: str, wrong: UnicodeError) -> BadInput:
    name = mapping.encoding.removesuffix("-sig")
    return BadInput(f"{path}: not {name} text {where}: set encoding in the mapping and run it again")


READERS: dict[str, Callable[[Path, Mapping], Iterator[Row]]] = {
    "csv": _csv, "json": _json, "jsonl": _jsonl, "parquet": _parquet, "xlsx": _xlsx,
}  # fmt: skip
