"""What time alone brings about, once however often the scheduler runs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select
from tests.records.conftest import at_once

from minhbach.cli import main
from minhbach.records.models import Event, Message, Report
from minhbach.records.office import Office
from minhbach.records.outbox import queue
from minhbach.records.remind import DUE, OVERDUE, SOON, Reminded, remind
from minhbach.records.work import Actor, Step, act

CITY = ZoneInfo("Asia/Ho_Chi_Minh")
OPERATOR, AGENCY = Actor("lan", "operator"), Actor("minh", "agency", "so-xay-dung")
ACCEPT = {"category": "giao-thong", "agency": "so-xay-dung"}
ANSWER = {"answer": "Đã vá.", "outcome": "fixed_stated"}
NOTHING = Reminded(0, 0, 0, 0, 0)


def local(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CITY)


def do(office: Office, report: Report, action: str, actor: Actor, at: datetime, **given: object) -> None:
    with office.private.writing() as session:
        act(session, report.id or 0, Step(action, actor, at, given=given, note="vì thế"), office.deadlines)


@pytest.fixture
def report(office: Office, make_report: Callable[..., Report]) -> Report:
    """Of Tuesday 3 March 2026; due on Friday the 13th, 17:00."""
    due = local(3, 13, 17)
    return make_report(category="giao-thong", received_at=local(3, 3), rule="2025", due_at=due)


@pytest.fixture
def at(office: Office) -> Callable[[datetime], Office]:
    """at(moment) is the office then."""
    return lambda moment: replace(office, now=lambda: moment)


def told(office: Office) -> list[tuple[str, str, str | None]]:
    """The reminders in the outbox; what steps tell is not of interest here."""
    reminders = select(Message).where(col(Message.kind).in_((SOON, DUE, OVERDUE)))
    with office.private.reading() as session:
        rows = session.exec(reminders.order_by(col(Message.id)))
        return [(row.kind, row.recipient, row.agency) for row in rows]


@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        pytest.param(local(3, 11, 16, 59), [], id="early"),
        pytest.param(local(3, 11, 17), [("due-soon", "agency", "so-xay-dung")], id="two working days before"),
        pytest.param(local(3, 13, 17), [("due", "agency", "so-xay-dung")], id="due"),
        pytest.param(local(3, 16, 16, 59), [("due", "agency", "so-xay-dung")], id="late by less than a day"),
        pytest.param(
            local(3, 16, 17),
            [("due", "agency", "so-xay-dung"), ("overdue", "operator", None), ("overdue", "inspector", None)],
            id="late by a working day",
        ),
    ],
)
def test_an_agency_is_reminded_and_then_those_above_it(
    office: Office, report: Report, at: Callable[[datetime], Office], now: datetime, kinds: list[object]
) -> None:
    do(office, report, "accept", OPERATOR, local(3, 3, 11), **ACCEPT)
    assert remind(at(now)).queued == len(kinds)
    assert told(office) == kinds
    assert remind(at(now)) == NOTHING


def test_what_nobody_took_in_is_told_to_operators(
    office: Office, report: Report, at: Callable[[datetime], Office]
) -> None:
    remind(at(local(3, 13, 18)))
    assert told(office) == [("due", "operator", None)]


@pytest.mark.parametrize("status", ["waiting", "resolved", "withdrawn"])
def test_who_waits_or_is_done_is_not_reminded(
    office: Office, report: Report, at: Callable[[datetime], Office], status: str
) -> None:
    do(office, report, "accept", OPERATOR, local(3, 3, 11), **ACCEPT)
    match status:
        case "waiting":
            do(office, report, "ask", AGENCY, local(3, 12), question="Số nào?")
        case "resolved":
            do(office, report, "resolve", AGENCY, local(3, 12), **ANSWER)
        case "withdrawn":
            do(office, report, "withdraw", Actor("web", "citizen"), local(3, 12))
    remind(at(local(3, 16)))
    assert told(office) == []


def test_a_deadline_that_was_moved_is_told_of_anew(
    office: Office, report: Report, at: Callable[[datetime], Office]
) -> None:
    do(office, report, "accept", OPERATOR, local(3, 3, 11), **ACCEPT)
    remind(at(local(3, 12)))
    do(office, report, "ask", AGENCY, local(3, 12), question="Số nào?")
    do(office, report, "reply", Actor("web", "citizen"), local(3, 16))
    assert remind(at(local(3, 16))).queued == 1
    assert told(office) == 2 * [("due-soon", "agency", "so-xay-dung")]


def test_a_question_lapses_and_an_answer_becomes_final(
    office: Office, make_report: Callable[..., Report], at: Callable[[datetime], Office]
) -> None:
    asked, fresh, answered = (make_report(received_at=local(3, 3)) for _ in range(3))
    do(office, asked, "ask", OPERATOR, local(3, 4), question="Số nào?")
    do(office, fresh, "ask", OPERATOR, local(3, 11), question="Số nào?")
    do(office, answered, "accept", OPERATOR, local(3, 3), **ACCEPT)
    do(office, answered, "resolve", AGENCY, local(3, 4), **ANSWER)
    done = remind(at(local(3, 11, 11)))
    assert (done.lapsed, done.closed) == (1, 0)
    done = remind(at(local(3, 19, 11)))
    assert (done.lapsed, done.closed) == (1, 1)
    with office.private.reading() as session:
        statuses = [session.get_one(Report, one.id).status for one in (asked, fresh, answered)]
        assert statuses == ["received", "received", "closed"]
        assert {e.actor for e in session.exec(select(Event).where(Event.role == "system"))} == {"reminder"}


def test_a_report_from_before_deadlines_gets_one(
    office: Office, make_report: Callable[..., Report], at: Callable[[datetime], Office]
) -> None:
    old, beyond = (
        make_report(received_at=local(3, 3)),
        make_report(received_at=local(3, 3).replace(year=2029)),
    )
    done = remind(at(local(3, 4)))
    assert (done.dated, done.undated) == (1, 1)
    with office.private.reading() as session:
        dated = session.get_one(Report, old.id)
        assert (dated.rule, dated.due_at) == ("2025", local(3, 13, 17))
        assert session.get_one(Report, beyond.id).due_at is None


def test_two_runs_at_once_do_everything_once(
    office: Office, make_report: Callable[..., Report], at: Callable[[datetime], Office]
) -> None:
    for _ in range(30):
        report = make_report(
            category="giao-thong", received_at=local(3, 3), rule="2025", due_at=local(3, 13, 17)
        )
        do(office, report, "accept", OPERATOR, local(3, 3, 11), **ACCEPT)
    for _ in range(30):
        do(office, make_report(received_at=local(3, 3)), "ask", OPERATOR, local(3, 3, 11), question="Số nào?")
    later = at(local(3, 16, 16))
    done = at_once(*[lambda: remind(later)] * 2)
    assert sum(one.lapsed for one in done) == 30
    # What lapses comes back to the operator after its deadline: both kinds are reminded of once.
    remind(later)
    messages = told(office)
    assert messages.count(("due", "agency", "so-xay-dung")) == 30
    with office.private.reading() as session:
        keys = session.exec(select(Message.key)).all()
        lapses = session.exec(select(Event).where(Event.action == "lapse")).all()
    assert len(keys) == len(set(keys))
    assert len(lapses) == 30


def test_a_message_is_queued_once_by_its_key(office: Office) -> None:
    with office.private.writing() as session:
        assert queue(session, "a", kind="due", recipient="agency", at=office.now())
        assert not queue(session, "a", kind="due", recipient="agency", at=office.now())
    with office.private.writing() as session:
        assert not queue(session, "a", kind="other", recipient="operator", at=office.now())
        assert queue(session, "b", kind="due", recipient="agency", at=office.now())
    assert len(told(office)) == 2


def test_the_command_says_what_it_did(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINHBACH_HOME", str(office.settings.home))
    monkeypatch.setenv("MINHBACH_DATABASE_URL", office.settings.private_url)
    main(["remind"])
    assert "0 messages queued" in capsys.readouterr().out
