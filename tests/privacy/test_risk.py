"""Small groups are found, and what is hidden stays hidden from an attacker who has the totals."""

from collections.abc import Hashable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minhbach.privacy.disclosure import Sum, bounds, determined, sums_of
from minhbach.privacy.risk import Row, crowd, differences, overlaps, small_groups
from minhbach.privacy.suppression import suppress, with_totals


def rows(**groups: int) -> list[Row]:
    """Rows by ward: rows(a=6, b=1) has six records in ward a and one in ward b."""
    return [Row(f"{ward}{n}", ward, "noise", "2025-03") for ward, size in groups.items() for n in range(size)]


def test_a_lone_record_is_found_by_its_id() -> None:
    (found,) = small_groups(rows(a=6, b=1, c=5))
    assert (found.rule, found.public_ids) == ("small-group", ("b0",))
    assert "noise in b in 2025-03" in found.message


def test_the_crowd_is_measured() -> None:
    measured = crowd(rows(a=6, b=1, c=2, d=1))
    assert (measured.records, measured.groups, measured.unique, measured.small, measured.smallest) == (
        10,
        4,
        2,
        4,
        1,
    )
    assert crowd([]).smallest == 0


def test_two_vintages_may_single_out_what_neither_does() -> None:
    ward_a, ward_b = rows(a=6), rows(b=6)
    both = (
        [(row, "new-1") for row in ward_a[:5]] + [(ward_a[5], "new-2")] + [(row, "new-2") for row in ward_b]
    )
    (found,) = overlaps(both)
    assert (found.rule, found.public_ids) == ("vintage-overlap", ("a5",))
    assert overlaps([(row, "new-1") for row in ward_a + ward_b]) == []


@pytest.mark.parametrize(
    ("old", "new", "guarded", "rules"),
    [
        ({"x": 3}, {"x": None}, (), ["shown-before"]),
        ({"x": None}, {"x": 7}, (), []),
        ({"x": 7}, {"x": 9}, (), []),
        ({"x": 7}, {"x": 9}, ("x",), ["difference"]),
        ({"x": 7}, {"x": 12}, ("x",), []),
        ({"x": 7}, {"x": 7}, ("x",), []),
        ({"x": 7}, {}, ("x",), []),
    ],
    ids=[
        "hidden too late",
        "shown at last",
        "grown",
        "guarded, grown by two",
        "by five",
        "unchanged",
        "gone",
    ],
)
def test_two_releases_are_compared(
    old: dict[Hashable, int | None],
    new: dict[Hashable, int | None],
    guarded: tuple[str, ...],
    rules: list[str],
) -> None:
    assert [found.rule for found in differences(old, new, guarded=guarded)] == rules


tables = st.integers(1, 5).flatmap(
    lambda high: st.integers(1, 5).flatmap(
        lambda wide: st.lists(
            st.one_of(st.integers(0, 6), st.integers(0, 60)), min_size=high * wide, max_size=high * wide
        ).map(lambda counts: dict(zip(product("abcde"[:high], "vwxyz"[:wide]), counts, strict=True)))
    )
)


@settings(max_examples=150, deadline=None)
@given(tables)
def test_no_hidden_count_can_be_worked_out(counts: dict[tuple[str, str], int]) -> None:
    table, hidden = with_totals(counts), suppress(counts)
    assert {cell for cell, count in table.items() if 0 < count < 5} <= hidden
    assert determined(sums_of(table, hidden)) == {}


@settings(max_examples=60, deadline=None)
@given(tables)
def test_another_table_shows_the_same_figures_for_every_hidden_count(
    counts: dict[tuple[str, str], int],
) -> None:
    """The strongest attacker solves for whole numbers: moving one report round a circle must be possible."""
    table, hidden = with_totals(counts), suppress(counts)
    for cell in hidden:
        assert any(_can_be(table, hidden, cell, table[cell] + step) for step in (1, -1))


def _can_be(
    table: dict[tuple[str | None, str | None], int],
    hidden: frozenset[tuple[str | None, str | None]],
    cell: tuple[str | None, str | None],
    count: int,
) -> bool:
    """Search, without the code under test, for a table with `count` in `cell` and the same shown figures."""
    sign = {c: -1 if (c[0] is None) != (c[1] is None) else 1 for c in table}
    step = sign[cell] * (count - table[cell])
    if count < 0:
        return False

    def moves(c: tuple[str | None, str | None], change: int) -> bool:
        return table[c] + sign[c] * change >= 0

    goal, seen, front = ("row", cell[0]), set(), [("column", cell[1])]
    while front:
        side, name = front.pop()
        if (side, name) in seen:
            continue
        seen.add((side, name))
        change = -step if side == "column" else step
        for c in hidden - {cell}:
            own, other = (c[1], ("row", c[0])) if side == "column" else (c[0], ("column", c[1]))
            if own == name and moves(c, change):
                front.append(other)
    return goal in seen


def test_totals_that_are_small_are_hidden_as_well() -> None:
    hidden = suppress({("a", "x"): 2, ("a", "y"): 0, ("b", "x"): 30, ("b", "y"): 40})
    assert ("a", None) in hidden
    assert ("b", None) in hidden or (None, None) in hidden


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert suppress({("a", "x"): 5, ("a", "y"): 0, ("b", "x"): 30, ("b", "y"): 40}) == frozenset()
    assert suppress({}) == frozenset()


def test_few_more_cells_than_needed_are_hidden() -> None:
    counts = {(f"w{ward}", f"c{kind}"): 10 + ward + kind for ward in range(30) for kind in range(8)}
    counts["w3", "c2"] = 1
    assert len(suppress(counts)) == 4


@pytest.mark.parametrize(
    ("sums", "known"),
    [
        ([Sum({"x": 1}, 3)], {"x": 3}),
        ([Sum({"x": 1, "y": 1}, 0)], {"x": 0, "y": 0}),
        ([Sum({"x": 1, "y": 1}, 5)], {}),
        (
            [Sum({"x": 1, "y": 1}, 5), Sum({"y": 1, "z": 1}, 4), Sum({"x": 1, "z": 1}, 3)],
            {"x": 2, "y": 3, "z": 1},
        ),
        ([Sum({"x": 1, "y": 1}, 5), Sum({"x": 1, "y": 1, "z": 1}, 7)], {"z": 2}),
        ([Sum({"x": 1, "t": -1}, -4), Sum({"t": 1}, 6)], {"x": 2, "t": 6}),
    ],
    ids=["one unknown", "zeros", "two unknowns", "a triangle", "a difference", "a total taken off"],
)
def test_the_attacker_solves_what_can_be_solved(sums: list[Sum], known: dict[str, int]) -> None:
    assert determined(sums) == known


def test_bounds_are_passed_on() -> None:
    low, high = bounds([Sum({"x": 1, "y": 1}, 5), Sum({"y": 1, "z": 1}, 2)])
    assert (low["x"], high["x"]) == (3, 5)
