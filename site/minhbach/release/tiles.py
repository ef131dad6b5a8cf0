"""Write reports.pmtiles: how many reports lie in each cell of a map, by category, standing and month.

The map page filters these counts in the browser, at a million reports as at ten. Each cell is a point feature
with `reports`, `resolved` and `packed`. In `packed` stand its counts as letters and digits: the step from the
key before in base 26, its last digit a capital, then the count where it is not 1. A key is
(category × standings + standing) × (months + 1) + month, where months count from 1 and 0 is a month that is
not public; the lists are in the file's metadata. Reports told by the ward alone are in no cell: their point
stands for the ward, and would be taken for a place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from minhbach.public.counting.queries import RESOLVED, WITH_MONTH
from minhbach.release.mvt import EXTENT, points_tile
from minhbach.release.pmtiles import tile_id, write_pmtiles
from minhbach.release.terms import spelled_number

LAYER, NAMES = "reports", ("reports", "resolved", "packed")
ZOOMS = (8, 14)
CELLS = {14: 64}
"""Cells along a tile's side; elsewhere COARSE."""
COARSE = 16
TOLD_BY_WARD = "ward"
LAST_LATITUDE = 85.0511


class TileFile:
    """Takes in reports batch by batch, in any order, and writes their tiles."""

    def __init__(self) -> None:
        self._batches: list[pa.RecordBatch] = []

    def add(self, batch: pa.RecordBatch) -> None:
        """Take in reports: lat, lon, location_method, category, status, outcome, received, date_precision."""
        placed = pc.and_(pc.is_valid(batch["lat"]), pc.not_equal(batch["location_method"], TOLD_BY_WARD))
        batch = batch.filter(pc.and_(placed, pc.is_valid(batch["lon"])))
        month = pc.utf8_slice_codeunits(pc.cast(batch["received"], pa.string()), 0, 7)
        public = pc.is_in(batch["date_precision"], value_set=pa.array(WITH_MONTH))
        columns = {
            "lat": pc.cast(batch["lat"], pa.float32()),
            "lon": pc.cast(batch["lon"], pa.float32()),
            "category": _coded(batch["category"]),
            "standing": _coded(pc.binary_join_element_wise(batch["status"], _text(batch["outcome"]), ":")),
            "month": _coded(pc.if_else(public, month, "")),
        }
        self._batches.append(pa.RecordBatch.from_pydict(columns))

    def write(self, path: Path) -> int:
        """Write the file; gives how many reports it shows. Same rows, same bytes."""
        if not self._batches:
            self.add(_no_reports())
        table = pa.Table.from_batches(self._batches).unify_dictionaries()
        axes, keys = _keys(table)
        points = _points(table)
        tiles = list(_tiles(points, keys, axes))
        tiles.sort(key=lambda tile: tile[0])
        box = _box(table)
        write_pmtiles(path, tiles, _metadata(axes), ZOOMS, box)
        return len(keys)


@dataclass(frozen=True)
class Axes:
    """What the parts of a key stand for."""

    categories: Sequence[str]
    standings: Sequence[str]
    months: Sequence[str]

    @property
    def resolved(self) -> np.ndarray:
        """Whether each key is one of a resolved report."""
        done = np.array([one.split(":")[0] == RESOLVED for one in self.standings], bool)
        return np.tile(np.repeat(done, len(self.months) + 1), len(self.categories))


def _coded(column: Any) -> Any:
    return pc.dictionary_encode(pc.cast(column, pa.string()))


def _text(column: Any) -> Any:
    return pc.fill_null(pc.cast(column, pa.string()), "")


def _no_reports() -> pa.RecordBatch:
    text = ("location_method", "category", "status", "outcome", "received", "date_precision")
    columns = {name: pa.array([], pa.string()) for name in text}
    return pa.RecordBatch.from_pydict(columns | {n: pa.array([], pa.float64()) for n in ("lat", "lon")})


def _keys(table: pa.Table) -> tuple[Axes, np.ndarray]:
    """The axes in order, and each report's key."""
    parts, names = [], []
    for column in ("category", "standing", "month"):
        chunked = table[column].combine_chunks()
        known = chunked.dictionary.to_pylist() if len(chunked) else []
        ordered = sorted(known)
        if column == "month":
            ordered = [month for month in ordered if month]
            ranks = [ordered.index(one) + 1 if one else 0 for one in known]
        else:
            ranks = [ordered.index(one) for one in known]
        names.append(ordered)
        codes = chunked.indices.to_numpy() if len(chunked) else np.zeros(0, int)
        parts.append(np.array(ranks, np.int64)[codes] if len(codes) else np.zeros(0, np.int64))
    axes = Axes(*names)
    keys = (parts[0] * len(axes.standings) + parts[1]) * (len(axes.months) + 1) + parts[2]
    return axes, keys


def _points(table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Where each report lies in the square of the world: 0 … 1 from west to east, from north to south."""
    lat = np.radians(np.clip(table["lat"].to_numpy().astype(float), -LAST_LATITUDE, LAST_LATITUDE))
    lon = table["lon"].to_numpy().astype(float)
    return lon / 360 + 0.5, 0.5 - np.log(np.tan(lat) + 1 / np.cos(lat)) / (2 * np.pi)


def _tiles(
    points: tuple[np.ndarray, np.ndarray], keys: np.ndarray, axes: Axes
) -> Iterator[tuple[int, bytes]]:
    resolved = axes.resolved
    for zoom in range(ZOOMS[0], ZOOMS[1] + 1):
        for (x, y), cells in _by_tile(points, keys, resolved, zoom):
            yield tile_id(zoom, x, y), points_tile(LAYER, NAMES, cells)


def _by_tile(
    points: tuple[np.ndarray, np.ndarray], keys: np.ndarray, resolved: np.ndarray, zoom: int
) -> Iterator[tuple[tuple[int, int], list[tuple[int, int, tuple[int, int, str]]]]]:
    """Every tile with its cells: where their reports lie on average, and what is known of them."""
    side, across = CELLS.get(zoom, COARSE), 1 << zoom
    columns, rows = (np.floor(axis * across * side).astype(np.int64) for axis in points)
    tile = (rows // side) * across + columns // side
    cell = (tile * side + rows % side) * side + columns % side
    order = np.lexsort((keys, cell))
    if not len(order):
        return
    cell, sorted_keys = cell[order], keys[order]
    starts = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]])
    sizes = np.diff(np.r_[starts, len(cell)])
    done = np.add.reduceat(resolved[sorted_keys].astype(np.int64), starts)
    x, y = (_average(axis[order], starts, sizes, across) for axis in points)
    packed = _packed(cell, sorted_keys, starts)
    tiles = cell[starts] // (side * side)
    firsts = np.flatnonzero(np.r_[True, tiles[1:] != tiles[:-1]])
    features = list(zip(x, y, zip(sizes.tolist(), done.tolist(), packed, strict=True), strict=True))
    for start, end in zip(firsts.tolist(), [*firsts[1:].tolist(), len(tiles)], strict=True):
        row, column = divmod(int(tiles[start]), across)
        yield (column, row), features[start:end]


def _average(axis: np.ndarray, starts: np.ndarray, sizes: np.ndarray, across: int) -> list[int]:
    """The middle of each cell's reports, in units of its tile."""
    within = axis * across
    middle = np.add.reduceat(within - np.floor(within), starts) / sizes
    return list(np.clip((middle * EXTENT).astype(int), 0, EXTENT).tolist())


def _packed(cell: np.ndarray, keys: np.ndarray, starts: np.ndarray) -> list[str]:
    """Each cell's counts by key, as text."""
    new = np.r_[True, (cell[1:] != cell[:-1]) | (keys[1:] != keys[:-1])]
    at = np.flatnonzero(new)
    counts = np.diff(np.r_[at, len(keys)])
    found = keys[at]
    steps = np.diff(found, prepend=0)
    begins = np.searchsorted(at, starts)
    steps[begins] = found[begins]
    words = [spelled_number(step) for step in range(int(steps.max()) + 1)]
    said = [
        words[step] if count == 1 else f"{words[step]}{count}"
        for step, count in zip(steps.tolist(), counts.tolist(), strict=True)
    ]
    ends = [*begins[1:].tolist(), len(said)]
    return ["".join(said[begin:end]) for begin, end in zip(begins.tolist(), ends, strict=True)]


def _box(table: pa.Table) -> tuple[float, float, float, float]:
    if not len(table):
        return -180.0, -LAST_LATITUDE, 180.0, LAST_LATITUDE
    sides = [pc.min_max(table[axis]).as_py() for axis in ("lon", "lat")]
    return sides[0]["min"], sides[1]["min"], sides[0]["max"], sides[1]["max"]


def _metadata(axes: Axes) -> dict[str, Any]:
    fields = dict(zip(NAMES, ("Number", "Number", "String"), strict=True))
    layer = {"id": LAYER, "fields": fields, "minzoom": ZOOMS[0], "maxzoom": ZOOMS[1]}
    lists = {"categories": axes.categories, "standings": axes.standings, "months": axes.months}
    return {"name": LAYER, "type": "overlay", "format": "pbf", "vector_layers": [layer], **lists}
