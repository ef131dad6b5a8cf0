"""Make shapes tile: shared edges identical to the last digit, no overlap, no sliver between neighbours."""

from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

GRID = 1e-7
"""Degrees; about a centimetre. Every coordinate of a derived set lies on this grid."""
SLIVER_KM2 = 0.05


def tile(shapes: Mapping[str, BaseGeometry], fill_km2: float = SLIVER_KM2) -> dict[str, BaseGeometry]:
    """Rebuild `shapes` from one net of their edges.

    A face that several shapes claim goes to the lowest code; a gap of less than `fill_km2` that is
    enclosed by shapes goes to the neighbour with which it shares the longest edge.
    """
    codes = sorted(shapes)
    geometries = shapely.make_valid(
        np.array([shapes[code] for code in codes], dtype=object), method="structure", keep_collapsed=False
    )
    net = shapely.unary_union(shapely.set_precision(shapely.boundary(geometries), GRID), grid_size=GRID)
    faces = np.array(shapely.get_parts(shapely.polygonize([net])), dtype=object)
    owners = _owners(faces, geometries)
    _give_slivers(faces, owners, fill_km2)
    return {code: oriented(shapely.unary_union(faces[owners == index])) for index, code in enumerate(codes)}


def oriented(geometry: BaseGeometry) -> BaseGeometry:
    """The same shape with one order of rings and points, so that equal shapes have equal bytes."""
    return shapely.orient_polygons(shapely.normalize(geometry), exterior_cw=False)


def area_km2(geometry: BaseGeometry) -> float:
    """The area of a lon/lat shape of a city's size (error below 1 %)."""
    if geometry.is_empty:
        return 0.0
    return float(geometry.area * 111.32 * 110.57 * np.cos(np.radians(shapely.centroid(geometry).y)))


def _owners(faces: np.ndarray, geometries: np.ndarray) -> np.ndarray:
    """For each face the index of the first shape that holds it, or -1."""
    owners = np.full(len(faces), len(geometries))
    face, shape = shapely.STRtree(geometries).query(shapely.point_on_surface(faces), predicate="intersects")
    np.minimum.at(owners, face, shape)
    owners[owners == len(geometries)] = -1
    return owners


def _give_slivers(faces: np.ndarray, owners: np.ndarray, fill_km2: float) -> None:
    tree = shapely.STRtree(faces)
    for index in np.flatnonzero(owners < 0):
        if area_km2(faces[index]) >= fill_km2:
            continue
        shared: dict[int, float] = {}
        for other in tree.query(faces[index], predicate="intersects"):
            if owners[other] >= 0:
                edge = shapely.length(shapely.intersection(faces[index], faces[other]))
                shared[int(owners[other])] = shared.get(int(owners[other]), 0.0) + edge
        if shared:
            owners[index] = min(shared, key=lambda owner: (-shared[owner], owner))
