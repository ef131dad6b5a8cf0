"""Looking up by code: the sender reads where it stands, everybody else reads nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from minhbach.intake import own_page
from minhbach.records.models import Event, Passed
from minhbach.records.work import Actor, Step, act
from minhbach.tracking import new_tracking_code

from .conftest import Citizen, Published

OPERATOR = Actor("Canary Operator", "operator")
AGENCY = Actor("Canary Agency Staff", "agency", "tt-ha-tang-ky-thuat")
ACCEPT = {"category": "thoat-nuoc", "agency": "tt-ha-tang-ky-thuat"}


def do(citizen: Citizen, action: str, actor: Actor, **given: str | None) -> None:
    """One step by staff, with a note that is not for the citizen."""
    (report,) = citizen.reports()
    at = citizen.office.now() + timedelta(days=1)
    with citizen.office.private.writing() as session:
        act(session, report.id or 0, Step(action, actor, at, given=given, note="Canary note among staff"))


def test_a_new_report_waits_and_names_its_deadline(citizen: Citizen, code: str) -> None:
    page = citizen.look_up(code)
    assert page.status_code == 200
    for words in (
        "Chờ tổng đài viên xem",
        "Thoát nước",
        "Phường Bến Thành, Quận 1",
        "05/03/2025",
        "Thời hạn trả lời: 10/03/2025",
    ):
        assert words in page.text


def test_an_accepted_report_names_its_agency(citizen: Citizen, code: str) -> None:
    do(citizen, "accept", OPERATOR, **ACCEPT)
    page = citizen.look_up(code).text
    assert "Đang xử lý" in page
    assert citizen.office.city.agencies["tt-ha-tang-ky-thuat"].name["vi"] in page
    assert "06/03/2025" in page


def test_a_refusal_gives_its_reason(citizen: Citizen, code: str) -> None:
    do(citizen, "refuse", OPERATOR, refusal="no-content", refusal_note="Xin ghi rõ <b>số trụ đèn</b>.")
    page = citizen.look_up(code).text
    assert citizen.office.city.refusals["no-content"].text["vi"] in page
    assert "&lt;b&gt;số trụ đèn&lt;/b&gt;" in page


def test_an_answer_is_read_in_full_and_staff_stay_behind_the_door(citizen: Citizen, code: str) -> None:
    do(citizen, "accept", OPERATOR, **ACCEPT)
    do(citizen, "resolve", AGENCY, answer="Đã thay nắp cống mới sáng nay.", outcome="fixed_stated")
    (report,) = citizen.reports()
    with citizen.office.private.writing() as session:
        session.add(
            Event(report_id=report.id, at=citizen.office.now(), actor="Canary Operator", role="operator",
                  action="reveal", from_status="resolved", to_status="resolved")
        )  # fmt: skip
    page = citizen.look_up(code).text
    assert "Đã có kết quả" in page
    assert "Đã thay nắp cống mới sáng nay." in page
    assert "Canary" not in page
    assert page.count('<span class="day">') == 3


@pytest.mark.parametrize("there", [False, True])
def test_the_public_page_is_named_once_there_is_one(
    citizen: Citizen, code: str, published: Published, there: bool
) -> None:
    do(citizen, "accept", OPERATOR, **ACCEPT)
    (report,) = citizen.reports()
    with citizen.office.private.writing() as session:
        session.add(Passed(report_id=report.id, version=report.version, recipe="x"))
    if there:
        published.row(report.public_id)
    assert (f"/reports/{report.public_id}/" in citizen.look_up(code).text) is there


@pytest.mark.parametrize("write", [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code} "])
def test_the_code_is_read_as_people_type_it(citizen: Citizen, code: str, write: object) -> None:
    assert citizen.look_up(write(code)).status_code == 200  # type: ignore[operator]


@pytest.mark.parametrize(
    "typed",
    ["", "x", "1" * 100_000, "' OR 1=1 --", "\x00", new_tracking_code()],
    ids=["nothing", "a letter", "too much", "a query", "NUL", "a code of nobody"],
)
def test_an_unknown_code_gets_one_sentence(citizen: Citizen, code: str, typed: str) -> None:
    answer = citizen.look_up(typed)
    assert answer.status_code == 404
    assert "Không tìm thấy phản ánh nào có mã này" in answer.text


def test_the_public_id_opens_nothing(citizen: Citizen, code: str) -> None:
    (report,) = citizen.reports()
    assert citizen.look_up(report.public_id).status_code == 404
    assert report.public_id not in citizen.look_up(code).text


def test_the_code_is_not_shown_again(citizen: Citizen, code: str) -> None:
    assert code not in citizen.look_up(code).text


def test_guessing_has_to_wait(citizen: Citizen, service_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_page, "MOST_LOOKUPS", 3)
    assert [citizen.look_up("x").status_code for _ in range(4)] == [404, 404, 404, 429]
    elsewhere = service_app.test_client().post(
        "/track/", data={"code": "x"}, environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert elsewhere.status_code == 404
    later = citizen.office.now() + timedelta(minutes=11)
    service_app.extensions["minhbach.office"] = replace(citizen.office, now=lambda: later)
    assert citizen.look_up("x").status_code == 404
