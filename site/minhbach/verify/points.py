"""Every published point lies inside the ward that its record names, by the boundaries of the release."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import orjson
import shapely

from minhbach.verify.findings import Finding
from minhbach.verify.package import Package

CODES = ("code", "ward_code")
Named = tuple[str, float, float, str]
"""Public id, lon, lat, ward code."""


def check_points(package: Package) -> Iterator[Finding]:
    """Points outside their ward, in every vintage whose boundaries the release holds."""
    named = _named(package)
    for path in sorted((package.folder / "boundaries").glob("*/wards.geojson")):
        vintage = path.parent.name
        shapes = _shapes(path.read_bytes())
        where = path.relative_to(package.folder).as_posix()
        if shapes is None:
            yield Finding("points", where, "cannot be read")
            continue
        for public_id, ward in _outside(named.get(vintage, ()), shapes):
            yield Finding("points", f"record {public_id}", f"lies outside ward {ward} of {vintage}")


def _named(package: Package) -> Mapping[str, list[Named]]:
    """By vintage: each record's own ward, and those that its places name."""
    named: dict[str, list[Named]] = defaultdict(list)
    for record in package.records.every():
        lon, lat = record.get("lon"), record.get("lat")
        if lon is None or lat is None:
            continue
        own = {record.get("vintage"): record.get("ward_code")}
        places = {place.get("vintage"): place.get("ward_code") for place in record.get("places", [])}
        for vintage, ward in (places | own).items():
            if vintage and ward:
                named[vintage].append((str(record["public_id"]), lon, lat, ward))
    return named


def _shapes(content: bytes) -> dict[str, Any] | None:
    try:
        features = orjson.loads(content)["features"]
        return {
            next(str(f["properties"][key]) for key in CODES if key in f["properties"]):
            shapely.from_geojson(orjson.dumps(f["geometry"]))
            for f in features
        }  # fmt: skip
    except (orjson.JSONDecodeError, KeyError, TypeError, StopIteration, shapely.errors.GEOSException):
        return None


def _outside(named: list[Named] | tuple[()], shapes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    by_ward: dict[str, list[Named]] = defaultdict(list)
    for one in named:
        by_ward[one[3]].append(one)
    for ward, ones in by_ward.items():
        if ward not in shapes:
            yield ones[0][0], ward
            continue
        shapely.prepare(shapes[ward])
        inside = shapely.intersects_xy(shapes[ward], [one[1] for one in ones], [one[2] for one in ones])
        yield from ((ones[at][0], ward) for at in np.flatnonzero(~inside))
