"""Decisions about one report: they go through the workflow, and what was typed is never lost."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.datastructures import MultiDict

from minhbach.records.models import Event, Photo, Report
from minhbach.records.office import Office
from minhbach.records.workflow import ASSIGNED, RECEIVED, REFUSED, RESOLVED

DRAINS, POWER = "tt-ha-tang-ky-thuat", "dien-luc-tp"
ACCEPT = {"version": "1", "category": "thoat-nuoc", "agency": DRAINS}
REFUSE = {"version": "1", "refusal": "vulgar", "refusal_note": "Mời bạn viết lại."}
RESOLVE = {"version": "2", "answer": "Đã thay nắp cống mới.", "outcome": "fixed_stated"}


def test_accepting_assigns_and_says_so(
    operator: FlaskClient,
    trail: Callable[[Report], list[Event]],
    make_report: Callable[..., Report],
    read: Callable[[Report], Report],
) -> None:
    report = make_report()
    answer = operator.post(
        f"/desk/reports/{report.id}/accept", data=ACCEPT | {"category": "dien-luc", "agency": POWER}
    )
    assert answer.headers["Location"] == "/desk/"
    assert "Đã tiếp nhận" in operator.get("/desk/").text
    now = read(report)
    assert (now.status, now.category, now.agency, now.may_publish) == (ASSIGNED, "dien-luc", POWER, True)
    assert [(event.actor, event.action) for event in trail(report)][1:] == [("operator.chung", "accept")]


def test_only_ticked_photos_may_be_published(
    operator: FlaskClient,
    office: Office,
    make_report: Callable[..., Report],
    add_photo: Callable[[Report], int],
) -> None:
    report, other = make_report(), make_report()
    first, second, foreign = add_photo(report), add_photo(report), add_photo(other)
    data = MultiDict([*ACCEPT.items(), ("photo", str(second)), ("photo", str(foreign)), ("photo", "x")])
    operator.post(f"/desk/reports/{report.id}/accept", data=data)
    with office.private.reading() as session:
        allowed = {photo.id: photo.may_publish for photo in session.exec(select(Photo))}
    assert allowed == {first: False, second: True, foreign: False}


def test_the_operator_can_keep_a_report_from_the_public(
    operator: FlaskClient,
    trail: Callable[[Report], list[Event]],
    make_report: Callable[..., Report],
    read: Callable[[Report], Report],
) -> None:
    report = make_report()
    operator.post(f"/desk/reports/{report.id}/accept", data=ACCEPT | {"withhold": "1"})
    assert (read(report).status, read(report).may_publish) == (ASSIGNED, False)
    assert trail(report)[-1].note == "Không công bố nội dung."


def test_refusing_keeps_the_reason_for_the_citizen(
    operator: FlaskClient, make_report: Callable[..., Report], read: Callable[[Report], Report]
) -> None:
    report = make_report()
    assert operator.post(f"/desk/reports/{report.id}/refuse", data=REFUSE).status_code == 303
    now = read(report)
    assert (now.status, now.refusal, now.refusal_note) == (REFUSED, "vulgar", "Mời bạn viết lại.")


def test_resolving_gives_the_public_an_answer(
    agency: FlaskClient, assigned: Callable[..., Report], read: Callable[[Report], Report]
) -> None:
    report = assigned()
    assert agency.post(f"/desk/reports/{report.id}/resolve", data=RESOLVE).status_code == 303
    assert (read(report).status, read(report).answer) == (RESOLVED, "Đã thay nắp cống mới.")


@pytest.mark.parametrize(
    ("action", "data", "told"),
    [
        pytest.param("accept", ACCEPT | {"category": "no-such"}, "Chọn một lĩnh vực", id="unknown category"),
        pytest.param("accept", ACCEPT | {"agency": ""}, "Chọn đơn vị", id="no agency"),
        pytest.param("accept", ACCEPT | {"agency": "no-such"}, "Chọn đơn vị", id="unknown agency"),
        pytest.param("refuse", REFUSE | {"refusal": ""}, "Chọn một lý do", id="no reason"),
        pytest.param("refuse", REFUSE | {"refusal_note": "a" * 4001}, "dài quá", id="endless note"),
    ],
)
def test_an_incomplete_decision_is_shown_again(
    operator: FlaskClient,
    make_report: Callable[..., Report],
    read: Callable[[Report], Report],
    action: str,
    data: dict[str, str],
    told: str,
) -> None:
    report = make_report()
    answer = operator.post(f"/desk/reports/{report.id}/{action}", data=data)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert read(report).status == RECEIVED


@pytest.mark.parametrize("typed", ["", "ngắn", "   \n\u202e\u200b  ", "a" * 4001])
def test_an_answer_that_says_nothing_is_shown_again(
    agency: FlaskClient, assigned: Callable[..., Report], read: Callable[[Report], Report], typed: str
) -> None:
    report = assigned()
    answer = agency.post(f"/desk/reports/{report.id}/resolve", data=RESOLVE | {"answer": typed})
    assert answer.status_code == 422
    assert typed.strip("\u202e\u200b \n") in answer.text
    assert read(report).status == ASSIGNED


def test_control_characters_do_not_reach_the_answer(
    agency: FlaskClient, assigned: Callable[..., Report], read: Callable[[Report], Report]
) -> None:
    report = assigned()
    typed = "Đa\u0303 thay\x00 nắp\u202e cống.\r\nCảm ơn bạn."
    agency.post(f"/desk/reports/{report.id}/resolve", data=RESOLVE | {"answer": typed})
    assert read(report).answer == "Đã thay nắp cống.\nCảm ơn bạn."


@pytest.mark.parametrize("version", ["1", "", "abc", "99"])
def test_of_two_decisions_the_second_is_told_and_loses_nothing(
    agency: FlaskClient, assigned: Callable[..., Report], read: Callable[[Report], Report], version: str
) -> None:
    report = assigned()
    answer = agency.post(
        f"/desk/reports/{report.id}/resolve",
        data={"version": version, "answer": "Đã vá xong mặt đường.", "outcome": "fixed_stated"},
    )
    assert answer.status_code == 409
    assert "đã thay đổi" in answer.text
    assert "Đã vá xong mặt đường.</textarea>" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert read(report).status == ASSIGNED


def test_a_second_operator_is_told_that_it_was_decided(
    operator: FlaskClient, make_report: Callable[..., Report], read: Callable[[Report], Report]
) -> None:
    report = make_report()
    operator.post(f"/desk/reports/{report.id}/accept", data=ACCEPT)
    late = operator.post(f"/desk/reports/{report.id}/refuse", data=REFUSE)
    assert late.status_code == 409
    assert "không còn thực hiện được" in late.text
    assert "Mời bạn viết lại.</textarea>" in late.text
    assert read(report).status == ASSIGNED


def test_a_step_that_the_workflow_does_not_have_is_refused(
    operator: FlaskClient, assigned: Callable[..., Report], read: Callable[[Report], Report]
) -> None:
    report = assigned()
    again = operator.post(f"/desk/reports/{report.id}/accept", data=ACCEPT | {"version": "2"})
    assert again.status_code == 403
    assert read(report).version == 2


def test_an_operator_cannot_answer_for_an_agency(
    operator: FlaskClient, assigned: Callable[..., Report]
) -> None:
    assert operator.post(f"/desk/reports/{assigned().id}/resolve", data=RESOLVE).status_code == 403


def test_the_answer_can_be_read_as_the_public_will(
    agency: FlaskClient, assigned: Callable[..., Report], read: Callable[[Report], Report]
) -> None:
    report = assigned()
    typed = {"version": "2", "answer": "Đã gọi lại số 0900 000 001."}
    fragment = agency.post(
        f"/desk/reports/{report.id}/preview", data=typed, headers={"HX-Request": "true"}
    ).text
    whole = agency.post(f"/desk/reports/{report.id}/preview", data=typed).text
    assert "[số điện thoại]" in fragment
    assert "<html" not in fragment
    assert "[số điện thoại]" in whole
    assert "0900 000 001.</textarea>" in whole
    assert read(report).answer is None
