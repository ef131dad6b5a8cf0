"""A call at the hotline: taken in by the same rules as the form, its code read out and soon forgotten."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import col, select

from minhbach.records.contacts import reveal_contact
from minhbach.records.models import Event, Report
from minhbach.records.office import Office

POINT = "10.772500, 106.698100"
CALL = {
    "do": "send",
    "key": "k" * 32,
    "text": "Nắp cống trước chợ bị vỡ.",
    "category": "khac",
    "point": POINT,
}


def taken(office: Office) -> list[Report]:
    with office.private.reading() as session:
        return list(session.exec(select(Report).order_by(col(Report.id))))


def test_a_call_becomes_a_report_and_its_code_can_be_read_out(
    operator: FlaskClient, office: Office, service: FlaskClient, trail: Callable[[Report], list[Event]]
) -> None:
    answer = operator.post(
        "/desk/new/", data=CALL | {"name": "Canary", "phone": "0900 000 001", "urgent": "1"}
    )
    assert answer.headers["Location"] == "/desk/new/taken/"
    [report] = taken(office)
    assert (report.channel, report.status, report.urgent) == ("phone", "received", True)
    assert report.due_at
    assert [(event.action, event.actor) for event in trail(report)] == [
        ("receive", "phone"), ("call", "operator.chung"), ("flag", "operator.chung"),
    ]  # fmt: skip
    with office.private.reading() as session:
        reach = reveal_contact(session, office.keyring, session.get_one(Report, report.id))
    assert reach
    assert (reach.name, reach.phone) == ("Canary", "0900 000 001")
    page = operator.get("/desk/new/taken/").text
    code = re.search(r'id="code">([^<]+)<', page)
    assert code
    assert f'href="/desk/reports/{report.id}/"' in page
    assert service.post("/track/", data={"code": code[1]}).status_code == 200


def test_a_call_sent_twice_is_one_report(operator: FlaskClient, office: Office) -> None:
    for _again in range(2):
        assert operator.post("/desk/new/", data=CALL).status_code == 303
    assert len(taken(office)) == 1


def test_the_code_is_shown_to_who_took_the_call_and_for_a_short_while(
    operator: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert operator.get("/desk/new/taken/").status_code == 303
    operator.post("/desk/new/", data=CALL)
    assert operator.get("/desk/new/taken/").status_code == 200
    later = office.now() + timedelta(minutes=16)
    object.__setattr__(office, "now", lambda: later)
    assert operator.get("/desk/new/taken/").status_code == 303


def test_the_code_can_be_put_away(operator: FlaskClient) -> None:
    operator.post("/desk/new/", data=CALL)
    assert operator.post("/desk/new/over").headers["Location"] == "/desk/new/"
    assert operator.get("/desk/new/taken/").status_code == 303


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"text": ""}, "text", id="nothing said"),
        pytest.param({"text": "x" * 2001}, "text", id="too much said"),
        pytest.param({"category": "no-such"}, "category", id="no category"),
        pytest.param({"point": ""}, "point", id="no place"),
        pytest.param({"point": "0, 0"}, "point", id="another place"),
        pytest.param({"point": "NaN, 106"}, "point", id="no number"),
        pytest.param({"phone": "Canary"}, "phone", id="no phone number"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_lost(
    operator: FlaskClient, office: Office, change: dict[str, str], field: str
) -> None:
    sent = CALL | {"name": "Canary"} | change
    answer = operator.post("/desk/new/", data=sent)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert 'value="Canary"' in answer.text
    assert taken(office) == []


def test_a_place_is_found_by_name_without_leaving_the_page(operator: FlaskClient, office: Office) -> None:
    typed = CALL | {"do": "find", "q": "ben thanh", "point": ""}
    page = operator.post("/desk/new/", data=typed).text
    chosen = re.search(r'name="chosen" value="([^"]+)"', page)
    assert chosen
    assert "Nắp cống trước chợ bị vỡ.</textarea>" in page
    shown = operator.post("/desk/new/", data=typed | {"do": "", "chosen": chosen[1]}).text
    assert 'name="still"' in shown
    clicked = typed | {"do": "", "area": chosen[1].split("|")[0], "still.x": "160", "still.y": "160"}
    pinned = operator.post("/desk/new/", data=clicked).text
    assert re.search(r'id="point" name="point" value="10\.\d+, 106\.\d+"', pinned)
    assert taken(office) == []


def test_the_caller_can_be_told_what_was_reported_already(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    make_report()
    page = operator.post("/desk/new/", data=CALL | {"do": "", "category": "thoat-nuoc"}).text
    assert "Có thể đã có người phản ánh:" in page
    assert 'href="/desk/reports/1/"' in page


def test_the_citys_questions_are_asked_of_the_caller(operator: FlaskClient) -> None:
    page = operator.post("/desk/new/", data=CALL | {"do": "questions", "category": "chieu-sang"}).text
    assert 'name="q.' in page
