"""Divide an old unit among the new units that it went to, where only their areas and their cores are known.

The core of a new unit is what it received whole. Each divided unit is cut by the straight lines of a
power diagram: its sites are where the cores touch it (or the new unit's official point where it has
no core there), and its weights are set so that every part gets the area that the official areas of
the new units leave for it.
"""

from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.places.coverage import area_km2

Pair = tuple[str, str]
"""(old code, new code)."""

_TOUCH = 2e-5
"""Degrees (2 m): how near a core must come to count as touching."""
_LEAST_SHARE = 0.05
_SEAT = 4.0
"""A new unit that kept the old unit's code has its seat there and more of its land: this much more."""


class Division:
    """One old unit and the sites of the new units that share it."""

    def __init__(
        self,
        code: str,
        shape: BaseGeometry,
        cores: Mapping[str, BaseGeometry],
        points: Mapping[str, tuple[float, float]],
    ) -> None:
        self.code = code
        self.news = sorted(cores)
        self._cores = cores
        self.area_km2 = area_km2(shape)
        self._stretch = np.array([np.cos(np.radians(shape.centroid.y)), 1.0])
        self._shape = shapely.transform(shape, lambda xy: xy * self._stretch)
        sites = [_site(shape, cores[new], points.get(new)) for new in self.news]
        self._sites = np.array(sites) * self._stretch

    def guess(self) -> dict[Pair, float]:
        """The parts in km² if every place went to the nearest site: for what the areas leave open."""
        level = np.zeros(len(self.news))
        shares = [self._cell(level, index).area / self._shape.area for index in range(len(self.news))]
        seats = [_SEAT if new == self.code else 1.0 for new in self.news]
        return {
            (self.code, new): self.area_km2 * max(share, _LEAST_SHARE) * seat
            for new, share, seat in zip(self.news, shares, seats, strict=True)
        }

    def cut(self, parts: Mapping[Pair, float]) -> dict[str, BaseGeometry]:
        """One part a new unit, with areas in the proportion of `parts`."""
        wanted = np.array([parts[self.code, new] for new in self.news])
        weights = self._weights(wanted / wanted.sum())
        cells = [
            shapely.transform(self._cell(weights, index), lambda xy: xy / self._stretch)
            for index in range(len(self.news))
        ]
        return dict(zip(self.news, self._reunite(cells), strict=True))

    def _reunite(self, cells: list[BaseGeometry]) -> list[BaseGeometry]:
        """Give a fragment that a straight cut tore from its new unit to the neighbour it lies against."""
        kept: list[list[BaseGeometry]] = []
        torn: list[BaseGeometry] = []
        for new, cell in zip(self.news, cells, strict=True):
            parts = sorted(shapely.get_parts(cell), key=lambda part: -part.area)
            joined = [part for part in parts[1:] if _shared(part, self._cores[new]) > 4 * _TOUCH]
            kept.append([*parts[:1], *joined])
            torn += [part for part in parts[1:] if part not in joined]
        for part in torn:
            edges = [sum(_shared(part, other) for other in others) for others in kept]
            kept[int(np.argmax(edges))].append(part)
        return [shapely.unary_union(parts) for parts in kept]

    def _weights(self, wanted: np.ndarray) -> np.ndarray:
        """Weights of the power diagram whose cells have the wanted shares (bisection, site by site)."""
        weights = np.zeros(len(self.news))
        bounds = np.array(self._shape.bounds).reshape(2, 2)
        reach = 4 * np.ptp(np.concatenate([bounds, self._sites]), axis=0).max() ** 2 + 1e-9
        for _ in range(1 if len(weights) == 2 else 12):
            for index in range(1, len(weights)):
                low, high = -reach, reach
                for _ in range(50):
                    weights[index] = (low + high) / 2
                    share = self._cell(weights, index).area / self._shape.area
                    low, high = (weights[index], high) if share < wanted[index] else (low, weights[index])
        return weights

    def _cell(self, weights: np.ndarray, index: int) -> BaseGeometry:
        cell = self._shape
        for other in range(len(self.news)):
            if other != index:
                cell = shapely.intersection(cell, self._half_plane(weights, index, other))
        return cell

    def _half_plane(self, weights: np.ndarray, index: int, other: int) -> BaseGeometry:
        """The big box of points nearer (in power distance) to site `index` than to site `other`."""
        site, towards = self._sites[index], self._sites[other] - self._sites[index]
        length = max(float(np.hypot(*towards)), 1e-9)
        unit = towards / length
        offset = (length**2 + weights[index] - weights[other]) / (2 * length)
        west, south, east, north = self._shape.bounds
        far = 4 * (abs(offset) + np.hypot(east - west, north - south) + np.hypot(*(site - [west, south])))
        edge, along, back = site + unit * offset, np.array([-unit[1], unit[0]]) * far, -unit * far
        return shapely.polygons([edge + along, edge + along + back, edge - along + back, edge - along])


def fit(guess: Mapping[Pair, float], old: Mapping[str, float], new: Mapping[str, float]) -> dict[Pair, float]:
    """The parts in km², from a guess: olds are used up exactly, news get what they lack as nearly as can be.

    Iterative proportional fitting: every part keeps its sign and, where the areas say nothing, its guess.
    """
    parts = dict(guess)
    for _ in range(200):
        for side, wanted in ((1, new), (0, old)):
            totals: dict[str, float] = {}
            for pair, area in parts.items():
                totals[pair[side]] = totals.get(pair[side], 0.0) + area
            parts = {
                pair: area * max(wanted[pair[side]], 1e-3) / totals[pair[side]]
                for pair, area in parts.items()
            }
    return parts


def _site(shape: BaseGeometry, core: BaseGeometry, point: tuple[float, float] | None) -> np.ndarray:
    """Where the new unit enters the shape: the middle of the shared edge, else its point."""
    if not core.is_empty:
        touching = _touching(shape, core)
        if shapely.length(touching) > 4 * _TOUCH:
            return np.array(touching.centroid.coords[0])
    if point is not None:
        return np.array(point)
    return np.array((shape if core.is_empty else core).centroid.coords[0])


def _touching(shape: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """The stretch of the shape's border that runs along the other."""
    return shapely.intersection(shape.boundary, shapely.buffer(other, _TOUCH))


def _shared(shape: BaseGeometry, other: BaseGeometry) -> float:
    return 0.0 if other.is_empty else float(shapely.length(_touching(shape, other)))
