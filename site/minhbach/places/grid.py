"""Which shape holds a point, exactly and fast: a grid whose cells know their shape, and a test on the rest.

A cell that no edge crosses lies in one shape or in none, so its points need no geometry at all. In the
other cells the exact predicate of GEOS decides among the few shapes that reach into the cell. One point
and a million points go through the same tables and the same predicate.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.places.shore import Shore, segments

INSIDE, EDGE, NEAREST, OUTSIDE = 0, 1, 2, 3
_NOWHERE, _NEAR = -1, -2
_MOST_SIDE = 512
_M_PER_DEGREE = 111_195.0


class Grid:
    """An index over shapes in lon/lat; answers are (index of the shape or -1, how)."""

    def __init__(self, shapes: Sequence[BaseGeometry], nearest_m: float) -> None:
        self._shapes = np.array(shapes, dtype=object)
        shapely.prepare(self._shapes)
        self._nearest_m = nearest_m
        west, south, east, north = shapely.total_bounds(self._shapes)
        self._stretch = np.array([np.cos(np.radians((south + north) / 2)), 1.0]) * _M_PER_DEGREE
        edges = shapely.get_num_coordinates(self._shapes).sum()
        self._side = min(_MOST_SIDE, 1 << int(np.ceil(np.log2(4 * np.sqrt(edges)))))
        pad = nearest_m / self._stretch + 1e-6
        self._west, self._south = float(west - pad[0]), float(south - pad[1])
        width, height = float(east + pad[0]) - self._west, float(north + pad[1]) - self._south
        self._per_x, self._per_y = self._side / width, self._side / height
        self._shore = Shore(self._shapes, self._stretch, nearest_m) if nearest_m > 0 else None
        self._table = self._fill()
        self._flat = self._table.data

    def find(self, x: float, y: float) -> tuple[int, int]:
        """The shape that holds one point."""
        column, row = (x - self._west) * self._per_x, (y - self._south) * self._per_y
        if not (0 <= column < self._side and 0 <= row < self._side):
            return -1, OUTSIDE
        value = self._flat[int(row) * self._side + int(column)]
        if value >= 0:
            return value, INSIDE
        if value == _NOWHERE:
            return -1, OUTSIDE
        if value < _NEAR:
            indices, shapes = self._reaching[-3 - value]
            hits = shapely.intersects_xy(shapes, x, y).nonzero()[0]
            if len(hits):
                return indices[hits[0]], INSIDE if len(hits) == 1 else EDGE
        found, how = self._nearest(np.array([[x, y]]))
        return int(found[0]), int(how[0])

    def find_many(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The shapes that hold many points: two arrays, as `find` gives for each."""
        column, row = (x - self._west) * self._per_x, (y - self._south) * self._per_y
        within = (column >= 0) & (column < self._side) & (row >= 0) & (row < self._side)
        cell = np.where(within, row, 0).astype(np.int64) * self._side + np.where(within, column, 0).astype(
            np.int64
        )
        value = np.where(within, self._table[cell], _NOWHERE)
        found = np.where(value >= 0, value, -1)
        how = np.where(value >= 0, INSIDE, OUTSIDE).astype(np.int8)
        crossed = np.flatnonzero(value < _NEAR)
        found[crossed], how[crossed] = self._test(x[crossed], y[crossed], -3 - value[crossed])
        near = np.concatenate([np.flatnonzero(value == _NEAR), crossed[found[crossed] < 0]])
        if len(near):
            found[near], how[near] = self._nearest(np.column_stack([x[near], y[near]]))
        return found, how

    def _test(self, x: np.ndarray, y: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The exact predicate on points of crossed cells, one shape at a time."""
        starts = self._reach_starts
        counts = starts[reach + 1] - starts[reach]
        point = np.repeat(np.arange(len(x)), counts)
        within = np.arange(len(point)) - np.repeat(np.cumsum(counts) - counts, counts)
        shape = self._reach_shapes[np.repeat(starts[reach], counts) + within]
        inside = self._holds(x[point], y[point], shape)
        point, shape = point[inside], shape[inside]
        best = np.full(len(x), len(self._shapes))
        np.minimum.at(best, point, shape)
        hits = np.bincount(point, minlength=len(x))
        found = np.where(hits > 0, best, -1)
        return found, np.where(hits == 1, INSIDE, np.where(hits > 1, EDGE, OUTSIDE))

    def _holds(self, x: np.ndarray, y: np.ndarray, shape: np.ndarray) -> np.ndarray:
        """Whether the shape paired with each point holds it; one prepared shape at a time, which is fast."""
        order = np.argsort(shape, kind="stable")
        inside = np.zeros(len(x), dtype=bool)
        for index, first, last in _runs(shape[order]):
            mine = order[first:last]
            inside[mine] = shapely.intersects_xy(self._shapes[index], x[mine], y[mine])
        return inside

    def _holders(self, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Every (number of a cell in `cells`, shape) where the shape holds the middle of the cell."""
        row, column = np.divmod(cells, self._side)
        x, y = self._west + (column + 0.5) / self._per_x, self._south + (row + 0.5) / self._per_y
        number, shape = shapely.STRtree(self._shapes).query(shapely.points(x, y))
        inside = self._holds(x[number], y[number], shape)
        return number[inside], shape[inside]

    def _nearest(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The nearest shape within the tolerance, the first of equals; metres at the middle latitude."""
        found = self._shore.nearest(points) if self._shore else np.full(len(points), -1)
        return found, np.where(found >= 0, NEAREST, OUTSIDE)

    def _fill(self) -> np.ndarray:
        """The table of cells: a shape's index, _NOWHERE, _NEAR, or -3 - the number of a crossed cell."""
        cell, shape = self._crossings()
        edged = np.unique(cell)
        table = np.full(self._side**2, _NOWHERE, dtype=np.int32)
        starts, lengths = self._free_runs(edged)
        run, holder = self._holders(starts)
        alone = np.bincount(run, minlength=len(starts))[run] == 1
        table[_spread(starts, lengths, run[alone])] = np.repeat(holder[alone], lengths[run[alone]])
        # Where rough shapes overlap, an uncrossed cell has several holders: it is tested like a crossed one.
        several, many = _spread(starts, lengths, run[~alone]), np.repeat(holder[~alone], lengths[run[~alone]])
        who, around = self._holders(edged)
        crossed, number = np.unique(np.concatenate([cell, edged[who], several]), return_inverse=True)
        self._keep_reaching(number, np.concatenate([shape, around, many]), len(crossed))
        table[crossed] = -3 - np.arange(len(crossed))
        self._mark_near(table, crossed)
        return table

    def _free_runs(self, edged: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The first cell and the length of every stretch of uncrossed cells in a row: all in one shape."""
        free = np.ones((self._side, self._side + 1), dtype=bool)
        free[:, -1] = False
        free[edged // self._side, edged % self._side] = False
        change = np.diff(free.ravel().astype(np.int8), prepend=0)
        first, end = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
        return first - first // (self._side + 1), end - first

    def _keep_reaching(self, number: np.ndarray, shape: np.ndarray, count: int) -> None:
        """Remember for each crossed cell the shapes that reach into it, in order of their index."""
        pairs = np.unique(number.astype(np.int64) * len(self._shapes) + shape)
        number, shape = np.divmod(pairs, len(self._shapes))
        self._reach_shapes = shape
        self._reach_starts = np.searchsorted(number, np.arange(count + 1))
        parts = np.split(shape, self._reach_starts[1:-1]) if count else []
        self._reaching = [(part.tolist(), self._shapes[part]) for part in parts]

    def _mark_near(self, table: np.ndarray, crossed: np.ndarray) -> None:
        """Empty cells that the tolerance may reach: they ask for the nearest shape."""
        if self._nearest_m <= 0 or not len(crossed):
            return
        reach = np.ceil(self._nearest_m / self._stretch * [self._per_x, self._per_y]).astype(int) + 1
        marked = np.zeros((self._side, self._side), dtype=bool)
        marked.ravel()[crossed] = True
        for axis, steps in ((1, reach[0]), (0, reach[1])):
            spread = marked.copy()
            for step in range(1, int(steps) + 1):
                ahead = np.roll(marked, step, axis)
                behind = np.roll(marked, -step, axis)
                (ahead[:, :step] if axis else ahead[:step])[...] = False
                (behind[:, -step:] if axis else behind[-step:])[...] = False
                spread |= ahead | behind
            marked = spread
        table[marked.ravel() & (table == _NOWHERE)] = _NEAR

    def _crossings(self) -> tuple[np.ndarray, np.ndarray]:
        """Every (cell, shape) where an edge of the shape may touch the cell; never one too few."""
        xy, shape, ends = segments(self._shapes)
        column = (xy[:, 0] - self._west) * self._per_x
        row = (xy[:, 1] - self._south) * self._per_y
        x0, y0, x1, y1 = column[ends], row[ends], column[ends + 1], row[ends + 1]
        slack = 1e-6
        low = np.floor(np.minimum(y0, y1) - slack).astype(np.int64)
        rows = np.floor(np.maximum(y0, y1) + slack).astype(np.int64) - low + 1
        of = np.repeat(np.arange(len(ends)), rows)
        at = low[of] + np.arange(len(of)) - np.repeat(np.cumsum(rows) - rows, rows)
        left, right = _between(x0[of], y0[of], x1[of], y1[of], at - slack, at + 1 + slack)
        first = np.floor(left - slack).astype(np.int64)
        wide = np.floor(right + slack).astype(np.int64) - first + 1
        again = np.repeat(np.arange(len(of)), wide)
        at_column = first[again] + np.arange(len(again)) - np.repeat(np.cumsum(wide) - wide, wide)
        at_row = at[again]
        within = (at_column >= 0) & (at_column < self._side) & (at_row >= 0) & (at_row < self._side)
        return (at_row * self._side + at_column)[within], shape[ends][of][again][within]


def _between(
    x0: np.ndarray, y0: np.ndarray, x1: np.ndarray, y1: np.ndarray, bottom: np.ndarray, top: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The west and east end of what a segment covers between two heights."""
    rise = np.where(y1 == y0, 1.0, y1 - y0)
    flat = y1 == y0
    at_bottom = np.where(flat, 0.0, np.clip((bottom - y0) / rise, 0, 1))
    at_top = np.where(flat, 1.0, np.clip((top - y0) / rise, 0, 1))
    a, b = x0 + (x1 - x0) * at_bottom, x0 + (x1 - x0) * at_top
    return np.minimum(a, b), np.maximum(a, b)


def _spread(starts: np.ndarray, lengths: np.ndarray, runs: np.ndarray) -> np.ndarray:
    """All cells of the named runs, run after run."""
    length = lengths[runs]
    within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    return np.repeat(starts[runs], length) + within


def _runs(values: np.ndarray) -> list[tuple[int, int, int]]:
    """(value, first, last) of each stretch of equal values in a sorted array."""
    if not len(values):
        return []
    breaks = np.concatenate([[0], np.flatnonzero(np.diff(values)) + 1, [len(values)]])
    return [
        (int(values[first]), int(first), int(last))
        for first, last in zip(breaks[:-1], breaks[1:], strict=True)
    ]
