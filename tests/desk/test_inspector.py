"""The inspector: reads everything about the work and nothing private, and can change no report."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import chain

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlmodel import col

from minhbach.desk.guard import roles_of
from minhbach.desk.inspect.papers import write_csv
from minhbach.desk.inspect.tables import Section
from minhbach.public.models import PublicReport
from minhbach.public.store import public_database
from minhbach.records import breaches, merit
from minhbach.records.contacts import Reach
from minhbach.records.models import Event, Report
from minhbach.records.office import Office
from minhbach.records.oversight.sample import draw_key
from minhbach.records.work import Actor, Step, act, witness
from minhbach.records.workflow import INSPECTOR, OPERATOR

MARCH = "from=2025-03-01&until=2025-03-31"
OWN_RECORDS = {"desk.record", "desk.add", "desk.add_record", "desk.publish_record"}
OWN_ACCOUNT = {"desk.sign_in", "desk.sign_out", "desk.second_factor", "desk.set_up_second_factor",
               "desk.end_session", "desk.change_password"}  # fmt: skip
PAGES = ("", "late/", "refusals/", "sample/", "agencies/", "access/", "trails/", "trails/?check=1")
SECRETS = ("Canary Nguyen", "0900 000 001", "canary@example.org", "Canary-word", "12 Canary")


@pytest.fixture
def inspector(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """An inspector's browser."""
    return sign_in(INSPECTOR)


@pytest.fixture
def told(office: Office, make_report: Callable[..., Report]) -> Report:
    """A report with everything private that one can hold, opened by an operator and refused."""
    report = make_report(
        text="Nhà ông Canary Nguyen, số 0900 000 001, đổ rác ra đường.",
        reach=Reach("Canary Nguyen", "0900 000 001", "canary@example.org"),
    )
    with office.private.writing() as session:
        witness(session, report.id or 0, Actor("lan", OPERATOR), office.now(), "reveal", "Hỏi lại vị trí")
        given = {"refusal": "spam", "refusal_note": "Lời nhắn Canary-word"}
        act(session, report.id or 0, Step("refuse", Actor("lan", OPERATOR), office.now(), given=given))
    return report


def test_every_door_of_an_inspectors_is_for_reading_but_those_to_its_own_records(service_app: Flask) -> None:
    with service_app.app_context():
        writing = {
            rule.endpoint
            for rule in service_app.url_map.iter_rules()
            if rule.endpoint.startswith("desk.")
            and "POST" in (rule.methods or ())
            and INSPECTOR in roles_of(rule.endpoint)
        }
    assert writing <= OWN_RECORDS | OWN_ACCOUNT
    assert writing >= OWN_RECORDS


def test_no_other_door_lets_an_inspector_write(
    service_app: Flask, inspector: FlaskClient, make_report: Callable[..., Report], office: Office
) -> None:
    report = make_report()
    with service_app.test_request_context():
        adapter = service_app.url_map.bind("localhost")
        values = {"id": report.id, "photo_id": 1, "name": "x" * 16}
        doors = [
            (
                rule.endpoint,
                adapter.build(rule.endpoint, {k: values[k] for k in rule.arguments}, method="POST"),
            )
            for rule in service_app.url_map.iter_rules()
            if rule.endpoint.startswith("desk.") and "POST" in (rule.methods or ())
        ]
    answers = {
        endpoint: inspector.post(path).status_code
        for endpoint, path in doors
        if endpoint not in OWN_RECORDS | OWN_ACCOUNT
    }
    assert len(answers) >= 10
    assert {endpoint: status for endpoint, status in answers.items() if status != 403} == {}
    with office.private.reading() as session:
        assert session.get_one(Report, report.id).version == report.version


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens_on_an_empty_city_and_on_one_at_work(
    inspector: FlaskClient, told: Report, page: str, language: str
) -> None:
    for days in (
        MARCH,
        "from=2020-01-01&until=2020-01-31",
        "from=nonsense",
        "from=2025-04-01&until=2025-03-01",
    ):
        address = f"/desk/inspect/{page}{'&' if '?' in page else '?'}{days}&lang={language}"
        assert inspector.get(address).status_code == 200


def test_an_inspector_starts_at_the_figures(inspector: FlaskClient, told: Report) -> None:
    assert inspector.get("/desk/").headers["Location"] == "/desk/inspect/"
    page = inspector.get(f"/desk/inspect/?{MARCH}").text
    assert "<b>1</b> <span>phản ánh nhận được</span>" in page
    assert "<b>1</b> <span>lượt mở dữ liệu cá nhân</span>" in page


def test_nothing_private_is_shown_on_any_page_or_paper(inspector: FlaskClient, told: Report) -> None:
    pages = [f"/desk/inspect/{page}" for page in PAGES]
    pages += [f"/desk/inspect/reports/{told.id}/", f"/desk/inspect/report.csv?{MARCH}"]
    for page in pages:
        text = inspector.get(page).text
        assert [secret for secret in SECRETS[:3] if secret in text] == [], page
    printed = pdf_text(inspector.get(f"/desk/inspect/report.pdf?{MARCH}").data)
    assert [secret for secret in chain(SECRETS, ["Hỏi lại vị trí"]) if secret in printed] == []


def test_the_trail_tells_who_opened_what_and_why(inspector: FlaskClient, told: Report) -> None:
    trail = inspector.get(f"/desk/inspect/reports/{told.id}/").text
    for said in (
        "Xem thông tin liên hệ",
        "Hỏi lại vị trí",
        "Từ chối tiếp nhận",
        "Dấu vết còn nguyên: 3 dòng",
    ):
        assert said in trail
    access = inspector.get(f"/desk/inspect/access/?{MARCH}&person=lan").text
    assert told.public_id in access
    assert "Hỏi lại vị trí" in access
    assert told.public_id not in inspector.get(f"/desk/inspect/access/?{MARCH}&person=minh").text


def test_a_report_is_found_by_its_public_id(inspector: FlaskClient, told: Report) -> None:
    found = inspector.get(f"/desk/inspect/find/?id= {told.public_id.upper()} ")
    assert found.headers["Location"].startswith(f"/desk/inspect/reports/{told.id}/")
    assert inspector.get("/desk/inspect/find/?id=nothere").status_code == 404
    assert inspector.get("/desk/inspect/reports/404/").status_code == 404


def test_a_trail_that_was_tampered_with_shows(inspector: FlaskClient, told: Report, office: Office) -> None:
    guards = ["DROP TRIGGER event_kept", "DROP TRIGGER event_unchanged"]
    if office.private.engine.dialect.name == "postgresql":
        guards = ["DROP TRIGGER event_kept ON event"]
    with office.private.engine.begin() as connection:
        for guard in guards:  # who tampers has the whole database
            connection.exec_driver_sql(guard)
        connection.execute(update(Event).where(col(Event.action) == "reveal").values(note="Không có gì"))
    assert "Dấu vết không còn nguyên" in inspector.get(f"/desk/inspect/reports/{told.id}/").text
    page = inspector.get("/desk/inspect/trails/?check=1").text
    assert f"Phản ánh số {told.id}" in page


def test_late_cases_are_listed(
    inspector: FlaskClient,
    assigned: Callable[..., Report],
    make_report: Callable[..., Report],
    office: Office,
) -> None:
    late, unsettled = assigned(), make_report()
    due = office.now() - timedelta(days=1)
    with office.private.writing() as session:
        session.connection().execute(update(Report).values(due_at=due))
    page = inspector.get(f"/desk/inspect/late/?{MARCH}").text
    assert late.public_id in page
    assert unsettled.public_id in page
    assert "None" not in page, "nobody is in charge yet"


def test_refusals_stand_by_ground_and_operator(inspector: FlaskClient, told: Report) -> None:
    page = inspector.get(f"/desk/inspect/refusals/?{MARCH}").text
    assert re.search(r"<th scope=\"col\" class=\"n\">lan</th>", page)
    assert "quảng cáo" in page


def test_the_sample_shows_its_seed_and_is_drawn_again_by_it(
    inspector: FlaskClient, make_report: Callable[..., Report]
) -> None:
    ids = [make_report().public_id for _ in range(8)]
    page = inspector.get(f"/desk/inspect/sample/?{MARCH}&seed=tháng+3&size=3").text
    shown = re.findall(r"<code>([a-z0-9]{10})</code>", page)
    assert shown == sorted(ids, key=lambda one: draw_key("tháng 3", one))[:3]
    assert "Mầm: tháng 3" in page
    fresh = [re.findall(r"Mầm: (\w+)", inspector.get("/desk/inspect/sample/").text)[0] for _ in range(2)]
    assert fresh[0] != fresh[1], "a seed of chance where none is given"


def test_agencies_are_compared_from_what_is_public(inspector: FlaskClient, office: Office) -> None:
    public = public_database(office.settings.public_url)
    with public.writing() as session:
        for number in range(60):
            agency = "sawaco" if number < 40 else "dien-luc-tp"
            session.add(PublicReport(
                public_id=f"r{number}", status="resolved", category="cap-nuoc", agency=agency, text="x",
                received=date(2026, 1, 5), location_method="none", channel="web", vintage="2025-07-01",
                on_time=number % 4 > 0, days=number % 9,
            ))  # fmt: skip
    page = inspector.get("/desk/inspect/agencies/").text
    assert "Tổng công ty Cấp nước Sài Gòn" in page
    assert "75% <small>(60–86%, n = 40)</small>" in page
    assert "Chưa đủ số phản ánh để so sánh: 1 đơn vị" in page
    printed = " ".join(pdf_text(inspector.get("/desk/inspect/report.pdf").data).split())
    assert "Tổng công ty Cấp nước Sài Gòn 40 75% (60–86%)" in printed
    assert "Tổng công ty Điện lực" not in printed


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_the_report_on_paper_reads_as_vietnamese(
    inspector: FlaskClient, told: Report, office: Office
) -> None:
    with office.private.writing() as session:
        breaches.record_breach(
            session, "thanh", office.now(), "Một tệp có Canary-word gửi nhầm.", office.now()
        )
        merit.add_agency_record(session, "violation", "sawaco", "Điều 9 Quy chế thử", "Canary-word",
                                office.today(), "thanh", office.now())  # fmt: skip
    answer = inspector.get(f"/desk/inspect/report.pdf?{MARCH}&seed=thang-3")
    assert answer.content_type == "application/pdf"
    assert "inspection-2025-03-01-2025-03-31.pdf" in answer.headers["Content-Disposition"]
    printed = pdf_text(answer.data)
    for said in ("Báo cáo kiểm tra", "Từ 01/03/2025 đến 31/03/2025", "Phản ánh nhận được", "thang-3",
                 "Mở dữ liệu cá nhân", "Vụ lộ, mất dữ liệu cá nhân", "Điều 9 Quy chế thử",
                 "Tổng công ty Cấp nước Sài Gòn", told.public_id):  # fmt: skip
        assert said in " ".join(printed.split()), said
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert [font for font in fonts if "BeVietnamPro" in font]
    again = inspector.get(f"/desk/inspect/report.pdf?{MARCH}&seed=thang-3")
    assert answer.data == again.data, "the same tables give the same bytes"


def test_the_same_tables_come_as_csv(inspector: FlaskClient, told: Report) -> None:
    answer = inspector.get(f"/desk/inspect/report.csv?{MARCH}&seed=s&lang=en")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    figures = {
        row["row"]: row["value"] for row in rows if row["section"] == "figures" and row["column"] == "Number"
    }
    assert figures["1"] == "1"
    assert {row["section"] for row in rows} >= {"figures", "status", "refusals", "access", "trails", "sample"}
    assert [row["value"] for row in rows if row["section"] == "sample" and row["row"] == "1"][
        1
    ] == told.public_id


def test_no_cell_is_a_formula() -> None:
    rows = (("=1+1",), ("+84",), ("-1",), ("@x",), ("\tx",), ("x=1",))
    written = write_csv([Section("s", "t", ("h",), rows)]).decode("utf-8-sig")
    cells = [row["value"] for row in csv.DictReader(io.StringIO(written))]
    assert cells == ["'=1+1", "'+84", "'-1", "'@x", "'\tx", "x=1"]
