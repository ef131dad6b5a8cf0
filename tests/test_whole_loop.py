"""The whole loop as people walk it: pin on a phone, accept, resolve, publish, read what came of it."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import geopandas
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from shapely.geometry import Point

from minhbach.config import Settings
from minhbach.privacy.door import open_door
from minhbach.public.showroom import Showroom
from minhbach.records.office import Office
from minhbach.records.staff import add_staff
from minhbach.release.publish import publish_site
from minhbach.web import OnePort, create_public_app, create_service_app

PHONE = {"width": 390, "height": 844}
PASSWORD = "một mật khẩu rất dài"  # noqa: S105  (opens only homes made by these tests)
CANARIES = ["Canary Nguyen", "0900 000 001", "0900000001", "canary@example.org", "079000000001", "000.01"]
SAID = (
    "Nắp cống trước chợ bị vỡ, xe máy dễ sụp bánh. Tôi là Canary Nguyen, số 0900 000 001, CCCD 079000000001, "
    "xe 59X1-000.01, thư canary@example.org."
)


@pytest.fixture
def staffed(settings: Settings) -> Office:
    """A home of today with an operator and the drains' agency."""
    office = Office.open(settings)
    with office.private.writing() as session:
        add_staff(session, "lan", PASSWORD, "operator", at=office.now())
        add_staff(session, "minh", PASSWORD, "agency", "tt-ha-tang-ky-thuat", at=office.now())
    return office


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """visit(address) opens a fresh browser there; no page may ask another host for anything."""
    contexts: list[BrowserContext] = []
    strangers: list[str] = []

    def open_page(address: str, path: str, **options: object) -> Page:
        context = chromium.new_context(locale="vi-VN", **options)  # type: ignore[arg-type]
        context.on(
            "request", lambda r: None if r.url.startswith((address, "data:")) else strangers.append(r.url)
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert strangers == []


@pytest.fixture
def host() -> Iterator[Callable[[Path], str]]:
    """host(folder) serves files as any static host does."""
    servers = []

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        thread = Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def report_on_a_phone(page: Page) -> str:
    """Pin, describe, send; returns the tracking code."""
    with page.expect_response(lambda r: r.url.endswith("/report/spot") and r.ok):
        page.locator("#map").click(position={"x": 120, "y": 150})
    page.click(".go")
    page.select_option("#category", "thoat-nuoc")
    page.fill("#text", SAID)
    page.click(".go")
    page.fill("#name", "Canary Nguyen")
    page.fill("#phone", "0900 000 001")
    page.fill("#email", "canary@example.org")
    page.click(".go")
    page.click("#send")
    page.wait_for_url("**/report/receipt/")
    return page.inner_text("#code").strip()


def sign_in(page: Page, name: str) -> None:
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.locator("a[href*='/desk/reports/']").first.click()
    page.wait_for_url(re.compile(r"/desk/reports/\d+/"))


def published_files(settings: Settings, out: Path) -> Iterator[tuple[str, bytes]]:
    """Every byte that the public could get: names and contents of build/, and public.db."""
    for path in out.rglob("*"):
        if path.is_file():
            yield f"{path.relative_to(out)}", path.read_bytes()
    for path in settings.home.glob("public.db*"):
        yield path.name, path.read_bytes()


def test_a_report_goes_all_the_way_round(
    settings: Settings, staffed: Office, listen: Callable[..., str], host: Callable[[Path], str],
    visit: Callable[..., Page], tmp_path: Path,
) -> None:  # fmt: skip
    both = OnePort(create_public_app(settings), create_service_app(settings, staffed))
    address = listen(both)
    code = report_on_a_phone(visit(address, "/report/", viewport=PHONE))

    operator = visit(address, "/desk/")
    sign_in(operator, "lan")
    operator.click("#sort button:not([class])")
    operator.wait_for_load_state()

    agency = visit(address, "/desk/", viewport=PHONE)
    sign_in(agency, "minh")
    agency.fill("#answer", "Đã thay nắp cống mới trong ngày. Cảm ơn ông Canary Nguyen, số 0900 000 001.")
    agency.check("#resolve input[value=fixed_stated]")
    agency.click("#resolve button:not([class])")
    agency.wait_for_load_state()

    tracking = visit(address, "/track/", viewport=PHONE)
    tracking.fill("input[name=code]", code)
    tracking.click("main form button")
    assert "Đã thay nắp cống mới" in tracking.inner_text("main")

    out = tmp_path / "build"
    open_door(staffed, Showroom.open(settings).public)
    publish_site(Showroom.open(settings), out)

    feature = json.loads((out / "data/latest/reports.geojson").read_text())["features"][0]
    facts = feature["properties"]
    assert (facts["status"], facts["category"]) == ("resolved", "thoat-nuoc")
    ward = staffed.atlas.unit(facts["vintage"], facts["ward_code"])
    assert ward
    assert ward.geometry.covers(Point(feature["geometry"]["coordinates"]))

    page = visit(host(out), f"/reports/{facts['public_id']}/", viewport=PHONE)
    said = page.inner_text("main")
    assert "Nắp cống trước chợ bị vỡ" in said
    assert "Đã thay nắp cống mới" in said
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    for name, content in published_files(settings, out):
        for canary in [*CANARIES, code]:
            assert canary.encode() not in content, f"{canary} in {name}"
            assert canary not in name


def test_a_refused_report_tells_its_sender_why_and_is_never_public(
    settings: Settings, staffed: Office, listen: Callable[..., str], visit: Callable[..., Page],
    tmp_path: Path,
) -> None:  # fmt: skip
    address = listen(create_service_app(settings, staffed))
    code = report_on_a_phone(visit(address, "/report/", viewport=PHONE))
    operator = visit(address, "/desk/")
    sign_in(operator, "lan")
    operator.click("summary:has-text('Từ chối')")
    operator.check("#refuse input[value=spam]")
    operator.fill("#refusal_note", "Mời anh chị gửi lại kèm vị trí.")
    operator.click("#refuse button")
    operator.wait_for_load_state()

    tracking = visit(address, "/track/", viewport=PHONE)
    tracking.fill("input[name=code]", code)
    tracking.click("main form button")
    read = tracking.inner_text("main")
    assert "Mời anh chị gửi lại kèm vị trí." in read
    assert staffed.city.refusals["spam"].text["vi"] in read

    open_door(staffed, Showroom.open(settings).public)
    publish_site(Showroom.open(settings), tmp_path / "build")
    # Empty data too must open: a city's first day must not break a journalist's script.
    latest = tmp_path / "build/data/latest"
    assert json.loads((latest / "reports.geojson").read_text())["features"] == []
    wards = geopandas.read_file(latest / "wards.geojson")
    assert len(wards) == len(staffed.atlas.wards(f"{wards['vintage'].iloc[0]:%Y-%m-%d}"))
    assert set(wards["reports"]) == {0}
