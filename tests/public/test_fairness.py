"""Fair comparison: intervals are those of the textbooks, nobody is ranked by chance or on too little."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session
from tests.stores import fresh_session

from minhbach.errors import BadInput
from minhbach.public.counting.fairness import (
    BETTER,
    LEAST,
    SAME,
    WORSE,
    Share,
    Standing,
    compare,
    least_reports,
    quantile,
    standings,
)
from minhbach.public.models import PublicRating, PublicReport
from minhbach.public.store import public_database

OLD, NEW = "2004-01-01", "2025-07-01"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """An open transaction on fresh public tables."""
    with fresh_session(public_database(f"sqlite:///{tmp_path / 'public.db'}")) as opened:
        yield opened


@pytest.fixture
def add(session: Session) -> Callable[..., None]:
    """add(agency, **columns) publishes a report of an agency."""
    numbers = iter(range(10_000))

    def one(agency: str | None = "drains", **values: object) -> None:
        usual: dict[str, object] = {
            "public_id": f"r{next(numbers)}", "status": "resolved", "category": "x", "agency": agency,
            "text": "x", "received": date(2026, 1, 5), "location_method": "none", "channel": "web",
            "vintage": NEW, "on_time": True, "days": 3,
        }  # fmt: skip
        session.add(PublicReport.model_validate(usual | values))

    return one


def in_force(day: date) -> str:
    return NEW if day >= date(2025, 7, 1) else OLD


def standing(agency: str, in_time: int, judged: int, vintage: str = NEW) -> Standing:
    return Standing(agency, vintage, judged=judged, in_time=in_time)


@pytest.mark.parametrize(
    ("part", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_shares_have_wilsons_interval(part: int, n: int, low: float, high: float) -> None:
    # Newcombe (1998), table of method 3.
    interval = Share(part, n).interval
    assert interval
    assert interval == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_holds_its_share_and_is_one(part: int, n: int) -> None:
    share = Share(min(part, n), n)
    assert share.interval
    assert share.value is not None
    low, high = share.interval
    assert 0 <= low <= share.value + 1e-12
    assert share.value - 1e-12 <= high <= 1
    assert low < high


def test_a_share_of_nothing_is_none() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=200))
def test_the_median_is_the_median_and_lies_in_its_interval(days: list[int]) -> None:
    found = quantile(Counter(days), 50)
    assert found.value == median(days)
    if found.interval:
        assert found.interval[0] <= found.value <= found.interval[1]
    else:
        assert len(days) < 10


@given(st.lists(st.integers(0, 400), min_size=1, max_size=200))
def test_nine_in_ten_took_no_longer_than_the_90th_percentile(days: list[int]) -> None:
    found = quantile(Counter(days), 90)
    assert found.value is not None
    assert sum(day <= found.value for day in days) * 10 >= 9 * len(days)
    assert sum(day >= found.value for day in days) * 10 >= len(days)


def test_the_interval_of_a_median_is_that_of_the_tables() -> None:
    # Of 100 in order, those at places 40 and 61 (Conover, 95 %).
    assert quantile(Counter(range(1, 101)), 50).interval == (40, 61)
    assert quantile(Counter(), 50).value is None


def test_figures_are_of_one_agency_in_one_vintage(session: Session, add: Callable[..., None]) -> None:
    add(days=2)
    add(days=4, on_time=False, status="answered", reopened=1)
    add(status="assigned", days=None, on_time=False, reopened=2)
    add(status="assigned", days=None, on_time=None)
    add(vintage=OLD, received=date(2024, 1, 1))
    add(vintage=None, received=date(2024, 1, 1))
    add("power")
    add(None)
    session.add(PublicRating(agency="drains", year="2025", ratings=8, good=6))
    session.add(PublicRating(agency="drains", year="2026", ratings=2, good=1))
    session.flush()
    found = {(one.agency, one.vintage): one for one in standings(session, in_force)}
    assert set(found) == {("drains", NEW), ("drains", OLD), ("power", NEW)}
    drains = found["drains", NEW]
    assert (drains.reports, drains.answered) == (4, 2)
    assert drains.on_time == Share(1, 3)
    assert (drains.median_days.value, drains.median_days.n) == (3, 2)
    assert drains.reopened == Share(2, 3)
    assert drains.disputed == Share(1, 3)
    assert drains.satisfaction == Share(7, 10)
    assert found["drains", OLD].reports == 2
    assert found["power", NEW].satisfaction.value is None


def test_like_is_set_beside_like() -> None:
    rows = [standing("ward-1", 40, 50), standing("roads", 40, 50), standing("ward-1", 40, 50, OLD)]
    groups = compare(rows, lambda code: "ward" if code.startswith("ward") else "department", 30)
    assert [(one.vintage, one.kind, len(one.compared)) for one in groups] == [
        (NEW, "department", 1), (NEW, "ward", 1), (OLD, "ward", 1)]  # fmt: skip


def test_nobody_is_ranked_under_the_least_number() -> None:
    (group,) = compare([standing("a", 29, 29), standing("b", 15, 30)], lambda code: "x", 30)
    assert [one.agency for one in group.compared] == ["b"]
    assert [one.agency for one in group.too_few] == ["a"]
    assert group.verdict(group.too_few[0]) is None


def test_a_verdict_needs_more_than_chance() -> None:
    rows = [standing("a", 900, 1000), standing("b", 700, 1000), standing("c", 27, 30), standing("d", 2, 40)]
    (group,) = compare(rows, lambda code: "x", 30)
    told = {one.agency: group.verdict(one) for one in group.compared}
    assert told == {"a": BETTER, "c": SAME, "b": WORSE, "d": WORSE}
    assert [one.agency for one in group.compared] == ["a", "c", "b", "d"]


@pytest.mark.parametrize("facts", [{"fairness": {"least": 0}}, {"fairness": {"least": "30"}}])
def test_a_least_number_that_is_none_is_told(facts: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="least"):
        least_reports(facts)


def test_a_pack_may_ask_for_more() -> None:
    assert least_reports({"fairness": {"least": 50}}) == 50
    assert least_reports({}) == LEAST
