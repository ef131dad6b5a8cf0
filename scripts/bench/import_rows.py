#!/usr/bin/env python3
"""How fast bulk intake is beside its floor: the same rows by raw SQL in the same transactions.

    uv run python scripts/bench/import_rows.py [ROWS]

Both sides run in turn, three times, on fresh SQLite files in a temporary folder; the best of each counts.
"""

import csv
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from minhbach.config import Settings
from minhbach.intake.bulk import BATCH, import_file
from minhbach.places.build import build
from minhbach.records.office import Office
from minhbach.records.store import private_database

TABLES = ("report", "report_place", "event")
MAPPING = """
source = "bench"
[columns]
source_id = "id"
text = ["text"]
category = "category"
received_at = "received"
closed_at = "closed"
status = "status"
answer = "answer"
lat = "lat"
lon = "lon"
[time]
timezone = "UTC"
[agency]
default = "{agency}"
"""


def main(rows: int) -> None:
    """Print seconds, rows a second and the ratio to the floor."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = _settings(home / "first")
        build(settings)
        office = Office.open(settings)
        file, mapping = home / "rows.csv", home / "mapping.toml"
        _write_rows(office, file, rows)
        mapping.write_text(MAPPING.format(agency=next(iter(office.city.agencies))), encoding="utf-8")
        import_file(office, file, mapping)
        kept = {table: _rows(home / "first" / "private.db", table) for table in TABLES}
        ours, floor = [], []
        for turn in range(3):
            again = replace(office, private=private_database(_settings(home / f"ours{turn}").private_url))
            ours.append(_timed(lambda again=again: import_file(again, file, mapping)))
            _settings(home / f"floor{turn}")
            floor.append(_timed(lambda turn=turn: _raw(home / f"floor{turn}" / "private.db", kept)))
    best, least = min(ours), min(floor)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows} rows: import {best:.2f} s ({rows / best:,.0f} rows/s), floor {least:.2f} s")
    print(f"peak {peak:.0f} MB, ratio to the floor: {least / best:.2f}")


def _settings(home: Path) -> Settings:
    home.mkdir(parents=True, exist_ok=True)
    settings = Settings.from_environment({"MINHBACH_HOME": str(home)})
    private_database(settings.private_url).upgrade()
    return settings


def _write_rows(office: Office, file: Path, rows: int) -> None:
    rng = random.Random(1022)  # noqa: S311
    wards = office.atlas.wards(office.atlas.in_force(office.today()).id)
    categories = list(office.city.categories)
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["id", "text", "category", "received", "closed", "status", "answer", "lat", "lon"])
        for number in range(rows):
            spot = rng.choice(wards).geometry.representative_point()
            closed = number % 5 != 0
            writer.writerow([
                number,
                f"Nắp cống số {number} trước chợ bị vỡ, xe máy đi ngang dễ sụp bánh, mong sớm sửa chữa.",
                rng.choice(categories),
                f"2025-0{1 + number % 9}-1{number % 9}T08:{number % 60:02d}:00",
                f"2025-10-1{number % 9}T09:00:00" if closed else "",
                "resolved" if closed else "received",
                "Đã thay nắp cống mới." if closed else "",
                spot.y + rng.uniform(-0.01, 0.01),
                spot.x + rng.uniform(-0.01, 0.01),
            ])  # fmt: skip


def _rows(path: Path, table: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as database:
        return database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608  (our own names)


def _raw(path: Path, kept: dict[str, list[tuple[object, ...]]]) -> None:
    """The floor: prepared rows, executemany, a transaction for each batch of reports."""
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        database.execute(f"PRAGMA {pragma}")
    reports = len(kept["report"])
    streams = {table: iter(rows) for table, rows in kept.items()}
    shares = {table: -(-len(rows) * BATCH // reports) for table, rows in kept.items()}
    for _batch in range(-(-reports // BATCH)):
        database.execute("BEGIN IMMEDIATE")
        for table, stream in streams.items():
            _insert(database, table, list(islice(stream, shares[table])))
        database.execute("COMMIT")
    database.close()


def _insert(database: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        holes = ", ".join("?" * len(rows[0]))
        database.executemany(f"INSERT INTO {table} VALUES ({holes})", rows)  # noqa: S608  (our own names)


def _timed(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
