"""The steps between receiving and answering, each through its own door of the desk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from minhbach.desk.steps import DONE
from minhbach.records.models import Event, Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act
from minhbach.records.workflow import AGENCY, CITIZEN, OPERATOR, STAFF_ROLES, TRANSITIONS

DRAINS, POWER = "tt-ha-tang-ky-thuat", "dien-luc-tp"
SORT = {"category": "dien-luc", "agency": POWER}
ANSWER = {"answer": "Đã thay nắp cống mới.", "outcome": "fixed_stated"}
Read = Callable[[Report], Report]


def test_every_step_that_staff_may_take_has_a_door() -> None:
    assert set(DONE) == {row.action for row in TRANSITIONS if row.role in STAFF_ROLES}


def post(browser: FlaskClient, report: Report, action: str, **data: object) -> int:
    found = browser.post(f"/desk/reports/{report.id}/{action}", data=data)
    return found.status_code


def test_a_report_can_be_sorted_before_it_is_passed_on(
    operator: FlaskClient, make_report: Callable[..., Report], read: Read
) -> None:
    report = make_report()
    assert post(operator, report, "classify", version=1, category="dien-luc", urgent="1") == 303
    now = read(report)
    assert (now.status, now.category, now.urgent, now.several) == ("classified", "dien-luc", True, False)
    assert post(operator, report, "accept", version=2, **SORT) == 303
    assert (read(report).status, read(report).urgent) == ("assigned", False)


def test_what_is_returned_goes_to_another_agency(
    agency: FlaskClient, operator: FlaskClient, assigned: Callable[..., Report], read: Read,
    trail: Callable[[Report], list[Event]],
) -> None:  # fmt: skip
    report = assigned()
    assert post(agency, report, "return", version=2, note="Trụ này của điện lực.", proposal=POWER) == 303
    assert (read(report).status, read(report).proposal) == ("returned", POWER)
    assert trail(report)[-1].note == "Trụ này của điện lực."
    page = operator.get(f"/desk/reports/{report.id}/").text
    assert "Đơn vị trả lại đề xuất: Tổng công ty Điện lực" in page
    assert f'value="{POWER}" selected' in page
    assert post(operator, report, "assign", version=3, **SORT) == 303
    assert (read(report).status, read(report).agency, read(report).proposal) == ("assigned", POWER, None)
    assert agency.get(f"/desk/reports/{report.id}/").status_code == 404


def test_asking_the_sender_stops_the_clock_until_they_reply(
    agency: FlaskClient, office: Office, assigned: Callable[..., Report], read: Read
) -> None:
    report = assigned(due_at=office.now() + timedelta(days=3))
    assert post(agency, report, "ask", version=2, question="Nắp nằm ở đoạn nào của chợ?") == 303
    assert (read(report).status, read(report).waiting_since) == ("waiting", office.now())
    with office.private.writing() as session:
        reply = Step("reply", Actor("web", CITIZEN), office.now(), note="Trước sạp số 5.")
        act(session, report.id or 0, reply, office.deadlines)
    page = agency.get(f"/desk/reports/{report.id}/").text
    assert "Trước sạp số 5." in page
    assert read(report).status == "in_progress"


def test_an_interim_answer_is_kept_and_work_goes_on(
    agency: FlaskClient, assigned: Callable[..., Report], read: Read
) -> None:
    report = assigned()
    assert post(agency, report, "start", version=2) == 303
    assert post(agency, report, "interim", version=3, interim="Đã rào chắn, mai thay nắp.") == 303
    assert (read(report).status, read(report).interim) == ("in_progress", "Đã rào chắn, mai thay nắp.")
    assert "Đã rào chắn" in agency.get(f"/desk/reports/{report.id}/").text


def test_an_operator_opens_again_or_ends_what_was_answered(
    agency: FlaskClient, operator: FlaskClient, assigned: Callable[..., Report], read: Read
) -> None:
    report = assigned()
    assert post(agency, report, "resolve", version=2, **ANSWER) == 303
    assert post(operator, report, "reopen", version=3, note="Nắp lại vỡ.") == 303
    assert (read(report).status, read(report).outcome, read(report).reopened) == ("reopened", None, 1)
    assert post(agency, report, "resolve", version=4, **ANSWER) == 303
    assert post(operator, report, "close", version=5) == 303
    assert read(report).status == "closed"


@pytest.mark.parametrize(
    ("outcome", "more", "told"),
    [
        pytest.param("", {}, "Chọn một kết quả", id="no outcome"),
        pytest.param("done", {}, "Chọn một kết quả", id="unknown outcome"),
        pytest.param("planned", {}, "Chọn ngày dự kiến", id="a plan without a day"),
        pytest.param("planned", {"planned": "2025-03-05"}, "sau hôm nay", id="a plan for today"),
        pytest.param("planned", {"planned": "soon"}, "Chọn ngày dự kiến", id="a plan for no day"),
        pytest.param("fixed_evidence", {}, "ít nhất một ảnh", id="evidence without a photo"),
    ],
)
def test_an_outcome_must_be_backed(
    agency: FlaskClient, assigned: Callable[..., Report], read: Read, outcome: str, more: dict[str, str],
    told: str,
) -> None:  # fmt: skip
    report = assigned()
    data = {"version": "2"} | ANSWER | {"outcome": outcome} | more
    answer = agency.post(f"/desk/reports/{report.id}/resolve", data=data)
    assert (answer.status_code, read(report).status) == (422, "assigned")
    assert told in answer.text
    assert "Đã thay nắp cống mới.</textarea>" in answer.text


def test_a_plan_says_its_day_to_the_public(
    agency: FlaskClient, assigned: Callable[..., Report], read: Read
) -> None:
    report = assigned()
    plan = ANSWER | {"outcome": "planned", "planned": "2025-04-30"}
    assert post(agency, report, "resolve", version=2, **plan) == 303
    assert read(report).answer == "Đã thay nắp cống mới.\nDự kiến hoàn thành: 30/04/2025."
    assert read(report).outcome == "planned"


@pytest.mark.parametrize(
    ("action", "data", "field"),
    [
        ("ask", {"question": "Đâu?"}, "question"),
        ("interim", {"interim": "x"}, "interim"),
        ("return", {"note": ""}, "note"),
        ("return", {"note": "Không phải việc của chúng tôi.", "proposal": "no-such"}, "proposal"),
    ],
)
def test_what_says_too_little_is_shown_again(
    agency: FlaskClient, assigned: Callable[..., Report], read: Read, action: str, data: dict[str, str],
    field: str,
) -> None:  # fmt: skip
    report = assigned()
    answer = agency.post(f"/desk/reports/{report.id}/{action}", data={"version": "2"} | data)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert read(report).version == 2


@pytest.mark.parametrize(
    ("action", "field", "typed"),
    [
        ("ask", "question", "Nắp nằm ở đoạn nào của chợ?"),
        ("interim", "interim", "Đã rào chắn, mai thay nắp."),
        ("return", "note", "Trụ này của điện lực."),
    ],
)
def test_of_two_at_once_the_second_loses_nothing_that_was_typed(
    agency: FlaskClient, assigned: Callable[..., Report], read: Read, action: str, field: str, typed: str
) -> None:
    report = assigned()
    answer = agency.post(f"/desk/reports/{report.id}/{action}", data={"version": "1", field: typed})
    assert answer.status_code == 409
    assert "đã thay đổi" in answer.text
    assert f"{typed}</textarea>" in answer.text
    assert read(report).status == "assigned"


def test_a_refusal_can_be_read_before_it_is_sent(
    operator: FlaskClient, make_report: Callable[..., Report], read: Read
) -> None:
    report = make_report()
    data = {"action": "refuse", "refusal": "vulgar", "refusal_note": "Mời bạn viết lại."}
    for headers in ({}, {"HX-Request": "true"}):
        page = operator.post(f"/desk/reports/{report.id}/preview", data=data, headers=headers).text
        assert "Người gửi sẽ đọc:" in page
        assert "lời lẽ thô tục" in page
        assert '<p class="said">Mời bạn viết lại.</p>' in page
    assert read(report).status == "received"


def test_a_ready_answer_follows_what_was_typed(
    agency: FlaskClient, assigned: Callable[..., Report], read: Read
) -> None:
    report = assigned()
    typed = {"version": "2", "answer": "Chào bạn.", "draft": "khai-thong-cong"}
    page = agency.post(f"/desk/reports/{report.id}/draft", data=typed).text
    assert "Chào bạn.\nĐơn vị đã nạo vét" in page
    assert 'value="fixed_stated" required checked' in page
    assert read(report).answer is None
    none = agency.post(f"/desk/reports/{report.id}/draft", data=typed | {"draft": "no-such"}).text
    assert "Chào bạn.</textarea>" in none


def test_a_step_is_told_in_the_trail_by_name(
    operator: FlaskClient, office: Office, make_report: Callable[..., Report]
) -> None:
    report = make_report()
    post(operator, report, "classify", version=1, category="dien-luc")
    page = operator.get(f"/desk/reports/{report.id}/").text
    assert "Phân loại" in page
    with office.private.reading() as session:
        last = list(session.exec(select(Event).where(Event.report_id == report.id)))[-1]
    assert (last.actor, last.role, last.to_status) == ("operator.chung", OPERATOR, "classified")


def test_another_agency_cannot_take_a_step(
    sign_in: Callable[..., FlaskClient], assigned: Callable[..., Report]
) -> None:
    report, power = assigned(), sign_in(AGENCY, POWER)
    for action in ("start", "interim", "return", "ask", "resolve"):
        assert post(power, report, action, version=2) == 404
