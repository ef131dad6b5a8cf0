"""The map's tiles: every placed report once at every zoom, in one file that GDAL opens."""

import gzip
import json
import random
import re
import struct
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio
import pytest

from minhbach.public.showroom import Showroom
from minhbach.release.mvt import points_tile
from minhbach.release.pmtiles import tile_id, write_pmtiles
from minhbach.release.publish import publish_site
from minhbach.release.tiles import ZOOMS, TileFile

Row = dict[str, Any]


def made_up(number: int, seed: int = 1) -> list[Row]:
    chance = random.Random(seed)  # noqa: S311  (believable, not secret)
    return [
        {
            "lat": round(chance.gauss(10.78, 0.05), 4),
            "lon": round(chance.gauss(106.68, 0.05), 4),
            "location_method": "grid-10m",
            "category": chance.choice(["giao-thong", "tieng-on", "y-te"]),
            "status": (done := chance.choice(["resolved", "assigned"])),
            "outcome": chance.choice(["planned", "not_found"]) if done == "resolved" else None,
            "received": f"20{chance.randint(20, 25)}-{chance.randint(1, 12):02}-14",
            "date_precision": chance.choice(["day", "month", "quarter"]),
        }
        for _ in range(number)
    ]


def batches(rows: list[Row], size: int = 70) -> list[pa.RecordBatch]:
    """As a release reads them; empty columns keep their kinds."""
    texts = ("location_method", "category", "status", "outcome", "received", "date_precision")
    kinds = [("lat", pa.float64()), ("lon", pa.float64()), *((name, pa.string()) for name in texts)]
    parts = [rows[n : n + size] for n in range(0, len(rows), size)] or [[]]
    return [pa.RecordBatch.from_pylist(part, schema=pa.schema(kinds)) for part in parts]


def write_tiles(batches: list[pa.RecordBatch], path: Path) -> int:
    tiles = TileFile()
    for batch in batches:
        tiles.add(batch)
    return tiles.write(path)


def unpacked(text: str) -> Counter[int]:
    """The counts of one cell by key."""
    found: Counter[int] = Counter()
    key = 0
    for word, count in re.findall(r"([a-z]*[A-Z])(\d*)", text):
        step = 0
        for letter in word.lower():
            step = step * 26 + ord(letter) - 97
        key += step
        found[key] += int(count or 1)
    return found


def told(path: Path, zoom: int) -> Counter[tuple[str, str, str]]:
    """What GDAL reads of one zoom: reports by category, standing and month."""
    frame = pyogrio.read_dataframe(path, ZOOM_LEVEL=str(zoom))
    about = pyogrio.read_info(path)["dataset_metadata"] or {}
    lists = metadata(path)
    assert about["name"] == "reports"
    months, standings = ["", *lists["months"]], lists["standings"]
    found: Counter[tuple[str, str, str]] = Counter()
    for reports, resolved, packed in frame[["reports", "resolved", "packed"]].itertuples(index=False):
        own = unpacked(packed)
        assert own.total() == reports
        done = 0
        for key, count in own.items():
            rest, month = divmod(key, len(months))
            category, standing = divmod(rest, len(standings))
            done += count * standings[standing].startswith("resolved")
            found[lists["categories"][category], standings[standing], months[month]] += count
        assert done == resolved
    return found


def metadata(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    start, length = struct.unpack_from("<2Q", content, 24)
    about: dict[str, Any] = json.loads(gzip.decompress(content[start : start + length]))
    return about


@pytest.mark.parametrize("zoom", range(ZOOMS[0], ZOOMS[1] + 1))
def test_every_placed_report_is_there_once_at_every_zoom(tmp_path: Path, zoom: int) -> None:
    rows = made_up(500)
    assert write_tiles(batches(rows), tmp_path / "a.pmtiles") == 500
    month = {"day": slice(7), "month": slice(7), "quarter": slice(0)}
    wanted = Counter(
        (r["category"], f"{r['status']}:{r['outcome'] or ''}", r["received"][month[r["date_precision"]]])
        for r in rows
    )
    assert told(tmp_path / "a.pmtiles", zoom) == wanted


def test_a_cell_lies_where_its_reports_are(tmp_path: Path) -> None:
    rows = [row | {"lat": 10.7769, "lon": 106.7009} for row in made_up(3)]
    write_tiles(batches(rows), tmp_path / "a.pmtiles")
    point = pyogrio.read_dataframe(tmp_path / "a.pmtiles").to_crs(4326).geometry
    assert len(point) == 1
    assert (point.x[0], point.y[0]) == pytest.approx((106.7009, 10.7769), abs=1e-5)


@pytest.mark.parametrize("change", [{"lat": None, "lon": None}, {"location_method": "ward"}],
                         ids=["no point", "told by the ward"])  # fmt: skip
def test_what_has_no_point_of_its_own_is_in_no_cell(tmp_path: Path, change: Row) -> None:
    rows = made_up(20)
    write_tiles(batches([*rows[:19], rows[19] | change]), tmp_path / "a.pmtiles")
    assert told(tmp_path / "a.pmtiles", ZOOMS[1]).total() == 19


def test_no_report_at_all_is_still_a_file(tmp_path: Path) -> None:
    assert write_tiles(batches([]), tmp_path / "a.pmtiles") == 0
    assert metadata(tmp_path / "a.pmtiles")["months"] == []


def test_same_rows_same_bytes_whatever_the_batches(tmp_path: Path) -> None:
    rows = made_up(400)
    write_tiles(batches(rows, 70), tmp_path / "a.pmtiles")
    write_tiles(batches(rows, 400), tmp_path / "b.pmtiles")
    assert (tmp_path / "a.pmtiles").read_bytes() == (tmp_path / "b.pmtiles").read_bytes()


@pytest.mark.parametrize(
    ("zoom", "x", "y", "number"),
    [(0, 0, 0, 0), (1, 0, 0, 1), (1, 0, 1, 2), (1, 1, 1, 3), (1, 1, 0, 4), (2, 0, 0, 5),
     (12, 3423, 1763, 19078479)],
)  # fmt: skip
def test_tiles_are_numbered_as_the_specification_says(zoom: int, x: int, y: int, number: int) -> None:
    assert tile_id(zoom, x, y) == number


def test_many_tiles_go_into_leaves(tmp_path: Path) -> None:
    side = range(128)
    places = sorted((tile_id(8, x, y), x, y) for x in side for y in side)
    tiles = [(number, points_tile("all", ["place"], [(x * 9, y * 9, [x * y])])) for number, x, y in places]
    layer = {"id": "all", "fields": {"place": "Number"}, "minzoom": 8, "maxzoom": 8}
    write_pmtiles(tmp_path / "a.pmtiles", tiles, {"vector_layers": [layer]}, (8, 8), (-180, 0, 0, 85))
    frame = pyogrio.read_dataframe(tmp_path / "a.pmtiles")
    assert len(frame) == 128 * 128
    assert sorted(frame.place) == sorted(x * y for x in side for y in side)


def test_a_release_holds_its_tiles(room: Showroom, tmp_path: Path) -> None:
    publish_site(room, tmp_path / "build")
    path = tmp_path / "build/data/latest/reports.pmtiles"
    assert told(path, ZOOMS[1]).total() == told(path, ZOOMS[0]).total() == 30
