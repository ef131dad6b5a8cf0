"""Finding a report again: by id, by words without accents, by ward and category; nothing in an address."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from minhbach.records.models import Report

DRAINS, POWER = "tt-ha-tang-ky-thuat", "dien-luc-tp"
TEXT = "Nắp cống trước chợ bị vỡ, gọi 0900 000 001 gặp bà Canary."


def find(browser: FlaskClient, asked: str) -> list[int]:
    page = browser.post("/desk/find", data={"q": asked})
    assert page.status_code == 200
    return [int(number) for number in re.findall(r'href="/desk/reports/(\d+)/"', page.text)]


@pytest.mark.parametrize(
    "asked",
    [
        "nap cong",
        "NẮP CỐNG",
        "vo cho",
        "bến thành",
        "thoat nuoc",
        "0900 000 001",
        "na\u0306\u0301p",
        "nap  cong,",
    ],
)
def test_words_are_found_without_accents_in_any_order(
    operator: FlaskClient, make_report: Callable[..., Report], asked: str
) -> None:
    wanted = make_report(text=TEXT)
    make_report(text="Đèn đường tắt.", category="chieu-sang", at=(10.85, 106.76))
    assert wanted.id in find(operator, asked)
    assert len(find(operator, asked)) == 1


@pytest.mark.parametrize("shape", ["{}", "#{}", " {} "])
def test_a_public_id_finds_its_report(
    operator: FlaskClient, make_report: Callable[..., Report], shape: str
) -> None:
    report, _other = make_report(), make_report()
    assert find(operator, shape.format(report.public_id)) == [report.id]
    assert find(operator, shape.format(report.public_id.upper())) == [report.id]


@pytest.mark.parametrize(
    "asked", ["", "   ", "không có chữ này", "%", "_", "\x00", "😀", "a" * 500, "[", "' or 1=1"]
)
def test_what_finds_nothing_says_so(
    operator: FlaskClient, make_report: Callable[..., Report], asked: str
) -> None:
    make_report(text=TEXT)
    assert find(operator, asked) == []


def test_an_agency_finds_its_own_reports_only(
    agency: FlaskClient, assigned: Callable[..., Report], make_report: Callable[..., Report]
) -> None:
    mine, other = assigned(DRAINS, text=TEXT), assigned(POWER, text=TEXT)
    make_report(text=TEXT)
    assert find(agency, "nap cong") == [mine.id]
    assert find(agency, other.public_id) == []


def test_a_search_does_not_tell_an_agency_what_is_hidden_from_it(
    agency: FlaskClient, operator: FlaskClient, assigned: Callable[..., Report]
) -> None:
    report = assigned(DRAINS, text=TEXT)
    assert find(operator, "0900 000 001") == [report.id]
    assert find(agency, "0900 000 001") == []
    page = agency.get("/desk/").text
    assert "0900" not in page
    assert "[số điện thoại]" in page


def test_what_is_looked_for_stands_in_no_address(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    make_report(text=TEXT)
    page = operator.post("/desk/find", data={"q": "Canary"}).text
    assert not re.search(r'(?:href|action|hx-get)="[^"]*Canary', page)
    assert operator.get("/desk/find?q=Canary").status_code == 405


def test_found_reports_show_their_state(operator: FlaskClient, assigned: Callable[..., Report]) -> None:
    assigned(text=TEXT)
    assert "Đã chuyển đơn vị" in operator.post("/desk/find", data={"q": "nap cong"}).text
