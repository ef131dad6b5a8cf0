"""Write the reports as a SQLite file that opens in Datasette and searches with and without accents."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

PAGE = 4096
VERSION_AT, VERSION = 96, 3_040_000
"""Where a database says which SQLite wrote it last, and what ours say: the same on every machine."""
KINDS = {pa.int32(): "INTEGER", pa.bool_(): "INTEGER", pa.float64(): "REAL"}
SAID = ("text", "answer", "category_name", "ward_name", "district_name")
"""What the search looks through."""
INDEXED = ("category", "agency", "ward_code", "received")


class SQLiteFile:
    """reports.sqlite while it is being written: a table `reports`, and `reports_fts` that searches it."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path, self._schema = path, schema
        self._database = sqlite3.connect(path, isolation_level=None)
        # Nobody else sees it before it is done, and where it fails, all is thrown away.
        for pragma in (f"page_size={PAGE}", "journal_mode=OFF", "synchronous=OFF", "temp_store=FILE"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute("BEGIN")
        columns = [f'"{field.name}" {KINDS.get(field.type, "TEXT")}' for field in schema]
        keyed = columns[0] + " PRIMARY KEY"
        self._database.execute(f"CREATE TABLE reports ({', '.join([keyed, *columns[1:], 'folded TEXT'])})")

    def add(self, reports: pa.RecordBatch) -> None:
        """Insert a batch."""
        columns = [_values(column) for column in (*reports.columns, folded(reports))]
        holes = ", ".join("?" * len(columns))
        rows: Iterable[tuple[object, ...]] = zip(*columns, strict=True)
        self._database.executemany(f"INSERT INTO reports VALUES ({holes})", rows)  # noqa: S608  (holes)

    def end(self) -> None:
        """Index everything and close the file."""
        for name in INDEXED:
            self._database.execute(f"CREATE INDEX reports_{name} ON reports ({name})")
        self._database.execute(
            "CREATE VIRTUAL TABLE reports_fts USING fts5 (text, answer, folded, content='reports', "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        self._database.execute("INSERT INTO reports_fts (reports_fts) VALUES ('rebuild')")
        self._database.execute("INSERT INTO reports_fts (reports_fts) VALUES ('optimize')")
        self._database.execute("COMMIT")
        self._database.close()
        with self._path.open("r+b") as file:
            file.seek(VERSION_AT)
            file.write(VERSION.to_bytes(4, "big"))


def folded(reports: pa.RecordBatch) -> pa.Array:
    """What was said of each report in lower case and without diacritics, đ as d: "dien" finds "Điện"."""
    said = pc.binary_join_element_wise(
        *(pc.fill_null(reports.column(name), "") for name in SAID), " "
    )
    plain = pc.replace_substring_regex(pc.utf8_normalize(pc.utf8_lower(said), "NFD"), r"\p{Mn}", "")
    return pc.replace_substring(plain, "đ", "d")


def _values(column: pa.Array) -> list[object]:
    if pa.types.is_date(column.type):
        column = column.cast(pa.string())
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int32())
    values: list[object] = column.to_pylist()
    return values
