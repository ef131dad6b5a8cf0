"""The citizen's form through its own address: what is taken, what is refused and in which words."""

import gzip
import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import select

from minhbach.intake import path
from minhbach.places.atlas import Atlas
from minhbach.records.contacts import reveal_contact
from minhbach.records.models import Contact, Event, ReportPlace
from minhbach.records.office import Office
from minhbach.tracking import tracking_hash
from minhbach.web import create_service_app

from .conftest import FILLED, Citizen

OUTSIDE = "21.0285, 105.8542"


def test_the_form_opens_with_where_to_call_first(citizen: Citizen) -> None:
    page = citizen.browser.get("/report/")
    assert page.status_code == 200
    assert all(f'href="tel:{number}"' in page.text for number in ("113", "114", "115"))
    assert page.headers["Cache-Control"] == "no-store"


def test_a_report_comes_in_with_its_place_in_every_vintage(citizen: Citizen, office: Office) -> None:
    sent = citizen.send(name="Canary Nguyen", phone="0900 000 001", email="canary@example.com")
    assert (sent.status_code, sent.location) == (303, "/report/receipt/")
    (report,) = citizen.reports()
    assert (report.text, report.category, report.status) == (FILLED["text"], FILLED["category"], "received")
    assert (report.lat, report.lon, report.channel, report.may_publish) == (10.7725, 106.6981, "web", True)
    with office.private.reading() as session:
        places = session.exec(select(ReportPlace).where(ReportPlace.report_id == report.id)).all()
        assert {place.vintage for place in places} == {vintage.id for vintage in office.atlas.vintages}
        assert all(place.ward_code for place in places)
        reach = reveal_contact(session, office.keyring, report)
        assert reach
        assert (reach.name, reach.phone) == ("Canary Nguyen", "0900 000 001")
        assert b"Canary" not in session.exec(select(Contact)).one().sealed
        assert [event.action for event in session.exec(select(Event))] == ["receive"]


def test_only_a_hash_of_the_code_is_kept(citizen: Citizen, office: Office) -> None:
    citizen.send()
    code = citizen.code()
    (report,) = citizen.reports()
    assert report.tracking_hash == tracking_hash(code, office.keyring.secret("tracking"))
    assert code.replace("-", "") not in repr(report).replace("-", "")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        pytest.param({"point": ""}, "point", "đặt ghim", id="no-pin"),
        pytest.param({"point": "10.7769, 106.7009"}, "point", "mặc định", id="default-centre"),
        pytest.param(
            {"point": "10.776900, 106.700900"}, "point", "mặc định", id="default-centre-as-the-map-says"
        ),
        pytest.param({"point": OUTSIDE}, "point", "nằm ngoài", id="another-city"),
        pytest.param({"point": "0, 0"}, "point", "nằm ngoài", id="null-island"),
        pytest.param({"point": "106.6981, 10.7725"}, "point", "vĩ độ, kinh độ", id="swapped"),
        pytest.param({"point": "nan, inf"}, "point", "vĩ độ, kinh độ", id="not-a-number"),
        pytest.param({"category": ""}, "category", "lĩnh vực", id="no-category"),
        pytest.param({"category": "../etc/passwd"}, "category", "lĩnh vực", id="unknown-category"),
        pytest.param({"text": " \u200b\u202e "}, "text", "mô tả", id="nothing-said"),
        pytest.param({"text": "Hư"}, "text", "quá ngắn", id="too-short"),
        pytest.param({"text": "a" * 2001}, "text", "2001 ký tự", id="too-long"),
        pytest.param({"text": "a" * 1_000_000}, "text", "ký tự", id="a-megabyte"),
        pytest.param({"phone": "gọi tôi"}, "phone", "Số điện thoại", id="phone-in-words"),
        pytest.param({"email": "canary"}, "email", "e-mail", id="half-an-address"),
        pytest.param({"name": "x" * 200}, "name", "quá dài", id="long-name"),
    ],
)
def test_a_fault_is_told_at_its_field(
    citizen: Citizen, changes: dict[str, str], field: str, words: str
) -> None:
    answer = citizen.send(**changes)
    assert answer.status_code == 422
    said = re.search(rf'<p class="error" id="{field}-error">(.*?)</p>', answer.text)
    assert said
    assert words in said[1]
    assert answer.text.count('aria-invalid="true"') == 1
    assert citizen.reports() == []


def test_a_turned_back_form_keeps_what_was_typed(citizen: Citizen) -> None:
    form = citizen.open_form() | {"category": "", "phone": "0900 000 001", "keep_private": "yes"}
    page = citizen.send(form).text
    assert FILLED["text"] in page
    assert f'value="{form["key"]}"' in page
    citizen.step("what", form, category="thoat-nuoc")
    assert 'value="0900 000 001"' in citizen.browser.get("/report/details/").text
    assert re.search(r'name="keep_private" value="yes" checked', citizen.browser.get("/report/preview/").text)


def test_htmx_is_shown_the_faulty_step_then_the_receipt(citizen: Citizen) -> None:
    form = citizen.open_form()
    faults = citizen.send(form, htmx=True, category="")
    assert (faults.status_code, faults.headers["HX-Replace-Url"]) == (422, "/report/what/")
    assert 'id="category-error">Hãy' in faults.text
    sent = citizen.send(form, htmx=True)
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (204, "/report/receipt/")


def test_sending_twice_is_one_report_with_one_code(citizen: Citizen) -> None:
    form = citizen.open_form()
    citizen.send(form)
    code = citizen.code()
    assert citizen.send(form).location == "/report/receipt/"
    assert citizen.code() == code
    assert "đã được gửi trước đó" in citizen.answers[-1].text
    assert len(citizen.reports()) == 1


@pytest.mark.parametrize("way", ["whole form", "last step"])
def test_a_thousand_clicks_are_as_many_reports_as_forms(service_app: Flask, office: Office, way: str) -> None:
    """Ten forms, each sent fifty times at once from several hands: double clicks, retries, lost answers."""
    senders = [Citizen(service_app.test_client(), office) for _ in range(10)]
    if way == "whole form":
        forms = [sender.open_form() for sender in senders]
    else:
        forms = [{"key": sender.open_preview()[0]["key"], "step": "preview"} for sender in senders]

    def click(number: int) -> tuple[int, int, str]:
        hand = Citizen(service_app.test_client(), office)
        answer = hand.send(forms[number % 10])
        return number % 10, answer.status_code, hand.code()

    with ThreadPoolExecutor(8) as hands:
        answers = Counter(hands.map(click, range(500)))
    assert sorted(answers.values()) == [50] * 10, "every click of one form gets the same receipt"
    assert {status for _, status, _ in answers} == {303}
    assert len(senders[0].reports()) == 10
    assert not list((office.settings.home / "drafts").glob("*"))


def test_two_forms_are_two_reports(citizen: Citizen) -> None:
    codes = set()
    for _ in range(2):
        citizen.send()
        codes.add(citizen.code())
    assert len(codes) == 2
    assert len({report.public_id for report in citizen.reports()}) == 2


@pytest.mark.parametrize("key", ["", "x", "a" * 5000, "../../../etc/passwd/../../../../etc/x"])
def test_a_key_that_no_form_gave_is_not_believed(citizen: Citizen, key: str) -> None:
    assert citizen.send(key=key).status_code == 303
    assert citizen.send(key=key).status_code == 303
    assert len(citizen.reports()) == 2


def test_the_sender_may_keep_it_private(citizen: Citizen) -> None:
    citizen.send(keep_private="yes")
    assert [report.may_publish for report in citizen.reports()] == [False]


@pytest.mark.parametrize(
    "text",
    [
        '<script>alert("Canary")</script> trước chợ',
        "</textarea><img src=x onerror=alert(1)> trước chợ",
        "{{ 7 * 7 }} {% raw %} trước chợ",
    ],
)
def test_markup_stays_text(citizen: Citizen, text: str) -> None:
    form = citizen.open_form() | {"text": text}
    citizen.send(form, category="")
    citizen.step("what", form)
    citizen.browser.post("/report/hint", data=form)
    for page in [*citizen.answers, citizen.browser.get("/report/preview/")]:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
    citizen.send(form)
    assert citizen.reports()[0].text == text


def test_a_form_of_another_site_is_refused(settings: object, office: Office) -> None:
    strict = create_service_app(office.settings, office).test_client()
    assert strict.post("/report/", data=FILLED).status_code == 400
    assert strict.post("/track/", data={"code": "x"}).status_code == 400
    assert Citizen(strict, office).reports() == []


def test_nothing_private_is_in_an_address_a_header_or_a_log(
    citizen: Citizen, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    citizen.send(name="Canary Nguyen", text="Canary text trước chợ", phone="0900 000 001")
    code = citizen.code()
    citizen.look_up(code)
    heads = "".join(f"{answer.request.url} {answer.headers}" for answer in citizen.answers) + caplog.text
    assert not [secret for secret in ("Canary", "0900", "10.7725", code, code.lower()) if secret in heads]


def test_the_receipt_is_there_for_a_while_and_can_be_closed(citizen: Citizen, service_app: Flask) -> None:
    citizen.send()
    assert citizen.code() == citizen.code()
    later = citizen.office.now() + timedelta(minutes=16)
    service_app.extensions["minhbach.office"] = replace(citizen.office, now=lambda: later)
    assert "Không có biên nhận" in citizen.browser.get("/report/receipt/").text
    citizen.send()
    citizen.code()
    citizen.browser.post("/report/receipt/close/")
    assert "Không có biên nhận" in citizen.browser.get("/report/receipt/").text


def test_another_browser_sees_no_receipt(citizen: Citizen, service_app: Flask) -> None:
    citizen.send()
    assert "Không có biên nhận" in service_app.test_client().get("/report/receipt/").text


def test_too_many_reports_from_one_place_must_wait(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(path, "MOST_SENT", 2)
    forms = [citizen.open_form() for _ in range(3)]
    assert [citizen.send(form).status_code for form in forms] == [303, 303, 429]
    assert citizen.send(forms[0]).status_code == 303  # a replay adds nothing, so it is never turned away


def test_the_pin_is_named_and_so_are_former_units(citizen: Citizen) -> None:
    named = citizen.browser.post("/report/spot", data={"point": FILLED["point"]}).text
    assert "Phường Bến Thành" in named
    assert "Quận 1" in named
    renamed = citizen.browser.post("/report/spot", data={"point": "10.8010, 106.7330"}).text
    assert "Đến hết" in renamed  # this side of the river was a district of its own until 2020
    assert "nằm ngoài" in citizen.browser.post("/report/spot", data={"point": OUTSIDE}).text


def test_the_preview_is_what_the_door_would_let_through(citizen: Citizen) -> None:
    form, page = citizen.open_preview(text="Nắp cống vỡ, gọi 0900 000 001 để biết thêm.")
    assert "<mark>[số điện thoại]</mark>" in page
    assert "0900" not in page
    assert "Phường Bến Thành" in page
    assert f'value="{form["key"]}"' in page
    assert citizen.reports() == []


def test_the_map_file_may_be_kept(citizen: Citizen, office: Office) -> None:
    today = office.atlas.in_force(office.today()).id
    first = citizen.browser.get(f"/report/outlines/{today}/first.geojson")
    assert len(first.data) < 20_000
    assert len(citizen.browser.get(f"/report/outlines/{today}/close.geojson").data) < 150_000
    assert "max-age" in first.headers["Cache-Control"]
    assert len(json.loads(gzip.decompress(first.data))["features"]) == len(office.atlas.wards(today))
    again = citizen.browser.get(first.request.path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    old = citizen.browser.get("/report/outlines/1900-01-01/first.geojson")
    assert old.location == first.request.path


def test_the_map_has_rivers_where_the_home_has_them(citizen: Citizen, office: Office) -> None:
    assert 'data-water="/report/water.geojson"' in citizen.browser.get("/report/").text
    answer = citizen.browser.get("/report/water.geojson")
    assert gzip.decompress(answer.data) == (office.settings.boundaries / "water.geojson").read_bytes()
    assert "max-age" in answer.headers["Cache-Control"]


def test_a_home_without_rivers_has_a_map_without_them(office: Office, tmp_path: Path) -> None:
    (tmp_path / "dry").mkdir()
    (tmp_path / "dry" / "2025-01-01").symlink_to(office.settings.boundaries / "2025-01-01")
    dry = replace(office, atlas=Atlas.load(tmp_path / "dry"))
    browser = create_service_app(office.settings, dry).test_client()
    assert "data-water" not in browser.get("/report/").text
    assert browser.get("/report/water.geojson").status_code == 404


def test_without_scripts_a_click_on_the_picture_is_the_pin(citizen: Citizen, office: Office) -> None:
    form = citizen.open_form() | {"point": "", "area": "26743"}
    picture = citizen.browser.post("/report/pin/", data=form).text
    assert 'type="image"' in picture
    assert "data:image/svg+xml;base64," in picture
    page = citizen.browser.post("/report/pin/", data=form | {"still.x": "160", "still.y": "160"}).text
    pinned = re.search(r'name="point"[^>]*value="([^"]+)"', page)
    assert pinned
    ward = office.atlas.unit("2025-01-01", "26743")
    assert ward
    lat, lon = map(float, pinned[1].split(","))
    assert abs(lat - ward.geometry.centroid.y) < 0.01
    assert abs(lon - ward.geometry.centroid.x) < 0.01
    assert citizen.send(form | {"point": pinned[1]}).status_code == 303


@pytest.mark.parametrize("at", [("", ""), ("-1", "5"), ("9999", "0"), ("NaN", "1"), ("1e2", "1"), ("٣", "3")])
def test_a_click_beside_the_picture_pins_nothing(citizen: Citizen, at: tuple[str, str]) -> None:
    form = citizen.open_form() | {"point": "", "area": "26743", "still.x": at[0], "still.y": at[1]}
    assert re.search(r'name="point"[^>]*value=""', citizen.browser.post("/report/pin/", data=form).text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Đang cháy nhà trong hẻm, cứu với!", "hãy gọi ngay 113, 114, 115", id="emergency"),
        pytest.param("Đồ ngu, cống vỡ cả tháng không sửa.", "bớt nặng lời", id="insult"),
        pytest.param("Tôi làm đơn tố cáo chủ tịch phường.", "Ban Tiếp công dân", id="denunciation"),
        pytest.param("Nắp cống trước chợ bị vỡ.", None, id="a-report"),
    ],
)
def test_the_sender_is_advised_and_free_to_send(citizen: Citizen, text: str, words: str | None) -> None:
    form = citizen.open_form() | {"text": text}
    for shown in (citizen.browser.post("/report/hint", data=form).text, citizen.open_preview(text=text)[1]):
        assert (words in shown) if words else ('<p class="panel warn">' not in shown)
    assert citizen.send(form).status_code == 303
    assert [report.status for report in citizen.reports()] == ["received"]  # an operator decides


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "thuộc Tỉnh Đồng Nai, ngoài"), ("en", "in Dong Nai Province, outside")],
)
def test_a_pin_at_the_neighbour_s_is_told_whose_it_is(citizen: Citizen, language: str, said: str) -> None:
    point = {"point": "10.9574, 106.8427"}  # Biên Hòa
    assert said in citizen.browser.post(f"/report/spot?lang={language}", data=point).text
