"""Which shape is nearest to a point outside all of them: a distance to edges, within a tolerance."""

import numpy as np
import shapely

_EQUAL_M = 1e-6
"""Distances that differ by less are equal: rounding never chooses between two shapes."""
_NOBODY = np.iinfo(np.int64).max


class Shore:
    """Every edge once, as the first shape's that has it: what a point outside all shapes is nearest to.

    An edge between two shapes stays too. In a rough set both may lie on its same side, so that it is shore
    to either; and where it ends at the shore, that end may be all the shore its shape has.
    """

    def __init__(self, shapes: np.ndarray, stretch: np.ndarray, reach_m: float) -> None:
        """`stretch` turns degrees into metres; points farther than `reach_m` are near nothing."""
        xy, owner, first = segments(shapes)
        edges = np.concatenate([xy[first], xy[first + 1]], axis=1) * np.tile(stretch, 2)
        # One direction for all: an edge that two shapes share is the same edge, and measures the same.
        backward = (edges[:, 0] > edges[:, 2]) | ((edges[:, 0] == edges[:, 2]) & (edges[:, 1] > edges[:, 3]))
        edges[backward] = edges[backward][:, [2, 3, 0, 1]]
        self._edges, at = np.unique(edges, axis=0, return_index=True)
        self._owner = owner[first][at]
        self._stretch, self._reach = stretch, reach_m
        self._tree = shapely.STRtree(shapely.linestrings(self._edges.reshape(-1, 2, 2)))

    def nearest(self, points: np.ndarray) -> np.ndarray:
        """For each lon/lat row the index of the nearest shape, the lowest of equals, or -1."""
        metres = points * self._stretch
        low, high = metres - self._reach, metres + self._reach
        who, edge = self._tree.query(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))
        distance = _distance(metres[who], self._edges[edge])
        within = distance <= self._reach
        who, owner, distance = who[within], self._owner[edge[within]], distance[within]
        least = np.full(len(points), np.inf)
        np.minimum.at(least, who, distance)
        equal = distance <= least[who] + _EQUAL_M
        found = np.full(len(points), _NOBODY)
        np.minimum.at(found, who[equal], owner[equal])
        return np.where(found == _NOBODY, -1, found)


def segments(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All vertices, each vertex's shape, and the index of each segment's first vertex."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    return xy, owner[part][ring], np.flatnonzero(ring[:-1] == ring[1:])


def _distance(points: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """From each point to its edge."""
    start, end = edges[:, :2], edges[:, 2:]
    along = end - start
    length = np.maximum((along**2).sum(axis=1), 1e-300)
    part = (((points - start) * along).sum(axis=1) / length)[:, None]
    foot = np.where(part <= 0, start, np.where(part >= 1, end, start + part * along))
    return np.hypot(*(points - foot).T)
