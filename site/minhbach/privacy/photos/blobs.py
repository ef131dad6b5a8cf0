"""Trace the separate bright patches of a map: where each lies, how it is turned, how sure it is."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_UPRIGHT = 1.5  # a patch less long than this has no direction worth trusting


@dataclass(frozen=True)
class Blob:
    """A patch as a turned rectangle: its centre, half its length and height, its angle in radians."""

    x: float
    y: float
    along: float
    across: float
    angle: float
    score: float
    """Mean of the map over the patch."""

    def grown(self, ratio: float) -> "Blob":
        """Push every side out by `ratio` × area / perimeter, as text maps are drawn shrunk."""
        out = ratio * self.along * self.across / (self.along + self.across)
        return Blob(self.x, self.y, self.along + out, self.across + out, self.angle, self.score)

    def corners(self) -> NDArray[np.float64]:
        """Top left, top right, bottom right, bottom left, as the turned rectangle is read."""
        right = np.array([np.cos(self.angle), np.sin(self.angle)]) * self.along
        down = np.array([-np.sin(self.angle), np.cos(self.angle)]) * self.across
        return np.array([self.x, self.y]) + np.array(
            [-right - down, right - down, right + down, down - right]
        )


def trace(heat: NDArray[np.float32], threshold: float, smallest: int = 9) -> list[Blob]:
    """Return the patches of `heat` above `threshold` that have at least `smallest` cells, top to bottom."""
    rows, starts, ends = _runs(heat > threshold)
    if not len(rows):
        return []
    # Padding puts a 0 before each row, so differences of sums are sums over runs.
    sums = np.cumsum(np.pad(heat, ((0, 0), (1, 0))), axis=1, dtype=np.float64)
    weights = sums[rows, ends] - sums[rows, starts]
    blobs = []
    for members in _patches(rows, starts, ends):
        cells = int((ends[members] - starts[members]).sum())
        if cells >= smallest:
            score = float(weights[members].sum()) / cells
            blobs.append(_rectangle(rows[members], starts[members], ends[members], score))
    return blobs


def _runs(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Row, first and one-past-last column of every unbroken run, in reading order."""
    steps = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(steps == 1)
    return rows, starts, np.nonzero(steps == -1)[1]


def _patches(
    rows: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Group runs that touch those of the row above, diagonals included."""
    parent = list(range(len(rows)))

    def root(run: int) -> int:
        while parent[run] != run:
            parent[run] = parent[parent[run]]
            run = parent[run]
        return run

    first = np.searchsorted(rows, np.arange(rows[-1] + 2))
    for row in range(1, int(rows[-1]) + 1):
        above, here = int(first[row - 1]), int(first[row])
        while above < first[row] and here < first[row + 1]:
            if starts[above] <= ends[here] and starts[here] <= ends[above]:
                parent[root(here)] = root(above)
            if ends[above] < ends[here]:
                above += 1
            else:
                here += 1
    groups: dict[int, list[int]] = defaultdict(list)
    for run in range(len(rows)):
        groups[root(run)].append(run)
    return [np.array(group) for group in groups.values()]


def _rectangle(
    rows: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64], score: float
) -> Blob:
    """The rectangle around a patch, turned the way the patch runs."""
    xs = np.concatenate([starts, ends, starts, ends]).astype(float)
    ys = np.concatenate([rows, rows, rows + 1, rows + 1]).astype(float)
    angle = _direction(rows, starts, ends)
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    along, across = turned @ np.array([xs, ys])
    centre = turned.T @ np.array([(along.min() + along.max()) / 2, (across.min() + across.max()) / 2])
    return Blob(
        float(centre[0]), float(centre[1]), float(np.ptp(along)) / 2, float(np.ptp(across)) / 2, angle, score
    )


def _direction(rows: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> float:
    """The angle of the longer axis, within 45° of level; 0 for a patch that is about as high as long."""
    xs = np.concatenate([np.arange(start, end) for start, end in zip(starts, ends, strict=True)])
    ys = np.repeat(rows, ends - starts)
    spread, axes = np.linalg.eigh(np.cov(np.array([xs, ys], dtype=float)) + np.eye(2) * 1e-6)
    if spread[1] < spread[0] * _UPRIGHT**2:
        return 0.0
    x, y = axes[:, 1] if axes[0, 1] >= 0 else -axes[:, 1]
    return float(np.arctan2(y, x)) if abs(y) <= x else 0.0
