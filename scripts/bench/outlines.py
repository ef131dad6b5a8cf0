"""Weigh and time the outlines of every vintage: bytes packed, seconds, units, shared edges kept."""

import json
import time

import shapely

from minhbach.config import Settings
from minhbach.places.atlas import Atlas
from minhbach.places.outlines import MOST_BYTES, outlines, packed
from minhbach.places.units import DISTRICT, WARD


def main() -> None:
    """Print one line a vintage and level; fails where a first map would be too heavy."""
    atlas = Atlas.load(Settings.from_environment().boundaries)
    for vintage in atlas.vintages:
        for level in (WARD, DISTRICT):
            begun = time.perf_counter()
            document = outlines(atlas, vintage.id, level)
            seconds = time.perf_counter() - begun
            shapes = [shapely.geometry.shape(f["geometry"]) for f in json.loads(document)["features"]]
            weight = len(packed(document))
            print(
                f"{vintage.id} {level:8} {len(shapes):4} units {weight:7,} bytes packed {seconds:5.2f} s "
                f"shared edges {'kept' if shapely.coverage_is_valid(shapes) else 'BROKEN'}"
            )
            if weight > MOST_BYTES:
                raise SystemExit(f"{vintage.id} {level}: heavier than {MOST_BYTES:,} bytes")


if __name__ == "__main__":
    main()
