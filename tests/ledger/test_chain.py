"""A release that is changed, left out or put elsewhere breaks the chain at its place."""

from datetime import date

import pytest

from minhbach.ledger.chain import broken, link


def chained() -> list[dict[str, object]]:
    rows, before = [], None
    for number in range(1, 5):
        made = link(before, f"2025-01-0{number}", date(2025, 1, number), number, f"{number:064x}", "c" * 64)
        rows.append(made.as_row())
        before = made.chain
    return rows


def test_an_untouched_chain_holds() -> None:
    assert broken(chained()) is None
    assert broken([]) is None


@pytest.mark.parametrize("name", ["id", "day", "records", "root", "counts", "chain"])
def test_a_changed_value_is_told_by_its_release(name: str) -> None:
    rows = chained()
    rows[1][name] = {"records": 7, "day": "2025-02-01"}.get(name, "0" * 64)
    assert broken(rows) in {"2025-01-02", "0" * 64}


def test_one_left_out_breaks_the_next() -> None:
    rows = chained()
    del rows[1]
    assert broken(rows) == "2025-01-03"


def test_what_is_no_release_is_told() -> None:
    assert broken([{"id": "x"}]) == "x"
