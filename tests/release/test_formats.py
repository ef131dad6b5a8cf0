"""One set of records in every format: other people's readers find the same rows, and the same bytes twice."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import geopandas
import numpy as np
import pandas
import pyogrio
import pytest
import shapely
from fsspec.implementations.http import HTTPFileSystem
from hypothesis import given
from hypothesis import strategies as st
from tests.release.conftest import HOSTILE

from minhbach.release.formats.disk import full_disk_told
from minhbach.release.formats.flatgeobuf import _tree
from minhbach.release.formats.spatial import NOWHERE, hilbert

GDAL = ("reports.geojson", "reports.fgb", "reports.gpkg")


@pytest.fixture(scope="module")
def release(two_releases: tuple[Path, Path]) -> Path:
    return two_releases[0]


def frame(path: Path) -> geopandas.GeoDataFrame:
    """A file as geopandas reads it: text columns alike, rows by public id."""
    read = geopandas.read_parquet(path) if path.suffix == ".parquet" else geopandas.read_file(path)
    read = read.drop(columns=[name for name in ("id", "lat", "lon", "bbox") if name in read])
    plain = read.sort_values("public_id").set_index("public_id")
    for name in plain.columns.drop("geometry"):
        told = plain[name].astype(object).where(plain[name].notna(), None)
        plain[name] = [_plain(value) for value in told]
    return plain


def _plain(value: object) -> object:
    """Readers differ in how they hold days, counts and yes and no; what they say must not."""
    if value is None:
        return None
    if isinstance(value, pandas.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@pytest.mark.parametrize("name", GDAL)
def test_every_format_holds_as_many_reports(release: Path, name: str) -> None:
    info = pyogrio.read_info(release / name, force_feature_count=True)
    assert info["features"] == 40
    assert info["crs"] == "EPSG:4326"
    assert info["geometry_type"] == "Point"


@pytest.mark.parametrize("name", ["reports.fgb", "reports.gpkg", "reports.parquet"])
def test_every_format_opens_as_the_same_table(release: Path, name: str) -> None:
    known, found = frame(release / "reports.geojson"), frame(release / name)
    assert list(found.index) == list(known.index)
    assert set(found.columns) == set(known.columns)
    for column in known.columns.drop("geometry"):
        assert found[column].tolist() == known[column].tolist(), column
    assert shapely.equals(found.geometry.to_numpy(), known.geometry.to_numpy())[known.geometry.notna()].all()
    assert found.geometry.isna().tolist() == known.geometry.isna().tolist()


def test_texts_are_safe_in_csv_and_whole_elsewhere(release: Path) -> None:
    with (release / "reports.csv").open(encoding="utf-8", newline="") as table:
        cells = [row["text"] for row in csv.DictReader(table)]
    texts = list(HOSTILE)
    assert cells[: len(texts)] == [f"'{t}" if t[0] in "=+-@\t" else t for t in texts]
    features = json.loads((release / "reports.geojson").read_bytes())["features"]
    assert [feature["properties"]["text"] for feature in features][: len(texts)] == texts
    for name in ("reports.parquet", "reports.gpkg", "reports.fgb"):
        assert frame(release / name).text.tolist()[: len(texts)] == texts
    with sqlite3.connect(release / "reports.sqlite") as database:
        kept = [text for (text,) in database.execute("SELECT text FROM reports ORDER BY public_id")]
    assert kept[: len(texts)] == texts


@pytest.mark.parametrize("folder", ["by-year", "by-ward", "by-district"])
def test_splits_hold_every_report_once(release: Path, folder: str) -> None:
    with (release / "reports.csv").open(encoding="utf-8", newline="") as table:
        rows = {row["public_id"]: row for row in csv.DictReader(table)}
    found: list[str] = []
    for path in (release / folder).rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as table:
            mine = list(csv.DictReader(table))
        assert all(rows[row["public_id"]] == row for row in mine)
        features = json.loads(path.with_suffix(".geojson").read_bytes())["features"]
        assert [feature["id"] for feature in features] == [row["public_id"] for row in mine]
        assert folder != "by-year" or {row["received"][:4] for row in mine} == {path.stem}
        found += [row["public_id"] for row in mine]
    assert len(found) == len(set(found))
    # A report without a point lies in units of its own vintage alone; one of them in none at all.
    left_out = {rows[name]["lat"] for name in set(rows) - set(found)}
    assert left_out <= {""}
    assert folder != "by-year" or not left_out


def test_parts_are_found_by_place(release: Path) -> None:
    box = (106.6, 10.7, 106.615, 10.715)
    counts = {len(geopandas.read_file(release / name, bbox=box)) for name in GDAL}
    counts.add(len(geopandas.read_parquet(release / "reports.parquet", bbox=box)))
    assert len(counts) == 1
    assert 0 < counts.pop() < 36
    assert pyogrio.read_info(release / "reports.fgb")["capabilities"]["fast_spatial_filter"]


@given(st.integers(1, 700), st.integers(0, 2**32 - 1))
def test_the_tree_of_a_flatgeobuf_finds_what_a_scan_finds(size: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    low = chance.uniform(0, 1, (size, 2))
    boxes, offsets = np.hstack([low, low]), np.arange(size, dtype=np.uint64) * 100
    tree = _tree(boxes, offsets)
    asked = np.array([0.2, 0.3, 0.6, 0.5])
    leaves, found, todo = len(tree) - size, [], [0]
    while todo:
        at = todo.pop()
        box = tree["box"][at]
        if box[0] > asked[2] or box[1] > asked[3] or box[2] < asked[0] or box[3] < asked[1]:
            continue
        if at >= leaves:
            found.append(int(tree["offset"][at]))
        else:
            first = int(tree["offset"][at])
            todo += range(first, min(first + 16, _end_of_level(size, first)))
    inside = (low >= asked[:2]).all(axis=1) & (low <= asked[2:]).all(axis=1)
    assert sorted(found) == offsets[inside].tolist()


def _end_of_level(size: int, node: int) -> int:
    """Where the level of a node ends, with the root's level first."""
    levels = [size]
    while levels[-1] > 1:
        levels.append(-(-levels[-1] // 16))
    end = 0
    for level in reversed(levels):
        end += level
        if node < end:
            return end
    raise AssertionError(node)


@given(st.integers(0, 2**20))
def test_neighbours_on_the_curve_are_neighbours(cell: int) -> None:
    side = 360 / (2**22 - 1)
    lon, lat = -180 + cell * side, 10.0
    keys = hilbert(np.array([lon, np.nan]), np.array([lat, lat]))
    assert 0 <= keys[0] < NOWHERE
    assert keys[1] == NOWHERE


def test_two_builds_are_the_same_bytes_in_another_process_and_time_zone(
    two_releases: tuple[Path, Path], tmp_path: Path, town: Path
) -> None:
    first, second = two_releases
    code = (
        "import sys, shutil; from datetime import date; from pathlib import Path\n"
        "from minhbach.config import Settings; from minhbach.public.showroom import Showroom\n"
        "from minhbach.public.counting.edition import Edition\n"
        "from minhbach.public.counting.releases import newest_release\n"
        "from minhbach.release.bundle import write_release\n"
        "room = Showroom.open(Settings.from_environment())\n"
        "with room.public.reading() as session:\n"
        "    edition, release = Edition.read(room, session), newest_release(session)\n"
        "    write_release(Path(sys.argv[1]), session, edition, release)\n"
    )
    home = first.parent.parent
    again = tmp_path / "data" / second.name
    again.parent.mkdir()
    (again.parent / first.name).symlink_to(first)
    environment = os.environ | {"MINHBACH_HOME": str(home), "TZ": "America/Lima", "PYTHONHASHSEED": "7"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    subprocess.run([sys.executable, "-c", code, str(again)], env=environment, check=True)  # noqa: S603
    files = {path.relative_to(second) for path in second.rglob("*") if path.is_file()}
    assert {path.relative_to(again) for path in again.rglob("*") if path.is_file()} == files
    other = [name for name in sorted(files) if (again / name).read_bytes() != (second / name).read_bytes()]
    assert other == []


@pytest.mark.parametrize("word", ["điện", "dien", "ĐIỆN", "duong", "đường"])
def test_sqlite_is_searched_with_and_without_accents(release: Path, word: str) -> None:
    query = "SELECT r.text FROM reports_fts f JOIN reports r ON r.rowid = f.rowid WHERE reports_fts MATCH ?"
    with sqlite3.connect(release / "reports.sqlite") as database:
        found = [text for (text,) in database.execute(query, (word,))]
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert "Điện ở đường Đỗ Xuân Hợp tắt" in found


def test_datasette_serves_and_searches_the_sqlite_file(release: Path) -> None:
    asked = "/reports/reports.json?_search=dien&_shape=array"
    files = [str(release / "reports.sqlite"), "--metadata", str(release / "datasette.json")]
    command = [sys.executable, "-m", "datasette", *files, "--get", asked]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert "Điện ở đường Đỗ Xuân Hợp tắt" in [row["text"] for row in json.loads(done.stdout)]


class _Ranges(SimpleHTTPRequestHandler):
    """A static host that answers range requests, and remembers them."""

    asked: list[str] = []

    def do_GET(self) -> None:
        body = Path(self.translate_path(self.path)).read_bytes()
        wanted = self.headers.get("Range", "")
        self.asked.append(wanted)
        start, _, end = wanted.removeprefix("bytes=").partition("-")
        part = body[int(start) : int(end or len(body)) + 1] if wanted else body
        self.send_response(206 if wanted else 200)
        self.send_header("Accept-Ranges", "bytes")
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{int(start) + len(part) - 1}/{len(body)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def host(release: Path) -> Iterator[str]:
    """The release on a web server of our own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: _Ranges(*a, directory=str(release)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class _Undated(HTTPFileSystem):
    """fsspec cannot tell when a file on the web changed, which DuckDB asks."""

    def modified(self, path: str) -> datetime:
        return datetime(2025, 5, 31, tzinfo=UTC)


def test_duckdb_reads_the_geoparquet_by_ranges(release: Path, host: str) -> None:
    _Ranges.asked.clear()
    with duckdb.connect() as database:
        database.register_filesystem(_Undated(block_size=4096, skip_instance_cache=True))
        box = "bbox.xmin > 106.6 AND bbox.xmax < 106.62"
        query = f"SELECT count(*) FROM '{host}/reports.parquet' WHERE {box}"  # noqa: S608  (our own host)
        ((found,),) = database.execute(query).fetchall()
    assert 0 < found < 40
    assert any(asked.startswith("bytes=") for asked in _Ranges.asked)


def test_the_flatgeobuf_is_read_by_ranges(release: Path, host: str) -> None:
    _Ranges.asked.clear()
    box = (106.6, 10.7, 106.615, 10.715)
    found = geopandas.read_file(f"{host}/reports.fgb", bbox=box)
    assert len(found) == len(geopandas.read_file(release / "reports.geojson", bbox=box))
    assert all(asked.startswith("bytes=") for asked in _Ranges.asked)


@pytest.mark.parametrize(
    "wrong",
    [sqlite3.OperationalError("database or disk is full"),
     pyogrio.errors.DataLayerError("sqlite3_exec(COMMIT) failed: database or disk is full")],
    ids=["sqlite", "gdal"],
)  # fmt: skip
def test_a_full_disk_is_told_as_one(tmp_path: Path, wrong: Exception) -> None:
    with pytest.raises(OSError, match="No space left"), full_disk_told(tmp_path):
        raise wrong


def test_another_mistake_of_a_library_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), full_disk_told(tmp_path):
        sqlite3.connect(":memory:").execute("SELECT * FROM nowhere")
