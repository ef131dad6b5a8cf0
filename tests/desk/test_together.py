"""Working on one report together: notes, an agency that helps, an operator's flags."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from minhbach.records.models import Event, Report
from minhbach.records.office import Office
from minhbach.records.workflow import AGENCY

DRAINS, POWER = "tt-ha-tang-ky-thuat", "dien-luc-tp"


@pytest.fixture
def power(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The browser of another agency."""
    return sign_in(AGENCY, POWER)


def test_a_note_is_read_by_colleagues_and_kept_out_of_the_trail(
    agency: FlaskClient, operator: FlaskClient, assigned: Callable[..., Report],
    trail: Callable[[Report], list[Event]],
) -> None:  # fmt: skip
    report = assigned()
    answer = agency.post(f"/desk/reports/{report.id}/note", data={"internal": "Canary: hẹn đội 3 sáng mai."})
    assert answer.status_code == 303
    page = operator.get(f"/desk/reports/{report.id}/").text
    assert "Canary: hẹn đội 3 sáng mai." in page
    assert "Trung tâm Quản lý hạ tầng kỹ thuật" in page
    assert (trail(report)[-1].action, trail(report)[-1].note) == ("note", None)


def test_a_note_disturbs_no_colleagues_decision(
    agency: FlaskClient, operator: FlaskClient, assigned: Callable[..., Report]
) -> None:
    report = assigned()
    operator.post(f"/desk/reports/{report.id}/note", data={"internal": "Người gửi rất lịch sự."})
    assert agency.post(f"/desk/reports/{report.id}/start", data={"version": "2"}).status_code == 303


@pytest.mark.parametrize("typed", ["", "  ", "ngắn", "x" * 4001])
def test_an_empty_or_endless_note_is_shown_again(
    operator: FlaskClient, make_report: Callable[..., Report], typed: str
) -> None:
    answer = operator.post(f"/desk/reports/{make_report().id}/note", data={"internal": typed})
    assert answer.status_code == 422
    assert 'id="internal-wrong"' in answer.text


def test_an_agency_that_is_asked_helps_and_the_lead_answers(
    agency: FlaskClient, power: FlaskClient, assigned: Callable[..., Report],
    trail: Callable[[Report], list[Event]],
) -> None:  # fmt: skip
    report = assigned()
    address = f"/desk/reports/{report.id}/"
    assert power.get(address).status_code == 404
    ask = {"helper": POWER, "asked": "Cắt điện tủ bên cạnh trong một giờ."}
    assert agency.post(address + "ask-help", data=ask).status_code == 303
    assert f'href="{address}"' in power.get("/desk/?shelf=helping").text
    page = power.get(address).text
    assert "Cắt điện tủ bên cạnh" in page
    assert 'action="/desk/reports/1/resolve"' not in page
    assert power.post(address + "resolve", data={"version": "2", "answer": "Đã xong việc.",
                                                 "outcome": "fixed_stated"}).status_code == 403  # fmt: skip
    done = power.post(address + "help-done", data={"helped": "Đã cắt điện từ 8 đến 9 giờ."})
    assert done.status_code == 303
    assert "Đã cắt điện từ 8 đến 9 giờ." in agency.get(address).text
    assert f'href="{address}"' not in power.get("/desk/?shelf=helping").text
    assert f'href="{address}"' in power.get("/desk/?shelf=helped").text
    assert [event.action for event in trail(report)][-2:] == ["co-ask", "co-answer"]
    assert power.post(address + "help-done", data={"helped": "Một lần nữa."}).status_code == 403


@pytest.mark.parametrize(
    ("helper", "asked", "status"),
    [
        pytest.param("no-such", "Cần giúp một tay.", 422, id="unknown agency"),
        pytest.param(POWER, "", 422, id="nothing asked"),
        pytest.param(DRAINS, "Cần giúp một tay.", 403, id="itself"),
    ],
)
def test_help_is_asked_of_another_agency_for_something(
    agency: FlaskClient, assigned: Callable[..., Report], helper: str, asked: str, status: int
) -> None:
    address = f"/desk/reports/{assigned().id}/ask-help"
    assert agency.post(address, data={"helper": helper, "asked": asked}).status_code == status


def test_a_helper_cannot_pass_the_work_on(
    agency: FlaskClient, power: FlaskClient, assigned: Callable[..., Report]
) -> None:
    address = f"/desk/reports/{assigned().id}/"
    agency.post(address + "ask-help", data={"helper": POWER, "asked": "Cắt điện một giờ."})
    onward = {"helper": "sawaco", "asked": "Khóa nước một giờ."}
    assert power.post(address + "ask-help", data=onward).status_code == 403


def test_flags_are_set_moved_into_the_trail_and_give_several_agencies_longer(
    operator: FlaskClient, assigned: Callable[..., Report], read: Callable[[Report], Report],
    trail: Callable[[Report], list[Event]], office: Office,
) -> None:  # fmt: skip
    report = assigned(rule="2025", due_at=office.now() + timedelta(days=10))
    flags = {"version": "2", "urgent": "1", "several": "1"}
    assert operator.post(f"/desk/reports/{report.id}/flag", data=flags).status_code == 303
    now = read(report)
    assert (now.urgent, now.several, now.version) == (True, True, 3)
    assert now.due_at
    assert now.due_at > office.now() + timedelta(days=10)
    assert (trail(report)[-1].action, trail(report)[-1].note) == ("flag", "urgent, several")


def test_an_older_page_sets_no_flag(
    operator: FlaskClient, assigned: Callable[..., Report], read: Callable[[Report], Report]
) -> None:
    report = assigned()
    answer = operator.post(f"/desk/reports/{report.id}/flag", data={"version": "1", "urgent": "1"})
    assert (answer.status_code, read(report).urgent) == (409, False)
