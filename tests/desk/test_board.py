"""The deadline board and the list of agencies: by the reports' own due moments, for those in charge."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from minhbach.desk.deadlines import BUCKETS, bucket_of, edges_of
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.staff import find_staff
from minhbach.records.work import Actor, Step, act
from minhbach.records.workflow import ADMIN, AGENCY, INSPECTOR

DRAINS, POWER = "tt-ha-tang-ky-thuat", "dien-luc-tp"
CITY = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        ("2025-03-05 11:59", "late"),
        ("2025-03-05 12:01", "today"),
        ("2025-03-05 23:59", "today"),
        ("2025-03-06 00:00", "week"),
        ("2025-03-09 23:59", "week"),
        ("2025-03-10 00:00", "later"),
    ],
)
def test_a_due_moment_falls_into_its_bucket_on_the_citys_clock(office: Office, due: str, bucket: str) -> None:
    moment = datetime.fromisoformat(due).replace(tzinfo=CITY)
    assert bucket_of(moment, edges_of(office)) == bucket


def test_who_has_most_late_stands_first(
    operator: FlaskClient, assigned: Callable[..., Report], office: Office
) -> None:
    assigned(POWER, due_at=office.now() + timedelta(days=1))
    late = [assigned(DRAINS, due_at=office.now() - timedelta(days=days)) for days in (1, 3)]
    page = operator.get("/desk/deadlines/").text
    figures = re.findall(r"<b>(\d+)</b> <span>", page)
    assert figures == ["2", "0", "1", "0"]
    assert page.index("Trung tâm Quản lý hạ tầng") < page.index("Tổng công ty Điện lực")
    assert page.index(late[1].public_id) < page.index(late[0].public_id)


def test_an_agency_sees_its_own_deadlines_only(
    agency: FlaskClient, assigned: Callable[..., Report], office: Office
) -> None:
    mine = assigned(DRAINS, due_at=office.now() - timedelta(days=1))
    other = assigned(POWER, due_at=office.now() - timedelta(days=1))
    page = agency.get("/desk/deadlines/").text
    assert mine.public_id in page
    assert other.public_id not in page


def test_what_waits_for_its_sender_is_not_late(
    agency: FlaskClient, assigned: Callable[..., Report], office: Office
) -> None:
    report = assigned(DRAINS, due_at=office.now() - timedelta(days=1))
    ask = Step("ask", Actor("x", AGENCY, DRAINS), office.now(), given={"question": "Ở đoạn nào?"})
    with office.private.writing() as session:
        act(session, report.id or 0, ask)
    assert report.public_id not in agency.get("/desk/deadlines/").text
    assert "Quá hạn" not in agency.get("/desk/?shelf=waiting").text


def test_an_inspector_reads_the_board_without_a_way_to_decide(
    sign_in: Callable[..., FlaskClient], assigned: Callable[..., Report], office: Office
) -> None:
    report = assigned(DRAINS, text="canary text", due_at=office.now() - timedelta(days=1))
    page = sign_in(INSPECTOR).get("/desk/deadlines/").text
    assert report.public_id in page
    assert "canary" not in page
    assert "/desk/reports/" not in page


@pytest.mark.parametrize("role", [ADMIN, INSPECTOR])
def test_focal_points_are_listed_by_agency(
    sign_in: Callable[..., FlaskClient], add_account: Callable[..., str], office: Office, role: str
) -> None:
    add_account("hoa", AGENCY, DRAINS)
    with office.private.writing() as session:
        member = find_staff(session, "hoa")
        assert member
        member.full_name, member.email = "Đầu Mối Thử", "dau-moi@example.org"
        session.add(member)
    page = sign_in(role).get("/desk/agencies/").text
    assert "Đầu Mối Thử" in page
    assert 'href="mailto:dau-moi@example.org"' in page
    assert "Trung tâm Quản lý hạ tầng kỹ thuật" in page
    assert "đơn vị chưa có đầu mối" in page


def test_every_bucket_has_its_place() -> None:
    assert BUCKETS == ("late", "today", "week", "later")
