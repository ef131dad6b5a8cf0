"""One's own sessions and password; an administrator sees and ends everybody's."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from minhbach.desk.arrival import browser_name
from minhbach.desk.lockout import MOST
from minhbach.records.workflow import ADMIN, OPERATOR

SESSIONS = "/desk/sessions/"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130 Edg/130"
NEW = "một câu mới toanh của tôi"


@pytest.fixture
def enter(service_app: Flask, password: str) -> Callable[..., FlaskClient]:
    """enter(username) is a new browser signed in to an account that is there."""

    def sign_in(username: str, typed: str = password, agent: str = EDGE) -> FlaskClient:
        browser = service_app.test_client()
        browser.post("/desk/sign-in/", data={"username": username, "password": typed},
                     headers={"User-Agent": agent})  # fmt: skip
        return browser

    return sign_in


def ends(browser: FlaskClient) -> list[str]:
    """Where each session on the page is ended, in its order."""
    return re.findall(r'action="(/desk/sessions/\w[^"]*/end)"', browser.get(SESSIONS).text)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (EDGE, "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox · Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("curl/8", None),
        ("", None),
        ("x" * 5000, None),
    ],
)
def test_a_browser_is_told_in_two_words(said: str, name: str | None) -> None:
    assert browser_name(said) == name


def test_a_person_sees_and_ends_their_own_sessions(
    add_account: Callable[..., str], enter: Callable[..., FlaskClient]
) -> None:
    add_account("lan")
    add_account("minh")
    here, elsewhere, colleague = enter("lan"), enter("lan"), enter("minh")
    assert "Edge · Windows" in here.get(SESSIONS).text
    assert len(ends(here)) == 2
    theirs = ends(colleague)
    assert len(theirs) == 1
    assert here.post(theirs[0]).status_code == 404
    assert colleague.get(SESSIONS).status_code == 200
    for path in ends(here):
        if path not in ends_of_own(here):
            assert here.post(path).status_code == 303
    assert elsewhere.get(SESSIONS).status_code == 303
    assert here.get(SESSIONS).status_code == 200


def ends_of_own(browser: FlaskClient) -> list[str]:
    """The row that the page marks as this session's."""
    rows = browser.get(SESSIONS).text.split("<tr>")
    return [path for row in rows if "phiên này" in row for path in re.findall(r'action="([^"]*/end)"', row)]


def test_an_administrator_sees_and_ends_anybodys(
    add_account: Callable[..., str], enter: Callable[..., FlaskClient]
) -> None:
    add_account("lan")
    add_account("quan", ADMIN)
    operator, admin = enter("lan"), enter("quan")
    assert "quan" not in operator.get(SESSIONS).text
    page = admin.get(SESSIONS).text
    row = next(row for row in page.split("<tr>") if '<th scope="row">lan ' in row)
    assert admin.post(re.findall(r'action="([^"]*/end)"', row)[0]).status_code == 303
    assert operator.get(SESSIONS).status_code == 303


def test_a_new_password_asks_for_the_old_and_ends_other_sessions(
    add_account: Callable[..., str], enter: Callable[..., FlaskClient], password: str
) -> None:
    add_account("lan")
    here, elsewhere = enter("lan"), enter("lan")
    assert here.post("/desk/password", data={"old": "guess", "new": NEW}).status_code == 422
    assert here.post("/desk/password", data={"old": password, "new": "ngắn"}).status_code == 422
    assert elsewhere.get(SESSIONS).status_code == 200
    assert here.post("/desk/password", data={"old": password, "new": NEW}).status_code == 303
    assert here.get(SESSIONS).status_code == 200
    assert elsewhere.get(SESSIONS).status_code == 303
    assert enter("lan", password).get(SESSIONS).status_code == 303
    assert enter("lan", NEW).get(SESSIONS).status_code == 200


def test_a_session_left_open_cannot_be_used_to_guess_the_password(
    add_account: Callable[..., str], enter: Callable[..., FlaskClient], password: str
) -> None:
    add_account("lan", OPERATOR)
    here = enter("lan")
    tries = [here.post("/desk/password", data={"old": "guess", "new": NEW}).status_code for _ in range(MOST)]
    assert tries == [422] * MOST
    assert here.post("/desk/password", data={"old": password, "new": NEW}).status_code == 429
