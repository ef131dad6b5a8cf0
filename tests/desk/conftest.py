"""Accounts, and browsers signed in to the desk."""

import io
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import col, select

from minhbach.records import staff
from minhbach.records.models import Event, Photo, Report
from minhbach.records.office import Office
from minhbach.records.originals import keep_original
from minhbach.records.staff import add_staff
from minhbach.records.work import Actor, Step, act
from minhbach.records.workflow import AGENCY, OPERATOR

PASSWORD = "một mật khẩu rất dài"  # noqa: S105  (opens only homes made by these tests)
DRAINS = "tt-ha-tang-ky-thuat"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 as cheap as it goes: its price is not what these tests are about."""
    monkeypatch.setattr(staff, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def password() -> str:
    """Every account's."""
    return PASSWORD


@pytest.fixture
def add_account(office: Office) -> Callable[..., str]:
    """add_account(username, role, agency) makes an account and returns its name."""

    def add(username: str = "lan", role: str = OPERATOR, agency: str | None = None) -> str:
        with office.private.writing() as session:
            add_staff(session, username, PASSWORD, role, agency, at=office.now())
        return username

    return add


@pytest.fixture
def sign_in(service_app: Flask, add_account: Callable[..., str]) -> Callable[..., FlaskClient]:
    """sign_in(role, agency) is a new browser, signed in to an account of its own."""

    def enter(role: str = OPERATOR, agency: str | None = None) -> FlaskClient:
        username = add_account(f"{role}.{agency or 'chung'}", role, agency)
        browser = service_app.test_client()
        answer = browser.post("/desk/sign-in/", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 303
        return browser

    return enter


@pytest.fixture
def operator(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """An operator's browser."""
    return sign_in(OPERATOR)


@pytest.fixture
def agency(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The browser of whoever handles drains."""
    return sign_in(AGENCY, DRAINS)


@pytest.fixture
def assigned(office: Office, make_report: Callable[..., Report]) -> Callable[..., Report]:
    """assigned(agency, **changes) is a report that was accepted for an agency."""

    def make(to: str = DRAINS, **changes: object) -> Report:
        report = make_report(**changes)
        given: dict[str, str | None] = {"category": report.category, "agency": to}
        step = Step("accept", Actor("lan", OPERATOR), office.now(), given=given)
        with office.private.writing() as session:
            act(session, report.id or 0, step)
        return report

    return make


@pytest.fixture
def add_photo(office: Office) -> Callable[[Report], int]:
    """add_photo(report) keeps a grey photo with it and returns the photo's number."""

    def add(report: Report) -> int:
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), "grey").save(picture, "PNG")
        with office.private.writing() as session:
            photo: Photo = keep_original(
                session, office.keyring, office.settings.originals, report, picture.getvalue(), office.now()
            )
            session.flush()
            return photo.id or 0

    return add


@pytest.fixture
def read(office: Office) -> Callable[[Report], Report]:
    """read(report) is the report as the database has it now."""

    def again(report: Report) -> Report:
        with office.private.reading() as session:
            return session.get_one(Report, report.id)

    return again


@pytest.fixture
def trail(office: Office) -> Callable[[Report], list[Event]]:
    """trail(report) is everything that happened to a report, in order."""

    def told(report: Report) -> list[Event]:
        with office.private.reading() as session:
            found = select(Event).where(Event.report_id == report.id).order_by(col(Event.id))
            return list(session.exec(found))

    return told
