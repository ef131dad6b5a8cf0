"""Reports that tell of the same thing are merged so that they add up, and taken apart again."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select
from tests.records.conftest import at_once

from minhbach.errors import MinhBachError
from minhbach.records.models import Event, Passed, Report
from minhbach.records.office import Office
from minhbach.records.trail import check_trails
from minhbach.records.work import Actor, Incomplete, NotAllowed, Step, act

OPERATOR, AGENCY, SENDER = (
    Actor("lan", "operator"),
    Actor("m", "agency", "so-xay-dung"),
    Actor("web", "citizen"),
)
GIVEN: dict[str, dict[str, object]] = {
    "accept": {"category": "giao-thong", "agency": "so-xay-dung"},
    "resolve": {"answer": "Đã vá.", "outcome": "fixed_stated"},
    "refuse": {"refusal": "spam"},
}
Do = Callable[..., None]


@pytest.fixture
def do(office: Office) -> Do:
    """do(report, action, actor, **given) does one step."""

    def step(report: Report, action: str, actor: Actor = OPERATOR, **given: object) -> None:
        made = Step(action, actor, office.now(), given=GIVEN.get(action, {}) | given, note="vì thế")
        with office.private.writing() as session:
            act(session, report.id or 0, made)

    return step


@pytest.fixture
def three(make_report: Callable[..., Report]) -> list[Report]:
    return [make_report() for _ in range(3)]


def now(office: Office, *reports: Report) -> list[tuple[str, int | None]]:
    with office.private.reading() as session:
        found = (session.get_one(Report, report.id) for report in reports)
        return [(report.status, report.duplicate_of) for report in found]


def test_a_duplicate_points_at_the_one_that_is_worked_on(office: Office, do: Do, three: list[Report]) -> None:
    first, second, third = three
    do(second, "merge", duplicate_of=first.id)
    do(first, "accept")
    do(third, "accept")
    do(third, "merge", duplicate_of=first.id)
    assert now(office, *three) == [("assigned", None), ("duplicate", first.id), ("duplicate", first.id)]


def test_what_was_merged_moves_along_and_says_so(office: Office, do: Do, three: list[Report]) -> None:
    first, second, third = three
    do(first, "merge", duplicate_of=second.id)
    do(second, "merge", duplicate_of=third.id)
    assert now(office, *three) == [("duplicate", third.id), ("duplicate", third.id), ("received", None)]
    with office.private.reading() as session:
        moved = session.exec(select(Event).where(Event.action == "move")).one()
        assert (moved.report_id, moved.note) == (first.id, f"{second.id} → {third.id}")
        assert not [trail for trail in check_trails(session) if trail.broken]


@pytest.mark.parametrize("status", ["duplicate", "refused", "withdrawn"])
def test_nothing_is_merged_into_what_is_gone(
    office: Office, do: Do, three: list[Report], status: str
) -> None:
    first, second, third = three
    match status:
        case "duplicate":
            do(second, "merge", duplicate_of=third.id)
        case "refused":
            do(second, "refuse")
        case "withdrawn":
            do(second, "withdraw", SENDER)
    with pytest.raises(NotAllowed, match=status):
        do(first, "merge", duplicate_of=second.id)


@pytest.mark.parametrize("other", ["itself", "nothing", "words"])
def test_a_duplicate_needs_another_report(do: Do, three: list[Report], other: str) -> None:
    wanted = {"itself": three[0].id, "nothing": 999_999, "words": "2"}[other]
    with pytest.raises(Incomplete, match="another report"):
        do(three[0], "merge", duplicate_of=wanted)


@pytest.mark.parametrize("end", ["withdraw", "refuse"])
def test_when_the_main_report_goes_its_duplicates_come_back(
    office: Office, do: Do, three: list[Report], end: str
) -> None:
    first, second, third = three
    for one in (second, third):
        do(one, "merge", duplicate_of=first.id)
    do(first, end, SENDER if end == "withdraw" else OPERATOR)
    assert now(office, second, third) == [("received", None), ("received", None)]
    with office.private.reading() as session:
        apart = session.exec(select(Event).where(Event.action == "unmerge")).all()
        assert {event.role for event in apart} == {"system"}
        assert all(first.public_id in (event.note or "") for event in apart)


def test_a_duplicate_that_is_withdrawn_points_nowhere(office: Office, do: Do, three: list[Report]) -> None:
    do(three[1], "merge", duplicate_of=three[0].id)
    do(three[1], "withdraw", SENDER)
    assert now(office, three[1]) == [("withdrawn", None)]


@pytest.mark.parametrize("change", ["merge", "unmerge", "withdraw"])
def test_the_main_report_passes_the_door_again_and_nobody_is_disturbed(
    office: Office, do: Do, three: list[Report], change: str
) -> None:
    first, second, _third = three
    do(first, "accept")
    if change != "merge":
        do(second, "merge", duplicate_of=first.id)
    with office.private.writing() as session:
        session.add(Passed(report_id=first.id or 0, version=2, recipe="now"))
    given = {"duplicate_of": first.id} if change == "merge" else {}
    do(second, change, SENDER if change == "withdraw" else OPERATOR, **given)
    with office.private.reading() as session:
        assert session.get_one(Passed, first.id).recipe == ""
        assert session.get_one(Report, first.id).version == 2


def test_two_who_merge_two_into_each_other_do_not_both_succeed(
    office: Office, do: Do, three: list[Report]
) -> None:
    first, second, _third = three

    def merge(one: Report, other: Report) -> str:
        try:
            do(one, "merge", duplicate_of=other.id)
        except MinhBachError:
            return "told"
        return "merged"

    done = at_once(lambda: merge(first, second), lambda: merge(second, first))
    assert sorted(done) == ["merged", "told"]
    with office.private.reading() as session:
        apart = session.exec(select(Report).where(col(Report.duplicate_of).is_not(None))).all()
        assert len(apart) == 1
