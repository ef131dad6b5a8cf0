"""Sort the reports in space without holding them all: by a Hilbert curve, through files of a few each."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

ORDER = 22
"""Bits of each axis: a cell of about 10 m."""
NOWHERE = 1 << (2 * ORDER)
"""Key of a report without a point: after all others."""
GROUP = 65_536
"""Reports in a batch that comes out: what one range request fetches of a large file."""
HELD = GROUP
"""Reports that are sorted in memory at a time."""


class SpatialSort:
    """Takes reports in any order, gives them back along the curve, with their points as WKB."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._keys: list[np.ndarray] = []
        self._taken: pa.ipc.RecordBatchStreamWriter | None = None

    def add(self, reports: pa.RecordBatch) -> None:
        """Take a batch; it goes to disk at once."""
        lon, lat = (reports.column(name).to_numpy(zero_copy_only=False) for name in ("lon", "lat"))
        self._keys.append(hilbert(lon, lat))
        self._taken = self._taken or pa.ipc.new_stream(self._work / "taken.arrow", reports.schema)
        self._taken.write_batch(reports)

    def finish(self, schema: pa.Schema) -> Path:
        """A file of Arrow batches along the curve, with a column `geometry`; those without a point last."""
        whole = self._work / "sorted.arrow"
        with pa.ipc.new_stream(whole, with_geometry(schema)) as out:
            for table in self._sorted(schema):
                for batch in table.combine_chunks().to_batches(GROUP):
                    out.write_batch(batch)
        return whole

    def _sorted(self, schema: pa.Schema) -> Iterator[pa.Table]:
        if self._taken is None:
            return
        self._taken.close()
        ranks = _ranks(np.concatenate(self._keys))
        paths = [self._work / f"part-{number}.arrow" for number in range(-(-len(ranks) // HELD))]
        self._deal(ranks // HELD, paths, schema)
        (self._work / "taken.arrow").unlink()
        for number, path in enumerate(paths):
            with read_stream(path) as part:
                table = part.read_all()
            path.unlink()
            order = np.argsort(ranks[ranks // HELD == number])
            yield _placed(table.take(pa.array(order)))

    def _deal(self, parts: np.ndarray, paths: list[Path], schema: pa.Schema) -> None:
        """Lay each report into the file of its part of the curve."""
        with ExitStack() as open_files, read_stream(self._work / "taken.arrow") as taken:
            out = [open_files.enter_context(pa.ipc.new_stream(path, schema)) for path in paths]
            start = 0
            for batch in taken:
                mine = parts[start : start + len(batch)]
                for number in np.unique(mine):
                    out[number].write_batch(batch.take(pa.array(np.flatnonzero(mine == number))))
                start += len(batch)


def with_geometry(schema: pa.Schema) -> pa.Schema:
    """The columns of the reports with their point, as well-known binary, at the end."""
    return schema.append(pa.field("geometry", pa.binary()))


def read_stream(path: Path) -> "pa.ipc.RecordBatchStreamReader":
    """Arrow batches from a file, one at a time; not mapped into memory, which would count as ours."""
    return pa.ipc.open_stream(pa.OSFile(str(path)))


def _ranks(keys: np.ndarray) -> np.ndarray:
    ranks = np.empty(len(keys), np.int64)
    ranks[np.argsort(keys, kind="stable")] = np.arange(len(keys))
    return ranks


def _placed(table: pa.Table) -> pa.Table:
    lon, lat = (table.column(name).to_numpy() for name in ("lon", "lat"))
    points = np.zeros(len(table), [("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
    points["order"], points["type"], points["x"], points["y"] = 1, 1, lon, lat
    buffers = [None, pa.py_buffer(points.tobytes())]
    known = pa.FixedSizeBinaryArray.from_buffers(pa.binary(points.itemsize), len(table), buffers)
    nowhere = pa.array(np.isnan(lon) | np.isnan(lat))
    geometry = pc.if_else(nowhere, pa.scalar(None, pa.binary()), known.cast(pa.binary()))
    return table.append_column("geometry", geometry)


def hilbert(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Each point's place along a Hilbert curve over the whole earth; NOWHERE for NaN."""
    nowhere = np.isnan(lon) | np.isnan(lat)
    side = (1 << ORDER) - 1
    x = np.where(nowhere, 0, (lon + 180) / 360 * side).astype(np.int64)
    y = np.where(nowhere, 0, (lat + 90) / 180 * side).astype(np.int64)
    key = np.zeros(len(x), np.int64)
    step = 1 << (ORDER - 1)
    while step:
        right, upper = (x & step) > 0, (y & step) > 0
        key += step * step * ((3 * right) ^ upper)
        turn, flip = ~upper, ~upper & right
        x, y = np.where(flip, side - x, x), np.where(flip, side - y, y)
        x, y = np.where(turn, y, x), np.where(turn, x, y)
        step >>= 1
    return np.where(nowhere, NOWHERE, key)
