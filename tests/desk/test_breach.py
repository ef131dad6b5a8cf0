"""The breach record on the desk: who may write it, and that the clock is seen."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from minhbach.records.breaches import find_breach, list_breaches
from minhbach.records.office import Office
from minhbach.records.workflow import ADMIN, INSPECTOR

WHAT = "Một tệp có 12 số điện thoại được gửi nhầm."


@pytest.mark.parametrize("role", [INSPECTOR, ADMIN])
def test_a_breach_is_written_down_told_and_closed(
    sign_in: Callable[..., FlaskClient], office: Office, role: str
) -> None:
    browser = sign_in(role)
    made = browser.post("/desk/breaches/", data={"found": "2025-03-05T10:30", "what": WHAT})
    assert made.headers["Location"] == "/desk/breaches/1/"
    page = browser.get("/desk/breaches/").text
    assert "còn đến 10:30 08/03/2025" in page
    told = browser.post("/desk/breaches/1/", data={"step": "told", "text": "Đã báo bằng công văn 12."})
    assert told.status_code == 303
    assert "đúng hạn" in browser.get("/desk/breaches/").text
    again = browser.post("/desk/breaches/1/", data={"step": "told", "text": "Báo lại một lần nữa."})
    assert again.status_code == 409
    assert "Báo lại một lần nữa." in again.text, "what was typed is kept"
    browser.post("/desk/breaches/1/", data={"step": "closed", "text": "Đã thu hồi hết các bản sao."})
    with office.private.reading() as session:
        case = find_breach(session, 1)
    assert case
    assert [entry.text for entry in case.entries] == [
        "Đã báo bằng công văn 12.",
        "Đã thu hồi hết các bản sao.",
    ]
    assert case.breach.told_at == case.breach.closed_at == office.now()


def test_a_running_clock_stands_on_the_inspectors_first_page(sign_in: Callable[..., FlaskClient]) -> None:
    inspector = sign_in(INSPECTOR)
    assert "72 giờ" not in inspector.get("/desk/inspect/").text
    inspector.post("/desk/breaches/", data={"found": "2025-03-05T10:30", "what": WHAT})
    assert "đồng hồ 72 giờ đang chạy" in inspector.get("/desk/inspect/").text
    inspector.post("/desk/breaches/", data={"found": "2025-03-01T10:30", "what": WHAT})
    assert "đã quá 72 giờ" in inspector.get("/desk/inspect/").text


@pytest.mark.parametrize(
    ("found", "what"),
    [("2025-03-06T10:30", WHAT), ("", WHAT), ("hôm qua", WHAT), ("0001-01-01T00:00", WHAT),
     ("2025-03-05T10:30", "ngắn"), ("2025-03-05T10:30", "x" * 5000)],
    ids=["tomorrow", "no moment", "no time", "long ago", "too short", "too long"],
)  # fmt: skip
def test_what_is_missing_is_told_and_nothing_written(
    sign_in: Callable[..., FlaskClient], office: Office, found: str, what: str
) -> None:
    answer = sign_in(ADMIN).post("/desk/breaches/", data={"found": found, "what": what})
    assert answer.status_code == 422
    with office.private.reading() as session:
        assert list_breaches(session) == []


def test_a_breach_that_is_none_is_not_found(sign_in: Callable[..., FlaskClient]) -> None:
    admin = sign_in(ADMIN)
    assert admin.get("/desk/breaches/7/").status_code == 404
    assert admin.post("/desk/breaches/7/", data={"text": WHAT}).status_code == 404
    admin.post("/desk/breaches/", data={"found": "2025-03-05T10:30", "what": WHAT})
    assert admin.post("/desk/breaches/1/", data={"text": WHAT, "step": "deleted"}).status_code == 400
