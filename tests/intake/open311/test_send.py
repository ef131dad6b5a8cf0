"""Sending: by key, once, checked; a token comes back, and an id once the report is public."""

import re
from collections.abc import Callable
from io import BytesIO
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlmodel import select
from tests.intake.open311.conftest import System

from minhbach.config import Settings
from minhbach.records.answers import answers_of
from minhbach.records.channels import stop_channel
from minhbach.records.contacts import reveal_contact
from minhbach.records.models import Photo
from minhbach.records.office import Office
from minhbach.web import create_service_app

Publish = Callable[..., None]
ReadXml = Callable[..., ElementTree.Element]


def test_a_sent_report_is_in_with_all_that_came_with_it(system: System, photo: Callable[..., object]) -> None:
    answer = system.send(
        first_name="Canary", last_name="Nguyen", phone="0900 000 001", email="canary@example.org",
        address_string="Trước chợ, cổng Nam", media=photo(), source_id="chat-77",
        **{"attribute[so-tru-den]": "NTMK 25", "attribute[tinh-trang]": "tat"},
    )  # fmt: skip
    assert answer.status_code == 201
    [report] = system.reports()
    assert (report.channel, report.source, report.source_id) == ("zalo", "zalo", "chat-77")
    assert (report.category, report.status, report.may_publish) == ("chieu-sang", "received", True)
    with system.office.private.reading() as session:
        reach = reveal_contact(session, system.office.keyring, report)
        assert reach
        assert (reach.name, reach.phone, reach.email) == (
            "Nguyen Canary",
            "0900 000 001",
            "canary@example.org",
        )
        assert answers_of(session, report.id or 0) == {
            "so-tru-den": "NTMK 25", "tinh-trang": "tat", "address_string": "Trước chợ, cổng Nam",
        }  # fmt: skip
        assert session.exec(select(Photo)).one().report_id == report.id


def test_the_token_names_the_report_once_it_is_public(
    system: System, publish: Publish, read_xml: ReadXml
) -> None:
    [told] = system.send().json
    path = f"tokens/{told['token']}"
    assert system.ask(f"{path}.json").json == [{"service_request_id": None, "token": told["token"]}]
    assert not read_xml(system.ask(f"{path}.xml")).findtext("request/service_request_id")
    publish()
    [report] = system.reports()
    assert system.ask(f"{path}.json").json[0]["service_request_id"] == report.public_id
    assert read_xml(system.ask(f"{path}.xml")).findtext("request/service_request_id") == report.public_id
    assert system.ask(f"requests/{report.public_id}.json").status_code == 200


def test_a_report_that_stays_private_gets_no_id(system: System, publish: Publish) -> None:
    [told] = system.send(may_publish="false").json
    publish()
    assert system.ask(f"tokens/{told['token']}.json").json[0]["service_request_id"] is None
    assert system.ask("requests.json").json == []


def test_the_notice_holds_the_senders_tracking_code(system: System) -> None:
    [told] = system.send().json
    code = re.search(r"[A-Z0-9-]{24}", told["service_notice"])
    assert code
    tracked = system.browser.post("/track/", data={"code": code[0]}, follow_redirects=True)
    assert "Đèn đường trước chợ" in tracked.text or "Chiếu sáng" in tracked.text


def test_the_token_opens_no_receipt(system: System) -> None:
    [told] = system.send().json
    answer = system.browser.post("/report/", data={"key": told["token"], "point": ""})
    assert answer.status_code == 422
    assert 'id="code"' not in system.browser.get("/report/receipt/").text


@pytest.mark.parametrize("how", ["source_id", "header"])
def test_a_report_that_is_sent_again_is_the_same_report(system: System, how: str) -> None:
    once = {"source_id": "chat-1"} if how == "source_id" else {"headers": {"Idempotency-Key": "chat-1"}}
    first, again = system.send(**once), system.send(**once)  # type: ignore[arg-type]
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert len(system.reports()) == 1
    system.send()
    system.send()
    assert len(system.reports()) == 3


def test_a_channel_cannot_take_the_id_of_an_imported_report(
    system: System, make_report: Callable[..., object]
) -> None:
    make_report(source="zalo", source_id="chat-9")
    answer = system.send(source_id="chat-9")
    assert answer.status_code == 409
    assert answer.json[0]["code"] == 409


@pytest.mark.parametrize("key", [None, "", "wrong", "x" * 5000, "\x00", "Bearer nothing"])
def test_without_the_key_nothing_is_taken(system: System, key: str | None) -> None:
    answer = system.send(api_key=key)
    assert answer.status_code == 403
    assert answer.json[0]["code"] == 403
    assert system.reports() == []


def test_a_key_in_the_address_is_not_looked_at(system: System) -> None:
    answer = system.browser.post(f"/open311/v2/requests.json?api_key={system.key}", data={"lat": "10"})
    assert answer.status_code == 403


def test_a_stopped_channel_sends_no_more(system: System) -> None:
    with system.office.private.writing() as session:
        stop_channel(session, "zalo")
    assert system.send().status_code == 403


def test_guessing_keys_ends_soon_and_hinders_no_one_else(system: System) -> None:
    codes = [system.send(api_key=f"guess-{number}").status_code for number in range(32)]
    assert codes == [403] * 30 + [429] * 2
    assert system.send().status_code == 201


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"service_code": "khong-co"}, 404, "service_code"),
        ({"service_code": None}, 404, "service_code"),
        ({"description": None}, 400, "description: "),
        ({"description": "ngắn"}, 400, "description: "),
        ({"description": "x" * 2001}, 400, "description: "),
        ({"lat": None}, 400, "lat, long: required"),
        ({"lat": None, "long": None, "address_string": "1 Canary"}, 400, "an address alone"),
        ({"lat": "NaN"}, 400, "lat, long: "),
        ({"lat": "inf"}, 400, "lat, long: "),
        ({"lat": "106.6981", "long": "10.7725"}, 400, "lat, long: "),
        ({"lat": "0", "long": "0"}, 400, "lat, long: "),
        ({"lat": "10.7769", "long": "106.7009"}, 400, "lat, long: "),
        ({"phone": "call me"}, 400, "phone: "),
        ({"email": "nobody"}, 400, "email: "),
        ({"first_name": "x" * 200}, 400, "first_name, last_name: "),
        ({"media": (BytesIO(b"<svg onload=alert(1)>"), "photo.jpg")}, 400, "media: "),
        ({"attribute[tinh-trang]": "no-luc-nao"}, 400, "attribute[tinh-trang]: "),
        ({"attribute[so-tru-den]": "9" * 101}, 400, "attribute[so-tru-den]: "),
        ({"source_id": "x" * 129}, 400, "source_id: "),
        ({"jurisdiction_id": "elsewhere"}, 404, "jurisdiction_id"),
    ],
    ids=lambda value: f"{', '.join(value)}" if isinstance(value, dict) else None,
)  # fmt: skip
def test_what_cannot_be_taken_is_said(
    system: System, read_xml: ReadXml, changes: dict[str, object], code: int, said: str
) -> None:
    answer = system.send("xml", **changes)
    assert answer.status_code == code
    errors = read_xml(answer)
    assert errors.tag == "errors"
    assert {error.findtext("code") for error in errors} == {str(code)}
    assert any(said in (error.findtext("description") or "") for error in errors)
    assert system.reports() == []


def test_all_faults_are_told_at_once(system: System) -> None:
    answer = system.send(description="ngắn", lat="x", phone="?")
    assert len(answer.json) == 3


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script> trước chợ", "{{ 7*7 }} trước chợ này", "]]> &amp; <!DOCTYPE x> trước chợ",
     "ẩn\x00 điều \x1b khiển \ufffe trước chợ", "đảo \u202e chữ ở trước chợ", "đèn 💡 trước chợ tắt"],
)  # fmt: skip
def test_hostile_text_stays_text(system: System, publish: Publish, read_xml: ReadXml, text: str) -> None:
    assert system.send(description=text).status_code == 201
    publish()
    [told] = system.ask("requests.json").json
    allowed = told["description"].replace("\ufffe", "")  # which XML has no way to write
    assert read_xml(system.ask("requests.xml")).findtext("request/description") == allowed
    assert "\x00" not in told["description"]


def test_what_cannot_be_fetched_is_said(system: System) -> None:
    [told] = system.send(media_url="http://127.0.0.1/secret").json
    assert "media_url" in told["service_notice"]


def test_needs_no_form_token_where_pages_need_one(settings: Settings, office: Office, system: System) -> None:
    app: Flask = create_service_app(settings, office)
    app.config.update(TESTING=True)
    strict = System(app.test_client(), office, system.key)
    assert strict.send().status_code == 201
    assert app.test_client().post("/report/", data={}).status_code == 400
