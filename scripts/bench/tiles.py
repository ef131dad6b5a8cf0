"""How long reports.pmtiles takes for made-up reports, and how large it is: tiles.py [REPORTS]."""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio

from minhbach.release.tiles import TileFile

CATEGORIES, MONTHS, PLACES, BATCH = 17, 120, 3000, 50_000


def main(reports: int) -> None:
    """Print seconds, megabytes and peak memory as JSON, and whether GDAL counts as many reports."""
    tiles, begun, taken = TileFile(), 0.0, 0.0
    for batch in made_up(reports):
        begun = time.perf_counter()
        tiles.add(batch)
        taken += time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "reports.pmtiles"
        begun, cpu = time.perf_counter(), time.process_time()
        tiles.write(path)
        taken += time.perf_counter() - begun
        cpu = time.process_time() - cpu
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        counted = int(pyogrio.read_dataframe(path, read_geometry=False).reports.sum())
        size = path.stat().st_size
    result = {
        "reports": reports,
        "counted_by_gdal": counted,
        "seconds": round(taken, 1),
        "cpu_seconds_writing": round(cpu, 1),
        "megabytes": round(size / 1e6, 1),
        "peak_memory_mb": round(memory),
    }
    print(json.dumps(result, indent=1))
    if counted != reports:
        sys.exit("GDAL counts other reports")


def made_up(reports: int) -> Iterator[pa.RecordBatch]:
    """Reports around three thousand places over ten years, some categories far commoner than others."""
    chance = np.random.default_rng(1022)
    lons, lats = chance.normal(106.68, 0.07, PLACES), chance.normal(10.79, 0.06, PLACES)
    weights = 1 / np.arange(1, CATEGORIES + 1)
    days = pa.array([f"{2016 + n // 12}-{n % 12 + 1:02}-05" for n in range(MONTHS)])
    names = pa.array([f"category-{n:02}" for n in range(CATEGORIES)])
    standings, outcomes = pa.array(["resolved", "assigned"]), pa.array(["fixed_stated", None])
    for start in range(0, reports, BATCH):
        count = min(BATCH, reports - start)
        place = chance.integers(0, PLACES, count)
        standing = pa.array((chance.random(count) > 0.7).astype(int))
        columns = {
            "lat": pa.array(np.round(lats[place] + chance.normal(0, 0.012, count), 4)),
            "lon": pa.array(np.round(lons[place] + chance.normal(0, 0.012, count), 4)),
            "location_method": pa.array(["grid-10m"] * count),
            "category": names.take(pa.array(chance.choice(CATEGORIES, count, p=weights / weights.sum()))),
            "status": standings.take(standing),
            "outcome": outcomes.take(standing),
            "received": days.take(pa.array(chance.integers(0, MONTHS, count))),
            "date_precision": pa.array(["day"] * count),
        }
        yield pa.RecordBatch.from_pydict(columns)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
