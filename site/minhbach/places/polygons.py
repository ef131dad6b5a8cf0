"""Read shapes out of a package's file: named rings, coded features, the islands of a coastline."""

from pathlib import Path

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.errors import BadInput
from minhbach.places.names import Naming
from minhbach.places.official import Gazette
from minhbach.places.packages import read_member
from minhbach.places.recipe import Table, need


def named_rings(archive: Path, table: Table, official: Gazette, naming: Naming) -> dict[str, BaseGeometry]:
    """JSON records with one ring each and names but no codes, joined to the official list by folded names.

    BadInput names a record that the list does not know, and wards of the list without a record.
    """
    aliases = table.get("aliases", {})
    code_of = {
        (naming.key(official.districts[ward.parent].name), naming.key(ward.name)): ward.code
        for ward in official.wards.values()
        if ward.parent is not None
    }
    shapes = {}
    for record in orjson.loads(read_member(archive, need(table, "file", "layer"))):
        if all(record[field] in allowed for field, allowed in table.get("where", {}).items()):
            district = aliases.get(record[table["district"]], record[table["district"]])
            code = code_of.get((naming.key(district), naming.key(record[table["ward"]])))
            if code is None:
                raise BadInput(
                    f"layer {table['id']}: {district}, {record[table['ward']]} is in no official list; "
                    "add an alias in geo/vintages.toml"
                )
            shapes[code] = shapely.polygons(record[table["ring"]])
    if missing := sorted(set(official.wards) - set(shapes)):
        raise BadInput(f"layer {table['id']}: no shape for {', '.join(missing)}; check its `where` and names")
    return shapes


def grouped_rings(archive: Path, table: Table, wanted: set[str]) -> dict[str, BaseGeometry]:
    """The outlines of whole groups of such records (provinces), roughly: to `coarse` degrees."""
    rings: dict[str, list[BaseGeometry]] = {name: [] for name in sorted(wanted)}
    for record in orjson.loads(read_member(archive, need(table, "file", "neighbours"))):
        if record[table["group"]] in rings:
            rings[record[table["group"]]].append(shapely.polygons(record[table["ring"]]))
    if missing := [name for name, parts in rings.items() if not parts]:
        raise BadInput(
            f"neighbours: no shape for {', '.join(missing)}; check their names in geo/vintages.toml"
        )
    whole = {name: shapely.unary_union(shapely.make_valid(parts)) for name, parts in rings.items()}
    return {name: shapely.simplify(shape, table["coarse"]) for name, shape in whole.items()}


def coded_features(archive: Path, table: Table) -> dict[str, BaseGeometry]:
    """The features of a GeoJSON file by the property that `code` names; parts with one code are one shape."""
    parts: dict[str, list[BaseGeometry]] = {}
    for feature in orjson.loads(read_member(archive, need(table, "file", "layer")))["features"]:
        code = str(feature["properties"][need(table, "code", "layer")])
        parts.setdefault(code, []).append(shapely.from_geojson(orjson.dumps(feature["geometry"])))
    return {code: shapely.unary_union(shapes) for code, shapes in parts.items()}


def coastline(archive: Path, table: Table) -> BaseGeometry:
    """The islands of a GSHHS file (as Basemap writes it) that lie wholly `within` a box, moved by `shift`."""
    west, south, east, north = need(table, "within", "layer")
    index = read_member(archive, need(table, "index", "layer")).decode("ascii")
    content = read_member(archive, need(table, "file", "layer"))
    islands = []
    for line in index.splitlines():
        # level, area, points, south, north, first byte, bytes, name
        _, _, _, lowest, highest, first, size, *_ = line.split()
        if south < float(lowest) and float(highest) < north:
            ring = np.frombuffer(content, "<f4", int(size) // 4, int(first)).reshape(-1, 2).astype(float)
            if west < ring[:, 0].min() and ring[:, 0].max() < east:
                islands.append(shapely.make_valid(shapely.polygons(ring + table.get("shift", (0, 0)))))
    if not islands:
        raise BadInput(f"layer {table['id']}: no island lies within {table['within']}")
    return shapely.unary_union(islands)
