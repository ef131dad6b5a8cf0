"""Divide a ward into parts that each hold enough dwellings, each with one fixed point to publish.

A part is what an H3 cell and the ward share. A part too small to hide a dwelling does not climb on its
own: if it did, a coarser point would say "one of the few at the edge". It joins the nearest part that is
large enough, so every published point stands for at least DWELLINGS dwellings, always for the same ones.
"""

import math
from dataclasses import dataclass

import h3
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

DWELLINGS = 8
"""police.uk's rule: a published point is shared by at least eight postal addresses."""
RESOLUTIONS = (10, 9)
"""H3 cells tried, finest first: about 0.015 and 0.105 km²; then the whole ward."""
_EARTH_M = 6_371_008.8
_DEGREE_KM = math.pi * _EARTH_M / 180_000


@dataclass(frozen=True)
class Spot:
    """One fixed point, and how far from it anything that it stands for can lie."""

    lat: float
    lon: float
    uncertainty_m: int


@dataclass(frozen=True)
class Division:
    """A ward's parts at one H3 resolution and the spot that each is published at."""

    resolution: int
    spots: dict[str, Spot]
    """By H3 cell; cells that joined another one carry its spot."""
    _cells: tuple[str, ...]
    _tree: shapely.STRtree

    def spot(self, lat: float, lon: float) -> Spot:
        """Return the spot for a point in the ward; on a cell's very edge, of the nearest part."""
        found = self.spots.get(h3.latlng_to_cell(lat, lon, self.resolution))
        return found or self.spots[self._cells[int(self._tree.nearest(Point(lon, lat)))]]


def divide(ground: BaseGeometry, dwellings_per_km2: float, slack_m: float = 0.0) -> Division | None:
    """Divide `ground` (lon/lat) as finely as the density allows; None where only the whole will do.

    `slack_m` is added to every uncertainty: how far outside the ward a pin may have been set.
    """
    for resolution in RESOLUTIONS:
        # No cell is twice the average: where even that is short, counting cells is wasted.
        if 2 * h3.average_hexagon_area(resolution, "km^2") * dwellings_per_km2 < DWELLINGS:
            continue
        cells, parts = _parts(ground, resolution)
        enough = square_km(parts) * dwellings_per_km2 >= DWELLINGS
        if enough.any():
            return _joined(resolution, cells, parts, enough, slack_m)
    return None


def whole(ground: BaseGeometry, slack_m: float = 0.0) -> Spot:
    """Return one spot for all of `ground`."""
    lat, lon = _inner_point(ground, shapely.point_on_surface(ground))
    return Spot(lat, lon, _radius(lat, lon, [ground], slack_m))


def metres(
    lat: float, lon: float, lats: NDArray[np.float64], lons: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return great-circle distances from one point to many, in metres."""
    a, b = np.radians(lat), np.radians(lats)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lons - lon) / 2) ** 2
    return np.asarray(2 * _EARTH_M * np.arcsin(np.sqrt(half)))


def square_km(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the areas of small lon/lat shapes, good to 1 % within a city."""
    middle = shapely.get_y(shapely.centroid(shapes))
    return np.asarray(shapely.area(shapes) * _DEGREE_KM**2 * np.cos(np.radians(np.nan_to_num(middle))))


def _parts(ground: BaseGeometry, resolution: int) -> tuple[tuple[str, ...], NDArray[np.object_]]:
    """The cells that share an area with `ground`, in order of their index, and what they share."""
    shape = h3.geo_to_h3shape(ground)
    cells = sorted(h3.h3shape_to_cells_experimental(shape, resolution, contain="overlap"))
    hexagons = np.array([Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]) for cell in cells])
    parts = shapely.intersection(hexagons, ground)
    kept = shapely.area(parts) > 0
    return tuple(cell for cell, keep in zip(cells, kept, strict=True) if keep), parts[kept]


def _joined(
    resolution: int,
    cells: tuple[str, ...],
    parts: NDArray[np.object_],
    enough: NDArray[np.bool_],
    slack_m: float,
) -> Division:
    """Send every short part to the nearest large one, then fix one spot for each that stands."""
    standing = np.flatnonzero(enough)
    tree = shapely.STRtree(parts[standing])
    home = {int(at): int(at) for at in standing}
    for at in np.flatnonzero(~enough):
        nearest, _ = tree.query_nearest(parts[at], return_distance=True, all_matches=True)
        home[int(at)] = int(standing[nearest.min()])
    members: dict[int, list[BaseGeometry]] = {int(at): [] for at in standing}
    for part, target in sorted(home.items()):
        members[target].append(parts[part])
    spots = {at: _spot(cells[at], parts[at], shapes, slack_m) for at, shapes in members.items()}
    by_cell = {cells[at]: spots[target] for at, target in home.items()}
    return Division(resolution, by_cell, cells, shapely.STRtree(parts))


def _spot(cell: str, part: BaseGeometry, members: list[BaseGeometry], slack_m: float) -> Spot:
    """The cell's centre where the ward has it, else a point well inside the part."""
    lat, lon = h3.cell_to_latlng(cell)
    centre = Point(lon, lat)
    lat, lon = _inner_point(part, centre if part.contains(centre) else shapely.point_on_surface(part))
    return Spot(lat, lon, _radius(lat, lon, members, slack_m))


def _inner_point(shape: BaseGeometry, point: Point) -> tuple[float, float]:
    """Round a point (to a metre, else a centimetre) as long as it stays inside `shape`."""
    for digits in (5, 7):
        rounded = Point(round(point.x, digits), round(point.y, digits))
        if shape.contains(rounded):
            return rounded.y, rounded.x
    return point.y, point.x


def _radius(lat: float, lon: float, shapes: list[BaseGeometry], slack_m: float) -> int:
    """How far the farthest corner lies, rounded up to 10 m: of the shapes alone, never of a report."""
    corners = shapely.get_coordinates(shapes)
    farthest = float(metres(lat, lon, corners[:, 1], corners[:, 0]).max())
    return math.ceil((farthest + slack_m + 1) / 10) * 10
