"""One report on the desk: what is shown, to whom, and what its opening leaves behind."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image

from minhbach.records.contacts import Reach
from minhbach.records.models import Event, Report
from minhbach.records.office import Office
from minhbach.records.workflow import AGENCY

DRAINS, POWER = "tt-ha-tang-ky-thuat", "dien-luc-tp"
REACH = Reach(name="Canary Nguyen", phone="0900 000 001", email="canary@example.org")
WHY = {"reason": "Gọi lại hỏi vị trí"}


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


def test_a_contact_is_shown_for_a_reason_that_is_kept(
    operator: FlaskClient, trail: Callable[[Report], list[Event]], make_report: Callable[..., Report]
) -> None:
    report = make_report(reach=REACH)
    page = operator.post(f"/desk/reports/{report.id}/reveal", data=WHY)
    assert "Canary Nguyen" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    last = trail(report)[-1]
    assert (last.actor, last.action, last.note) == ("operator.chung", "reveal", "Gọi lại hỏi vị trí")
    assert "Gọi lại hỏi vị trí" in operator.get(f"/desk/reports/{report.id}/").text


def test_an_open_contact_does_not_disturb_a_colleagues_decision(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    report = make_report(reach=REACH)
    operator.post(f"/desk/reports/{report.id}/reveal", data=WHY)
    accept = {"version": "1", "category": "thoat-nuoc", "agency": DRAINS}
    assert operator.post(f"/desk/reports/{report.id}/accept", data=accept).status_code == 303


@pytest.mark.parametrize("reason", ["", "   ", "xem", "x" * 301, "\u200b" * 20])
def test_without_a_reason_no_contact(
    operator: FlaskClient,
    trail: Callable[[Report], list[Event]],
    make_report: Callable[..., Report],
    reason: str,
) -> None:
    report = make_report(reach=REACH)
    answer = operator.post(f"/desk/reports/{report.id}/reveal", data={"reason": reason})
    assert answer.status_code == 422
    assert "Canary" not in answer.text
    assert [event.action for event in trail(report)] == ["receive"]


def test_an_erased_contact_is_said_to_be_erased(
    operator: FlaskClient, office: Office, make_report: Callable[..., Report]
) -> None:
    report = make_report(reach=REACH)
    office.keyring.destroy([report.public_id])
    page = operator.post(f"/desk/reports/{report.id}/reveal", data=WHY)
    assert "đã được xóa" in page.text


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


def test_another_agency_can_neither_open_the_contact_nor_answer(
    sign_in: Callable[..., FlaskClient], assigned: Callable[..., Report]
) -> None:
    report = assigned(DRAINS, reach=REACH)
    power = sign_in(AGENCY, POWER)
    assert power.post(f"/desk/reports/{report.id}/reveal", data=WHY).status_code == 404
    assert (
        power.post(
            f"/desk/reports/{report.id}/resolve", data={"version": "2", "answer": "Đã sửa."}
        ).status_code
        == 404
    )
