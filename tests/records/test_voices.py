"""What citizens say beside their reports."""

from collections.abc import Callable

import pytest
from sqlmodel import func, select
from tests.records.conftest import at_once

from minhbach.records.models import Event, Report, Support
from minhbach.records.office import Office
from minhbach.records.voices import rate, support
from minhbach.records.work import Actor, Incomplete, NotAllowed, Step, act

OPERATOR, AGENCY, SENDER = (
    Actor("lan", "operator"),
    Actor("m", "agency", "so-xay-dung"),
    Actor("web", "citizen"),
)
GIVEN: dict[str, dict[str, object]] = {
    "accept": {"category": "giao-thong", "agency": "so-xay-dung"},
    "resolve": {"answer": "Đã vá.", "outcome": "fixed_stated"},
}


@pytest.fixture
def accepted(office: Office, make_report: Callable[..., Report]) -> Report:
    report = make_report()
    do(office, report, "accept", OPERATOR)
    return report


def do(office: Office, report: Report, action: str, actor: Actor) -> None:
    with office.private.writing() as session:
        act(session, report.id or 0, Step(action, actor, office.now(), given=GIVEN[action]))


def joined(office: Office, report: Report, browser: str) -> bool:
    with office.private.writing() as session:
        return support(session, session.get_one(Report, report.id), SENDER, office.now(), browser)


def test_an_answer_is_rated_by_its_sender_and_the_last_word_counts(office: Office, accepted: Report) -> None:
    do(office, accepted, "resolve", AGENCY)
    for stars in (2, 5):
        with office.private.writing() as session:
            rate(session, session.get_one(Report, accepted.id), SENDER, office.now(), stars)
    with office.private.reading() as session:
        report = session.get_one(Report, accepted.id)
        assert (report.rating, report.rated_at) == (5, office.now())


@pytest.mark.parametrize("stars", [0, 6])
def test_a_rating_has_five_steps(office: Office, accepted: Report, stars: int) -> None:
    do(office, accepted, "resolve", AGENCY)
    with pytest.raises(Incomplete), office.private.writing() as session:
        rate(session, session.get_one(Report, accepted.id), SENDER, office.now(), stars)


@pytest.mark.parametrize("actor", [SENDER, OPERATOR], ids=["before the answer", "not by staff"])
def test_nothing_else_is_rated(office: Office, accepted: Report, actor: Actor) -> None:
    if actor is OPERATOR:
        do(office, accepted, "resolve", AGENCY)
    with pytest.raises(NotAllowed), office.private.writing() as session:
        rate(session, session.get_one(Report, accepted.id), actor, office.now(), 5)


def test_a_browser_joins_once_and_disturbs_nobody(office: Office, accepted: Report) -> None:
    assert [joined(office, accepted, browser) for browser in "aab"] == [True, False, True]
    with office.private.reading() as session:
        assert session.get_one(Report, accepted.id).version == 2
        assert session.exec(select(func.count()).select_from(Support)).one() == 2
        assert len(session.exec(select(Event).where(Event.action == "support")).all()) == 2


def test_of_two_at_once_one_counts(office: Office, accepted: Report) -> None:
    done = at_once(*[lambda: joined(office, accepted, "same")] * 2)
    assert sorted(done) == [False, True]


def test_nobody_joins_what_is_not_worked_on(
    office: Office, accepted: Report, make_report: Callable[..., Report]
) -> None:
    do(office, accepted, "resolve", AGENCY)
    for report in (accepted, make_report()):
        with pytest.raises(NotAllowed):
            joined(office, report, "a")
