"""Read coded shapes out of a shapefile inside a package, from the projection that the recipe names."""

import tempfile
from pathlib import Path

import numpy as np
import pyogrio
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.errors import BadInput
from minhbach.places.packages import read_member
from minhbach.places.recipe import Table, need

_PARTS = (".shp", ".shx", ".dbf")


def shapefile_features(archive: Path, table: Table) -> dict[str, BaseGeometry]:
    """The features of `file` (.shp) by the column that `code` names, in lon/lat; one code is one shape.

    `crs` is what the numbers mean where the file does not say so itself: "EPSG:3435".
    """
    file, code = need(table, "file", "layer"), need(table, "code", "layer")
    with tempfile.TemporaryDirectory() as scratch:
        for part in _PARTS:
            (Path(scratch) / f"shapes{part}").write_bytes(
                read_member(archive, str(Path(file).with_suffix(part)))
            )
        try:
            _, _, shapes, (codes,) = pyogrio.raw.read(Path(scratch) / "shapes.shp", columns=[code])
        except (pyogrio.errors.DataSourceError, ValueError) as error:
            raise BadInput(f"layer {table['id']}: {file} or its column {code!r}: {error}") from None
    return _by_code(codes, _in_degrees(shapely.from_wkb(shapes), table.get("crs", "EPSG:4326")))


def _by_code(codes: np.ndarray, shapes: np.ndarray) -> dict[str, BaseGeometry]:
    parts: dict[str, list[BaseGeometry]] = {}
    for code, shape in zip(codes, shapes, strict=True):
        parts.setdefault(str(code), []).append(shape)
    return {code: shapely.unary_union(several) for code, several in parts.items()}


def _in_degrees(shapes: np.ndarray, crs: str) -> np.ndarray:
    try:
        to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.CRSError:
        raise BadInput(f'{crs!r} is no projection: write `crs` like "EPSG:3435"') from None
    return np.asarray(
        shapely.transform(shapes, lambda xy: np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1])))
    )
