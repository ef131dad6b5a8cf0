"""Hide small counts of a table with totals so that the totals cannot bring them back.

Hiding a count below k is not enough: row total minus the other cells gives it back, so more cells are
hidden beside it. The table with its totals is a network: rows and columns are nodes, each count an edge
(a total with the opposite sign, so that every node sums to zero). A hidden count is safe if and only if
it lies on a circle of hidden edges round which one report can be moved without any count falling below
zero: then another table, different in this very cell, shows the same figures. For each hidden count that
lies on no such circle, the cheapest one is found (Dijkstra) and its edges are hidden too; this always ends,
in the worst case through the totals. After Cox (1980) and the network heuristics of statistical offices.

The promise is about one table with its own totals. Tables that share cells (months and their year) must be
given as one, or be checked together with disclosure.determined().
"""

import heapq
from collections.abc import Iterator, Mapping

from minhbach.privacy.risk import SMALL

Cell = tuple[str | None, str | None]
"""Row and column; None stands for the total: (row, None) is a row's, (None, None) the grand total."""
_Node = tuple[int, bool, str]
_TOTAL_COST = 1_000_000


def with_totals(counts: Mapping[tuple[str, str], int]) -> dict[Cell, int]:
    """Return every cell of the table, the missing ones as 0, with row, column and grand totals."""
    rows, columns = sorted({row for row, _ in counts}), sorted({column for _, column in counts})
    table: dict[Cell, int] = {
        (row, column): counts.get((row, column), 0) for row in rows for column in columns
    }
    table |= {(row, None): sum(table[row, column] for column in columns) for row in rows}
    table |= {(None, column): sum(table[row, column] for row in rows) for column in columns}
    table[None, None] = sum(counts.values())
    return table


def suppress(counts: Mapping[tuple[str, str], int], k: int = SMALL) -> frozenset[Cell]:
    """Return the cells and totals to hide: those from 1 to k-1, and as few others as found beside them.

    The same table always gives the same answer.
    """
    network = _Network(with_totals(counts), k)
    for cell in sorted(network.hidden, key=_order):
        network.cover(cell)
    return frozenset(network.hidden)


class _Network:
    """The table as a network, and which of its edges are hidden so far."""

    def __init__(self, table: dict[Cell, int], k: int) -> None:
        self._table, self._k = table, k
        self._rows = sorted({row for row, _ in table}, key=lambda name: (name is None, name or ""))
        self._columns = sorted({column for _, column in table}, key=lambda name: (name is None, name or ""))
        self.hidden = {cell for cell, count in table.items() if 0 < count < k}

    def cover(self, cell: Cell) -> None:
        """Hide the cheapest circle through a hidden cell; nothing where one is hidden already."""
        circles = []
        if self._can_change(cell, up=True):
            circles.append(self._cheapest(cell, _column(cell[1]), _row(cell[0])))
        if self._can_change(cell, up=False):
            circles.append(self._cheapest(cell, _row(cell[0]), _column(cell[1])))
        _, edges = min(circles, key=lambda circle: (circle[0], sorted(map(_order, circle[1]))))
        self.hidden.update(edges)

    def _cheapest(self, avoided: Cell, start: _Node, goal: _Node) -> tuple[int, list[Cell]]:
        """Dijkstra: what is hidden already costs nothing, a total is the last resort."""
        queue: list[tuple[int, _Node]] = [(0, start)]
        costs: dict[_Node, int] = {start: 0}
        came: dict[_Node, tuple[_Node, Cell]] = {}
        while queue:
            cost, node = heapq.heappop(queue)
            if node == goal:
                break
            if cost > costs[node]:
                continue
            for cell, other in self._steps(node):
                dearer = cost + self._cost(cell)
                if cell != avoided and dearer < costs.get(other, dearer + 1):
                    costs[other], came[other] = dearer, (node, cell)
                    heapq.heappush(queue, (dearer, other))
        edges = []
        at = goal
        while at != start:
            at, cell = came[at]
            edges.append(cell)
        return costs[goal], edges

    def _steps(self, node: _Node) -> Iterator[tuple[Cell, _Node]]:
        """Edges along which a report can be moved on: up from a row to a column, down the other way."""
        side, is_total, name = node
        own = None if is_total else name
        if side == 0:
            cells: Iterator[tuple[Cell, _Node]] = (
                ((own, column), _column(column)) for column in self._columns
            )
        else:
            cells = (((row, own), _row(row)) for row in self._rows)
        return ((cell, other) for cell, other in cells if self._can_change(cell, up=side == 0))

    def _can_change(self, cell: Cell, up: bool) -> bool:
        """Totals carry the opposite sign: where their edge goes up, their count goes down."""
        is_margin = (cell[0] is None) != (cell[1] is None)
        return up != is_margin or self._table[cell] > 0

    def _cost(self, cell: Cell) -> int:
        if cell in self.hidden:
            return 0
        worth = 1 + (self._table[cell] or self._k)
        return worth + (_TOTAL_COST if None in cell else 0)


def _row(name: str | None) -> _Node:
    return 0, name is None, name or ""


def _column(name: str | None) -> _Node:
    return 1, name is None, name or ""


def _order(cell: Cell) -> tuple[bool, str, bool, str]:
    return cell[0] is None, cell[0] or "", cell[1] is None, cell[1] or ""
