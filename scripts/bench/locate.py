"""How fast a point finds its ward, beside geopandas' sjoin, in one run: locate.py [POINTS]."""

import json
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import geopandas as gpd
import numpy as np
import shapely

from minhbach.config import Settings
from minhbach.places.atlas import Atlas
from minhbach.places.build import build

T = TypeVar("T")
VINTAGE_BOX = 0.02
"""Share of the city's extent that the random points reach beyond it on each side."""


def main(points: int = 1_000_000) -> None:
    """Print seconds, microseconds and ratios as JSON, and whether both ways gave the same answers."""
    settings = Settings.from_environment()
    build(settings)
    load_s, atlas = timed(lambda: Atlas.load(settings.boundaries))
    vintages = [vintage.id for vintage in atlas.vintages]
    result: dict[str, object] = {"load_s": round(load_s, 3), "points": points}
    for vintage in vintages:
        result[vintage] = measure(atlas, vintage, points)
    lats, lons = scatter(atlas, vintages[0], 20_000)
    atlas.locate(lats[0], lons[0])
    seconds, _ = timed(lambda: [atlas.locate(lat, lon) for lat, lon in zip(lats, lons, strict=True)])
    result["one_point_us_a_vintage"] = round(seconds / len(lats) / len(vintages) * 1e6, 2)
    print(json.dumps(result, indent=1))


def measure(atlas: Atlas, vintage: str, points: int) -> dict[str, object]:
    """The bulk path and sjoin on the same random points of one vintage."""
    lats, lons = (np.array(axis) for axis in scatter(atlas, vintage, points))
    wards = atlas.wards(vintage)
    frame = gpd.GeoDataFrame(
        {"code": [ward.code for ward in wards]}, geometry=[ward.geometry for ward in wards], crs=4326
    )
    atlas.locate_many(lats[:10], lons[:10], vintage)
    ours_s, (codes, methods) = timed(lambda: atlas.locate_many(lats, lons, vintage))

    def sjoin() -> gpd.GeoDataFrame:
        dots = gpd.GeoDataFrame(geometry=shapely.points(lons, lats), crs=4326)
        return gpd.sjoin(dots, frame, how="left", predicate="intersects")

    theirs_s, joined = timed(sjoin)
    first = joined.sort_values("code").groupby(level=0)["code"].first()
    held = methods != "nearest"
    same = (first.to_numpy(dtype=object, na_value=None) == codes)[held].mean()
    return {
        "ours_s": round(ours_s, 3),
        "sjoin_s": round(theirs_s, 3),
        "ratio": round(theirs_s / ours_s, 1),
        "same_answers": float(same),
        "nearest": int((~held).sum()),
    }


def scatter(atlas: Atlas, vintage: str, count: int) -> tuple[list[float], list[float]]:
    """Random points over the extent of a vintage's largest cluster of wards."""
    boxes = shapely.bounds([ward.geometry for ward in atlas.wards(vintage)])
    west, south, east, north = (
        np.percentile(boxes, 2, axis=0)[:2].tolist() + np.percentile(boxes, 98, axis=0)[2:].tolist()
    )
    generator = np.random.default_rng(7)
    wide, high = (east - west) * VINTAGE_BOX, (north - south) * VINTAGE_BOX
    return (
        generator.uniform(south - high, north + high, count).tolist(),
        generator.uniform(west - wide, east + wide, count).tolist(),
    )


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """The best of three runs, in seconds, and the last result."""
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - begun)
    return best, result


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
