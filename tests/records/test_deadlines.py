"""When a result is due: under the rule of its day, in the city's hours, and not while its sender is asked."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, NewReport, Step, act

CITY = ZoneInfo("Asia/Ho_Chi_Minh")
OPERATOR, AGENCY = Actor("lan", "operator"), Actor("minh", "agency", "so-xay-dung")
GIVEN: dict[str, dict[str, object]] = {
    "accept": {"category": "giao-thong", "agency": "so-xay-dung"},
    "ask": {"question": "Số nào?"},
    "resolve": {"answer": "Đã vá.", "outcome": "fixed_stated"},
    "refuse": {"refusal": "spam"},
}


def local(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CITY)


def stamped(office: Office, at: datetime, category: str = "giao-thong") -> NewReport:
    return office.deadlines.stamped(NewReport("Ổ gà trước chợ.", category, at))


@pytest.mark.parametrize(
    ("received", "category", "rule", "due"),
    [
        pytest.param(local(3, 3), "giao-thong", "2025", local(3, 13, 17), id="ten days"),
        pytest.param(local(3, 4), "giao-thong", "2025", local(3, 16, 17), id="that end on a Saturday"),
        pytest.param(local(2, 6), "giao-thong", "2025", local(2, 23, 17), id="that end in Tết"),
        pytest.param(local(3, 3, 23, 59), "giao-thong", "2025", local(3, 13, 17), id="late in the evening"),
        pytest.param(local(3, 3), "y-te", "2025", local(3, 18, 17), id="a category with more days"),
        pytest.param(
            local(3, 3, year=2025), "y-te", "4874-2023", local(3, 10, 17, year=2025), id="of an old rule"
        ),
        pytest.param(
            local(9, 3, year=2025), "giao-thong", "4874-2023", local(9, 8, 17, year=2025), id="its last day"
        ),
        pytest.param(
            local(9, 4, year=2025), "giao-thong", "2025", local(9, 15, 17, year=2025), id="the next's first"
        ),
        pytest.param(local(3, 3, year=2028), "giao-thong", "2025", None, id="after the calendar"),
        pytest.param(local(3, 3, year=2024), "giao-thong", "4874-2023", None, id="before the calendar"),
    ],
)
def test_a_report_keeps_the_rule_of_its_day(
    office: Office, received: datetime, category: str, rule: str, due: datetime | None
) -> None:
    new = stamped(office, received, category)
    assert (new.rule, new.due_at) == (rule, due)


@pytest.fixture
def report(office: Office, make_report: Callable[..., Report]) -> Report:
    """Of Tuesday 3 March 2026, ten in the morning; due on Friday the 13th, 17:00."""
    new = stamped(office, local(3, 3))
    return make_report(category="giao-thong", received_at=new.received_at, rule=new.rule, due_at=new.due_at)


def do(office: Office, report: Report, action: str, actor: Actor, at: datetime, **given: object) -> Report:
    step = Step(action, actor, at, given=GIVEN.get(action, {}) | given, note="vì thế")
    with office.private.writing() as session:
        done = act(session, report.id or 0, step, office.deadlines)
        session.expunge(done)
    return done


@pytest.mark.parametrize(
    ("asked", "replied", "due"),
    [
        pytest.param(local(3, 5, 9), local(3, 5, 11), local(3, 16, 9, 30), id="two hours of a morning"),
        pytest.param(local(3, 5, 9), local(3, 6, 9), local(3, 16, 17), id="a day"),
        pytest.param(local(3, 6, 17), local(3, 9, 7, 30), local(3, 13, 17), id="over a weekend alone"),
        pytest.param(local(3, 6, 16), local(3, 8, 20), local(3, 16, 8, 30), id="answered on a Sunday"),
        pytest.param(local(3, 17, 9), local(3, 18, 9), local(3, 16, 17), id="asked when it was late already"),
    ],
)
def test_a_pause_moves_the_deadline_by_its_working_time(
    office: Office, report: Report, asked: datetime, replied: datetime, due: datetime
) -> None:
    do(office, report, "accept", OPERATOR, local(3, 3, 11))
    waiting = do(office, report, "ask", AGENCY, asked)
    assert waiting.due_at == local(3, 13, 17)
    assert not office.deadlines.is_late(waiting, local(4, 1))
    assert do(office, report, "reply", Actor("web", "citizen"), replied).due_at == due


def test_pauses_add_up(office: Office, report: Report) -> None:
    do(office, report, "accept", OPERATOR, local(3, 3, 11))
    for day in (4, 5):
        do(office, report, "ask", AGENCY, local(3, day, 9))
        report = do(office, report, "lapse", Actor("reminder", "system"), local(3, day, 11))
    assert report.due_at == local(3, 16, 11, 30)


def test_a_reopened_report_has_the_whole_time_again(office: Office, report: Report) -> None:
    do(office, report, "accept", OPERATOR, local(3, 3, 11))
    do(office, report, "resolve", AGENCY, local(3, 5))
    assert do(office, report, "reopen", Actor("web", "citizen"), local(3, 20)).due_at == local(3, 30, 17)


def test_a_contested_report_has_the_whole_time_again(office: Office, report: Report) -> None:
    do(office, report, "refuse", OPERATOR, local(3, 5))
    assert do(office, report, "contest", Actor("web", "citizen"), local(3, 20)).due_at == local(3, 30, 17)


@pytest.mark.parametrize(
    ("given", "due"),
    [
        pytest.param({"category": "y-te"}, local(3, 18, 17), id="another category"),
        pytest.param({"several": True}, local(3, 18, 17), id="several agencies"),
        pytest.param({"category": "dien-luc"}, local(3, 13, 17), id="a category with as many days"),
    ],
)
def test_what_is_found_out_later_moves_the_deadline(
    office: Office, report: Report, given: dict[str, object], due: datetime
) -> None:
    assert do(office, report, "accept", OPERATOR, local(3, 3, 11), **given).due_at == due


def test_a_pause_counts_on_when_more_agencies_come_in(office: Office, report: Report) -> None:
    do(office, report, "ask", OPERATOR, local(3, 4, 9))
    do(office, report, "reply", Actor("web", "citizen"), local(3, 5, 9))
    assert do(office, report, "accept", OPERATOR, local(3, 5, 10), several=True).due_at == local(3, 19, 17)


def test_without_a_calendar_at_hand_a_pause_counts_every_hour(office: Office, report: Report) -> None:
    do(office, report, "accept", OPERATOR, local(3, 3, 11))
    do(office, report, "ask", AGENCY, local(3, 5, 9))
    with office.private.writing() as session:
        done = act(session, report.id or 0, Step("reply", Actor("web", "citizen"), local(3, 6, 9)))
        assert done.due_at == local(3, 14, 17)


def test_operators_and_those_above_have_their_own_times(office: Office, report: Report) -> None:
    deadlines = office.deadlines
    assert deadlines.pass_on_by(report) == local(3, 3, 10, 5)
    assert deadlines.reassign_by(local(3, 3, 16, 30), report) == local(3, 4, 8)
    assert deadlines.remind_at(local(3, 13, 17)) == local(3, 11, 17)
    assert deadlines.escalate_at(report) == local(3, 16, 17)
    accepted = do(office, report, "accept", OPERATOR, local(3, 3, 11))
    assert deadlines.pass_on_by(accepted) is None


@pytest.mark.parametrize(
    ("now", "left"),
    [(local(3, 11), 2), (local(3, 13, 18), 0), (local(3, 16), -1), (local(1, 1, year=2030), None)],
    ids=["before", "its day", "after", "no calendar"],
)
def test_days_left_are_working_days(office: Office, report: Report, now: datetime, left: int | None) -> None:
    assert report.due_at is not None
    assert office.deadlines.working_days_left(report.due_at, now) == left


@pytest.mark.parametrize(
    ("own", "several", "days"),
    [(10, False, 10), (10, True, 15), (3, False, 3), (3, True, 8), (12, False, 12), (40, False, 15),
     (40, True, 15), (None, False, 10), (None, True, 15)],
)  # fmt: skip
def test_a_category_s_days_shorten_or_stretch_a_rule_s(
    office: Office, own: int | None, several: bool, days: int
) -> None:
    assert office.deadlines.rules.in_force(date(2026, 1, 1)).days_for(own, several) == days


def test_a_report_under_a_rule_that_the_pack_lost_is_dated_by_its_day(office: Office, report: Report) -> None:
    report.rule = "gone"
    assert office.deadlines.rule_of(report).id == "2025"
    assert office.deadlines.again(report, report.received_at + timedelta()) == local(3, 13, 17)
