"""Rivers to find one's way by: the borders that run along them, as a small GeoJSON file in the home.

A pack's geo/water.toml says between which places a river flows; the same recipe always gives the same bytes.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.errors import BadInput
from minhbach.places.packages import read_member
from minhbach.places.recipe import Table, need
from minhbach.toml import read_toml

FILE = "water.geojson"
_DIGITS = 5
_M_PER_DEGREE = 111_195.0

Edge = tuple[float, float, float, float]
Edges = dict[str, set[Edge]]


def water(geo: Path, archive: Callable[[str], Path]) -> bytes | None:
    """GeoJSON of the pack's rivers, one feature with a `name` each; None where the pack names none.

    `archive` finds a pinned package. BadInput names two places that do not meet.
    """
    recipe = geo / "water.toml"
    if not recipe.is_file():
        return None
    table = read_toml(recipe)
    where = archive(table["package"]) if "package" in table else geo
    rivers = need(table, "river", str(recipe))
    wanted = {place for river in rivers for pair in need(river, "between", str(recipe)) for place in pair}
    edges = _edges(orjson.loads(read_member(where, need(table, "file", str(recipe)))), table, wanted)
    coarse = float(need(table, "coarse_m", str(recipe)))
    features = [
        {
            "type": "Feature",
            "properties": {"name": need(river, "name", str(recipe))},
            "geometry": _lines(_course(river, edges, recipe), coarse),
        }
        for river in rivers
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def rivers(document: bytes | None) -> tuple[BaseGeometry, ...]:
    """The lines of such a document, in its order."""
    features = orjson.loads(document)["features"] if document else []
    return tuple(shapely.from_geojson(orjson.dumps(feature["geometry"])) for feature in features)


def _edges(records: Iterable[Table], table: Table, wanted: set[str]) -> Edges:
    """The segments of every wanted place's rings, each written in one direction."""
    edges: Edges = {place: set() for place in wanted}
    for record in records:
        place = "/".join(str(record[column]) for column in table["place"])
        if place in edges:
            ring = np.round(np.asarray(record[table["ring"]], dtype=float), 7)
            edges[place].update(map(_segment, ring[:-1].tolist(), ring[1:].tolist()))
    return edges


def _segment(start: list[float], end: list[float]) -> Edge:
    first, last = sorted((start, end))
    return first[0], first[1], last[0], last[1]


def _course(river: Table, edges: Edges, recipe: Path) -> BaseGeometry:
    """Where the river's pairs of places meet, as few lines as can be."""
    shared: set[Edge] = set()
    for one, other in river["between"]:
        border = edges[one] & edges[other]
        if not border:
            raise BadInput(f"{recipe}: {river['name']}: {one} and {other} share no border; check their names")
        shared |= border
    segments = shapely.linestrings(np.array(sorted(shared)).reshape(-1, 2, 2))
    return shapely.line_merge(shapely.multilinestrings(segments))


def _lines(course: BaseGeometry, coarse_m: float) -> Table:
    """The course as coarse as asked, with short numbers, its parts in one order."""
    middle = shapely.get_coordinates(course)[:, 1].mean()
    stretch = np.array([np.cos(np.radians(middle)), 1.0]) * _M_PER_DEGREE
    flat = shapely.transform(course, lambda xy: xy * stretch)
    simple = shapely.transform(shapely.simplify(flat, coarse_m), lambda xy: xy / stretch)
    parts = [np.round(shapely.get_coordinates(part), _DIGITS).tolist() for part in shapely.get_parts(simple)]
    return {"type": "MultiLineString", "coordinates": sorted(max(part, part[::-1]) for part in parts)}
