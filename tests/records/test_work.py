"""The workflow: every step for every role and status, and two people at once."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from minhbach.records.contacts import Reach, reveal_contact
from minhbach.records.models import Addition, Contact, Event, Photo, Report, ReportPlace
from minhbach.records.office import Office
from minhbach.records.work import Actor, ChangedMeanwhile, Incomplete, NotAllowed, Step, act
from minhbach.records.workflow import (
    OUTCOMES,
    STAFF_ROLES,
    STATUSES,
    TRANSITIONS,
    Transition,
    transitions,
)

OTHER = object()
"""Stands for the number of a second report."""
GIVEN: dict[str, dict[str, object]] = {
    "classify": {"category": "giao-thong"},
    "accept": {"category": "giao-thong", "agency": "so-xay-dung"},
    "assign": {"agency": "so-xay-dung"},
    "refuse": {"refusal": "spam"},
    "merge": {"duplicate_of": OTHER},
    "ask": {"question": "Số trụ đèn là bao nhiêu?"},
    "interim": {"interim": "Đã đặt rào chắn, chờ vật tư."},
    "resolve": {"answer": "Đã thay nắp cống.", "outcome": "fixed_stated"},
}
ACTIONS = sorted({row.action for row in TRANSITIONS})
TO_REACH = {
    "received": [], "classified": ["classify"], "assigned": ["accept"], "in_progress": ["accept", "start"],
    "waiting": ["accept", "ask"], "returned": ["accept", "return"], "resolved": ["accept", "resolve"],
    "reopened": ["accept", "resolve", "reopen"], "closed": ["accept", "resolve", "close"],
    "refused": ["refuse"], "duplicate": ["merge"], "withdrawn": ["withdraw"],
}  # fmt: skip
AGENCY = "so-xay-dung"


def do(office: Office, report: Report, action: str, role: str, **changes: object) -> Report:
    agency = changes.pop("agency", AGENCY if role == "agency" else None)
    step = Step(action, Actor("thử", role, agency), office.now(), note="Vì lý do này.")  # type: ignore[arg-type]
    step.given = dict(GIVEN.get(action, {}))
    for name, value in changes.items():
        setattr(step, name, value)
    with office.private.writing() as session:
        if step.given.get("duplicate_of") is OTHER:
            other = select(Report.id).where(col(Report.id) != report.id).order_by(col(Report.id))
            step.given["duplicate_of"] = session.exec(other).first()
        found = act(session, report.id or 0, step)
        session.expunge(found)
    return found


def bring(office: Office, report: Report, status: str) -> Report:
    for action in TO_REACH[status]:
        role = next(row.role for row in TRANSITIONS if row.action == action and row.role != "system")
        role = "agency" if (action, status) == ("ask", "waiting") else role
        report = do(office, report, action, role)
    assert report.status == status
    return report


def expected(action: str, status: str, role: str, has_agency: bool) -> Transition | None:
    """What the table says, read here once more without the code that reads it."""
    when = {None, "once", "with agency" if has_agency else "without agency"}
    found = [row for row in transitions(action, status, role) if row.when in when]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("role", [*STAFF_ROLES, "citizen", "system"])
def test_only_the_table_s_steps_are_taken(
    office: Office, make_report: Callable[..., Report], status: str, role: str
) -> None:
    make_report()  # to merge into
    for action in ACTIONS:
        report = bring(office, make_report(), status)
        row = expected(action, status, role, has_agency=report.agency is not None)
        if row:
            assert do(office, report, action, role).status == row.target
        else:
            with pytest.raises(NotAllowed):
                do(office, report, action, role)
            with office.private.reading() as session:
                assert session.get_one(Report, report.id) == report


@pytest.mark.parametrize("role", ["inspector", "admin"])
def test_who_reads_or_runs_the_system_has_no_step(role: str) -> None:
    assert role in STAFF_ROLES
    assert not [row for row in TRANSITIONS if row.role == role]


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.action}-{row.source}-{row.role}")
def test_a_step_without_what_it_requires_is_refused(
    office: Office, make_report: Callable[..., Report], row: Transition
) -> None:
    make_report()
    report = bring(office, make_report(), row.source) if row.requires else make_report()
    for missing in row.requires:
        given = GIVEN.get(row.action, {}) | ({missing: "  "} if missing != "note" else {})
        changes = {"note": " "} if missing == "note" else {}
        with pytest.raises(Incomplete, match=missing):
            do(office, report, row.action, row.role, given=given, **changes)


@pytest.mark.parametrize("given", [{"status": "closed"}, {"answer": "Xong."}, {"made_up": True}], ids=str)
def test_a_step_takes_no_column_that_is_not_its_own(
    office: Office, make_report: Callable[..., Report], given: dict[str, object]
) -> None:
    with pytest.raises(Incomplete, match="takes no"):
        do(office, make_report(), "accept", "operator", given=GIVEN["accept"] | given)


@pytest.mark.parametrize("outcome", [*OUTCOMES, "done"])
def test_an_answer_says_what_it_means(
    office: Office, make_report: Callable[..., Report], outcome: str
) -> None:
    report = bring(office, make_report(), "in_progress")
    given = GIVEN["resolve"] | {"outcome": outcome}
    if outcome == "done":
        with pytest.raises(Incomplete, match="out of"):
            do(office, report, "resolve", "agency", given=given)
        return
    if outcome == "fixed_evidence":
        with pytest.raises(Incomplete, match="afterwards"):
            do(office, report, "resolve", "agency", given=given)
        with office.private.writing() as session:
            session.add(Photo(report_id=report.id, stored_name="a", received_at=office.now(), kind="after"))
    assert do(office, report, "resolve", "agency", given=given).outcome == outcome


def test_a_reopened_report_has_no_result_until_it_is_answered_again(
    office: Office, make_report: Callable[..., Report]
) -> None:
    report = bring(office, make_report(), "reopened")
    assert (report.reopened, report.outcome, report.resolved_at) == (1, None, None)
    report = do(office, report, "resolve", "agency")
    assert report.resolved_at is not None
    assert do(office, report, "reopen", "operator").reopened == 2


def test_a_refusal_is_contested_once(office: Office, make_report: Callable[..., Report]) -> None:
    report = do(office, bring(office, make_report(), "refused"), "contest", "citizen")
    assert (report.status, report.refusal) == ("received", "spam")
    report = do(office, report, "refuse", "operator")
    with pytest.raises(NotAllowed):
        do(office, report, "contest", "citizen")


def test_who_is_accepted_after_contesting_is_refused_no_more(
    office: Office, make_report: Callable[..., Report]
) -> None:
    report = do(office, bring(office, make_report(), "refused"), "contest", "citizen")
    assert do(office, report, "accept", "operator").refusal is None


def test_a_citizen_s_words_stay_out_of_the_trail(office: Office, make_report: Callable[..., Report]) -> None:
    report = bring(office, make_report(), "resolved")
    do(office, report, "reopen", "citizen", note="Vẫn hỏng, gọi tôi 0900 000 001.")
    with office.private.reading() as session:
        assert [row.text for row in session.exec(select(Addition))] == ["Vẫn hỏng, gọi tôi 0900 000 001."]
        reopened = session.exec(select(Event).where(Event.action == "reopen")).one()
    assert reopened.note is None


@pytest.mark.parametrize("asked", ["operator", "agency"])
def test_an_answered_question_goes_back_to_who_asked(
    office: Office, make_report: Callable[..., Report], asked: str
) -> None:
    report = bring(office, make_report(), "received" if asked == "operator" else "in_progress")
    report = do(office, report, "ask", asked)
    assert report.question
    assert report.waiting_since == office.now()
    report = do(office, report, "reply", "citizen")
    assert report.status == ("received" if asked == "operator" else "in_progress")
    assert (report.question, report.waiting_since) == (None, None)


def test_an_agency_cannot_resolve_another_s(office: Office, make_report: Callable[..., Report]) -> None:
    report = bring(office, make_report(), "in_progress")
    with pytest.raises(NotAllowed):
        do(office, report, "resolve", "agency", agency="so-y-te")


def test_the_second_of_two_operators_is_told(office: Office, make_report: Callable[..., Report]) -> None:
    report = make_report()
    do(office, report, "accept", "operator", version=report.version)
    with pytest.raises(ChangedMeanwhile):
        do(office, report, "refuse", "operator", version=report.version)
    with office.private.reading() as session:
        assert session.get(Report, report.id).status == "assigned"  # type: ignore[union-attr]


def test_every_step_leaves_an_event(office: Office, make_report: Callable[..., Report]) -> None:
    report = make_report()
    do(office, report, "accept", "operator")
    do(office, report, "resolve", "agency")
    with office.private.reading() as session:
        events = session.exec(select(Event).order_by(Event.id)).all()  # type: ignore[arg-type]
    assert [(e.action, e.from_status, e.to_status) for e in events] == [
        ("receive", None, "received"),
        ("accept", "received", "assigned"),
        ("resolve", "assigned", "resolved"),
    ]


def test_a_report_has_a_place_in_every_vintage(office: Office, make_report: Callable[..., Report]) -> None:
    report = make_report()
    with office.private.reading() as session:
        rows = session.exec(select(ReportPlace).where(ReportPlace.report_id == report.id)).all()
    assert {row.vintage for row in rows} == {vintage.id for vintage in office.atlas.vintages}
    assert all(row.ward_code for row in rows)


def test_a_contact_is_sealed_and_opens_again(office: Office, make_report: Callable[..., Report]) -> None:
    reach = Reach("Canary Nguyen", "0900 000 001", "canary@example.org")
    report = make_report(reach=reach)
    with office.private.reading() as session:
        sealed = session.exec(select(Contact)).one().sealed
        assert reveal_contact(session, office.keyring, report) == reach
    assert b"Canary" not in sealed
    assert b"0900" not in sealed
