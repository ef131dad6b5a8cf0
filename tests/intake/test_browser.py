"""The form in a real browser on a phone's screen: with and without scripts, by keyboard, offline."""

import time
from collections.abc import Callable, Iterator
from io import BytesIO

import numpy as np
import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page
from sqlmodel import select

from minhbach.records.models import Report
from minhbach.records.office import Office

PHONE = {"width": 390, "height": 844}
SAID = "Nắp cống trước chợ vỡ, gọi 0900 000 001 để biết thêm."


@pytest.fixture
def address(service_app: Flask, listen: Callable[..., str]) -> str:
    """The service app on a port of its own."""
    return listen(service_app)


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """phone(**options) is a page at the form; no page may ask another host for anything."""
    contexts = []
    strangers: list[str] = []

    def make(**options: object) -> Page:
        context = chromium.new_context(viewport=PHONE, locale="vi-VN", **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.on(
            "request",
            lambda asked: None if asked.url.startswith((address, "data:")) else strangers.append(asked.url),
        )
        page = context.new_page()
        page.goto(f"{address}/report/")
        return page

    yield make
    for context in contexts:
        context.close()
    assert strangers == []


def describe(page: Page) -> None:
    page.select_option("#category", "thoat-nuoc")
    page.fill("#text", SAID)


def draft(page: Page) -> str:
    """What the browser keeps; read here, because the pages forbid the eval that Playwright waits with."""
    kept: str = page.evaluate("localStorage.getItem('minhbach.draft') || ''")
    return kept


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def reports(office: Office) -> list[Report]:
    with office.private.reading() as session:
        return list(session.exec(select(Report)))


def test_the_rivers_come_with_the_first_touch(phone: Callable[..., Page]) -> None:
    page = phone()
    page.wait_for_selector(".edges")
    assert page.locator("#map path.water").count() == 0
    page.click("#map")
    page.wait_for_selector("#map path.water", state="attached")
    assert page.locator("#map path.water").count() == 4


def test_a_tap_and_a_few_words_become_a_report(phone: Callable[..., Page], office: Office) -> None:
    page = phone()
    page.wait_for_selector(".edges")
    page.click("#map", position={"x": 200, "y": 150})
    page.wait_for_selector("#place .found")
    describe(page)
    page.wait_for_selector("#preview mark")
    assert "0900" not in page.inner_text("#preview")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.click("#send")
    page.wait_for_url("**/report/receipt/")
    code = page.inner_text("#code")
    page.goto(page.url.replace("/report/receipt/", "/track/"))
    page.fill("#code", code)
    page.keyboard.press("Enter")
    assert page.inner_text("#status") == "Chờ tổng đài viên xem"
    assert code not in page.url
    assert [report.text for report in reports(office)] == [SAID]


def test_faults_are_told_and_forgiven_one_by_one(phone: Callable[..., Page], office: Office) -> None:
    page = phone()
    page.click("#send")
    page.wait_for_selector("#summary:focus")
    assert page.locator("#summary li").count() == 3
    assert page.get_attribute("#text", "aria-invalid") == "true"
    page.fill("#text", SAID)
    assert page.get_attribute("#text", "aria-invalid") is None
    assert page.locator("#summary li").count() == 2
    assert reports(office) == []


def test_a_keyboard_alone_is_enough(phone: Callable[..., Page], office: Office) -> None:
    page = phone()
    page.focus("#map")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(400)  # the map glides
    page.keyboard.press("Enter")
    page.wait_for_selector("#place .found")
    page.focus("#category")
    page.keyboard.type("Thoát")
    page.focus("#text")
    page.keyboard.type(SAID)
    page.focus("#send")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/receipt/")
    (report,) = reports(office)
    assert report.category == "thoat-nuoc"
    assert (report.lat, report.lon) != office.city.centre


def test_the_untouched_middle_of_the_map_is_no_pin(phone: Callable[..., Page], office: Office) -> None:
    page = phone()
    page.click("#pin-here")
    page.wait_for_selector("#place .error")
    assert "mặc định" in page.inner_text("#place")


def test_the_phone_says_where_it_is_and_how_surely(phone: Callable[..., Page]) -> None:
    here = {"latitude": 10.7725, "longitude": 106.6981, "accuracy": 60}
    page = phone(geolocation=here, permissions=["geolocation"])
    page.click("#here")
    page.wait_for_selector("#place .found")
    assert "60 m" in page.inner_text("#gps")
    assert page.locator("path.around").count() == 1


def test_without_scripts_everything_still_works(phone: Callable[..., Page], office: Office) -> None:
    page = phone(java_script_enabled=False)
    page.select_option("#area", label="Phường Bến Thành")
    page.click("button[formaction='/report/pin/']")
    page.click("input[name=still]", position={"x": 160, "y": 160})
    assert "Phường Bến Thành" in page.inner_text("#place")
    describe(page)
    page.click("button[formaction='/report/preview']")
    assert page.locator("#preview mark").count() == 1
    page.click("#send")
    assert page.url.endswith("/report/receipt/")
    assert len(page.inner_text("#code")) == 24
    assert len(reports(office)) == 1


def test_a_draft_outlives_the_browser_and_is_sent_once(phone: Callable[..., Page], office: Office) -> None:
    page = phone()
    page.click("#map", position={"x": 200, "y": 150})
    describe(page)
    page.fill("#phone", "0900 000 002")
    until(lambda: SAID in draft(page))
    assert "0900 000 002" not in draft(page)
    again = page.context.new_page()
    again.goto(page.url)
    page.close()
    again.wait_for_selector("#draft", state="visible")
    assert again.input_value("#text") == SAID
    again.wait_for_selector("#place .found")
    again.context.set_offline(True)
    again.click("#send")
    again.wait_for_selector("#trouble", state="visible")
    assert reports(office) == []
    again.context.set_offline(False)
    again.wait_for_url("**/report/receipt/")
    until(lambda: draft(again) == "")
    assert len(reports(office)) == 1


def test_photos_are_made_smaller_before_they_are_sent(phone: Callable[..., Page]) -> None:
    noise = np.random.default_rng(7).integers(0, 255, (1200, 1600, 3), dtype=np.uint8)
    data = BytesIO()
    Image.fromarray(noise).save(data, "JPEG", quality=90)
    page = phone()
    page.set_input_files(
        "#photos", {"name": "large.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}
    )
    page.wait_for_selector("#chosen:not(:empty)")
    assert "1 ảnh" in page.inner_text("#chosen")
    assert page.evaluate("document.getElementById('photos').files[0].size") < len(data.getvalue())
