"""Which shape is nearest to a point outside all of them: a distance to outer edges, within a tolerance."""

import numpy as np
import shapely


class Shore:
    """The edges that only one shape has: what a point outside every shape is nearest to."""

    def __init__(self, shapes: np.ndarray, stretch: np.ndarray, reach_m: float) -> None:
        """`stretch` turns degrees into metres; points farther than `reach_m` are near nothing."""
        xy, owner, first = segments(shapes)
        edges = np.concatenate([xy[first], xy[first + 1]], axis=1) * np.tile(stretch, 2)
        # One direction for all: an edge that two shapes share is the same edge, and measures the same.
        backward = (edges[:, 0] > edges[:, 2]) | ((edges[:, 0] == edges[:, 2]) & (edges[:, 1] > edges[:, 3]))
        edges[backward] = edges[backward][:, [2, 3, 0, 1]]
        unique, at, count = np.unique(edges, axis=0, return_index=True, return_counts=True)
        self._edges, self._owner = unique[count == 1], owner[first][at[count == 1]]
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
        order = np.lexsort((owner, distance, who))
        firsts, at = np.unique(who[order], return_index=True)
        found = np.full(len(points), -1)
        found[firsts] = owner[order][at]
        return found


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
