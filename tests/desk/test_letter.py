"""A letter on paper: the city's text for how a report stands, on one sheet, and in the trail."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from pypdf import PdfReader
from tests.axe import check
from tests.conftest import MARKET

from minhbach.records.contacts import Reach
from minhbach.records.models import Event, Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act
from minhbach.records.workflow import AGENCY, CITIZEN, OPERATOR

DRAINS = "tt-ha-tang-ky-thuat"
REACH = Reach(name="Canary Nguyen", phone="0900 000 001")
WHY = {"reason": "Gửi thư giấy theo yêu cầu"}
LAN, MINH, SENDER = Actor("lan", OPERATOR), Actor("minh", AGENCY, DRAINS), Actor("sender", CITIZEN)
ACCEPT = ("accept", LAN, {"category": "thoat-nuoc", "agency": DRAINS})
START: tuple[str, Actor, dict[str, str]] = ("start", MINH, {})
RESOLVE = ("resolve", MINH, {"answer": "Đã thay nắp cống mới.", "outcome": "fixed_stated"})
STATES = {
    "received": ([], "Tổng đài viên sẽ xem và chuyển đến đơn vị xử lý", "An operator will look at it"),
    "accepted": ([ACCEPT], "Hạn trả lời:", "An answer is due by"),
    "working": ([ACCEPT, START], "Hạn trả lời:", "An answer is due by"),
    "interim": ([ACCEPT, START, ("interim", MINH, {"interim": "Đang chờ vật tư."})],
                "Đang chờ vật tư.", "Đang chờ vật tư."),
    "asked": ([("ask", LAN, {"question": "Nắp cống nào?"})], "Nắp cống nào?", "Nắp cống nào?"),
    "answered": ([ACCEPT, RESOLVE], "Đã thay nắp cống mới.", "Đã thay nắp cống mới."),
    "final": ([ACCEPT, RESOLVE, ("close", LAN, {})], "Đã thay nắp cống mới.", "Đã thay nắp cống mới."),
    "refused": ([("refuse", LAN, {"refusal": "pham-vi"})], "không tiếp nhận được", "cannot take in"),
    "reopened": ([ACCEPT, RESOLVE, ("reopen", LAN, {})], "mở lại để xử lý tiếp", "opened again"),
}  # fmt: skip


@pytest.fixture
def standing(office: Office, make_report: Callable[..., Report]) -> Callable[..., Report]:
    """standing(steps, **changes) is a report with which these steps were taken."""

    def make(steps: list[tuple[str, Actor, dict[str, str]]], **changes: object) -> Report:
        report = make_report(**changes)
        with office.private.writing() as session:
            for action, actor, given in steps:
                step = Step(action, actor, office.now(), given=dict(given), note="vì thế")
                act(session, report.id or 0, step, office.deadlines)
        return report

    return make


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("state", STATES)
def test_it_says_how_the_report_stands_in_its_language(
    operator: FlaskClient, standing: Callable[..., Report], state: str, language: str
) -> None:
    steps, *said = STATES[state]
    report = standing(steps, language=language)
    page = operator.get(f"/desk/reports/{report.id}/letter/")
    sheet = page.text[page.text.index("<article") : page.text.index("</article")]
    assert said[language == "en"] in sheet
    assert ("Kính gửi:" in sheet, "To:" in sheet) == (language == "vi", language == "en")
    assert f'lang="{language}"' in sheet
    assert report.public_id in sheet
    assert "1022" in sheet
    assert page.headers["Cache-Control"] == "no-store"


def test_who_withdrew_a_report_is_written_no_letter(
    operator: FlaskClient, standing: Callable[..., Report], trail: Callable[[Report], list[Event]]
) -> None:
    report = standing([("withdraw", SENDER, {})])
    assert operator.get(f"/desk/reports/{report.id}/letter/").status_code == 404
    assert "/letter/" not in operator.get(f"/desk/reports/{report.id}/").text
    assert trail(report)[-1].action == "withdraw"


def test_opening_it_stands_in_the_trail_and_shows_nobodys_name(
    operator: FlaskClient, make_report: Callable[..., Report], trail: Callable[[Report], list[Event]]
) -> None:
    report = make_report(reach=REACH)
    assert f"/desk/reports/{report.id}/letter/" in operator.get(f"/desk/reports/{report.id}/").text
    assert "Canary" not in operator.get(f"/desk/reports/{report.id}/letter/").text
    assert (trail(report)[-1].action, trail(report)[-1].actor) == ("letter", "operator.chung")


def test_a_name_comes_onto_it_for_a_reason_that_is_kept(
    operator: FlaskClient, make_report: Callable[..., Report], trail: Callable[[Report], list[Event]]
) -> None:
    report = make_report(reach=REACH)
    page = operator.post(f"/desk/reports/{report.id}/letter/", data=WHY).text
    assert "<dd>Canary Nguyen</dd>" in page
    assert "0900" not in page  # the post needs no telephone number
    assert (trail(report)[-1].action, trail(report)[-1].note) == ("reveal", WHY["reason"])


@pytest.mark.parametrize("reason", ["", "xem", "\u200b" * 20])
def test_without_a_reason_no_name(
    operator: FlaskClient, make_report: Callable[..., Report], trail: Callable[[Report], list[Event]],
    reason: str,
) -> None:  # fmt: skip
    report = make_report(reach=REACH)
    answer = operator.post(f"/desk/reports/{report.id}/letter/", data={"reason": reason})
    assert answer.status_code == 422
    assert "Canary" not in answer.text
    assert [event.action for event in trail(report)] == ["receive"]


def test_an_answer_is_only_text(operator: FlaskClient, standing: Callable[..., Report]) -> None:
    hostile = {"answer": "<b>Xong</b> {report} <script>alert(1)</script>", "outcome": "fixed_stated"}
    report = standing([ACCEPT, ("resolve", MINH, hostile)])
    page = operator.get(f"/desk/reports/{report.id}/letter/").text
    assert "&lt;b&gt;Xong&lt;/b&gt; {report}" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("size", "language"),
    [({"width": 390, "height": 844}, "vi"), ({"width": 1280, "height": 900}, "en")],
    ids=["phone vi", "desk en"],
)
def test_it_prints_on_one_sheet_and_reads_well(
    chromium: Browser, listen: Callable[..., str], service_app: Flask, add_account: Callable[..., str],
    password: str, standing: Callable[..., Report], size: dict[str, int], language: str,
) -> None:  # fmt: skip
    answer = {"answer": "Đã thay nắp cống mới bằng gang và nạo vét hố ga. " * 12, "outcome": "fixed_stated"}
    report = standing([ACCEPT, ("resolve", MINH, answer)], language=language, reach=REACH, at=MARKET)
    context = chromium.new_context(base_url=listen(service_app), viewport=size)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/desk/sign-in/")
    page.fill("#username", add_account("lan"))
    page.fill("#password", password)
    page.click("main form button")
    page.goto(f"/desk/reports/{report.id}/letter/")
    assert check(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    (sheet,) = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    text = sheet.extract_text()
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (595, 842)
    assert report.public_id in text
    assert "Ctrl" not in text  # what is said to the operator stays on the screen
    context.close()
