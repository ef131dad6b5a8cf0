"""Merit and fault on the desk: inspectors write, administrators read, nobody learns who a citizen is."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from minhbach.records.contacts import Reach
from minhbach.records.merit import give_credit, list_agency_records
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.workflow import ADMIN, INSPECTOR

RECORD = {"kind": "commendation", "agency": "sawaco", "ground": "QĐ 12/QĐ-UBND", "text": "Làm nhanh.",
          "day": "2025-03-05"}  # fmt: skip


def test_an_inspector_records_and_publishes(sign_in: Callable[..., FlaskClient], office: Office) -> None:
    inspector = sign_in(INSPECTOR)
    assert inspector.post("/desk/merit/", data=RECORD).status_code == 303
    page = inspector.get("/desk/merit/").text
    assert "QĐ 12/QĐ-UBND" in page
    with office.private.reading() as session:
        (record,) = list_agency_records(session)
    assert not record.public
    assert inspector.post(f"/desk/merit/{record.id}/public", data={"public": "1"}).status_code == 303
    with office.private.reading() as session:
        assert list_agency_records(session)[0].public
    assert inspector.post("/desk/merit/404/public", data={"public": "1"}).status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"kind": "praise"}, {"agency": "nobody"}, {"ground": " "}, {"text": ""},
     {"day": "2025-03-06"}, {"day": "x"}],
    ids=["kind", "agency", "ground", "words", "tomorrow", "no day"],
)  # fmt: skip
def test_a_record_without_a_part_is_not_written(
    sign_in: Callable[..., FlaskClient], office: Office, change: dict[str, str]
) -> None:
    answer = sign_in(INSPECTOR).post("/desk/merit/", data=RECORD | change)
    assert answer.status_code == 422
    with office.private.reading() as session:
        assert list_agency_records(session) == []


def test_an_administrator_reads_only(sign_in: Callable[..., FlaskClient]) -> None:
    admin = sign_in(ADMIN)
    page = admin.get("/desk/merit/")
    assert page.status_code == 200
    assert "Ghi nhận mới" not in page.text
    assert admin.post("/desk/merit/", data=RECORD).status_code == 403


def test_a_pseudonym_is_all_that_is_known_of_a_citizen(
    sign_in: Callable[..., FlaskClient], office: Office, make_report: Callable[..., Report]
) -> None:
    report = make_report(reach=Reach("Canary Nguyen", "0900 000 001", None))
    with office.private.writing() as session:
        give_credit(session, report.id or 0, "<b>Cô Ba", False, office.now())
    page = sign_in(INSPECTOR).get("/desk/merit/").text
    assert "&lt;b&gt;Cô Ba" in page
    assert "Canary" not in page
    assert report.public_id not in page
