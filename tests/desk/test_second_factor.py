"""Signing in with a code from a telephone: half a session opens nothing, and nobody is locked out."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from minhbach.desk.lockout import MOST, MOST_STRANGERS, WINDOW
from minhbach.records import second_factor as factor
from minhbach.records.models import Staff
from minhbach.records.office import Office
from minhbach.records.staff import find_staff
from minhbach.records.workflow import INSPECTOR, OPERATOR
from minhbach.web import create_service_app

SECOND, SET_UP = "/desk/second-factor/", "/desk/second-factor/new/"
SESSIONS = "/desk/sessions/"


class Clock:
    """The office's clock, moved by the test."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def tick(self, by: timedelta = timedelta(seconds=factor.STEP)) -> None:
        self.at += by


@pytest.fixture
def clock(office: Office) -> Clock:
    return Clock(office.now())


@pytest.fixture
def app(office: Office, clock: Clock) -> Flask:
    """The service app on a clock that can be moved."""
    made = create_service_app(office.settings, replace(office, now=clock))
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return made


@pytest.fixture
def strict(office: Office, clock: Clock) -> Flask:
    """The same in a city that asks inspectors for a second factor."""
    facts = dict(office.city.facts) | {"second_factor": [INSPECTOR]}
    city = replace(office.city, facts=facts)
    made = create_service_app(office.settings, replace(office, now=clock, city=city))
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return made


@pytest.fixture
def secret(office: Office, add_account: Callable[..., str]) -> bytes:
    """Lan, an operator, has a second factor of this secret."""
    add_account("lan", OPERATOR)
    with office.private.writing() as session:
        member = find_staff(session, "lan")
        assert member
        factor.set_up(session, office.keyring, member, b"s" * 20, 0)
    return b"s" * 20


@pytest.fixture
def give_password(password: str) -> Callable[..., TestResponse]:
    def give(browser: FlaskClient, username: str = "lan", **data: str) -> TestResponse:
        typed: dict[str, str] = {"username": username, "password": password} | data
        return browser.post("/desk/sign-in/", data=typed)

    return give


def give(browser: FlaskClient, code: str, path: str = SECOND, address: str = "203.0.113.7") -> TestResponse:
    return browser.post(path, data={"code": code}, environ_base={"REMOTE_ADDR": address})


def now(secret: bytes, clock: Clock) -> str:
    return factor.code_at(secret, factor.step_at(clock.at))


def account(office: Office, username: str) -> Staff:
    with office.private.reading() as session:
        found = find_staff(session, username)
    assert found
    return found


def test_the_password_alone_opens_nothing(
    app: Flask, secret: bytes, give_password: Callable[..., TestResponse]
) -> None:
    browser = app.test_client()
    assert give_password(browser).headers["Location"] == SECOND
    for path in (SESSIONS, "/desk/", "/desk/reports/1/", SET_UP):
        assert browser.get(path).headers["Location"] == SECOND
    assert browser.get_cookie("desk_device", path="/desk/") is None, "and the browser is not known yet"


def test_the_code_leads_on_to_the_page_that_was_wanted(
    app: Flask, secret: bytes, clock: Clock, give_password: Callable[..., TestResponse]
) -> None:
    browser = app.test_client()
    give_password(browser, next="/desk/reports/7/?from=mail")
    with browser.session_transaction() as session:
        half = session["desk_token"]
    assert give(browser, now(secret, clock)).headers["Location"] == "/desk/reports/7/?from=mail"
    assert browser.get(SESSIONS).status_code == 200
    with browser.session_transaction() as session:
        assert session["desk_token"] != half, "a whole session has a token of its own"


def test_a_code_seen_over_the_shoulder_is_of_no_use(
    app: Flask, secret: bytes, clock: Clock, give_password: Callable[..., TestResponse]
) -> None:
    mine, theirs = app.test_client(), app.test_client()
    give_password(mine)
    give_password(theirs)
    code = now(secret, clock)
    assert give(mine, code).status_code == 303
    assert give(theirs, code).status_code == 422
    assert theirs.get(SESSIONS).headers["Location"] == SECOND


def test_half_a_session_ends_soon(
    app: Flask, secret: bytes, clock: Clock, give_password: Callable[..., TestResponse]
) -> None:
    browser = app.test_client()
    give_password(browser)
    clock.tick(timedelta(minutes=10))
    assert "/desk/sign-in/" in give(browser, now(secret, clock)).headers["Location"]


def test_who_knows_the_password_guesses_a_few_codes_only(
    app: Flask, secret: bytes, clock: Clock, give_password: Callable[..., TestResponse]
) -> None:
    told = []
    for number in range(MOST_STRANGERS + 1):  # a new address each few tries
        browser = app.test_client()
        give_password(browser)
        told.append(give(browser, "000000", address=f"203.0.113.{number // (MOST - 1)}").status_code)
    assert told == [422] * MOST_STRANGERS + [429]
    clock.tick(WINDOW)
    assert give_password(browser).status_code == 303
    assert give(browser, now(secret, clock)).status_code == 303


def test_such_guesses_do_not_lock_out_the_owners_own_browser(
    app: Flask, secret: bytes, clock: Clock, give_password: Callable[..., TestResponse]
) -> None:
    own = app.test_client()
    give_password(own)
    give(own, now(secret, clock))
    own.post("/desk/sign-out/")
    for number in range(MOST_STRANGERS):
        stranger = app.test_client()
        give_password(stranger)
        give(stranger, "000000", address=f"203.0.113.{number}")
    clock.tick()
    assert give_password(own).status_code == 303
    assert give(own, now(secret, clock)).status_code == 303


def test_a_role_that_needs_it_sets_it_up_first(
    strict: Flask,
    office: Office,
    clock: Clock,
    add_account: Callable[..., str],
    give_password: Callable[..., TestResponse],
) -> None:
    add_account("thanh", INSPECTOR)
    browser = strict.test_client()
    give_password(browser, "thanh")
    assert browser.get(SECOND).headers["Location"] == SET_UP
    assert browser.get(SESSIONS).headers["Location"] == SECOND
    page = browser.get(SET_UP).text
    typed = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
    assert typed
    secret = read_base32(typed[1])
    assert "data:image/svg+xml" in page
    assert give(browser, "000000", SET_UP).status_code == 422
    done = give(browser, now(secret, clock), SET_UP)
    codes = re.findall(r"<li><code>(\w{5} \w{5})</code>", done.text)
    assert len(codes) == factor.RECOVERY_CODES
    assert browser.get(SESSIONS).status_code == 200
    assert account(office, "thanh").totp_sealed
    again = strict.test_client()
    give_password(again, "thanh")
    assert give(again, codes[0]).status_code == 303, "a recovery code opens the desk too"


def read_base32(text: str) -> bytes:
    import base64

    return base64.b32decode(text.replace(" ", ""))


def test_an_operator_may_set_it_up_and_change_phones_with_a_code_only(
    app: Flask,
    office: Office,
    clock: Clock,
    add_account: Callable[..., str],
    give_password: Callable[..., TestResponse],
) -> None:
    add_account("minh", OPERATOR)
    browser = app.test_client()
    give_password(browser, "minh")
    secret = read_base32(re.findall(r'class="secret">([A-Z2-7 ]+)<', browser.get(SET_UP).text)[0])
    give(browser, now(secret, clock), SET_UP)
    assert "secret" not in browser.get(SET_UP).text, "the old secret is not shown again"
    assert give(browser, "000000", SET_UP).status_code == 422
    assert account(office, "minh").totp_sealed
    clock.tick()
    assert give(browser, now(secret, clock), SET_UP).headers["Location"] == SET_UP
    fresh = read_base32(re.findall(r'class="secret">([A-Z2-7 ]+)<', browser.get(SET_UP).text)[0])
    assert fresh != secret


def test_setting_it_up_ends_the_session_that_it_was_set_up_in(
    app: Flask, clock: Clock, add_account: Callable[..., str], give_password: Callable[..., TestResponse]
) -> None:
    add_account("minh", OPERATOR)
    browser, stolen = app.test_client(), app.test_client()
    give_password(browser, "minh")
    cookie = browser.get_cookie("session")
    assert cookie
    stolen.set_cookie("session", cookie.value)
    secret = read_base32(re.findall(r'class="secret">([A-Z2-7 ]+)<', browser.get(SET_UP).text)[0])
    give(browser, now(secret, clock), SET_UP)
    assert browser.get(SESSIONS).status_code == 200
    assert "/desk/sign-in/" in stolen.get(SESSIONS).headers["Location"]


def test_an_app_does_not_start_where_the_pack_names_no_role(office: Office) -> None:
    facts: dict[str, Any] = dict(office.city.facts) | {"second_factor": ["inspektor"]}
    with pytest.raises(Exception, match="second_factor"):
        create_service_app(office.settings, replace(office, city=replace(office.city, facts=facts)))
