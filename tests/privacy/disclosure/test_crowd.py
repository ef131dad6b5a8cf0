"""Crowds: nobody's home and no sensitive matter stands alone, as reports come and go."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from minhbach.city import City
from minhbach.databases import Database
from minhbach.errors import BadInput
from minhbach.privacy.disclosure.crowd import Member, coarse, crowd, crowd_sizes, period_of, told_days
from minhbach.privacy.door import open_door
from minhbach.public.models import PublicPlace, PublicReport
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act

SIZES = {"home": 3, "sensitive": 5}
CONCERNS = {"noise": "home", "health": "sensitive"}
DAY_ONE = date(2025, 1, 1)

Accept = Callable[..., Report]


@pytest.fixture
def accepted(office: Office, make_report: Callable[..., Report]) -> Accept:
    """accepted(category, days=n) is a report, n days after the first, that an operator accepted."""

    def make(category: str = "tieng-on", days: int = 0) -> Report:
        at = office.now() + timedelta(days=days)
        report = make_report(received_at=at)
        step = Step("accept", Actor("lan", "operator"), at,
                    given={"category": category, "agency": "so-xay-dung"})  # fmt: skip
        with office.private.writing() as session:
            act(session, report.id or 0, step)
        return report

    return make


def how(public: Database) -> Counter[tuple[str, bool]]:
    """How many public reports there are by precision, and whether they name a ward."""
    with public.reading() as session:
        rows = session.exec(select(PublicReport))
        return Counter((row.date_precision, row.ward_code is not None) for row in rows)


def test_who_is_alone_is_told_by_the_year_and_no_place(office, public, accepted) -> None:
    accepted()
    open_door(office, public)
    with public.reading() as session:
        row = session.exec(select(PublicReport)).one()
        assert session.exec(select(PublicPlace)).all() == []
    assert (row.received, row.date_precision) == (date(2025, 1, 1), "year")
    assert (row.lat, row.ward_code, row.district_code, row.vintage) == (None, None, None, None)
    assert row.location_method == "none"


def test_a_crowd_that_grows_lets_more_be_told(office, public, accepted) -> None:
    accepted(), accepted()
    open_door(office, public)
    assert how(public) == {("year", False): 2}
    accepted()
    open_door(office, public)
    assert how(public) == {("day", True): 3}


def test_a_crowd_that_shrinks_is_told_more_coarsely(office, public, accepted) -> None:
    first, *_ = accepted(), accepted(), accepted()
    open_door(office, public)
    with office.private.writing() as session:
        session.delete(session.get(Report, first.id))
    open_door(office, public)
    assert how(public) == {("year", False): 2}
    with public.reading() as session:
        assert session.exec(select(PublicPlace)).all() == []


def test_a_sender_who_keeps_a_report_private_is_in_no_crowd(office, public, accepted, make_report) -> None:
    accepted(), accepted(), make_report(category="tieng-on", may_publish=False)
    open_door(office, public)
    assert how(public) == {("year", False): 2}


def test_a_quarter_may_hold_the_crowd_that_its_months_do_not(office, public, accepted) -> None:
    accepted(), accepted(days=-10), accepted(days=-35)
    open_door(office, public)
    assert how(public) == {("quarter", True): 3}


def test_a_public_space_needs_no_crowd(office, public, accepted) -> None:
    accepted("giao-thong")
    open_door(office, public)
    assert how(public) == {("day", True): 1}


def test_an_agency_of_a_ward_is_not_named_where_the_ward_is_not(office, public, make_report) -> None:
    report = make_report()
    step = Step("accept", Actor("lan", "operator"), office.now(),
                given={"category": "tieng-on", "agency": "of-one-ward"})  # fmt: skip
    with office.private.writing() as session:
        act(session, report.id or 0, step)
    open_door(office, public)
    with public.reading() as session:
        assert session.exec(select(PublicReport)).one().agency is None


def test_nothing_new_carries_nothing(office, public, accepted) -> None:
    accepted(), accepted("y-te"), accepted("giao-thong")
    first, second = open_door(office, public), open_door(office, public)
    assert (second.passed, second.release.id) == (0, first.release.id)


members = st.lists(
    st.builds(
        lambda category, day, ward: Member(0, category, CONCERNS[category], DAY_ONE + timedelta(days=day),
                                           "2025-01-01" if ward else None, ward, ward and ward[0]),
        st.sampled_from(sorted(CONCERNS)),
        st.integers(0, 500),
        st.sampled_from(["11", "12", "21", None]),
    ),
    max_size=60,
)  # fmt: skip


@given(members)
def test_every_place_and_month_has_its_crowd_or_is_not_told(drawn: list[Member]) -> None:
    known = {n: replace(member, key=n) for n, member in enumerate(drawn)}
    stands = crowd(known.values(), SIZES)
    assert stands.keys() == known.keys()
    groups = Counter((known[n].category, s.place, s.period, s.precision) for n, s in stands.items())
    for n, stood in stands.items():
        group = (known[n].category, stood.place, stood.period, stood.precision)
        enough = groups[group] >= SIZES[known[n].concerns]
        assert enough or (stood.precision, stood.place) == ("year", "")
        assert stood.received == coarse(known[n].received, stood.precision)


@given(members)
def test_the_order_of_reports_makes_no_difference(drawn: list[Member]) -> None:
    known = [replace(member, key=n) for n, member in enumerate(drawn)]
    assert crowd(known, SIZES) == crowd(reversed(known), SIZES)


@pytest.mark.parametrize(
    ("day", "precision", "first", "name"),
    [
        (date(2025, 5, 31), "day", date(2025, 5, 31), "2025-05"),
        (date(2025, 5, 31), "month", date(2025, 5, 1), "2025-05"),
        (date(2025, 5, 31), "quarter", date(2025, 4, 1), "2025-Q2"),
        (date(2025, 12, 31), "quarter", date(2025, 10, 1), "2025-Q4"),
        (date(2025, 5, 31), "year", date(2025, 1, 1), "2025"),
    ],
)
def test_periods(day: date, precision: str, first: date, name: str) -> None:
    assert (coarse(day, precision), period_of(day, precision)) == (first, name)


@pytest.mark.parametrize(
    ("received", "resolved", "precision", "told"),
    [
        pytest.param(date(2025, 1, 30), date(2025, 2, 1), "day", 2, id="days are public anyway"),
        pytest.param(date(2025, 1, 30), date(2025, 2, 1), "month", None, id="two days across a month's end"),
        pytest.param(date(2025, 1, 3), date(2025, 1, 8), "month", 5, id="within a month"),
        pytest.param(
            date(2025, 1, 1), date(2025, 1, 31), "month", None, id="from a month's first to its last"
        ),
        pytest.param(date(2025, 1, 30), date(2025, 2, 1), "year", 2, id="within a year"),
        pytest.param(date(2024, 12, 30), date(2025, 1, 2), "year", None, id="across new year"),
    ],
)
def test_days_taken_do_not_tell_the_day(
    received: date, resolved: date, precision: str, told: int | None
) -> None:
    assert told_days(received, resolved, precision) == told


@pytest.mark.parametrize("k", [1, 0, -3, "3", 2.5, True])
def test_a_crowd_of_one_is_none(office: Office, k: object) -> None:
    city: City = replace(office.city, facts=office.city.facts | {"disclosure": {"home": k}})
    with pytest.raises(BadInput, match=r"disclosure\.home"):
        crowd_sizes(city)
