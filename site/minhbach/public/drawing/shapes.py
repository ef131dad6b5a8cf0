"""Generalise boundaries for drawing and for sets that may not be passed on, without moving a point's ward."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.places.units import Unit
from minhbach.public.counting.leaves import DECIMALS

DRAWN_M, PUBLISHED_M = 40, 150
"""About how far a border may lie from the true one: on a page, and in a file that others may pass on."""
DEGREE_M = 111_320
GRID = 10.0**-DECIMALS
WIDENINGS = (1, 2, 4)


@dataclass(frozen=True)
class Known:
    """Published points by the unit that each must stay in."""

    codes: Sequence[str]
    lats: Sequence[float]
    lons: Sequence[float]


NOTHING_KNOWN = Known((), (), ())


def generalise(
    units: Sequence[Unit], known: Known = NOTHING_KNOWN, metres: float = DRAWN_M
) -> dict[str, BaseGeometry]:
    """Simpler shapes by code that still tile the city, each with its own published points inside.

    Where simplifying put a point on the wrong side of a border, the true border stands around that point.
    """
    true = np.array([unit.geometry for unit in units])
    if not len(true):
        return {}
    tolerance = metres / DEGREE_M
    simple = _tidy(shapely.coverage_simplify(true, tolerance))
    codes = [unit.code for unit in units]
    shapes = simple
    for widening in WIDENINGS:
        lost = _outside(shapes, codes, known)
        if not len(lost):
            break
        around = shapely.union_all(shapely.buffer(lost, 2 * widening * tolerance, quad_segs=4))
        shapes = _tidy(shapely.union(shapely.difference(simple, around), shapely.intersection(true, around)))
    return dict(zip(codes, shapes, strict=True))


def exact(units: Sequence[Unit]) -> dict[str, BaseGeometry]:
    """The true shapes by code, to six decimals."""
    return dict(zip((u.code for u in units), _tidy(np.array([u.geometry for u in units])), strict=True))


def _tidy(shapes: np.ndarray) -> np.ndarray:
    """On a fixed grid, areas only, rings in one order and turning as RFC 7946 asks."""
    on_grid = shapely.set_precision(shapes, GRID)
    areas = [_areas(shape) for shape in on_grid]
    oriented: np.ndarray = shapely.orient_polygons(shapely.normalize(np.array(areas)))
    return oriented


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """Without the stray lines and points that cutting leaves."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    polygons = [p for p in shapely.get_parts(shape) if p.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(polygons) if polygons else shapely.Polygon()


def _outside(shapes: np.ndarray, codes: Sequence[str], known: Known) -> np.ndarray:
    """The known points that lie outside the shape of their unit."""
    if not len(known.codes):
        return np.array([])
    index = {code: number for number, code in enumerate(codes)}
    keep = [n for n, code in enumerate(known.codes) if code in index]
    points = shapely.points(np.asarray(known.lons, float)[keep], np.asarray(known.lats, float)[keep])
    home = shapes[[index[known.codes[n]] for n in keep]]
    lost: np.ndarray = points[~shapely.contains_properly(home, points)]
    return lost
