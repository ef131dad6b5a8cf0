"""Divide an old unit among the new units that it went to, where only their areas and their cores are known.

The core of a new unit is what it received whole. Each divided unit is cut by the straight lines of a
power diagram: its sites are where the cores touch it (or the new unit's official point where it has
no core there), and its weights are set so that every part gets the area that the official areas of
the new units leave for it.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.places.coverage import area_km2

_TOUCH = 2e-5
"""Degrees (2 m): how near a core must come to count as touching."""


def part_areas(
    old: Mapping[str, float], left: Mapping[str, float], pairs: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], float]:
    """The area of each (old, new) part: olds are used up exactly, news get what they lack as nearly as can be.

    `old` is the area of each divided unit, `left` what each new unit still lacks (iterative proportional
    fitting, so every part stays above zero).
    """
    parts = dict.fromkeys(pairs, 1.0)
    for _ in range(200):
        for side, wanted in ((1, left), (0, old)):
            totals: dict[str, float] = {}
            for pair, area in parts.items():
                totals[pair[side]] = totals.get(pair[side], 0.0) + area
            parts = {
                pair: area * max(wanted[pair[side]], 1e-3) / totals[pair[side]]
                for pair, area in parts.items()
            }
    return parts


def divide(
    shape: BaseGeometry,
    cores: Mapping[str, BaseGeometry],
    points: Mapping[str, tuple[float, float]],
    shares: Mapping[str, float],
) -> dict[str, BaseGeometry]:
    """Cut `shape` into one part a new unit; `shares` sum to 1."""
    codes = sorted(shares)
    stretch = np.array([np.cos(np.radians(shape.centroid.y)), 1.0])
    flat = shapely.transform(shape, lambda xy: xy * stretch)
    sites = np.array([_site(shape, cores.get(code), points.get(code)) * stretch for code in codes])
    wanted = np.array([shares[code] for code in codes])
    weights = _weights(flat, sites, wanted)
    cells = [_cell(flat, sites, weights, index) for index in range(len(codes))]
    return {
        code: shapely.transform(cell, lambda xy: xy / stretch)
        for code, cell in zip(codes, cells, strict=True)
    }


def _site(shape: BaseGeometry, core: BaseGeometry | None, point: tuple[float, float] | None) -> np.ndarray:
    """Where the new unit enters the shape: the middle of the shared edge, else its point."""
    if core is not None and not core.is_empty:
        touching = shapely.intersection(shape.boundary, shapely.buffer(core, _TOUCH))
        if shapely.length(touching) > 4 * _TOUCH:
            return np.array(touching.centroid.coords[0])
    if point is not None:
        return np.array(point)
    middle = core.centroid if core is not None and not core.is_empty else shape.centroid
    return np.array(middle.coords[0])


def _weights(shape: BaseGeometry, sites: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Weights of the power diagram whose cells have the wanted shares of the area (bisection, site by site)."""
    weights = np.zeros(len(sites))
    reach = (
        4
        * max(
            np.ptp(np.array(shape.bounds)[[0, 2]]),
            np.ptp(np.array(shape.bounds)[[1, 3]]),
            *np.ptp(sites, axis=0),
        )
        ** 2
        + 1e-9
    )
    for _ in range(1 if len(sites) == 2 else 12):
        for index in range(1, len(sites)):
            low, high = -reach, reach
            for _ in range(50):
                weights[index] = (low + high) / 2
                share = _cell(shape, sites, weights, index).area / shape.area
                low, high = (weights[index], high) if share < wanted[index] else (low, weights[index])
    return weights


def _cell(shape: BaseGeometry, sites: np.ndarray, weights: np.ndarray, index: int) -> BaseGeometry:
    cell = shape
    for other in range(len(sites)):
        if other != index:
            cell = shapely.intersection(cell, _half_plane(sites, weights, index, other, shape))
    return cell


def _half_plane(
    sites: np.ndarray, weights: np.ndarray, index: int, other: int, shape: BaseGeometry
) -> BaseGeometry:
    """The big box of points nearer (in power distance) to site `index` than to site `other`."""
    towards = sites[other] - sites[index]
    length = max(float(np.hypot(*towards)), 1e-9)
    unit = towards / length
    offset = (length**2 + weights[index] - weights[other]) / (2 * length)
    west, south, east, north = shape.bounds
    far = 4 * (
        abs(offset) + np.hypot(east - west, north - south) + float(np.hypot(*(sites[index] - [west, south])))
    )
    edge = sites[index] + unit * offset
    along = np.array([-unit[1], unit[0]]) * far
    back = -unit * far
    return shapely.polygons([edge + along, edge + along + back, edge - along + back, edge - along])


def lacking(official: Mapping[str, float | None], cores: Mapping[str, BaseGeometry]) -> dict[str, float]:
    """How much area each new unit still lacks beside its core, in km²; unknown areas ask for 1 km²."""
    return {
        code: max((area if area is not None else area_km2(cores[code]) + 1.0) - area_km2(cores[code]), 1e-3)
        for code, area in official.items()
    }
