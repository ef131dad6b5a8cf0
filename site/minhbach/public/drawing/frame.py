"""From lon, lat to a picture: its frame, paths in it, and what it shows of a unit's surroundings."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

WIDTH, HEIGHT = 640, 420
MARGIN = 0.18
"""Room around the unit, as a share of its size."""
DEGREE_M = 111_320


class Frame:
    """From lon, lat to the picture's own units."""

    def __init__(self, around: BaseGeometry, margin: float = MARGIN) -> None:
        west, south, east, north = around.bounds
        self.squeeze = math.cos(math.radians((south + north) / 2))
        wide, high = (east - west) * self.squeeze, north - south
        self.scale = min(WIDTH / (wide or 1e-6), HEIGHT / (high or 1e-6)) / (1 + 2 * margin)
        self.west = (west + east) / 2 - WIDTH / 2 / self.scale / self.squeeze
        self.north = (south + north) / 2 + HEIGHT / 2 / self.scale
        self.metre = self.scale / DEGREE_M

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """One point in the picture."""
        return (lon - self.west) * self.squeeze * self.scale, (self.north - lat) * self.scale

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The picture's corners in lon, lat, a little wider so that cut edges stay outside."""
        east = self.west + WIDTH / self.scale / self.squeeze
        south = self.north - HEIGHT / self.scale
        over = 6 / self.scale
        return self.west - over, south - over, east + over, self.north + over

    def path(self, geometry: BaseGeometry) -> str:
        """An SVG path of all rings."""
        areas = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
        return "".join(f"M{self._said(ring, 1)}Z" for ring in shapely.get_rings(areas)) if areas else ""

    def line(self, geometry: BaseGeometry) -> str:
        """An SVG path of all lines; empty where the picture shows none."""
        lines = [part for part in shapely.get_parts(geometry) if part.geom_type == "LineString"]
        return "".join(f"M{self._said(line, 0)}" for line in lines)

    def _said(self, line: BaseGeometry, less: int) -> str:
        """A line's points but for the last so many, as SVG has them."""
        at = shapely.get_coordinates(line)
        at = (at[: len(at) - less] - (self.west, self.north)) * (self.squeeze * self.scale, -self.scale)
        return "L".join(["%.1f %.1f"] * len(at)) % tuple(at.ravel().tolist())


@dataclass(frozen=True)
class Around:
    """What a picture of one unit shows besides names: the same in every language."""

    frame: Frame
    here: str
    """The unit's own path."""
    near: Sequence[tuple[int, BaseGeometry, str]]
    """Units that it shows something of: their place in the list, what of them is seen, and its path."""
    water: str


class Surroundings:
    """Pictures of every unit of a level among its neighbours, each worked out once."""

    def __init__(self, shapes: Sequence[BaseGeometry], rivers: Sequence[BaseGeometry] = ()) -> None:
        self._shapes = shapes
        self._rivers = rivers
        self._tree = STRtree(shapes)
        self._known: dict[int, Around] = {}

    def of(self, number: int) -> Around:
        """The picture of one unit, by its place in the list."""
        if number not in self._known:
            self._known[number] = self._look(number)
        return self._known[number]

    def _look(self, number: int) -> Around:
        here = self._shapes[number]
        frame = Frame(here)
        found = [int(n) for n in sorted(self._tree.query(shapely.box(*frame.box))) if n != number]
        seen = shapely.clip_by_rect(np.array([self._shapes[n] for n in found], dtype=object), *frame.box)
        near = [(n, part, frame.path(part)) for n, part in zip(found, seen, strict=True)]
        rivers = "".join(self._river(frame, river) for river in self._rivers)
        return Around(frame, frame.path(here), [one for one in near if one[2]], rivers)

    @staticmethod
    def _river(frame: Frame, river: BaseGeometry) -> str:
        path = frame.line(shapely.clip_by_rect(river, *frame.box))
        return f'<path class="water" d="{path}"/>' if path else ""
