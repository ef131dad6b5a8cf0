"""Draw units small: simplified outlines whose shared edges stay shared, as GeoJSON that plain Leaflet reads.

Neighbours are simplified together (Visvalingam on the coverage's edges), so no gap and no overlap opens
between them. The bytes repeat: the same boundaries always give the same file.
"""

import gzip
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.errors import BadInput
from minhbach.places.atlas import Atlas
from minhbach.places.coverage import tile
from minhbach.places.units import WARD, Unit, Vintage

CITY_M, DISTRICT_M, WARD_M = 150.0, 30.0, 5.0
"""How coarse a drawing is, in metres, where a city, a district or one ward fills the map."""
GENERALISED_M = 20.0
"""A set that may not be passed on is never drawn finer than this."""
MOST_BYTES = 150_000
"""A first map's outlines, compressed: what a phone should have to load."""
_COARSEST_M = 3000.0
_DIGITS = 5
_M_PER_DEGREE = 111_195.0

Shapes = dict[str, BaseGeometry]


def outlines(atlas: Atlas, vintage: str, level: str = WARD, metres: float = DISTRICT_M) -> bytes:
    """GeoJSON of every unit of a level, as coarse as `metres` and as MOST_BYTES, packed, ask for.

    Each feature's properties are code, name, name_en, parent, exact and label (lon, lat of its name).
    """
    while True:
        drawn = _collection(
            _vintage(atlas, vintage), _features(atlas, vintage, _drawn(atlas, vintage, level, metres), level)
        )
        if len(packed(drawn)) <= MOST_BYTES or metres > _COARSEST_M:
            return drawn
        metres *= 1.5


def packed(document: bytes) -> bytes:
    """The document gzipped, the same bytes every time."""
    return gzip.compress(document, compresslevel=9, mtime=0)


def tile_layer(facts: Mapping[str, Any]) -> dict[str, str | int] | None:
    """The background tiles that city.toml's [tiles] names (url, attribution, most_zoom), or None.

    Without it a map needs no other host. BadInput when a URL stands without its attribution.
    """
    tiles = facts.get("tiles")
    if not tiles:
        return None
    url, attribution = tiles.get("url"), tiles.get("attribution")
    if not url or not attribution:
        raise BadInput("city.toml [tiles]: give both `url` and `attribution`, or remove the section")
    if not str(url).startswith(("https://", "/")) or not all(part in url for part in ("{z}", "{x}", "{y}")):
        raise BadInput("city.toml [tiles]: `url` starts with https:// or / and holds {z}, {x} and {y}")
    return {"url": url, "attribution": attribution, "most_zoom": int(tiles.get("most_zoom", 19))}


def _drawn(atlas: Atlas, vintage: str, level: str, metres: float) -> Shapes:
    """The simplified shapes of a level; districts are made of simplified wards, so that both fit."""
    if not _vintage(atlas, vintage).redistributable:
        metres = max(metres, GENERALISED_M)
    wards = _simplified(atlas.wards(vintage), metres)
    return wards if level == WARD else _joined(atlas, vintage, wards)


def _simplified(units: Sequence[Unit], metres: float) -> Shapes:
    shapes = {unit.code: unit.geometry for unit in units}
    if not shapely.coverage_is_valid(list(shapes.values())):  # a city's own file may overlap
        shapes = tile(shapes)
    middle = shapely.total_bounds(list(shapes.values()))[[1, 3]].mean()
    stretch = np.array([np.cos(np.radians(middle)), 1.0]) * _M_PER_DEGREE
    flat = shapely.transform(np.array(list(shapes.values()), dtype=object), lambda xy: xy * stretch)
    simple = np.array([_without_crumbs(shape, metres) for shape in shapely.coverage_simplify(flat, metres)])
    rounded = shapely.transform(simple, lambda xy: np.round(xy / stretch, _DIGITS))
    return dict(zip(shapes, rounded, strict=True))


def _without_crumbs(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """Without the parts too small to see, so that a coast of a thousand rocks does not weigh on a phone."""
    parts = shapely.get_parts(shape)
    if len(parts) < 2:
        return shape
    areas = shapely.area(parts)
    return shapely.multipolygons(parts[areas >= min(metres**2, areas.max())])


def _joined(atlas: Atlas, vintage: str, wards: Shapes) -> Shapes:
    members: dict[str, list[BaseGeometry]] = {}
    for ward in atlas.wards(vintage):
        if ward.parent:
            members.setdefault(ward.parent, []).append(shapely.make_valid(wards[ward.code]))
    return {code: shapely.unary_union(shapes, grid_size=10**-_DIGITS) for code, shapes in members.items()}


def _features(atlas: Atlas, vintage: str, shapes: Shapes, level: str) -> list[dict[str, Any]]:
    features = []
    for code, shape in sorted(shapes.items()):
        unit = atlas.unit(vintage, code, level)
        if unit is None or shape.is_empty:
            continue
        properties = {
            "code": code,
            "name": unit.name,
            "name_en": unit.name_en,
            "parent": unit.parent,
            "exact": unit.exact,
            "label": _label(shape),
        }
        features.append({"type": "Feature", "properties": properties, "geometry": _geometry(shape)})
    return features


def _collection(vintage: Vintage, features: list[dict[str, Any]]) -> bytes:
    head = {
        "type": "FeatureCollection",
        "vintage": vintage.id,
        "attribution": vintage.attribution,
        "generalised": not vintage.redistributable,
        "features": features,
    }
    return orjson.dumps(head)


def _geometry(shape: BaseGeometry) -> dict[str, Any]:
    """GeoJSON with short numbers and no point twice in a row."""
    polygons = [polygon for part in shapely.get_parts(shape) if (polygon := _polygon(part))]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _polygon(part: BaseGeometry) -> list[list[list[float]]]:
    if part.geom_type != "Polygon":
        return []
    part = shapely.orient_polygons(part, exterior_cw=False)
    outer, *holes = (_ring(ring) for ring in (part.exterior, *part.interiors))
    return [outer, *(hole for hole in holes if len(hole) > 3)] if len(outer) > 3 else []


def _ring(ring: BaseGeometry) -> list[list[float]]:
    points = np.round(shapely.get_coordinates(ring), _DIGITS)
    moved = np.r_[True, (points[1:] != points[:-1]).any(axis=1)]
    kept: list[list[float]] = points[moved].tolist()
    return kept


def _label(shape: BaseGeometry) -> list[float]:
    """Where a name fits best: the middle of the widest circle in the largest part."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=1e-3)
    x, y = shapely.get_coordinates(circle)[0]
    return [round(float(x), _DIGITS - 1), round(float(y), _DIGITS - 1)]


def _vintage(atlas: Atlas, vintage: str) -> Vintage:
    for one in atlas.vintages:
        if one.id == vintage:
            return one
    raise BadInput(f"no vintage {vintage!r}; there are {', '.join(one.id for one in atlas.vintages)}")
