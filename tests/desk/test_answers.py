"""Answers to the city's questions on the desk: in words, for whoever works on the report."""

from collections.abc import Callable

from flask.testing import FlaskClient

from minhbach.records.models import Report


def test_answers_are_read_in_words(operator: FlaskClient, make_report: Callable[..., Report]) -> None:
    answers = {"tinh-trang": "tat", "so-tru-den": "<b>NTMK 25</b>", "address_string": "Cổng Nam của chợ"}
    report = make_report(category="chieu-sang", answers=answers)
    page = operator.get(f"/desk/reports/{report.id}/").text
    assert page.index("Số trụ đèn") < page.index("Tình trạng đèn") < page.index("Cổng Nam của chợ")
    assert "&lt;b&gt;NTMK 25&lt;/b&gt;" in page
    assert "Không sáng" in page
    assert "Does not light" in operator.get(f"/desk/reports/{report.id}/?lang=en").text


def test_answers_stay_when_the_category_was_wrong(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    report = make_report(category="cay-xanh", answers={"so-tru-den": "NTMK 25", "no-longer-asked": "yes"})
    page = operator.get(f"/desk/reports/{report.id}/").text
    assert "Số trụ đèn" in page
    assert "no-longer-asked" in page


def test_a_report_without_answers_says_nothing_of_them(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    assert "Trả lời thêm" not in operator.get(f"/desk/reports/{make_report().id}/").text
