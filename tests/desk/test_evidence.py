"""Photos of what was done: sent by the agency, drawn on, let be published, and needed by one outcome."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import select

from minhbach.records.models import Event, Photo, Report
from minhbach.records.office import Office

ANSWER = {"version": "2", "answer": "Đã thay nắp cống mới.", "outcome": "fixed_evidence"}
DRAWN = {"left": "25", "top": "25", "right": "75", "bottom": "50"}


def picture() -> tuple[io.BytesIO, str]:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(data, "JPEG")
    data.seek(0)
    return data, "sau.jpg"


@pytest.fixture
def photos(office: Office) -> Callable[[Report], list[Photo]]:
    """photos(report) is what the database has."""

    def kept(report: Report) -> list[Photo]:
        with office.private.reading() as session:
            return list(session.exec(select(Photo).where(Photo.report_id == report.id)))

    return kept


def test_evidence_comes_with_the_answer(
    agency: FlaskClient, assigned: Callable[..., Report], read: Callable[[Report], Report],
    photos: Callable[[Report], list[Photo]],
) -> None:  # fmt: skip
    report = assigned()
    data = ANSWER | {"after": [picture(), picture()]}
    assert agency.post(f"/desk/reports/{report.id}/resolve", data=data).status_code == 303
    assert (read(report).status, read(report).outcome) == ("resolved", "fixed_evidence")
    assert [(photo.kind, photo.may_publish) for photo in photos(report)] == [("after", False)] * 2


def test_photos_sent_first_keep_what_is_being_written(
    agency: FlaskClient, assigned: Callable[..., Report], read: Callable[[Report], Report],
    trail: Callable[[Report], list[Event]],
) -> None:  # fmt: skip
    report = assigned()
    page = agency.post(f"/desk/reports/{report.id}/after", data=ANSWER | {"after": [picture()]})
    assert page.status_code == 200
    assert "Đã thay nắp cống mới.</textarea>" in page.text
    assert "Ảnh sau khi xử lý 1" in page.text
    assert trail(report)[-1].action == "after-photo"
    assert agency.post(f"/desk/reports/{report.id}/resolve", data=ANSWER).status_code == 303
    assert read(report).outcome == "fixed_evidence"


def test_the_agency_draws_on_its_photo_and_lets_it_be_published(
    agency: FlaskClient, assigned: Callable[..., Report], photos: Callable[[Report], list[Photo]],
    trail: Callable[[Report], list[Event]],
) -> None:  # fmt: skip
    report = assigned()
    agency.post(f"/desk/reports/{report.id}/resolve", data=ANSWER | {"after": [picture()]})
    address = f"/desk/reports/{report.id}/photos/{photos(report)[0].id}/"
    assert agency.get(address).status_code == 200
    assert agency.post(address, data=DRAWN | {"version": "3"}).status_code == 303
    assert agency.post(address + "let", data={"version": "4", "publish": "yes"}).status_code == 303
    kept = photos(report)[0]
    assert kept.may_publish
    assert kept.boxes
    assert [event.action for event in trail(report)][-2:] == ["boxes", "let-photo"]
    assert agency.post(address + "let", data={"version": "5", "publish": "no"}).status_code == 303
    assert not photos(report)[0].may_publish


def test_an_operator_lets_a_senders_photo_be_published_later(
    operator: FlaskClient, assigned: Callable[..., Report], add_photo: Callable[[Report], int],
    photos: Callable[[Report], list[Photo]],
) -> None:  # fmt: skip
    report = assigned()
    address = f"/desk/reports/{report.id}/photos/{add_photo(report)}/let"
    assert operator.post(address, data={"version": "1", "publish": "yes"}).status_code == 409
    assert not photos(report)[0].may_publish
    assert operator.post(address, data={"version": "2", "publish": "yes"}).status_code == 303
    assert photos(report)[0].may_publish


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(b"<html>not a photo</html>", "không phải ảnh", id="no photo"),
        pytest.param(b"", "tệp rỗng", id="empty"),
    ],
)
def test_what_is_no_photo_is_told_and_nothing_is_lost(
    agency: FlaskClient, assigned: Callable[..., Report], read: Callable[[Report], Report],
    photos: Callable[[Report], list[Photo]], data: bytes, told: str,
) -> None:  # fmt: skip
    report = assigned()
    sent = ANSWER | {"after": [(io.BytesIO(data), "sau.jpg")]}
    answer = agency.post(f"/desk/reports/{report.id}/resolve", data=sent)
    assert answer.status_code == 422
    assert told in answer.text
    assert "Đã thay nắp cống mới.</textarea>" in answer.text
    assert (read(report).status, photos(report)) == ("assigned", [])


def test_more_than_five_are_told(agency: FlaskClient, assigned: Callable[..., Report]) -> None:
    report = assigned()
    four = {"after": [picture() for _ in range(4)]}
    assert agency.post(f"/desk/reports/{report.id}/after", data=four).status_code == 200
    two = {"after": [picture(), picture()]}
    answer = agency.post(f"/desk/reports/{report.id}/after", data=two)
    assert answer.status_code == 422
    assert "tối đa 5" in answer.text
