"""After sending: say more, reply, rate, ask to reopen, object once, be counted under a name, or no more."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from minhbach.records.models import Addition, Credit, Event, Photo, Report
from minhbach.records.work import Actor, Step, act
from minhbach.tracking import new_tracking_code

from .conftest import OPERATOR, Citizen

AGENCY = Actor("Canary Staff", "agency", "tt-ha-tang-ky-thuat")
SAID = "Canary: số nhà tôi là 12, gọi 0900 000 001."
STEPS: dict[str, tuple[Actor, dict[str, object]]] = {
    "accept": (OPERATOR, {"category": "thoat-nuoc", "agency": "tt-ha-tang-ky-thuat"}),
    "refuse": (OPERATOR, {"refusal": "no-content"}),
    "ask": (AGENCY, {"question": "Trụ đèn số mấy?"}),
    "interim": (AGENCY, {"interim": "Đã khảo sát, chờ vật tư."}),
    "resolve": (AGENCY, {"answer": "Đã thay nắp cống.", "outcome": "fixed_stated"}),
}
WAYS = {
    "received": (), "assigned": ("accept",), "waiting": ("accept", "ask"), "refused": ("refuse",),
    "in_progress": ("accept", "interim"), "resolved": ("accept", "resolve"),
}  # fmt: skip


def bring(citizen: Citizen, status: str) -> None:
    """Let staff bring the report to a status."""
    (report,) = citizen.reports()
    for action in WAYS[status]:
        actor, given = STEPS[action]
        with citizen.office.private.writing() as session:
            act(session, report.id or 0, Step(action, actor, citizen.office.now(), given=given),
                citizen.office.deadlines)  # fmt: skip


def do(citizen: Citizen, name: str, code: str, **fields: object) -> TestResponse:
    """Send a form as the page shows it now."""
    (report,) = citizen.reports()
    data: dict[str, object] = {"code": code, "version": report.version, **fields}
    return citizen.browser.post(f"/track/{name}/", data=data)


def rows(citizen: Citizen, table: type) -> list:
    with citizen.office.private.reading() as session:
        return list(session.exec(select(table)))


def report_of(citizen: Citizen) -> Report:
    (report,) = citizen.reports()
    return report


def later(citizen: Citizen, app: Flask, **span: float) -> None:
    """Let time pass."""
    at = citizen.office.now() + timedelta(**span)
    citizen.office = replace(citizen.office, now=lambda: at)
    app.extensions["minhbach.office"] = citizen.office


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("received", {"add", "credit"}),
        ("assigned", {"add", "credit"}),
        ("in_progress", {"add", "credit"}),
        ("waiting", {"reply", "credit"}),
        ("resolved", {"rate", "reopen", "credit"}),
        ("refused", {"contest"}),
    ],
)
def test_each_status_offers_what_is_open(citizen: Citizen, code: str, status: str, offered: set[str]) -> None:
    bring(citizen, status)
    found = set(re.findall(r'action="/track/(\w+)/"', citizen.look_up(code).text))
    assert found - {"export", "erase", "withdraw"} == offered


@pytest.mark.parametrize(
    ("status", "name", "after"),
    [
        ("received", "add", "received"),
        ("assigned", "add", "assigned"),
        ("waiting", "reply", "in_progress"),
        ("resolved", "reopen", "reopened"),
        ("refused", "contest", "received"),
    ],
)
def test_words_go_to_those_who_work_on_it_and_stay_out_of_the_trail(
    citizen: Citizen, code: str, status: str, name: str, after: str
) -> None:
    bring(citizen, status)
    answer = do(citizen, name, code, said=SAID)
    assert answer.status_code == 200
    assert [one.text for one in rows(citizen, Addition)] == [SAID]
    assert report_of(citizen).status == after
    last = rows(citizen, Event)[-1]
    assert (last.action, last.role, last.note) == (name, "citizen", None)
    assert SAID in answer.text


@pytest.mark.parametrize(
    ("status", "name"), [("received", "add"), ("waiting", "reply"), ("resolved", "reopen")]
)
def test_photos_may_come_along(
    citizen: Citizen, code: str, photo: Callable[..., object], status: str, name: str
) -> None:
    bring(citizen, status)
    assert do(citizen, name, code, said=SAID, photos=[photo(), photo()]).status_code == 200
    assert [(one.kind, one.may_publish) for one in rows(citizen, Photo)] == [("report", False)] * 2


def test_what_is_no_photo_is_turned_away_and_the_words_stay(citizen: Citizen, code: str) -> None:
    answer = do(citizen, "add", code, said=SAID, photos=[(io.BytesIO(b"<svg onload=alert(1)>"), "x.jpg")])
    assert answer.status_code == 422
    assert SAID in answer.text
    assert (rows(citizen, Addition), rows(citizen, Photo)) == ([], [])


def test_a_report_takes_ten_photos(citizen: Citizen, code: str, photo: Callable[..., object]) -> None:
    for number in range(2):
        do(citizen, "add", code, said=f"{SAID} {number}", photos=[photo() for _ in range(5)])
    answer = do(citizen, "add", code, said="Thêm nữa.", photos=[photo()])
    assert (answer.status_code, len(rows(citizen, Photo)), len(rows(citizen, Addition))) == (422, 10, 2)
    assert len(list(citizen.office.settings.originals.iterdir())) == 10


def test_a_second_click_says_nothing_twice(citizen: Citizen, code: str) -> None:
    seen = report_of(citizen).version
    answers = [do(citizen, "add", code, said=SAID, version=seen) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len(rows(citizen, Addition)) == 1


def test_who_saw_an_older_state_is_told_and_keeps_their_words(citizen: Citizen, code: str) -> None:
    seen = report_of(citizen).version
    bring(citizen, "assigned")
    answer = do(citizen, "add", code, said=SAID, version=seen)
    assert answer.status_code == 409
    assert "đã thay đổi từ khi bạn mở trang" in answer.text
    assert SAID in answer.text
    assert rows(citizen, Addition) == []
    assert do(citizen, "reply", code, said="Lời khác.", version="x").status_code == 409


def test_a_mistyped_code_does_not_lose_the_words(citizen: Citizen, code: str) -> None:
    answer = do(citizen, "add", new_tracking_code(), said="Lời <b>dài</b> đã viết.")
    assert answer.status_code == 404
    assert "Lời &lt;b&gt;dài&lt;/b&gt; đã viết." in answer.text
    assert rows(citizen, Addition) == []


@pytest.mark.parametrize(("name", "said"), [("add", "  "), ("reopen", ""), ("add", "x" * 2001)])
def test_words_are_asked_for(citizen: Citizen, code: str, name: str, said: str) -> None:
    bring(citizen, "resolved" if name == "reopen" else "received")
    assert do(citizen, name, code, said=said).status_code == 422
    assert rows(citizen, Addition) == []


def test_an_answer_is_contested_only_while_it_is_fresh(
    citizen: Citizen, code: str, service_app: Flask
) -> None:
    bring(citizen, "resolved")
    days = citizen.office.deadlines.practice.close_days
    later(citizen, service_app, days=days, minutes=1)
    answer = do(citizen, "reopen", code, said=SAID)
    assert answer.status_code == 409
    assert SAID in answer.text
    assert report_of(citizen).status == "resolved"


def test_a_refusal_is_contested_once(citizen: Citizen, code: str) -> None:
    bring(citizen, "refused")
    assert do(citizen, "contest", code, said=SAID).status_code == 200
    bring(citizen, "refused")
    assert 'action="/track/contest/"' not in citizen.look_up(code).text
    assert do(citizen, "contest", code, said="Lần nữa.").status_code == 409


def test_an_answer_is_rated_and_for_a_week_one_may_think_better(
    citizen: Citizen, code: str, service_app: Flask
) -> None:
    bring(citizen, "resolved")
    assert do(citizen, "rate", code, rating="2").status_code == 200
    later(citizen, service_app, days=6)
    assert do(citizen, "rate", code, rating="5").status_code == 200
    later(citizen, service_app, days=2)
    assert do(citizen, "rate", code, rating="1").status_code == 409
    assert report_of(citizen).rating == 5
    assert "Bạn đã chấm 5 trên 5" in citizen.look_up(code).text


@pytest.mark.parametrize("rating", ["", "0", "6", "٣", "five", "1e0"])
def test_only_one_to_five_are_ratings(citizen: Citizen, code: str, rating: str) -> None:
    bring(citizen, "resolved")
    assert do(citizen, "rate", code, rating=rating).status_code == 422
    assert report_of(citizen).rating is None


def test_a_pseudonym_is_chosen_changed_and_taken_back(citizen: Citizen, code: str) -> None:
    assert do(citizen, "credit", code, pseudonym="  Chim   sẻ ", public="yes").status_code == 200
    assert [(one.pseudonym, one.public) for one in rows(citizen, Credit)] == [("Chim sẻ", True)]
    do(citizen, "credit", code, pseudonym="Chim sâu")
    assert [(one.pseudonym, one.public) for one in rows(citizen, Credit)] == [("Chim sâu", False)]
    for _ in range(2):
        assert do(citizen, "uncredit", code).status_code == 200
    assert rows(citizen, Credit) == []
    assert [event.action for event in rows(citizen, Event)].count("uncredit") == 1


@pytest.mark.parametrize("name", ["", "x", "0900 000 001", "me@example.org", "y" * 41])
def test_a_pseudonym_leads_to_nobody(citizen: Citizen, code: str, name: str) -> None:
    answer = do(citizen, "credit", code, pseudonym=name)
    assert answer.status_code == 422
    assert rows(citizen, Credit) == []


def test_the_page_tells_what_is_asked_and_that_the_clock_stands_still(citizen: Citizen, code: str) -> None:
    bring(citizen, "waiting")
    page = citizen.look_up(code).text
    for words in ("Chờ bạn trả lời", "Trụ đèn số mấy?", "tạm dừng từ 05/03/2025", "đến hết 12/03/2025"):
        assert words in page


def test_the_page_tells_answers_and_what_they_mean(citizen: Citizen, code: str) -> None:
    bring(citizen, "in_progress")
    assert "Đã khảo sát, chờ vật tư." in citizen.look_up(code).text
    with citizen.office.private.writing() as session:
        actor, given = STEPS["resolve"]
        act(session, report_of(citizen).id or 0, Step("resolve", actor, citizen.office.now(), given=given))
    page = citizen.look_up(code).text
    assert "Đã khắc phục, theo lời đơn vị" in page
    do(citizen, "reopen", code, said=SAID)
    page = citizen.look_up(code).text
    assert "Trả lời trước đây của đơn vị xử lý" in page
    assert "theo lời đơn vị" not in page


def test_a_late_answer_is_called_late(citizen: Citizen, code: str, service_app: Flask) -> None:
    bring(citizen, "assigned")
    assert "Đã quá hạn" not in citizen.look_up(code).text
    later(citizen, service_app, days=30)
    assert "Đã quá hạn" in citizen.look_up(code).text


def test_taking_along_holds_what_was_said_later_and_no_one_else_s_photo(
    citizen: Citizen, code: str, photo: Callable[..., object]
) -> None:
    do(citizen, "add", code, said=SAID, photos=[photo()])
    do(citizen, "credit", code, pseudonym="Chim sẻ")
    with citizen.office.private.writing() as session:
        session.add(Photo(report_id=report_of(citizen).id, stored_name="others", kind="support",
                          received_at=citizen.office.now()))  # fmt: skip
    packed = citizen.browser.post("/track/export/", data={"code": code}).data
    archive = zipfile.ZipFile(io.BytesIO(packed))
    told = json.loads(archive.read("report.json"))
    assert [one["text"] for one in told["additions"]] == [SAID]
    assert told["credit"]["pseudonym"] == "Chim sẻ"
    assert told["photos"] == ["photos/1.jpg"]
    assert not {"tracking_hash", "receipt_tag", "trail", "submission_key"} & set(told["report"])


def test_erasing_takes_along_what_was_said_before_and_after(citizen: Citizen, code: str) -> None:
    do(citizen, "add", code, said=SAID)
    do(citizen, "credit", code, pseudonym="Chim sẻ")
    erase = {"code": code, "sure": "yes"}
    assert citizen.browser.post("/track/erase/", data=erase).status_code == 200
    assert (rows(citizen, Addition), rows(citizen, Credit)) == ([], [])
    assert do(citizen, "add", code, said=SAID).status_code == 409
    bring(citizen, "waiting")
    assert do(citizen, "reply", code, said=SAID).status_code == 200
    assert 'action="/track/erase/"' in citizen.look_up(code).text
    citizen.browser.post("/track/erase/", data=erase)
    assert rows(citizen, Addition) == []


@pytest.mark.parametrize("name", ["add", "reply", "rate", "reopen", "contest", "credit", "uncredit"])
def test_nothing_happens_without_code_or_from_another_site(
    citizen: Citizen, code: str, name: str, service_app: Flask
) -> None:
    fields = {"said": SAID, "rating": "3", "pseudonym": "Chim sẻ"}
    assert do(citizen, name, new_tracking_code(), **fields).status_code == 404
    service_app.config.update(WTF_CSRF_ENABLED=True)
    assert do(citizen, name, code, **fields).status_code == 400
    assert [event.action for event in rows(citizen, Event)] == ["receive"]
    assert citizen.browser.get(f"/track/{name}/").status_code == 405
