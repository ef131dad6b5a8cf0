"""Signing in by the city's identity provider: only accounts that are there, by what it really signed."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from flask.testing import FlaskClient
from tests.desk.provider import CLIENT, SECRET, Provider
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from minhbach.config import Oidc, Settings
from minhbach.errors import BadInput
from minhbach.records import second_factor as factor
from minhbach.records.office import Office
from minhbach.records.staff import change_staff, find_staff
from minhbach.records.workflow import INSPECTOR
from minhbach.web import create_service_app

SESSIONS = "/desk/sessions/"


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Provider, str]]:
    """A provider at an address; started once, since stopping a server takes long."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield provider, f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def provider(running: tuple[Provider, str]) -> Provider:
    """The provider, honest again."""
    running[0].be_honest()
    return running[0]


@pytest.fixture
def make_app(provider: Provider, running: tuple[Provider, str], office: Office) -> Callable[..., Flask]:
    """make_app() is the service app of a city with the provider."""

    def make(**facts: object) -> Flask:
        settings = replace(office.settings, oidc=Oidc(running[1], CLIENT, SECRET, "Sở Thử nghiệm"))
        city = replace(office.city, facts=dict(office.city.facts) | facts)
        app = create_service_app(settings, replace(office, settings=settings, city=city))
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        return app

    return make


@pytest.fixture
def browser(make_app: Callable[..., Flask]) -> FlaskClient:
    return make_app().test_client()


@pytest.fixture
def lan(office: Office, add_account: Callable[..., str]) -> str:
    """An operator whose address the provider knows."""
    add_account("lan")
    with office.private.writing() as session:
        change_staff(session, "lan", email="lan@example.org")
    return "lan"


def go_there(browser: FlaskClient, wanted: str = "") -> str:
    """Ask the provider; where it sends the browser back to."""
    sent = browser.get("/desk/oidc/", query_string={"next": wanted}).headers["Location"]
    return requests.get(sent, allow_redirects=False, timeout=5).headers["Location"]


def sign_in(browser: FlaskClient, wanted: str = "") -> TestResponse:
    return browser.get(go_there(browser, wanted))


def test_the_sign_in_page_offers_it(browser: FlaskClient, service: FlaskClient) -> None:
    assert "Đăng nhập qua Sở Thử nghiệm" in browser.get("/desk/sign-in/").text
    assert "Sở Thử nghiệm" not in service.get("/desk/sign-in/").text
    assert service.get("/desk/oidc/").status_code == 404


def test_who_has_an_account_comes_in(browser: FlaskClient, lan: str) -> None:
    assert sign_in(browser, "/desk/reports/7/").headers["Location"] == "/desk/reports/7/"
    assert "lan" in browser.get(SESSIONS).text


def test_it_leads_nowhere_else(browser: FlaskClient, lan: str) -> None:
    assert sign_in(browser, "https://elsewhere.example/desk/").headers["Location"] == "/desk/"


def test_who_has_none_does_not(browser: FlaskClient) -> None:
    answer = sign_in(browser)
    assert answer.status_code == 403
    assert "Chưa có tài khoản" in answer.text
    assert browser.get(SESSIONS).status_code == 303


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_is_not_verified_names_nobody(
    browser: FlaskClient, lan: str, provider: Provider, verified: object
) -> None:
    provider.claims["email_verified"] = verified
    assert sign_in(browser).status_code == 403


def test_from_then_on_the_account_is_that_persons_whatever_the_address(
    browser: FlaskClient, lan: str, provider: Provider, office: Office
) -> None:
    sign_in(browser)
    provider.claims = {"sub": "person-8"}  # somebody else got the address
    assert sign_in(browser).status_code == 403
    provider.claims = {"email": "lan.moi@example.org", "email_verified": False}
    assert sign_in(browser).status_code == 303


def test_a_deactivated_account_stays_shut(browser: FlaskClient, lan: str, office: Office) -> None:
    sign_in(browser)
    with office.private.writing() as session:
        change_staff(session, lan, active=False)
    assert sign_in(browser).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"nonce": "another"}, id="nonce of another sign-in"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"aud": "another-client"}, id="meant for another client"),
        pytest.param({"iss": "https://elsewhere.example"}, id="another issuer"),
        pytest.param({"exp": int(time.time()) - 3600}, id="expired"),
        pytest.param({"sub": None}, id="about nobody"),
    ],
)
def test_a_token_that_is_not_ours_opens_nothing(
    browser: FlaskClient, lan: str, provider: Provider, claims: dict[str, object]
) -> None:
    provider.claims = claims
    assert sign_in(browser).status_code == 403
    assert browser.get(SESSIONS).status_code == 303


def test_a_token_signed_by_another_opens_nothing(browser: FlaskClient, lan: str, provider: Provider) -> None:
    provider.signs_by = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert sign_in(browser).status_code == 403


def test_a_token_signed_by_nobody_opens_nothing(browser: FlaskClient, lan: str, provider: Provider) -> None:
    provider.header["alg"] = "none"
    assert sign_in(browser).status_code == 403


def test_a_provider_that_says_it_is_another_opens_nothing(
    browser: FlaskClient, lan: str, provider: Provider
) -> None:
    provider.said_issuer = provider.claims["iss"] = "https://elsewhere.example"
    assert sign_in(browser).status_code == 403


@pytest.mark.parametrize("change", ["state", "code"])
def test_what_comes_back_must_be_what_was_sent(browser: FlaskClient, lan: str, change: str) -> None:
    back = go_there(browser)
    assert browser.get(back.replace(f"{change}=", f"{change}=x")).status_code == 403


def test_a_way_back_works_once_and_in_one_browser(make_app: Callable[..., Flask], lan: str) -> None:
    app = make_app()
    mine, theirs = app.test_client(), app.test_client()
    back = go_there(mine)
    assert theirs.get(back).status_code == 403, "signing somebody else in to one's own account"
    assert mine.get(back).status_code == 303
    assert mine.get(back).status_code == 403


@pytest.mark.parametrize("query", ["", "?error=access_denied", "?code=1", "?state=1&code=" + "x" * 4000])
def test_nonsense_at_the_door_is_turned_away(browser: FlaskClient, query: str) -> None:
    assert browser.get(f"/desk/oidc/back/{query}").status_code == 403


def test_a_provider_that_is_not_there_is_told(office: Office) -> None:
    settings = replace(office.settings, oidc=Oidc("http://127.0.0.1:9", CLIENT, SECRET, "x"))
    app = create_service_app(settings, replace(office, settings=settings))
    answer = app.test_client().get("/desk/oidc/")
    assert answer.status_code == 403
    assert "Mời bạn thử lại" in answer.text


@pytest.mark.parametrize(
    ("claims", "reached"),
    [
        ({}, "/desk/second-factor/"),
        ({"amr": ["pwd"]}, "/desk/second-factor/"),
        ({"amr": ["pwd", "otp"]}, "/desk/"),
    ],
    ids=["says nothing", "password only", "asked twice"],
)
def test_a_second_factor_is_asked_for_unless_the_provider_did(
    make_app: Callable[..., Flask], lan: str, office: Office, provider: Provider,
    claims: dict[str, object], reached: str,
) -> None:  # fmt: skip
    with office.private.writing() as session:
        member = find_staff(session, lan)
        assert member
        factor.set_up(session, office.keyring, member, b"s" * 20, 0)
    provider.claims = claims
    assert sign_in(make_app(second_factor=[INSPECTOR]).test_client()).headers["Location"] == reached


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"MINHBACH_OIDC_ISSUER": "http://id.example.org"}, "https://"),
        ({"MINHBACH_OIDC_ISSUER": "https://id.example.org"}, "MINHBACH_OIDC_CLIENT"),
        ({"MINHBACH_OIDC_ISSUER": "https://id.example.org", "MINHBACH_OIDC_CLIENT": "x"}, "_SECRET"),
    ],
    ids=["in clear", "no client", "no secret"],
)
def test_half_a_provider_is_told_at_the_start(environ: dict[str, str], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        Settings.from_environment(environ)


def test_the_secret_is_not_shown(office: Office) -> None:
    environ = {"MINHBACH_OIDC_ISSUER": "https://id.example.org", "MINHBACH_OIDC_CLIENT": "desk",
               "MINHBACH_OIDC_SECRET": "canary-secret"}  # fmt: skip
    oidc = Settings.from_environment(environ).oidc
    assert oidc
    assert oidc.name == "id.example.org"
    assert "canary-secret" not in repr(oidc)
