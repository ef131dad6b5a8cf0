"""No network: the form opens all the same, keeps what is written with its photos, and sends it once."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlmodel import select
from tests import axe

from minhbach.records.models import Photo, ReportAnswer
from minhbach.records.office import Office

from .conftest import Citizen, Plug
from .test_browser import go, noise, pin, reports, until

SAID = "Đèn đường trước chợ tắt cả tuần, gọi 0900 000 001 để biết thêm."
PICTURE = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": noise(320, 240)}


def facts(script: str) -> dict[str, Any]:
    """What the server writes before the worker's own lines."""
    found = re.match(r"const KEPT = (.*);\n", script)
    assert found
    kept: dict[str, Any] = json.loads(found[1])
    return kept


def test_the_worker_keeps_what_the_offline_page_needs(service: FlaskClient) -> None:
    script = service.get("/report/worker.js")
    assert script.mimetype == "text/javascript"
    kept = facts(script.text)
    assert len(kept["parts"]) > 8
    for address in [kept["page"], kept["token"], *kept["parts"]]:
        answer = service.get(address)
        assert answer.status_code == 200, address
        answer.close()
    assert facts(service.get("/report/worker.js").text) == kept, "the same parts are not fetched again"


def test_what_a_browser_keeps_is_nobodys(service: FlaskClient, citizen: Citizen) -> None:
    citizen.open_preview(text="Canary text trước chợ", name="Canary Nguyen")
    for address in ("/report/offline/", "/report/worker.js", "/report/app.webmanifest"):
        page = citizen.browser.get(address).text
        assert "Canary" not in page
        assert 'name="csrf_token"' not in page
        assert not re.search(r'name="key" value="[^"]', page)


def test_the_form_can_be_installed(service: FlaskClient) -> None:
    page = service.get("/report/").text
    address = re.search(r'rel="manifest" href="([^"]+)"', page)
    assert address
    answer = service.get(address[1])
    said = answer.get_json(force=True)
    assert answer.mimetype == "application/manifest+json"
    assert (said["start_url"], said["scope"], said["display"]) == ("/report/", "/report/", "standalone")
    icon = service.get(said["icons"][0]["src"])
    assert icon.mimetype == "image/svg+xml"
    icon.close()


def test_a_sender_without_a_page_is_answered_in_json(citizen: Citizen) -> None:
    asks = {"Accept": "application/json"}
    form = citizen.open_form()
    wrong = citizen.browser.post("/report/", data=form | {"text": ""}, headers=asks)
    assert (wrong.status_code, wrong.get_json()) == (422, {"step": "/report/what/"})
    for _ in range(2):
        sent = citizen.browser.post("/report/", data=form, headers=asks)
        assert (sent.status_code, sent.get_json()) == (200, {"receipt": "/report/receipt/"})
    assert len(citizen.reports()) == 1


def test_a_page_and_a_worker_that_send_at_once_send_one(service_app: Flask, office: Office) -> None:
    form = Citizen(service_app.test_client(), office).open_form()

    def send(_: int) -> int:
        browser = service_app.test_client()
        return browser.post("/report/", data=form, headers={"Accept": "application/json"}).status_code

    with ThreadPoolExecutor(4) as hands:
        assert set(hands.map(send, range(8))) == {200}
    assert len(Citizen(service_app.test_client(), office).reports()) == 1


def kept_for_later(page: Page) -> None:
    """Wait until the browser has all that it opens the form with."""
    until(lambda: bool(page.evaluate("navigator.serviceWorker.controller !== null")))


@pytest.fixture
def unplugged(phone: Callable[..., Page], plug: Plug) -> Page:
    """A browser that saw the form once, and then lost its network."""
    page = phone()
    kept_for_later(page)
    plug.pull()
    page.context.set_offline(True)
    page.goto(plug.address + "/report/")
    page.wait_for_selector("[data-step=offline]")
    return page


@pytest.fixture
def plugged_in(plug: Plug) -> Callable[[Page], None]:
    """plugged_in(page) gives the network back."""

    def back(page: Page) -> None:
        plug.put_in()
        page.context.set_offline(False)

    return back


def write(page: Page) -> None:
    pin(page) if page.locator("#place .found").count() else page.click("#map", position={"x": 200, "y": 150})
    page.select_option("#category", "chieu-sang")
    page.fill("[name='q.so-tru-den']", "NTMK 25")
    page.fill("#text", SAID)
    page.set_input_files("#photos", PICTURE)
    page.wait_for_selector("#chosen:not(:empty)")


def check_one_came_in(office: Office) -> None:
    (report,) = reports(office)
    assert (report.text, report.category) == (SAID, "chieu-sang")
    with office.private.reading() as session:
        assert len(session.exec(select(Photo)).all()) == 1
        assert session.exec(select(ReportAnswer)).one().value == "NTMK 25"


def test_a_report_written_without_a_network_is_sent_once(
    unplugged: Page, office: Office, plugged_in: Callable[[Page], None]
) -> None:
    page = unplugged
    assert axe.check(page) == []
    write(page)
    page.click("#send")
    page.wait_for_selector("#trouble", state="visible")
    assert reports(office) == []
    plugged_in(page)
    page.wait_for_url("**/report/receipt/")
    assert len(page.inner_text("#code")) == 24
    check_one_came_in(office)


def test_a_draft_with_a_photo_survives_a_closed_browser(
    unplugged: Page, plug: Plug, office: Office, plugged_in: Callable[[Page], None]
) -> None:
    write(unplugged)
    unplugged.fill("#phone", "0900 000 002")
    unplugged.wait_for_timeout(300)  # it is kept at every letter; the last write may be under way
    again = unplugged.context.new_page()
    unplugged.close()
    again.goto(plug.address + "/report/")
    again.wait_for_selector("#chosen:not(:empty)")
    assert again.input_value("#text") == SAID
    assert again.input_value("[name='q.so-tru-den']") == "NTMK 25"
    assert again.input_value("#phone") == "", "contact data is in no draft"
    again.click("#send")
    again.wait_for_selector("#trouble", state="visible")
    again.close()
    plugged_in(later := unplugged.context.new_page())
    later.goto(plug.address + "/report/")
    until(lambda: len(reports(office)) == 1)
    later.wait_for_selector("#outbox-receipt button", state="visible")
    later.click("#outbox-receipt button")
    later.wait_for_url("**/report/receipt/")
    assert len(later.inner_text("#code")) == 24
    check_one_came_in(office)


def test_a_network_lost_at_the_last_step_sends_later(
    phone: Callable[..., Page], plug: Plug, office: Office, plugged_in: Callable[[Page], None]
) -> None:
    page = phone()
    pin(page)
    go(page, "what")
    page.select_option("#category", "chieu-sang")
    page.fill("#text", SAID)
    go(page, "details")
    page.fill("#phone", "0900 000 002")
    go(page, "preview")
    plug.pull()
    page.context.set_offline(True)
    page.click("#send")
    page.wait_for_selector("#trouble", state="visible")
    assert "tự gửi một lần" in page.inner_text("#trouble")
    plugged_in(page)
    page.wait_for_url("**/report/receipt/")
    (report,) = reports(office)
    assert report.text == SAID


def test_a_lost_step_goes_on_in_the_offline_form(
    phone: Callable[..., Page], plug: Plug, office: Office, plugged_in: Callable[[Page], None]
) -> None:
    page = phone()
    kept_for_later(page)
    pin(page)
    go(page, "what")
    page.select_option("#category", "chieu-sang")
    page.fill("#text", SAID)
    page.wait_for_timeout(600)
    plug.pull()
    page.context.set_offline(True)
    page.click(".go")
    page.click("#unplugged a")
    page.wait_for_selector("[data-step=offline]")
    until(lambda: page.input_value("#text") == SAID)
    assert page.input_value("#point")
    page.click("#send")
    page.wait_for_selector("#trouble", state="visible")
    plugged_in(page)
    page.wait_for_url("**/report/receipt/")
    assert [report.text for report in reports(office)] == [SAID]


def test_a_draft_left_online_is_offered_again(phone: Callable[..., Page], office: Office) -> None:
    page = phone()
    pin(page)
    go(page, "what")
    page.select_option("#category", "chieu-sang")
    page.fill("#text", SAID)
    page.wait_for_timeout(600)
    page.context.clear_cookies()  # as a closed browser does
    again = page.context.new_page()
    page.close()
    again.goto(page.url.replace("what/", ""))
    again.wait_for_selector("#kept", state="visible")
    assert "Đèn đường" in again.inner_text("#kept-text")
    again.click("#resume button[type=submit]")
    again.wait_for_url("**/report/preview/")
    again.click("#send")
    again.wait_for_url("**/report/receipt/")
    again.wait_for_timeout(300)
    again.goto(again.url.replace("receipt/", ""))
    again.wait_for_selector(".go")
    again.wait_for_timeout(300)
    assert not again.is_visible("#kept")
    assert [report.text for report in reports(office)] == [SAID]
