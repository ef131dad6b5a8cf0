"""The workflow: every step for every role and status, and two people at once."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from minhbach.records.contacts import Reach, reveal_contact
from minhbach.records.models import Contact, Event, Report, ReportPlace
from minhbach.records.office import Office
from minhbach.records.work import Actor, ChangedMeanwhile, Incomplete, NotAllowed, Step, act
from minhbach.records.workflow import STAFF_ROLES, STATUSES, TRANSITIONS, transition

GIVEN = {
    "accept": {"category": "giao-thong", "agency": "so-xay-dung"},
    "refuse": {"refusal": "spam"},
    "resolve": {"answer": "Đã thay nắp cống."},
    "withdraw": {},
}
TO_REACH = {"received": [], "assigned": ["accept"], "refused": ["refuse"], "resolved": ["accept", "resolve"],
            "withdrawn": ["withdraw"]}  # fmt: skip
ROLES = {"accept": "operator", "refuse": "operator", "resolve": "agency", "withdraw": "citizen"}


def do(office: Office, report: Report, action: str, role: str, **changes: object) -> Report:
    step = Step(action, Actor("thử", role, changes.pop("agency", "so-xay-dung")), office.now(), **changes)  # type: ignore[arg-type]
    step.given = step.given or GIVEN[action]
    with office.private.writing() as session:
        found = act(session, report.id or 0, step)
        session.expunge(found)
    return found


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("role", [*STAFF_ROLES, "citizen", "system"])
@pytest.mark.parametrize("action", sorted(GIVEN))
def test_only_the_table_s_steps_are_taken(
    office: Office, make_report: Callable[..., Report], status: str, role: str, action: str
) -> None:
    report = make_report()
    for earlier in TO_REACH[status]:
        do(office, report, earlier, ROLES[earlier])
    step = transition(action, status)
    if step and step.role == role:
        assert do(office, report, action, role).status == step.target
    else:
        with pytest.raises(NotAllowed):
            do(office, report, action, role)
        with office.private.reading() as session:
            assert session.get(Report, report.id).status == status  # type: ignore[union-attr]


@pytest.mark.parametrize("step", TRANSITIONS, ids=lambda step: step.action)
def test_a_step_without_what_it_requires_is_refused(
    office: Office, make_report: Callable[..., Report], step
) -> None:
    report = make_report()
    for earlier in TO_REACH[step.source]:
        do(office, report, earlier, ROLES[earlier])
    for missing in step.requires:
        with pytest.raises(Incomplete, match=missing):
            do(office, report, step.action, step.role, given=GIVEN[step.action] | {missing: "  "})


def test_an_agency_cannot_resolve_another_s(office: Office, make_report: Callable[..., Report]) -> None:
    report = do(office, make_report(), "accept", "operator")
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
