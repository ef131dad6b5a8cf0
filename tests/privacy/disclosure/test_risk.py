"""Small groups are found, and what one release hides another does not give away."""

from collections.abc import Hashable

import pytest

from minhbach.privacy.disclosure.risk import Row, crowd, differences, overlaps, small_groups


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
