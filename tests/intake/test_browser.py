"""The form in a real browser on a phone's screen: with and without scripts, and by keyboard alone."""

import gzip
import re
import time
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Page
from sqlmodel import select
from tests import axe

from minhbach.records.models import RedactionEdit, Report
from minhbach.records.office import Office

from .conftest import PHONE, Plug, Published

SAID = "Nắp cống trước chợ vỡ, gọi 0900 000 001 để biết thêm."
MOST_FIRST_VIEW = 100_000


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def reports(office: Office) -> list[Report]:
    with office.private.reading() as session:
        return list(session.exec(select(Report)))


def pin(page: Page) -> None:
    page.wait_for_selector(".edges", state="attached")
    page.click("#map", position={"x": 200, "y": 150})
    page.wait_for_selector("#place .found")


def go(page: Page, step: str) -> None:
    page.click(".go")
    page.wait_for_url(f"**/report/{step}/")


def describe(page: Page) -> None:
    page.select_option("#category", "thoat-nuoc")
    page.fill("#text", SAID)


def fits(page: Page) -> bool:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width <= PHONE["width"]


def test_the_rivers_come_with_the_first_touch(phone: Callable[..., Page]) -> None:
    page = phone()
    page.wait_for_selector(".edges")
    assert page.locator("#map path.water").count() == 0
    page.click("#map")
    page.wait_for_selector("#map path.water", state="attached")
    assert page.locator("#map path.water").count() == 4


def test_the_first_view_is_light(service: FlaskClient) -> None:
    """What a phone loads before it can pin, over the wire: page, styles, scripts, the map and its lines."""
    page = service.get("/report/")
    linked = re.findall(r'<(?:script|link)[^>]*(?:src|href)="(/[^"]+)"', page.text)
    linked += re.findall(r'data-(?:outlines|wards)="([^"]+)"', page.text)
    weights = {"/report/": len(page.data)}
    for address in linked:
        if not address.endswith(".webmanifest"):  # asked for when the page is there
            answer = service.get(address, headers={"Accept-Encoding": "gzip"})
            packed = answer.headers.get("Content-Encoding") == "gzip"
            weights[address] = len(answer.data if packed else gzip.compress(answer.data))
            answer.close()
    assert len(weights) > 8
    assert sum(weights.values()) <= MOST_FIRST_VIEW, weights


def test_a_tap_and_a_few_words_become_a_report(phone: Callable[..., Page], office: Office) -> None:
    page = phone()
    pin(page)
    go(page, "what")
    assert fits(page)
    describe(page)
    page.wait_for_selector("#hint .warned")
    go(page, "details")
    assert fits(page)
    page.fill("#phone", "0900 000 002")
    go(page, "preview")
    assert fits(page)
    assert page.locator("#preview mark").count() == 1
    assert "0900" not in page.inner_text("#preview")
    page.click("#send")
    page.wait_for_url("**/report/receipt/")
    code = page.inner_text("#code")
    page.goto(page.url.replace("/report/receipt/", "/track/"))
    page.fill("#code", code)
    page.keyboard.press("Enter")
    page.wait_for_selector("#status")
    assert code not in page.url
    assert [report.text for report in reports(office)] == [SAID]


def test_the_back_button_goes_back_a_step_and_no_page_is_kept_in_history(phone: Callable[..., Page]) -> None:
    page = phone()
    pin(page)
    go(page, "what")
    describe(page)
    go(page, "details")
    page.go_back()
    page.wait_for_url("**/report/what/")
    page.wait_for_selector("#text")
    assert page.input_value("#text") == SAID
    page.click("button[name=back]")
    page.wait_for_url("**/report/place/")
    page.wait_for_selector("#map .pin")
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert not [word for word in ("history-cache", "cống", "0900", "106.6") if word in kept]


def test_words_and_parts_of_a_photo_are_hidden_by_a_touch(phone: Callable[..., Page], office: Office) -> None:
    page = phone()
    pin(page)
    go(page, "what")
    describe(page)
    go(page, "details")
    page.set_input_files("#photos", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": noise(320, 240)})
    page.wait_for_selector("#chosen:not(:empty)")
    go(page, "preview")
    assert page.locator(".cells label:visible").count() == 0, "no touch hides by mistake"
    page.check(".toggle")
    page.click(".cells label >> nth=3")
    page.click(".hiding summary")
    page.click(".words label:has-text('chợ')")
    page.wait_for_selector("#preview mark:has-text('[đã che]')")
    page.click("#send")
    page.wait_for_url("**/report/receipt/")
    with office.private.reading() as session:
        (edit,) = session.exec(select(RedactionEdit)).all()
    assert SAID[edit.start : edit.end] == "chợ"


def test_faults_are_told_and_forgiven_one_by_one(phone: Callable[..., Page], office: Office) -> None:
    page = phone()
    page.click(".go")
    page.wait_for_selector("#summary:focus")
    pin(page)
    assert page.locator("#summary").count() == 0
    go(page, "what")
    page.click(".go")
    page.wait_for_selector("#summary:focus")
    assert page.locator("#summary li").count() == 2
    assert page.get_attribute("#text", "aria-invalid") == "true"
    page.fill("#text", SAID)
    assert page.get_attribute("#text", "aria-invalid") is None
    assert page.locator("#summary li").count() == 1
    assert reports(office) == []


def test_a_keyboard_alone_is_enough(phone: Callable[..., Page], office: Office) -> None:
    page = phone()
    page.focus("#map")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(400)  # the map glides
    page.keyboard.press("Enter")
    page.wait_for_selector("#place .found")
    page.focus(".go")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:focus")
    page.focus("#category")
    page.keyboard.type("Thoát")
    page.keyboard.press("Tab")
    page.keyboard.type(SAID)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/details/")
    page.wait_for_selector("#photos")
    page.focus(".go")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/preview/")
    page.wait_for_selector(".hiding")
    page.focus(".hiding summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_selector("#preview blockquote:has-text('Nắp [đã che] trước')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "keep_private", "all words are one stop of Tab"
    page.focus("#send")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/receipt/")
    (report,) = reports(office)
    assert report.category == "thoat-nuoc"
    assert (report.lat, report.lon) != office.city.centre


def test_the_untouched_middle_of_the_map_is_no_pin(phone: Callable[..., Page]) -> None:
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
    page.click("button[formaction='/report/pin/']")
    page.select_option("#area", label="Phường Bến Thành")
    page.click("button[formaction='/report/pin/']")
    page.click("input[name=still]", position={"x": 160, "y": 160})
    assert "Phường Bến Thành" in page.inner_text("#place")
    page.click(".go")
    describe(page)
    page.click(".go")
    page.set_input_files("#photos", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": noise(320, 240)})
    page.click(".go")
    assert page.locator("#preview mark").count() == 1
    page.click(".hiding summary")
    page.click(".words label:has-text('chợ')")
    page.check(".toggle")
    page.click(".cells label >> nth=3")
    page.click("button.no-script")
    assert page.locator("#preview mark").count() == 2
    assert page.locator(".cells input:checked").count() == 1
    page.click("#send")
    assert page.url.endswith("/report/receipt/")
    assert len(page.inner_text("#code")) == 24
    assert len(reports(office)) == 1


def test_who_finds_it_told_already_presses_one_button(
    phone: Callable[..., Page],
    published: Published,
    office: Office,
) -> None:
    report = published.report()
    page = phone()
    page.fill("#q", "10.7725, 106.6981")
    page.click("#found button")
    page.wait_for_selector("#place .found")
    go(page, "what")
    page.select_option("#category", "thoat-nuoc")
    page.click("#nearby a.button")
    page.wait_for_url(f"**/report/me-too/{report.public_id}/")
    assert axe.check(page) == []
    page.click("main form button")
    page.wait_for_selector(".panel.good")
    assert len(reports(office)) == 1


def noise(width: int, height: int) -> bytes:
    """A JPEG that does not pack well."""
    data = BytesIO()
    Image.fromarray(np.random.default_rng(7).integers(0, 255, (height, width, 3), dtype=np.uint8)).save(
        data, "JPEG", quality=90
    )
    return data.getvalue()


def test_photos_are_made_smaller_and_told_before_they_are_sent(phone: Callable[..., Page]) -> None:
    page = phone()
    pin(page)
    go(page, "what")
    describe(page)
    go(page, "details")
    large = noise(1600, 1200)
    page.set_input_files("#photos", {"name": "large.jpg", "mimeType": "image/jpeg", "buffer": large})
    page.wait_for_selector("#chosen:not(:empty)")
    assert re.search(r"1 ảnh, tổng cộng \d(,\d)? MB", page.inner_text("#chosen"))
    assert page.evaluate("document.getElementById('photos').files[0].size") < len(large)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_of_the_form_shuts_anybody_out(
    phone: Callable[..., Page],
    plug: Plug,
    published: Published,
    language: str,
) -> None:
    published.report()
    page = phone(f"/report/?lang={language}")
    found: dict[str, list[str]] = {}
    pin(page)
    found["place"] = axe.check(page)
    go(page, "what")
    page.click(".go")
    page.wait_for_selector("#summary:focus")
    found["what with faults"] = axe.check(page)
    page.select_option("#category", "chieu-sang")
    page.fill("#text", SAID)
    page.wait_for_selector("#hint .warned")
    found["what"] = axe.check(page)
    go(page, "details")
    page.set_input_files("#photos", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": noise(320, 240)})
    page.wait_for_selector("#chosen:not(:empty)")
    found["details"] = axe.check(page)
    go(page, "preview")
    page.click(".hiding summary")
    page.check(".toggle")
    found["preview"] = axe.check(page)
    page.click("button[name=back]")
    page.wait_for_selector(".thumbs")
    found["details with a photo"] = axe.check(page)
    go(page, "preview")
    page.click("#send")
    page.wait_for_url("**/report/receipt/")
    found["receipt"] = axe.check(page)
    page.goto(f"{plug.address}/report/offline/")
    found["offline"] = axe.check(page)
    assert {name: faults for name, faults in found.items() if faults} == {}
