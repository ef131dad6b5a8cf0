#!/usr/bin/env python3
"""How fast each format of a release is written beside ogr2ogr, and in how much memory.

    uv run python scripts/bench/release.py [REPORTS]

Made-up reports, 1,000,000 unless told otherwise, in a temporary folder. Each side runs in a process of its
own: ours from sorted Arrow batches on disk, ogr2ogr (where it is installed) from the FlatGeobuf file that we
wrote, which it reads fastest. Last, all of them are written from public.db.
"""

import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

from minhbach.config import Settings
from minhbach.places.build import build
from minhbach.public.counting.current import Current
from minhbach.public.models import PublicRelease
from minhbach.public.showroom import Showroom
from minhbach.public.store import public_database
from minhbach.release.formats.gdal import write_flatgeobuf, write_geopackage
from minhbach.release.formats.geoparquet import write_geoparquet
from minhbach.release.formats.lines import csv_rows, geojson_features
from minhbach.release.formats.reading import read_batches, report_schema
from minhbach.release.formats.spatial import SpatialSort, read_stream
from minhbach.release.formats.textfiles import write_run
from minhbach.release.formats.writing import write_reports

TEXT = "Nắp cống số {} trước chợ bị vỡ, xe máy đi ngang dễ sụp bánh; đã báo tổ dân phố nhưng chưa ai đến sửa."
ANSWER = "Đơn vị đã cử người xuống kiểm tra và thay nắp cống mới trong buổi sáng."
DAY = date(2025, 6, 30)
DRIVERS = {"geojson": "GeoJSON", "csv": "CSV", "fgb": "FlatGeobuf", "gpkg": "GPKG"}


def main(reports: int) -> None:
    """Print seconds and megabytes for each format, and how many times faster than ogr2ogr it is."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        home = folder / "home"
        settings = Settings.from_environment({"MINHBACH_HOME": str(home)})
        build(settings)
        public_database(settings.public_url).upgrade()
        _apart("made", _fill, settings, reports)
        _apart("counted for the pages, read and sorted", _sort, settings, folder)
        for kind, write in WRITERS.items():
            ours = _apart(f"{kind}: ours", write, folder)
            other = _ogr2ogr(kind, folder)
            print(f"{kind}: {other / ours:.2f} × ogr2ogr" if other else f"{kind}: nothing to compare with")
        _apart("every format, split and aggregate", _release, settings, folder)


def _apart(name: str, work: Callable[..., None], *given: object) -> float:
    """Run in a fresh process; gives its seconds, and prints them with its peak memory."""
    context = get_context("spawn")
    answers = context.SimpleQueue()
    process = context.Process(target=_measured, args=(answers, work, given))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{name}: failed")
    seconds, before, peak = answers.get()
    print(f"{name}: {seconds:.2f} s, peak {peak:.0f} MB ({before:.0f} MB before it began)", flush=True)
    return float(seconds)


def _measured(answers: object, work: Callable[..., None], given: tuple[object, ...]) -> None:
    before, start = _peak(), time.perf_counter()
    work(*given)
    answers.put((time.perf_counter() - start, before, _peak()))  # type: ignore[attr-defined]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ogr2ogr(kind: str, folder: Path) -> float | None:
    if not shutil.which("ogr2ogr") or kind not in DRIVERS:
        return None
    out = folder / f"other.{kind}"
    options = ["-lco", "GEOMETRY=AS_XY"] if kind == "csv" else []
    command = ["ogr2ogr", "-f", DRIVERS[kind], *options, str(out), str(folder / "source.fgb")]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  (fixed words and our own paths)
    seconds = time.perf_counter() - start
    print(f"{kind}: ogr2ogr {seconds:.2f} s, {out.stat().st_size / 1e6:.0f} MB")
    out.unlink()
    return seconds


def _geojson(folder: Path) -> None:
    with read_stream(folder / "sorted.arrow") as reports, (folder / "ours.geojson").open("wb") as out:
        for batch in reports:
            for start in range(0, len(batch), 16_384):
                write_run(out, geojson_features(_plain(batch.slice(start, 16_384))), ",\n")


def _csv(folder: Path) -> None:
    with read_stream(folder / "sorted.arrow") as reports, (folder / "ours.csv").open("wb") as out:
        for batch in reports:
            for start in range(0, len(batch), 16_384):
                write_run(out, csv_rows(_plain(batch.slice(start, 16_384))), "\r\n")


def _plain(batch: object) -> object:
    return batch.drop_columns(["geometry"])  # type: ignore[attr-defined]


def _fgb(folder: Path) -> None:
    write_flatgeobuf(folder / "source.fgb", folder / "sorted.arrow", folder)


def _gpkg(folder: Path) -> None:
    write_geopackage(folder / "ours.gpkg", folder / "sorted.arrow", DAY)


def _parquet(folder: Path) -> None:
    write_geoparquet(folder / "ours.parquet", folder / "sorted.arrow")


WRITERS: dict[str, Callable[[Path], None]] = {
    "fgb": _fgb, "geojson": _geojson, "csv": _csv, "gpkg": _gpkg, "parquet": _parquet,
}  # fmt: skip


def _sort(settings: Settings, folder: Path) -> None:
    room = Showroom.open(settings)
    with room.public.reading() as session:
        edition, _ = Current(room, session).now()
        sort = SpatialSort(folder)
        for batch in read_batches(session, edition):
            sort.add(batch.reports)
        sort.finish(report_schema())


def _release(settings: Settings, folder: Path) -> None:
    room = Showroom.open(settings)
    with room.public.reading() as session:
        edition, _ = Current(room, session).now()
        assert edition.release  # noqa: S101
        (folder / "release").mkdir()
        write_reports(folder / "release", session, edition, edition.release)


def _fill(settings: Settings, reports: int) -> None:
    """Rows by raw SQL: what is measured is how they are written out, not how they came in."""
    room = Showroom.open(settings)
    database = sqlite3.connect(settings.public_url.removeprefix("sqlite:///"))
    database.execute("PRAGMA synchronous=OFF")
    columns = ("public_id, status, category, agency, text, answer, received, resolved, date_precision, days, "
               "lat, lon, location_method, location_uncertainty_m, vintage, ward_code, district_code, "
               "channel, made_up, reports, reopened")  # fmt: skip
    holes = ", ".join("?" * (columns.count(",") + 1))
    database.executemany(f"INSERT INTO public_report ({columns}) VALUES ({holes})", _rows(room, reports))  # noqa: S608
    for vintage in room.atlas.vintages:
        codes = [(unit.code, unit.parent) for unit in room.atlas.wards(vintage.id)]
        places = ((f"r{n:09d}", vintage.id, *codes[n % len(codes)]) for n in range(reports))
        database.executemany("INSERT INTO public_place VALUES (?, ?, ?, ?)", places)
    database.commit()
    with room.public.writing() as session:
        session.add(PublicRelease(id=str(DAY), day=DAY, number=1, digest="0" * 64))


def _rows(room: Showroom, reports: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(1022)  # noqa: S311  (believable, not secret)
    vintage = room.atlas.in_force(DAY).id
    units = room.atlas.wards(vintage)
    wards = [(unit.code, unit.parent, unit.geometry.representative_point()) for unit in units]
    categories = list(room.city.categories)
    for number in range(reports):
        code, parent, spot = wards[number % len(wards)]
        received = DAY - timedelta(days=chance.randrange(1800))
        done = number % 3 != 0
        yield (
            f"r{number:09d}", "resolved" if done else "assigned", chance.choice(categories), f"ubnd-{code}",
            TEXT.format(number), ANSWER if done else None, str(received),
            str(received + timedelta(days=3)) if done else None, "day", 3 if done else None,
            round(spot.y + chance.uniform(-0.01, 0.01), 4), round(spot.x + chance.uniform(-0.01, 0.01), 4),
            "grid-10m", 10, vintage, code, parent, "web", True, 1, 0,
        )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
