"""The pages in Chromium: the map draws, nothing breaks the content policy, nothing leaves this host."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page
from tests.public.conftest import FillPublic

from minhbach.public.app import create_public_app

PAGES = ("/", "/wards/2025-01-01/", "/wards/2025-01-01/26740-phuong-ben-nghe/",
         "/districts/2025-01-01/760-quan-1/", "/about/", "/en/")  # fmt: skip


@pytest.fixture
def address(fill_public: FillPublic, listen: Callable[..., str]) -> str:
    """The live public app over 150 reports."""
    room = fill_public(reports=150)
    return listen(create_public_app(room.settings, opened=room))


def watch(page: Page, address: str) -> list[str]:
    """Everything that should not happen."""
    wrong: list[str] = []
    page.on("request", lambda r: None if r.url.startswith((address, "data:")) else wrong.append(r.url))
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return wrong


def test_pages_stay_on_this_host_and_fit_a_phone(chromium: Browser, address: str) -> None:
    for path in PAGES:
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        wrong = watch(page, address)
        page.goto(address + path, wait_until="load")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        page.close()
        assert wrong == [], path


def test_the_map_draws_its_wards_and_leads_to_them(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    wrong = watch(page, address)
    ward = {"body": "the ward", "content_type": "text/html"}
    page.route("**/wards/2025-01-01/*-*/", lambda route: route.fulfill(**ward))
    page.goto(address + "/wards/2025-01-01/", wait_until="load")
    page.wait_for_selector("path.leaflet-interactive")
    assert page.locator("path.leaflet-interactive[class*=shade-]").count() == 273
    first = page.locator("path.leaflet-interactive").first
    assert first.evaluate("path => getComputedStyle(path).fill").startswith("rgb")
    first.dispatch_event("click")
    page.wait_for_url("**/wards/2025-01-01/*-*/")
    page.close()
    assert wrong == []
