"""Signing in: who gets in, what ends it, and that nobody can be locked out or led astray."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from minhbach.desk.guard import TOKEN
from minhbach.desk.lockout import MOST, WINDOW
from minhbach.records.office import Office
from minhbach.records.sessions import IDLE, LASTS
from minhbach.records.staff import change_staff
from minhbach.records.workflow import ADMIN, OPERATOR
from minhbach.web import create_service_app

Try = Callable[..., TestResponse]
STRANGER, OFFICE = "203.0.113.7", "198.51.100.4"


@pytest.fixture
def attempt(password: str) -> Try:
    """attempt(browser, username, password) sends the sign-in form from an address."""

    def send(browser: FlaskClient, username: str = "lan", typed: str = password, **more: str) -> TestResponse:
        address = more.pop("address", STRANGER)
        data = {"username": username, "password": typed} | more
        return browser.post("/desk/sign-in/", data=data, environ_base={"REMOTE_ADDR": address})

    return send


@pytest.fixture
def later(office: Office) -> Callable[[timedelta], Flask]:
    """later(by) is the same home's app at another time."""

    def at(by: timedelta) -> Flask:
        moved = replace(office, now=lambda: office.now() + by)
        app = create_service_app(office.settings, moved)
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        return app

    return at


def carry_cookies(source: FlaskClient, target: FlaskClient) -> FlaskClient:
    """Give one browser's cookies to another."""
    for name, path in (("session", "/"), ("desk_device", "/desk/")):
        if cookie := source.get_cookie(name, path=path):
            target.set_cookie(name, cookie.value, path=path)
    return target


def test_the_right_password_opens_the_desk(
    service: FlaskClient, add_account: Callable[..., str], attempt: Try
) -> None:
    add_account()
    assert attempt(service).headers["Location"] == "/desk/"
    assert "Chờ tiếp nhận" in service.get("/desk/").text


@pytest.mark.parametrize(
    ("username", "typed"),
    [
        pytest.param("lan", "another password", id="wrong password"),
        pytest.param("minh", None, id="unknown name"),
        pytest.param("", None, id="no name"),
        pytest.param("lan\0", "x", id="name with NUL"),
        pytest.param("lan", "", id="no password"),
    ],
)
def test_anything_else_is_told_in_the_same_words(
    service: FlaskClient,
    add_account: Callable[..., str],
    attempt: Try,
    password: str,
    username: str,
    typed: str | None,
) -> None:
    add_account()
    answer = attempt(service, username, password if typed is None else typed)
    assert answer.status_code == 403
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text
    assert service.get("/desk/").status_code == 303


def test_what_was_typed_as_password_is_not_shown_again(service: FlaskClient, attempt: Try) -> None:
    assert "canary-password" not in attempt(service, typed="canary-password").text


def test_too_many_guesses_close_the_door_even_to_the_right_password(
    service: FlaskClient, add_account: Callable[..., str], attempt: Try
) -> None:
    add_account()
    assert [attempt(service, typed="guess").status_code for _ in range(MOST)] == [403] * MOST
    assert attempt(service).status_code == 429


def test_guesses_lock_out_nobody_else(
    service_app: Flask, add_account: Callable[..., str], attempt: Try
) -> None:
    add_account("lan")
    add_account("minh")
    for _ in range(MOST + 1):
        attempt(service_app.test_client(), "lan", "guess")
    elsewhere, next_to_it = service_app.test_client(), service_app.test_client()
    assert attempt(elsewhere, "lan", address=OFFICE).status_code == 303
    assert attempt(next_to_it, "minh").status_code == 303


def test_guesses_from_behind_the_same_router_do_not_lock_a_known_browser_out(
    service_app: Flask, add_account: Callable[..., str], attempt: Try
) -> None:
    add_account()
    known = service_app.test_client()
    attempt(known)
    known.post("/desk/sign-out/")
    for _ in range(MOST + 1):
        attempt(service_app.test_client(), typed="guess")
    assert attempt(service_app.test_client()).status_code == 429
    assert attempt(known).status_code == 303


def test_a_known_browser_is_known_for_its_own_account_only(
    service_app: Flask, add_account: Callable[..., str], attempt: Try
) -> None:
    add_account("minh")
    add_account("lan")
    known = service_app.test_client()
    attempt(known, "minh")
    for _ in range(MOST):
        attempt(service_app.test_client(), "lan", "guess")
    assert attempt(known, "lan").status_code == 429


def test_addresses_of_one_household_count_together(
    service_app: Flask, add_account: Callable[..., str], attempt: Try
) -> None:
    add_account()
    for number in range(MOST):
        attempt(service_app.test_client(), typed="guess", address=f"2001:db8:1:2::{number:x}")
    assert attempt(service_app.test_client(), address="2001:db8:1:2:ffff::1").status_code == 429
    assert attempt(service_app.test_client(), address="2001:db8:1:3::1").status_code == 303


def test_the_door_opens_again_after_a_while(
    service: FlaskClient, add_account: Callable[..., str], attempt: Try, later: Callable[[timedelta], Flask]
) -> None:
    add_account()
    for _ in range(MOST):
        attempt(service, typed="guess")
    assert attempt(later(WINDOW - timedelta(seconds=1)).test_client()).status_code == 429
    assert attempt(later(WINDOW).test_client()).status_code == 303


def test_names_and_addresses_are_not_stored(service: FlaskClient, office: Office, attempt: Try) -> None:
    attempt(service, "canaryname", "guess")
    with office.private.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT what FROM attempt").fetchall()
    assert len(rows) == 1
    assert "canaryname" not in str(rows)
    assert STRANGER not in str(rows)


def test_signing_in_changes_the_session(
    service: FlaskClient, add_account: Callable[..., str], attempt: Try
) -> None:
    add_account()
    with service.session_transaction() as planted:
        planted[TOKEN] = planted["left_over"] = "planted by a stranger"
    attempt(service)
    with service.session_transaction() as session:
        assert session[TOKEN] != "planted by a stranger"
        assert "left_over" not in session


def test_a_cookie_from_before_signing_out_opens_nothing(service_app: Flask, operator: FlaskClient) -> None:
    stolen = carry_cookies(operator, service_app.test_client())
    assert stolen.get("/desk/").status_code == 200
    assert operator.post("/desk/sign-out/").headers["Location"] == "/desk/sign-in/"
    assert stolen.get("/desk/").status_code == 303


def test_signing_out_by_a_link_is_not_possible(operator: FlaskClient) -> None:
    assert operator.get("/desk/sign-out/").status_code == 405
    assert operator.get("/desk/").status_code == 200


def look(browser: FlaskClient, app: Flask) -> int:
    """What the desk answers to a browser's cookies in another app."""
    return carry_cookies(browser, app.test_client()).get("/desk/").status_code


def test_a_session_that_stands_idle_ends(operator: FlaskClient, later: Callable[[timedelta], Flask]) -> None:
    assert look(operator, later(IDLE - timedelta(seconds=1))) == 200
    assert look(operator, later(IDLE * 2)) == 303


def test_a_session_in_use_ends_after_its_hours(
    operator: FlaskClient, later: Callable[[timedelta], Flask]
) -> None:
    step = IDLE - timedelta(minutes=1)
    for number in range(1, LASTS // step + 1):
        assert look(operator, later(step * number)) == 200
    assert look(operator, later(LASTS - timedelta(seconds=1))) == 200
    assert look(operator, later(LASTS)) == 303


def test_a_new_role_ends_the_session_in_mid_work(operator: FlaskClient, office: Office) -> None:
    with office.private.writing() as session:
        change_staff(session, "operator.chung", role=ADMIN)
    assert operator.get("/desk/").status_code == 303


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/desk/reports/7/", "/desk/reports/7/"),
        ("/desk/?category=cay-xanh&page=2", "/desk/?category=cay-xanh&page=2"),
        ("https://elsewhere.example/desk/", "/desk/"),
        ("//elsewhere.example/desk/", "/desk/"),
        ("/\\elsewhere.example/desk/", "/desk/"),
        ("/desk/\\..\\..", "/desk/"),
        ("/desk/../report/", "/desk/"),
        ("\t//elsewhere.example", "/desk/"),
        ("/desk/\r\nSet-Cookie: a=b", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("/deskjet/", "/desk/"),
        ("http:///desk/", "/desk/"),
        ("//[", "/desk/"),
        ("", "/desk/"),
    ],
)
def test_signing_in_leads_back_into_the_desk_and_nowhere_else(
    service: FlaskClient, add_account: Callable[..., str], attempt: Try, wanted: str, reached: str
) -> None:
    add_account(role=OPERATOR)
    assert attempt(service, next=wanted).headers["Location"] == reached


def test_the_page_that_was_wanted_is_remembered(service: FlaskClient) -> None:
    sent = service.get("/desk/reports/7/?from=mail").headers["Location"]
    assert 'name="next" value="/desk/reports/7/?from=mail"' in service.get(sent).text


def test_a_fragment_sends_the_whole_page_to_sign_in(service: FlaskClient) -> None:
    answer = service.get("/desk/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/desk/sign-in/"


def test_who_is_signed_in_skips_the_page(operator: FlaskClient) -> None:
    assert operator.get("/desk/sign-in/").headers["Location"] == "/desk/"


def test_forms_without_their_token_are_refused(service_app: Flask, operator: FlaskClient) -> None:
    service_app.config["WTF_CSRF_ENABLED"] = True
    for path in ("sign-in/", "sign-out/", "reports/1/accept", "reports/1/reveal"):
        assert operator.post(f"/desk/{path}").status_code == 400
    assert operator.get("/desk/").status_code == 200
