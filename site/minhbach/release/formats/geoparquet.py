"""Write the reports as GeoParquet 1.1: sorted in space, row groups to be found by box over HTTP ranges."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from minhbach.release.formats.spatial import read_stream

LEVEL = 3
"""Of zstd: level 15 costs 23 times the time and saves 17 percent."""
SIDES = ("xmin", "ymin", "xmax", "ymax")
BOX = pa.struct([pa.field(side, pa.float64(), nullable=False) for side in SIDES])


def write_geoparquet(path: Path, in_order: Path) -> None:
    """Write `path` from a file of sorted reports, a row group a batch."""
    with read_stream(in_order) as reports:
        schema = reports.schema.append(pa.field("bbox", BOX))
        with pq.ParquetWriter(path, schema, compression="zstd", compression_level=LEVEL) as out:
            extent: list[tuple[float, float, float, float]] = []
            for batch in reports:
                extent += _extent(batch)
                out.write_batch(batch.append_column(schema.field("bbox"), _boxes(batch)), len(batch))
            out.add_key_value_metadata({"geo": json.dumps(_geo(extent))})


def _boxes(batch: pa.RecordBatch) -> pa.Array:
    lon, lat = batch.column("lon"), batch.column("lat")
    nowhere = batch.column("geometry").is_null()
    sides = [side.fill_null(0.0) for side in (lon, lat, lon, lat)]
    return pa.StructArray.from_arrays(sides, fields=list(BOX), mask=nowhere)


def _extent(batch: pa.RecordBatch) -> list[tuple[float, float, float, float]]:
    """The box of a batch, if anything in it has a point."""
    lon, lat = (batch.column(name).drop_null().to_numpy() for name in ("lon", "lat"))
    return [(lon.min(), lat.min(), lon.max(), lat.max())] if len(lon) else []


def _geo(extent: list[tuple[float, float, float, float]]) -> dict[str, object]:
    """The metadata that makes a Parquet file GeoParquet; no crs means WGS 84, longitude first."""
    column: dict[str, object] = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "covering": {"bbox": {side: ["bbox", side] for side in SIDES}},
    }
    if extent:
        boxes = np.array(extent)
        column["bbox"] = [*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
