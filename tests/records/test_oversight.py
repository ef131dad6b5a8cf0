"""What inspectors ask the records: late and reopened cases, refusals, who opened what, and the sample."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col

from minhbach.city.calendar import Calendar
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.oversight import Period, access, cases, refusals
from minhbach.records.oversight.period import ending
from minhbach.records.oversight.sample import MOST, Drawn, draw, draw_among, draw_key
from minhbach.records.work import Actor, Step, act, witness
from minhbach.records.workflow import AGENCY, OPERATOR

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2025, 3, 5, 5, 0, tzinfo=UTC)  # noon in the city
MARCH = Period(date(2025, 3, 1), date(2025, 3, 31), ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def change(office: Office) -> Callable[..., None]:
    """change(report, column=value) sets what only time or a long story would."""

    def write(report: Report, **values: object) -> None:
        with office.private.writing() as session:
            session.connection().execute(update(Report).where(col(Report.id) == report.id).values(**values))

    return write


@pytest.fixture
def opened(office: Office) -> Callable[..., None]:
    """opened(report, who, at) puts an opening of personal data into the trail."""

    def write(report: Report, who: str = "lan", at: datetime = NOON, action: str = "reveal") -> None:
        with office.private.writing() as session:
            witness(session, report.id or 0, Actor(who, OPERATOR), at, action, "gọi lại")

    return write


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    """A pack's calendar with office hours and a weekend."""
    from minhbach.config import DEFAULT_PACK

    return Calendar.load(DEFAULT_PACK / "data")


def test_a_period_is_whole_days_on_the_citys_clock() -> None:
    assert MARCH.start.astimezone(UTC) == datetime(2025, 2, 28, 17, 0, tzinfo=UTC)
    assert MARCH.end.astimezone(UTC) == datetime(2025, 3, 31, 17, 0, tzinfo=UTC)
    assert ending(date(2025, 3, 31), 31, ZONE) == MARCH
    assert MARCH.days == 31


@pytest.mark.parametrize(
    ("values", "late"),
    [
        pytest.param({"status": "assigned", "due_at": NOON - HOUR}, True, id="overdue"),
        pytest.param({"status": "assigned", "due_at": NOON + HOUR}, False, id="not yet due"),
        pytest.param({"status": "assigned", "due_at": None}, False, id="no deadline"),
        pytest.param({"status": "waiting", "due_at": NOON - DAY}, False, id="waiting for its sender"),
        pytest.param({"status": "returned", "due_at": NOON - DAY}, True, id="given back and overdue"),
        pytest.param({"status": "resolved", "due_at": NOON, "resolved_at": NOON}, False, id="on the minute"),
        pytest.param(
            {"status": "closed", "due_at": NOON, "resolved_at": NOON + HOUR}, True, id="answered late"
        ),
        pytest.param({"status": "refused", "due_at": NOON - DAY}, False, id="refused"),
        pytest.param({"status": "duplicate", "due_at": NOON - DAY}, False, id="a duplicate"),
    ],
)
def test_what_is_late(
    office: Office,
    make_report: Callable[..., Report],
    change: Callable[..., None],
    values: dict[str, object],
    late: bool,
) -> None:
    report = make_report()
    change(report, **values)
    with office.private.reading() as session:
        found, total = cases.late_cases(session, MARCH, NOON)
        counted = cases.figures(session, MARCH, NOON)
    assert [one.id for one in found] == ([report.id] if late else [])
    assert total == counted.open_late + counted.answered_late == int(late)


def test_figures_count_what_came_in_the_period_and_nothing_else(
    office: Office,
    make_report: Callable[..., Report],
    change: Callable[..., None],
    opened: Callable[..., None],
) -> None:
    inside, _other = make_report(), make_report(received_at=MARCH.end)
    make_report(received_at=MARCH.start - timedelta(seconds=1))
    change(inside, status="closed", outcome="planned", reopened=2, contested_at=NOON, due_at=None)
    opened(inside)
    opened(inside, at=MARCH.end)
    with office.private.reading() as session:
        counted = cases.figures(session, MARCH, NOON)
        again, total = cases.reopened_cases(session, MARCH)
    assert counted.received == counted.answered == counted.reopened == counted.contested == 1
    assert (counted.by_status, counted.by_outcome) == ({"closed": 1}, {"planned": 1})
    assert (counted.without_deadline, counted.openings) == (1, 1)
    assert ([one.id for one in again], total) == ([inside.id], 1)


def test_refusals_are_counted_by_ground_and_by_who_decided(
    office: Office, make_report: Callable[..., Report]
) -> None:
    for operator, ground in (("lan", "spam"), ("lan", "spam"), ("minh", "spam"), ("minh", "vulgar")):
        report = make_report()
        step = Step("refuse", Actor(operator, OPERATOR), NOON, given={"refusal": ground})
        with office.private.writing() as session:
            act(session, report.id or 0, step)
    with office.private.reading() as session:
        found = refusals.count_refusals(session, MARCH)
    assert [(one.ground, one.operator, one.times) for one in found] == [
        ("spam", "lan", 2), ("spam", "minh", 1), ("vulgar", "minh", 1)]  # fmt: skip


def test_a_refusal_that_did_not_stand_is_told_apart(
    office: Office, make_report: Callable[..., Report]
) -> None:
    report = make_report()
    steps = (
        Step("refuse", Actor("lan", OPERATOR), NOON, given={"refusal": "spam"}),
        Step("contest", Actor("web", "citizen"), NOON + HOUR, note="Đây là thật."),
        Step("accept", Actor("minh", OPERATOR), NOON + DAY,
             given={"category": report.category, "agency": "tt-ha-tang-ky-thuat"}),
    )  # fmt: skip
    for step in steps:
        with office.private.writing() as session:
            act(session, report.id or 0, step)
    with office.private.reading() as session:
        found = refusals.count_refusals(session, MARCH)
    assert [(one.ground, one.operator, one.times, one.contested) for one in found] == [(None, "lan", 1, 1)]


def test_openings_are_listed_newest_first_and_by_person(
    office: Office, make_report: Callable[..., Report], opened: Callable[..., None]
) -> None:
    report = make_report()
    opened(report, "lan", NOON)
    opened(report, "minh", NOON + HOUR, "reveal-text")
    opened(report, "lan", MARCH.end)
    with office.private.reading() as session:
        everyone, total = access.openings(session, MARCH)
        lans, of_lan = access.openings(session, MARCH, "lan")
    assert [(one.actor, one.action, one.reason) for one in everyone] == [
        ("minh", "reveal-text", "gọi lại"), ("lan", "reveal", "gọi lại")]  # fmt: skip
    assert (total, of_lan, [one.public_id for one in lans]) == (2, 1, [report.public_id])


def knocks(*counts: int, hour: int = 3) -> list[tuple[str, str, datetime]]:
    """So many openings by Lan on each working day from Monday 3 March on, all in one hour."""
    monday = datetime(2025, 3, 3, hour, 0, tzinfo=UTC)
    return [
        ("lan", OPERATOR, monday + day * DAY + n * timedelta(seconds=20))
        for day, count in enumerate(counts)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("rows", "days", "hours"),
    [
        pytest.param(knocks(3, 2, 3, 2), 0, 0, id="a few every day"),
        pytest.param(knocks(3, 2, 40, 2), 1, 1, id="one day out of the ordinary"),
        pytest.param(knocks(40, 38, 41, 39), 0, 0, id="much every day is that person's work"),
        pytest.param(knocks(1, 1, 9, 1), 0, 0, id="many times the usual, and still few"),
        pytest.param(knocks(30), 1, 1, id="the only day"),
        pytest.param([], 0, 0, id="nothing"),
    ],
)
def test_what_is_out_of_the_ordinary(
    calendar: Calendar, rows: list[tuple[str, str, datetime]], days: int, hours: int
) -> None:
    people = access.count_openers(rows, calendar, ZONE)
    assert sum(len(one.odd_days) for one in people) == days
    assert sum(len(one.odd_hours) for one in people) == hours
    assert [one for one in people if one.is_odd] == (people if days or hours else [])


@pytest.mark.parametrize(
    ("local", "working"),
    [
        ("2025-03-03 09:00", True),
        ("2025-03-03 03:00", False),
        ("2025-03-03 23:59", False),
        ("2025-03-02 09:00", False),
        ("2025-01-29 09:00", False),
        ("1999-01-01 03:00", True),
    ],
    ids=["Monday morning", "night", "before midnight", "Sunday", "Tết", "before the calendar begins"],
)
def test_hours_are_the_citys(calendar: Calendar, local: str, working: bool) -> None:
    assert access.in_hours(calendar, datetime.fromisoformat(local)) is working


def test_openings_out_of_hours_are_counted(calendar: Calendar) -> None:
    people = access.count_openers([*knocks(2), *knocks(3, hour=18)], calendar, ZONE)
    assert [(one.openings, one.off_hours, one.is_odd) for one in people] == [(5, 3, True)]


def test_the_sample_can_be_drawn_by_anybody_with_the_seed(
    office: Office, make_report: Callable[..., Report]
) -> None:
    ids = [make_report().public_id for _ in range(12)]
    make_report(received_at=MARCH.end)
    with office.private.reading() as session:
        drawn = draw(session, MARCH, "mầm 2025-03", 5)
    by_hand = sorted(ids, key=lambda one: hashlib.sha256(f"mầm 2025-03 {one}".encode()).hexdigest())
    assert [one.public_id for one in drawn] == by_hand[:5]


@given(st.lists(st.text(min_size=1), unique=True, max_size=60), st.text(), st.integers(1, 300), st.randoms())
def test_the_sample_does_not_hang_on_the_order_of_the_reports(
    ids: list[str], seed: str, size: int, random: object
) -> None:
    reports = list(enumerate(ids))
    shuffled = reports.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = (draw_among([(i, n) for n, i in rows], seed, size) for rows in (reports, shuffled))
    assert first == second
    assert len(first) == min(size, len(ids), MOST)
    assert first == sorted(first)
    assert all(isinstance(one, Drawn) and one.key == draw_key(seed, one.public_id) for one in first)


def test_an_agency_opens_data_too(
    office: Office, make_report: Callable[..., Report], calendar: Calendar
) -> None:
    report = make_report()
    with office.private.writing() as session:
        witness(session, report.id or 0, Actor("cap-nuoc", AGENCY, "x"), NOON, "reveal", "hẹn khảo sát")
    with office.private.reading() as session:
        assert [(one.actor, one.role) for one in access.openers(session, MARCH, calendar)] == [
            ("cap-nuoc", AGENCY)]  # fmt: skip
