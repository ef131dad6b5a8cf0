"""How exactly a report's place may be told: to the street, to a cell of homes, or to the ward.

Every value is a function of the place and the ward alone, so reports from one place can never be averaged
into a better guess, and all outputs say the same.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from minhbach.errors import BadInput, UnsafeState
from minhbach.places.units import Unit
from minhbach.privacy.place.cells import Division, Spot, divide, metres, whole

PUBLIC, HOME, SENSITIVE = "public", "home", "sensitive"
"""What a category concerns: a public space, a private home, or a matter that can hurt somebody."""
GRID, WARD = "grid-10m", "ward"
"""Methods, beside "cell-10" and "cell-9" (H3 resolutions): the public record carries one."""
NEAREST_M = 50.0
_STEP = 1e-4  # degrees: about 11 m at the equator, never more
_DIGITS = 4
_ASTRAY_M = 2_000.0


@dataclass(frozen=True)
class PublicPoint:
    """A place as it may be published."""

    lat: float
    lon: float
    method: str
    uncertainty_m: int
    """Nothing published at this point lies farther from it."""


def generalise(
    lat: float,
    lon: float,
    ward: Unit,
    concerns: str,
    *,
    dwellings_per_km2: float | None = None,
    nearest_m: float = NEAREST_M,
) -> PublicPoint:
    """Return the point to publish for a report at (lat, lon) in `ward`; it always lies in the ward.

    A public space is snapped to a 10 m grid. A home is told by its H3 cell as cells.py divides the ward;
    without a known density, by the ward. What is sensitive is told by the ward. `nearest_m` is how far
    outside every ward the city still takes a pin. A city that knows its waters cuts them out of the
    ward's geometry first, and no point falls into them. Raises BadInput on coordinates that are no
    numbers or unknown `concerns`, and UnsafeState where the ward is plainly another one.
    """
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise BadInput(f"a place must be two numbers, not {lat}, {lon}")
    if concerns not in (PUBLIC, HOME, SENSITIVE):
        raise BadInput(f"a category concerns {concerns!r}: use {PUBLIC}, {HOME} or {SENSITIVE}")
    inside, moved = _into(ward.geometry, lat, lon)
    if moved > max(nearest_m, _ASTRAY_M):
        raise UnsafeState(f"a report lies {moved:.0f} m outside {ward.name} ({ward.code}): locate it again")
    if concerns == PUBLIC and (snapped := _snapped(ward.geometry, inside, moved)):
        return snapped
    # A pin farther out than the city's tolerance is rare (a ward cut by water): its own move is added.
    beyond = math.ceil(moved / 10) * 10 if moved > nearest_m else 0
    division = None
    if concerns != SENSITIVE and dwellings_per_km2:
        division = _division(ward, dwellings_per_km2, nearest_m)
    if division is None:
        return _told(_whole(ward, nearest_m), WARD, beyond)
    return _told(division.spot(inside.y, inside.x), f"cell-{division.resolution}", beyond)


@lru_cache(maxsize=4096)
def shared_ground(wards: Sequence[Unit]) -> Unit:
    """Return the last ward of a place cut to what it shares with its wards of other vintages.

    A point generalised within it lies in the stated ward of every vintage. Vintages that share no area
    with the last one (a boundary drawn anew) are left out.
    """
    last = wards[-1]

    def cut(ground: BaseGeometry, ward: Unit) -> BaseGeometry:
        common = _areas(shapely.intersection(ground, ward.geometry))
        return ground if common.is_empty else common

    return replace(last, geometry=reduce(cut, wards[:-1], last.geometry))


@lru_cache(maxsize=4096)
def _division(ward: Unit, dwellings_per_km2: float, nearest_m: float) -> Division | None:
    return divide(ward.geometry, dwellings_per_km2, nearest_m)


@lru_cache(maxsize=4096)
def _whole(ward: Unit, nearest_m: float) -> Spot:
    return whole(ward.geometry, nearest_m)


def _into(ground: BaseGeometry, lat: float, lon: float) -> tuple[Point, float]:
    """The nearest point of `ground`, and how many metres away it is."""
    pin = Point(lon, lat)
    if ground.covers(pin):
        return pin, 0.0
    inside = nearest_points(ground, pin)[0]
    return inside, float(metres(lat, lon, np.array([inside.y]), np.array([inside.x]))[0])


def _snapped(ground: BaseGeometry, inside: Point, moved: float) -> PublicPoint | None:
    """The nearest grid point within the ground; None in a sliver thinner than the grid."""
    for reach_m, candidates in ((8.0, [_rounded(inside)]), (24.0, _around(inside))):
        for lat, lon in candidates:
            if ground.contains(Point(lon, lat)):
                return PublicPoint(lat, lon, GRID, math.ceil((reach_m + moved) / 10) * 10)
    return None


def _rounded(point: Point) -> tuple[float, float]:
    return round(point.y, _DIGITS), round(point.x, _DIGITS)


def _around(point: Point) -> Iterator[tuple[float, float]]:
    """The grid points about the nearest one, nearest first; ties in a fixed order."""
    lat, lon = _rounded(point)
    steps = (-_STEP, 0.0, _STEP)
    grid = [(round(lat + up, _DIGITS), round(lon + along, _DIGITS)) for up in steps for along in steps]
    return iter(sorted(grid, key=lambda spot: (math.dist(spot, (point.y, point.x)), spot)))


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """Only the polygons of an overlay: touching edges and corners leave lines and points behind."""
    pieces = [
        piece for piece in shapely.get_parts([shape]) if piece.geom_type == "Polygon" and piece.area > 0
    ]
    return shapely.union_all(pieces)


def _told(spot: Spot, method: str, beyond: int) -> PublicPoint:
    return PublicPoint(spot.lat, spot.lon, method, spot.uncertainty_m + beyond)
