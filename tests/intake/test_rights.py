"""With their code, senders take their report back, take their data along, and have it deleted."""

import io
import json
import re
import zipfile

import pytest
from flask import Flask
from sqlmodel import func, select
from werkzeug.test import TestResponse

from minhbach.intake import own_page
from minhbach.records.contacts import reveal_contact
from minhbach.records.keyring import Erased
from minhbach.records.models import Contact, Event, Photo, Report, ReportAnswer, ReportPlace
from minhbach.records.work import Actor, ChangedMeanwhile, NotAllowed, Step, act, witness
from minhbach.tracking import new_tracking_code

from .conftest import Citizen

RIGHTS = ("withdraw", "erase", "export")
SAID = "Ông Canary Nguyen số 0900 000 001 đổ xà bần trước nhà tôi."
REACH = {"name": "Canary Tran", "phone": "0900 000 002", "email": "canary@example.org"}


@pytest.fixture
def code(citizen: Citizen, photo) -> str:
    """The code of a report with everything that a sender may leave."""
    citizen.send(category="tieng-on", text=SAID, photos=[photo()], **REACH)
    return citizen.code()


def ask(citizen: Citizen, right: str, code: str, **fields: str) -> TestResponse:
    return citizen.browser.post(f"/track/{right}/", data={"code": code, "sure": "yes"} | fields)


def events(citizen: Citizen) -> list[tuple[str, str, str]]:
    with citizen.office.private.reading() as session:
        return [(e.action, e.role, e.to_status) for e in session.exec(select(Event).order_by(Event.id))]


def count(citizen: Citizen, table: type) -> int:
    with citizen.office.private.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def originals(citizen: Citizen) -> list[str]:
    folder = citizen.office.settings.originals
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def accept(citizen: Citizen) -> None:
    (report,) = citizen.reports()
    given = {"category": "tieng-on", "agency": "so-xay-dung"}
    with citizen.office.private.writing() as session:
        act(session, report.id, Step("accept", Actor("lan", "operator"), citizen.office.now(), given=given))


def test_the_page_offers_what_can_be_asked_for(citizen: Citizen, code: str) -> None:
    assert "/track/" in (page := citizen.look_up(code).text)
    assert re.findall(r'action="/track/(\w+)/"', page) == ["add", "credit", *("export", "erase", "withdraw")]
    assert code not in page


def test_withdrawing_ends_the_work_and_is_recorded(citizen: Citizen, code: str) -> None:
    accept(citizen)
    page = ask(citizen, "withdraw", code)
    assert page.status_code == 200
    assert "Bạn đã rút lại phản ánh" in page.text
    (report,) = citizen.reports()
    assert report.status == "withdrawn"
    assert events(citizen)[-1] == ("withdraw", "citizen", "withdrawn")
    assert citizen.office.keyring.marked("withdrawn") == {report.public_id}


def test_withdrawing_twice_is_once(citizen: Citizen, code: str) -> None:
    assert [ask(citizen, "withdraw", code).status_code for _ in range(2)] == [200, 200]
    assert [action for action, *_ in events(citizen)].count("withdraw") == 1
    assert 'action="/track/withdraw/"' not in citizen.look_up(code).text


def test_an_agency_that_answers_meanwhile_is_told(citizen: Citizen, code: str) -> None:
    accept(citizen)
    (seen,) = citizen.reports()
    ask(citizen, "withdraw", code)
    minh, answer = (
        Actor("minh", "agency", "so-xay-dung"),
        {"answer": "Đã nhắc nhở.", "outcome": "fixed_stated"},
    )
    for version, told in ((seen.version, ChangedMeanwhile), (None, NotAllowed)):
        with pytest.raises(told), citizen.office.private.writing() as session:
            act(session, seen.id, Step("resolve", minh, citizen.office.now(), version, answer))
    assert citizen.reports()[0].status == "withdrawn"


def test_what_was_refused_cannot_be_withdrawn(citizen: Citizen, code: str) -> None:
    (report,) = citizen.reports()
    refuse = Step("refuse", Actor("lan", "operator"), citizen.office.now(), given={"refusal": "spam"})
    with citizen.office.private.writing() as session:
        act(session, report.id, refuse)
    ask(citizen, "withdraw", code)
    assert citizen.reports()[0].status == "refused"


def test_erasing_leaves_only_what_the_public_may_know(citizen: Citizen, code: str) -> None:
    (before,) = citizen.reports()
    with citizen.office.private.reading() as session:
        sealed = session.get_one(Contact, before.id).sealed
    assert len(originals(citizen)) == 1
    page = ask(citizen, "erase", code)
    assert "đã được xóa hẳn" in page.text
    (after,) = citizen.reports()
    assert (count(citizen, Contact), count(citizen, Photo), originals(citizen)) == (0, 0, [])
    assert "Canary" not in after.text
    assert "0900" not in after.text
    assert "xà bần" in after.text
    assert (after.lat, after.lon) != (before.lat, before.lon)
    assert after.coarse_m > 0
    with pytest.raises(Erased):
        citizen.office.keyring.unseal(before.public_id, sealed, "contact")
    assert events(citizen)[-1] == ("erase", "citizen", "received")
    assert 'action="/track/erase/"' not in page.text
    assert citizen.look_up(code).status_code == 200


def test_erasing_gives_up_the_wards_that_would_narrow_the_place_down(citizen: Citizen, code: str) -> None:
    ask(citizen, "erase", code)
    (report,) = citizen.reports()
    with citizen.office.private.reading() as session:
        kept = {row.vintage: row.ward_code for row in session.exec(select(ReportPlace))}
    assert kept == {p.vintage: p.ward_code for p in citizen.office.atlas.locate(report.lat, report.lon)}


def test_erasing_twice_is_once(citizen: Citizen, code: str) -> None:
    for _ in range(2):
        assert ask(citizen, "erase", code).status_code == 200
    assert [action for action, *_ in events(citizen)].count("erase") == 1


def test_staff_can_go_on_with_what_was_erased(citizen: Citizen, code: str) -> None:
    ask(citizen, "erase", code)
    accept(citizen)
    (report,) = citizen.reports()
    assert report.status == "assigned"
    with citizen.office.private.reading() as session:
        assert reveal_contact(session, citizen.office.keyring, report) is None


def test_the_export_holds_everything_and_no_colleague_s_name(citizen: Citizen, code: str, photo) -> None:
    accept(citizen)
    (report,) = citizen.reports()
    with citizen.office.private.writing() as session:
        colleague = Actor("canary-staff", "operator")
        witness(session, report.id, colleague, citizen.office.now(), "reveal", "canary-note")
        session.add(ReportAnswer(report_id=report.id, question="canary-question", value="canary-answer"))
    answer = ask(citizen, "export", code)
    assert answer.headers["Content-Type"] == "application/zip"
    assert code not in answer.headers["Content-Disposition"]
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    told = json.loads(archive.read("report.json"))
    assert told["report"]["text"] == SAID
    assert told["contact"] == REACH
    assert told["answers"] == {"canary-question": "canary-answer"}
    assert told["report"]["lat"] == report.lat
    assert {place["vintage"] for place in told["places"]} == {v.id for v in citizen.office.atlas.vintages}
    assert archive.read(told["photos"][0]) == photo()[0].read()
    assert [event["action"] for event in told["events"]] == ["receive", "accept", "reveal", "export"]
    for secret in ("canary-staff", "canary-note", "lan", report.tracking_hash):
        assert f'"{secret}"' not in archive.read("report.json").decode()


def test_the_export_after_erasing_says_what_is_left(citizen: Citizen, code: str) -> None:
    ask(citizen, "erase", code)
    archive = zipfile.ZipFile(io.BytesIO(ask(citizen, "export", code).data))
    told = json.loads(archive.read("report.json"))
    assert (told["contact"], told["photos"]) == (None, [])


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("typed", ["", "not a code", new_tracking_code()], ids=["none", "typo", "unknown"])
def test_without_the_code_nothing_happens(citizen: Citizen, code: str, right: str, typed: str) -> None:
    answer = ask(citizen, right, typed)
    assert answer.status_code == 404
    assert "Chưa có gì thay đổi" in answer.text
    assert [action for action, *_ in events(citizen)] == ["receive"]


@pytest.mark.parametrize("right", ["withdraw", "erase"])
def test_it_must_be_confirmed(citizen: Citizen, code: str, right: str) -> None:
    answer = ask(citizen, right, code, sure="")
    assert answer.status_code == 422
    assert "Chưa có gì thay đổi" in answer.text
    assert [action for action, *_ in events(citizen)] == ["receive"]


@pytest.mark.parametrize("right", RIGHTS)
def test_attempts_count_together_with_look_ups(
    citizen: Citizen, code: str, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_page, "MOST_LOOKUPS", 2)
    citizen.look_up(new_tracking_code())
    assert ask(citizen, right, new_tracking_code()).status_code == 404
    assert ask(citizen, right, code).status_code == 429
    assert [action for action, *_ in events(citizen)] == ["receive"]


@pytest.mark.parametrize("right", RIGHTS)
def test_no_other_site_can_ask_in_the_sender_s_name(
    citizen: Citizen, code: str, right: str, service_app: Flask
) -> None:
    service_app.config.update(WTF_CSRF_ENABLED=True)
    assert ask(citizen, right, code).status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', citizen.browser.get("/track/").text)
    assert token
    assert ask(citizen, right, code, csrf_token=token[1]).status_code == 200


@pytest.mark.parametrize("right", RIGHTS)
def test_codes_never_travel_in_an_address(citizen: Citizen, right: str) -> None:
    assert citizen.browser.get(f"/track/{right}/").status_code == 405


def test_a_report_without_code_is_nobody_s(citizen: Citizen, make_report) -> None:
    make_report()
    assert isinstance(citizen.reports()[0], Report)
    assert ask(citizen, "erase", new_tracking_code()).status_code == 404
