"""htmx on files: a link that swaps a part leads to the same place without a script, and the swap works."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, expect
from tests.public.conftest import FillPublic

from minhbach.public.app import create_public_app

Listen = Callable[..., str]
SWAPPING = ("/reports/", "/wards/2025-01-01/", "/months/2025-03/", "/en/districts/2025-01-01/by/days/")
LINK = re.compile(r'<a [^>]*hx-get="[^"]*"[^>]*>')


def test_href_stands_beside_every_hx(fill_public: FillPublic) -> None:
    room = fill_public(reports=200, status="resolved")
    client = create_public_app(room.settings, opened=room).test_client()
    for path in SWAPPING:
        page = client.get(path).text
        links = LINK.findall(page)
        assert links, path
        for link in links:
            href, get = re.search(r' href="([^"]*)"', link), re.search(r'hx-get="([^"]*)"', link)
            assert href is not None
            assert get is not None
            assert href[1] == get[1]
            assert "?" not in href[1]
            part = re.search(r'hx-select="#([^"]*)"', link)
            assert part is not None
            there = client.get(href[1])
            assert there.status_code == 200
            assert f'id="{part[1]}"' in there.text


def test_tabs_and_pages_swap_and_the_back_button_goes_back(
    fill_public: FillPublic, chromium: Browser, listen: Listen
) -> None:
    room = fill_public(reports=200, status="resolved", on_time=True)
    here = listen(create_public_app(room.settings, opened=room))
    page = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    page.goto(here + "/wards/2025-01-01/")
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="Số ngày giải quyết trung vị").click()
    page.wait_for_url("**/by/days/")
    expect(page.locator("path.leaflet-interactive[class*=shade-]")).to_have_count(273)
    assert page.evaluate("window.stayed") is True, "only a part was loaded"
    page.go_back()
    page.wait_for_url("**/wards/2025-01-01/")
    expect(page.locator("path.leaflet-interactive[class*=shade-]")).to_have_count(273)
    page.goto(here + "/reports/")
    first = page.locator("#reports .card").first.get_attribute("href")
    page.get_by_role("link", name="Cũ hơn").click()
    page.wait_for_url("**/reports/page-2/")
    assert page.locator("#reports .card").first.get_attribute("href") != first
    assert wrong == []
