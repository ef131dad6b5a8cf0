"""One report on the desk: what is shown, and that decisions go through the workflow."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import col, select
from werkzeug.datastructures import MultiDict

from minhbach.records.contacts import Reach
from minhbach.records.models import Event, Photo, Report
from minhbach.records.office import Office
from minhbach.records.workflow import AGENCY, ASSIGNED, RECEIVED, REFUSED, RESOLVED

DRAINS, POWER = "tt-ha-tang-ky-thuat", "dien-luc-tp"
REACH = Reach(name="Canary Nguyen", phone="0900 000 001", email="canary@example.org")
ACCEPT = {"version": "1", "category": "thoat-nuoc", "agency": DRAINS}
REFUSE = {"version": "1", "refusal": "vulgar", "refusal_note": "Mời bạn viết lại."}
RESOLVE = {"version": "2", "answer": "Đã thay nắp cống mới."}


def trail(office: Office, report: Report) -> list[Event]:
    """Everything that happened to a report."""
    with office.private.reading() as session:
        found = select(Event).where(Event.report_id == report.id).order_by(col(Event.id))
        return list(session.exec(found))


def test_the_operator_reads_everything_that_was_sent(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    page = operator.get(f"/desk/reports/{make_report(reach=REACH).id}/").text
    assert "Nắp cống trước chợ bị vỡ" in page
    assert "Phường Bến Thành, Quận 1" in page
    assert "Canary" not in page  # the contact stays sealed until somebody gives a reason


def test_what_the_public_will_not_see_is_marked(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    report = make_report(text="Nắp cống vỡ, gọi 0900 000 001 nhé.")
    page = operator.get(f"/desk/reports/{report.id}/").text
    assert "<mark" in page
    assert '<b class="hidden-part">[số điện thoại]</b>' in page


def test_a_hostile_text_is_only_text(operator: FlaskClient, make_report: Callable[..., Report]) -> None:
    report = make_report(
        text='<script>alert(1)</script> gọi 0900 000 001 <img src=x onerror="a()"> {{ 7*7 }}'
    )
    page = operator.get(f"/desk/reports/{report.id}/").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_placeless_report_has_a_page_too(operator: FlaskClient, make_report: Callable[..., Report]) -> None:
    report = make_report(at=None)
    assert "Chưa rõ địa điểm" in operator.get(f"/desk/reports/{report.id}/").text
    assert operator.get(f"/desk/reports/{report.id}/place.geojson").json == {
        "type": "FeatureCollection", "features": [],
    }  # fmt: skip


def test_the_map_marks_the_ward_of_the_pin(operator: FlaskClient, make_report: Callable[..., Report]) -> None:
    wards = operator.get(f"/desk/reports/{make_report().id}/place.geojson").get_json()["features"]
    assert [ward["properties"]["name"] for ward in wards if ward["properties"]["here"]] == [
        "Phường Bến Thành"
    ]
    assert len(wards) > 3


def test_changing_the_category_suggests_its_agency(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    fragment = operator.get(f"/desk/reports/{make_report().id}/agency?category=dien-luc").text
    assert f'value="{POWER}" selected' in fragment
    assert "<html" not in fragment


def test_accepting_assigns_and_says_so(
    operator: FlaskClient,
    office: Office,
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
    assert [(event.actor, event.action) for event in trail(office, report)][1:] == [
        ("operator.chung", "accept")
    ]


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
    office: Office,
    make_report: Callable[..., Report],
    read: Callable[[Report], Report],
) -> None:
    report = make_report()
    operator.post(f"/desk/reports/{report.id}/accept", data=ACCEPT | {"withhold": "1"})
    assert (read(report).status, read(report).may_publish) == (ASSIGNED, False)
    assert trail(office, report)[-1].note == "Không công bố nội dung."


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
        f"/desk/reports/{report.id}/resolve", data={"version": version, "answer": "Đã vá xong mặt đường."}
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


def test_a_contact_is_shown_for_a_reason_that_is_kept(
    operator: FlaskClient, office: Office, make_report: Callable[..., Report]
) -> None:
    report = make_report(reach=REACH)
    page = operator.post(f"/desk/reports/{report.id}/reveal", data={"reason": "Gọi lại hỏi vị trí"})
    assert "Canary Nguyen" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    last = trail(office, report)[-1]
    assert (last.actor, last.action, last.note) == ("operator.chung", "reveal", "Gọi lại hỏi vị trí")
    assert "Gọi lại hỏi vị trí" in operator.get(f"/desk/reports/{report.id}/").text


def test_an_open_contact_does_not_disturb_a_colleagues_decision(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    report = make_report(reach=REACH)
    operator.post(f"/desk/reports/{report.id}/reveal", data={"reason": "Gọi lại hỏi vị trí"})
    assert operator.post(f"/desk/reports/{report.id}/accept", data=ACCEPT).status_code == 303


@pytest.mark.parametrize("reason", ["", "   ", "xem", "x" * 301, "\u200b" * 20])
def test_without_a_reason_no_contact(
    operator: FlaskClient, office: Office, make_report: Callable[..., Report], reason: str
) -> None:
    report = make_report(reach=REACH)
    answer = operator.post(f"/desk/reports/{report.id}/reveal", data={"reason": reason})
    assert answer.status_code == 422
    assert "Canary" not in answer.text
    assert [event.action for event in trail(office, report)] == ["receive"]


def test_an_erased_contact_is_said_to_be_erased(
    operator: FlaskClient, office: Office, make_report: Callable[..., Report]
) -> None:
    report = make_report(reach=REACH)
    office.keyring.destroy([report.public_id])
    page = operator.post(f"/desk/reports/{report.id}/reveal", data={"reason": "Gọi lại hỏi vị trí"})
    assert "đã được xoá" in page.text


def test_a_photo_is_served_clean_and_never_cached(
    operator: FlaskClient, make_report: Callable[..., Report], add_photo: Callable[[Report], int]
) -> None:
    report = make_report()
    served = operator.get(f"/desk/reports/{report.id}/photos/{add_photo(report)}.jpg")
    assert Image.open(io.BytesIO(served.data)).format == "JPEG"
    assert served.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("damage", ["erase the key", "remove the file", "another report"])
def test_a_photo_that_cannot_be_shown_is_not_found(
    operator: FlaskClient,
    office: Office,
    make_report: Callable[..., Report],
    add_photo: Callable[[Report], int],
    damage: str,
) -> None:
    report = make_report()
    number = add_photo(report)
    if damage == "erase the key":
        office.keyring.destroy([report.public_id])
    elif damage == "remove the file":
        for stored in office.settings.originals.iterdir():
            stored.unlink()
    else:
        report = make_report()
    assert operator.get(f"/desk/reports/{report.id}/photos/{number}.jpg").status_code == 404


def test_the_agency_in_charge_sees_photo_and_place(
    agency: FlaskClient, assigned: Callable[..., Report], add_photo: Callable[[Report], int]
) -> None:
    report = assigned()
    number = add_photo(report)
    for part in ("", f"photos/{number}.jpg", "place.geojson"):
        assert agency.get(f"/desk/reports/{report.id}/{part}").status_code == 200


def test_when_an_agency_is_no_longer_in_charge_its_pages_are_gone(
    sign_in: Callable[..., FlaskClient], assigned: Callable[..., Report]
) -> None:
    report = assigned(DRAINS, reach=REACH)
    power = sign_in(AGENCY, POWER)
    assert (
        power.post(f"/desk/reports/{report.id}/reveal", data={"reason": "Gọi lại hỏi vị trí"}).status_code
        == 404
    )
    assert power.post(f"/desk/reports/{report.id}/resolve", data=RESOLVE).status_code == 404
