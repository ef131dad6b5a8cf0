"""Play the attacker: what do the published sums say about the cells that were hidden?

Any set of tables can be given, linked or not, of one release or of several: each published figure is one sum
over hidden cells after the known ones are taken off.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from minhbach.privacy.suppression import Cell

_TINY = 1e-9
_ANY = float("inf")


@dataclass(frozen=True)
class Sum:
    """Hidden cells, each counted with +1 or -1, add up to `total`."""

    signs: Mapping[Hashable, int]
    total: int


def sums_of(table: Mapping[Cell, int], hidden: frozenset[Cell]) -> list[Sum]:
    """Return what anybody can write down from a table with totals of which `hidden` are not shown.

    Every line is its cells minus its total, and makes 0; a hidden total is one unknown more.
    """
    rows, columns = {row for row, _ in table}, {column for _, column in table}
    lines: list[list[Cell]] = [[(row, column) for column in columns] for row in rows]
    lines += [[(row, column) for row in rows] for column in columns]
    found = []
    for at, line in enumerate(lines):
        total = (lambda cell: cell[1] is None) if at < len(rows) else (lambda cell: cell[0] is None)
        signs: dict[Cell, int] = {cell: -1 if total(cell) else 1 for cell in line}
        unknown: dict[Hashable, int] = {cell: sign for cell, sign in signs.items() if cell in hidden}
        if unknown:
            known = sum(sign * table[cell] for cell, sign in signs.items() if cell not in hidden)
            found.append(Sum(unknown, -known))
    return found


def determined(sums: Iterable[Sum]) -> dict[Hashable, int]:
    """Return the hidden cells whose count the sums give away, with that count.

    Cells are whole numbers from 0 up. Bounds are passed from sum to sum until nothing moves, and each
    connected set of sums is solved as a linear system: both ways an attacker would try first.
    """
    kept = list(sums)
    low, high = bounds(kept)
    found = {cell: low[cell] for cell in low if low[cell] == high[cell]}
    for component in _connected(kept):
        found |= _solved(component)
    return found


def bounds(sums: Iterable[Sum]) -> tuple[dict[Hashable, int], dict[Hashable, float]]:
    """Return the lowest and highest count of each cell that single sums, passed on, allow."""
    kept = list(sums)
    cells = {cell for line in kept for cell in line.signs}
    low: dict[Hashable, int] = dict.fromkeys(cells, 0)
    high: dict[Hashable, float] = dict.fromkeys(cells, _ANY)
    moved = True
    while moved:
        moved = False
        for line in kept:
            for cell, sign in line.signs.items():
                bottom, top = _rest(line, cell, low, high)
                if sign < 0:
                    bottom, top = -top, -bottom
                if top < high[cell]:
                    high[cell], moved = top, True
                if bottom > low[cell]:
                    low[cell], moved = int(bottom), True
    return low, high


def _rest(
    line: Sum, cell: Hashable, low: Mapping[Hashable, int], high: Mapping[Hashable, float]
) -> tuple[float, float]:
    """The range that the other cells of a line leave for this one, its sign included."""
    others = [(other, sign) for other, sign in line.signs.items() if other != cell]
    least = sum(low[other] if sign > 0 else -high[other] for other, sign in others)
    most = sum(high[other] if sign > 0 else -low[other] for other, sign in others)
    return line.total - most, line.total - least


def _connected(sums: list[Sum]) -> list[list[Sum]]:
    """Sums that share cells, directly or through others, together."""
    by_cell: dict[Hashable, list[int]] = defaultdict(list)
    for at, line in enumerate(sums):
        for cell in line.signs:
            by_cell[cell].append(at)
    waiting, components = set(range(len(sums))), []
    while waiting:
        front, members = [waiting.pop()], []
        while front:
            at = front.pop()
            members.append(sums[at])
            near = {other for cell in sums[at].signs for other in by_cell[cell]} & waiting
            waiting -= near
            front.extend(near)
        components.append(members)
    return components


def _solved(sums: list[Sum]) -> dict[Hashable, int]:
    """Cells that are the same in every solution: no direction of freedom moves them."""
    cells = sorted({cell for line in sums for cell in line.signs}, key=repr)
    place = {cell: at for at, cell in enumerate(cells)}
    matrix, totals = np.zeros((len(sums), len(cells))), np.array([line.total for line in sums], float)
    for at, line in enumerate(sums):
        for cell, sign in line.signs.items():
            matrix[at, place[cell]] = sign
    _, sizes, directions = np.linalg.svd(matrix)  # every sum has a cell, so sizes is not all zero
    free = directions[int((sizes > _TINY * sizes.max()).sum()) :]
    fixed = np.abs(free).max(axis=0, initial=0) < 1e-7
    answer = np.linalg.lstsq(matrix, totals, rcond=None)[0]
    return {cell: round(float(answer[at])) for at, cell in enumerate(cells) if fixed[at]}
