"""Reports of one thing side by side, merged so that they add up, and taken apart again."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from minhbach.records.models import Report

AGAIN = "Nap cong vo ngay truoc cho, nguy hiem cho xe may"


def test_a_twin_is_shown_with_what_makes_it_one(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    first, second = make_report(), make_report(text=AGAIN, at=(10.7726, 106.6981))
    page = operator.get(f"/desk/reports/{second.id}/").text
    assert "Có thể là cùng một việc" in page
    assert f'href="/desk/reports/{second.id}/compare/?other={first.id}"' in page
    assert "Cách 11 m, 0 ngày" in page
    assert "cùng lĩnh vực" in page


def test_two_are_laid_side_by_side_and_merged(
    operator: FlaskClient, make_report: Callable[..., Report], read: Callable[[Report], Report]
) -> None:
    first, second = make_report(), make_report(text=AGAIN)
    page = operator.get(f"/desk/reports/{second.id}/compare/").text
    assert "Nắp cống trước chợ bị vỡ" in page
    assert AGAIN in page
    merge = {"version": "1", "duplicate_of": str(first.id)}
    assert operator.post(f"/desk/reports/{second.id}/merge", data=merge).status_code == 303
    assert (read(second).status, read(second).duplicate_of) == ("duplicate", first.id)
    lead = operator.get(f"/desk/reports/{first.id}/").text
    assert "Tất cả 2 người" in lead
    assert "Gộp vào" in operator.get(f"/desk/reports/{second.id}/").text


def test_what_was_merged_can_be_taken_apart(
    operator: FlaskClient, make_report: Callable[..., Report], read: Callable[[Report], Report]
) -> None:
    first, second = make_report(), make_report()
    operator.post(f"/desk/reports/{second.id}/merge", data={"version": "1", "duplicate_of": str(first.id)})
    unmerge = {"version": "2", "note": "Hai nắp khác nhau."}
    assert operator.post(f"/desk/reports/{second.id}/unmerge", data=unmerge).status_code == 303
    assert (read(second).status, read(second).duplicate_of) == ("received", None)


@pytest.mark.parametrize("other", ["0", "-1", "404", "abc", "", "9" * 30])
def test_nothing_is_merged_into_nothing(
    operator: FlaskClient, make_report: Callable[..., Report], read: Callable[[Report], Report], other: str
) -> None:
    report = make_report()
    answer = operator.post(f"/desk/reports/{report.id}/merge", data={"version": "1", "duplicate_of": other})
    assert (answer.status_code, read(report).status) == (422, "received")


def test_nothing_is_merged_into_itself(
    operator: FlaskClient, make_report: Callable[..., Report], read: Callable[[Report], Report]
) -> None:
    report = make_report()
    itself = {"version": "1", "duplicate_of": str(report.id)}
    assert operator.post(f"/desk/reports/{report.id}/merge", data=itself).status_code == 422
    assert read(report).status == "received"


@pytest.mark.parametrize("asked", ["{id}", "{public_id}", "#{public_id}"])
def test_any_report_can_be_laid_beside(
    operator: FlaskClient, make_report: Callable[..., Report], asked: str
) -> None:
    report, far = make_report(), make_report(text="Đèn tắt ở xa.", at=(10.85, 106.76), category="chieu-sang")
    other = asked.format(id=far.id, public_id=far.public_id)
    page = operator.get(f"/desk/reports/{report.id}/compare/", query_string={"other": other}).text
    assert "Đèn tắt ở xa." in page
    assert 'name="duplicate_of"' in page


@pytest.mark.parametrize("asked", ["404", "không-có", "9" * 30, "a\x00b", "²", "x" * 5000])
def test_an_unknown_one_is_told(
    operator: FlaskClient, make_report: Callable[..., Report], asked: str
) -> None:
    page = operator.get(f"/desk/reports/{make_report().id}/compare/", query_string={"other": asked})
    assert page.status_code == 200
    assert "Không thấy phản ánh này." in page.text
    assert 'name="duplicate_of"' not in page.text


def test_an_agency_is_shown_no_twins(agency: FlaskClient, assigned: Callable[..., Report]) -> None:
    report = assigned()
    assigned(text=AGAIN)
    page = agency.get(f"/desk/reports/{report.id}/")
    assert page.status_code == 200
    assert "Có thể là cùng một việc" not in page.text


def test_what_was_merged_leads_on_to_its_main_report(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    lead, merged, third = make_report(), make_report(), make_report()
    operator.post(f"/desk/reports/{merged.id}/merge", data={"version": "1", "duplicate_of": str(lead.id)})
    page = operator.get(f"/desk/reports/{third.id}/compare/?other={merged.id}").text
    assert 'name="duplicate_of"' not in page
    assert f'href="/desk/reports/{third.id}/compare/?other={lead.public_id}"' in page
