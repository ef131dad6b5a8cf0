"""What waits, for whom, in which order."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.workflow import ADMIN, AGENCY

DRAINS, POWER = "tt-ha-tang-ky-thuat", "dien-luc-tp"


def numbers(page: str) -> list[int]:
    """The reports that a page links to, in its order."""
    return [int(number) for number in re.findall(r'href="/desk/reports/(\d+)/"', page)]


def test_the_oldest_waits_first(
    operator: FlaskClient, make_report: Callable[..., Report], office: Office
) -> None:
    newer = make_report(received_at=office.now() - timedelta(hours=1))
    older = make_report(received_at=office.now() - timedelta(days=3))
    page = operator.get("/desk/").text
    assert numbers(page) == [older.id, newer.id]
    assert page.index("3 ngày") < page.index("1 giờ")


def test_the_operator_does_not_see_what_is_decided(
    operator: FlaskClient, assigned: Callable[..., Report]
) -> None:
    assigned()
    assert "Không còn phản ánh nào đang chờ." in operator.get("/desk/").text


def test_an_agency_sees_its_own_work_only(
    agency: FlaskClient, assigned: Callable[..., Report], make_report: Callable[..., Report]
) -> None:
    mine = assigned(DRAINS)
    assigned(POWER, text="canary of another agency")
    make_report(text="canary not yet accepted")
    page = agency.get("/desk/").text
    assert numbers(page) == [mine.id]
    assert "canary" not in page


def test_an_administrator_sees_counts_and_no_text(
    sign_in: Callable[..., FlaskClient], make_report: Callable[..., Report], assigned: Callable[..., Report]
) -> None:
    make_report(text="canary text")
    assigned()
    page = sign_in(ADMIN).get("/desk/").text
    assert page.count("<b>1</b>") == 2
    assert "canary" not in page
    assert numbers(page) == []


def test_a_category_filters_and_says_how_many(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    make_report()
    tree = make_report(category="cay-xanh")
    page = operator.get("/desk/?category=cay-xanh").text
    assert numbers(page) == [tree.id]
    assert "Tất cả (2)" in page


@pytest.mark.parametrize(
    "query",
    ["category=no-such", "page=0", "page=-5", "page=abc", "page=" + "9" * 40, "category=%00", "page=%00"],
)
def test_a_filter_that_makes_no_sense_shows_everything(
    operator: FlaskClient, make_report: Callable[..., Report], query: str
) -> None:
    report = make_report()
    assert numbers(operator.get(f"/desk/?{query}").text) == [report.id]


def test_a_long_queue_has_pages_that_keep_the_filter(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    made = [make_report().id for _ in range(27)]
    make_report(category="cay-xanh")
    first = operator.get("/desk/?category=thoat-nuoc").text
    assert numbers(first) == made[:25]
    assert 'href="/desk/?shelf=todo&amp;category=thoat-nuoc&amp;page=2"' in first
    assert numbers(operator.get("/desk/?category=thoat-nuoc&page=2").text) == made[25:]


def test_a_report_outside_every_ward_waits_too(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    placeless = make_report(at=None)
    page = operator.get("/desk/").text
    assert numbers(page) == [placeless.id]
    assert "Không rõ phường, xã" in page


def test_what_is_past_its_due_moment_says_so(
    operator: FlaskClient, make_report: Callable[..., Report], office: Office
) -> None:
    make_report(due_at=office.now() + timedelta(minutes=1))
    assert "Quá hạn" not in operator.get("/desk/").text
    make_report(due_at=office.now() - timedelta(minutes=1))
    assert operator.get("/desk/").text.count("Quá hạn") == 1


def test_an_agency_of_a_ward_has_its_inbox(
    sign_in: Callable[..., FlaskClient], assigned: Callable[..., Report], office: Office
) -> None:
    ward = next(code for code, agency in office.agencies().items() if agency.kind == "ward")
    mine = assigned(ward, category="moi-truong")
    assert numbers(sign_in(AGENCY, ward).get("/desk/").text) == [mine.id]


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('"><img src=x onerror=a()>', "&#34;&gt;&lt;img src=x onerror=a()&gt;"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
    ],
)
def test_a_hostile_text_is_only_text(
    operator: FlaskClient, make_report: Callable[..., Report], hostile: str, shown: str
) -> None:
    make_report(text=hostile)
    assert f'<span class="opening">{shown}</span>' in operator.get("/desk/").text


def test_no_page_of_the_desk_is_cached(operator: FlaskClient) -> None:
    assert operator.get("/desk/").headers["Cache-Control"] == "no-store"
