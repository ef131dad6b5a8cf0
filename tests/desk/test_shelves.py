"""Shelves of the queue: each state where it belongs, urgent first; new arrivals counted, not pushed in."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from minhbach.desk.shelves import shelves_of
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act
from minhbach.records.workflow import AGENCY, CITIZEN, OPEN, OPERATOR, STATUSES

DRAINS, POWER = "tt-ha-tang-ky-thuat", "dien-luc-tp"
STEPS: dict[str, tuple[str, dict[str, object], str | None]] = {
    "classify": (OPERATOR, {"category": "thoat-nuoc"}, None),
    "accept": (OPERATOR, {"category": "thoat-nuoc", "agency": DRAINS}, None),
    "refuse": (OPERATOR, {"refusal": "spam"}, None),
    "ask": (OPERATOR, {"question": "Ở đoạn nào của chợ?"}, None),
    "contest": (CITIZEN, {}, "Tôi không đồng ý."),
    "start": (AGENCY, {}, None),
    "return": (AGENCY, {}, "Không thuộc thẩm quyền."),
    "resolve": (AGENCY, {"answer": "Đã thay nắp cống.", "outcome": "fixed_stated"}, None),
    "reopen": (OPERATOR, {}, "Nắp lại vỡ."),
    "withdraw": (CITIZEN, {}, None),
}


@pytest.fixture
def carried(office: Office, make_report: Callable[..., Report]) -> Callable[..., int]:
    """carried(*actions, **changes) takes a new report through some steps and returns its number."""

    def carry(*actions: str, **changes: object) -> int:
        report = make_report(**changes)
        for action in actions:
            role, given, note = STEPS[action]
            actor = Actor(role, role, DRAINS if role == AGENCY else None)
            with office.private.writing() as session:
                act(session, report.id or 0, Step(action, actor, office.now(), given=dict(given), note=note))
        return report.id or 0

    return carry


def numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'href="/desk/reports/(\d+)/"', page)]


@pytest.mark.parametrize(
    ("actions", "shelves"),
    [
        ((), {"todo", "new", "all"}),
        (("classify",), {"todo", "classified", "all"}),
        (("accept", "return"), {"todo", "returned", "all"}),
        (("refuse", "contest"), {"todo", "contested", "all"}),
        (("accept", "resolve", "reopen"), {"reopened", "all"}),
        (("ask",), {"waiting", "all"}),
        (("accept",), {"underway", "all"}),
        (("accept", "start"), {"underway", "all"}),
        (("accept", "resolve"), {"answered", "all"}),
        (("refuse",), {"refused", "all"}),
        (("withdraw",), {"all"}),
    ],
)
def test_the_operator_finds_each_state_on_its_shelves(
    operator: FlaskClient, carried: Callable[..., int], actions: tuple[str, ...], shelves: set[str]
) -> None:
    number = carried(*actions)
    every = [shelf.code for shelf in shelves_of(Actor("lan", OPERATOR))]
    assert {
        code for code in every if numbers(operator.get(f"/desk/?shelf={code}").text) == [number]
    } == shelves


@pytest.mark.parametrize(
    ("actions", "shelves"),
    [
        ((), set()),
        (("accept",), {"todo", "new", "all"}),
        (("accept", "start"), {"todo", "started", "all"}),
        (("accept", "resolve", "reopen"), {"todo", "reopened", "all"}),
        (("accept", "resolve"), {"answered", "all"}),
        (("accept", "return"), {"all"}),
    ],
)
def test_an_agency_finds_each_state_on_its_shelves(
    agency: FlaskClient, carried: Callable[..., int], actions: tuple[str, ...], shelves: set[str]
) -> None:
    number = carried(*actions)
    every = [shelf.code for shelf in shelves_of(Actor("drains", AGENCY, DRAINS))]
    assert {code for code in every if numbers(agency.get(f"/desk/?shelf={code}").text) == [number]} == shelves


@pytest.mark.parametrize("shelf", ["", "todo", "no-such", "%00"])
def test_urgent_comes_first_then_what_is_oldest(
    operator: FlaskClient, make_report: Callable[..., Report], office: Office, shelf: str
) -> None:
    young = make_report(received_at=office.now() - timedelta(hours=1))
    old = make_report(received_at=office.now() - timedelta(days=2))
    urgent = make_report(received_at=office.now(), urgent=True)
    assert numbers(operator.get(f"/desk/?shelf={shelf}").text) == [urgent.id, old.id, young.id]


def test_an_agency_works_by_due_moment(
    agency: FlaskClient, assigned: Callable[..., Report], office: Office
) -> None:
    later = assigned(due_at=office.now() + timedelta(days=5))
    never = assigned(due_at=None)
    sooner = assigned(due_at=office.now() + timedelta(days=1))
    assert numbers(agency.get("/desk/").text) == [sooner.id, later.id, never.id]


def test_new_arrivals_are_counted_beside_the_list(
    operator: FlaskClient, make_report: Callable[..., Report], office: Office
) -> None:
    make_report()
    page = operator.get("/desk/").text
    poll = re.search(r'hx-get="(/desk/fresh[^"]+)"', page)
    assert poll
    address = poll[1].replace("&amp;", "&")
    assert "phản ánh mới" not in operator.get(address).text
    make_report(received_at=office.now() + timedelta(seconds=30))
    make_report(received_at=office.now() + timedelta(seconds=31))
    told = operator.get(address).text
    assert "2 phản ánh mới" in told
    assert "<ol" not in told  # the list, and the focus in it, are left alone


@pytest.mark.parametrize("since", ["", "abc", "nan", "1e300", "-1e300"])
def test_a_moment_that_is_none_brings_no_error(operator: FlaskClient, since: str) -> None:
    assert operator.get(f"/desk/fresh?shelf=todo&since={since}").status_code == 200


def test_every_open_status_lies_on_a_live_shelf(operator: FlaskClient, carried: Callable[..., int]) -> None:
    assert set(OPEN) < set(STATUSES)
    for actions in ((), ("classify",), ("accept", "return"), ("ask",), ("accept",), ("accept", "start")):
        number = carried(*actions)
        live = [shelf.code for shelf in shelves_of(Actor("lan", OPERATOR)) if shelf.live]
        assert any(number in numbers(operator.get(f"/desk/?shelf={code}").text) for code in live)


def test_who_told_the_same_is_counted_on_the_line(
    operator: FlaskClient, carried: Callable[..., int], office: Office
) -> None:
    lead, other = carried(), carried()
    step = Step("merge", Actor("lan", OPERATOR), office.now(), given={"duplicate_of": lead})
    with office.private.writing() as session:
        act(session, other, step)
    assert "thêm 1 người cùng phản ánh" in operator.get("/desk/").text
