"""The map that filters: its counts are the database's, with ranges or without, and without JavaScript."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlmodel import select

from minhbach.public.app import create_public_app, serve_published
from minhbach.public.models import PublicReport
from minhbach.public.showroom import Showroom
from minhbach.release.publish import publish_site

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def address(room: Showroom, tmp_path: Path, listen: Callable[..., str]) -> str:
    """A published site beside the live app."""
    publish_site(room, tmp_path / "build")
    app = create_public_app(room.settings, opened=room, published=tmp_path / "build")
    serve_published(app, tmp_path / "build")
    return listen(app)


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    page = chromium.new_page(viewport=PHONE, base_url=address)
    page.on("request", lambda request: wrong.append(request.url) if address not in request.url else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    wrong: list[str] = []
    yield page
    page.close()
    assert wrong == []


def counted(room: Showroom, **wanted: object) -> int:
    with room.public.reading() as session:
        rows = session.exec(select(PublicReport)).all()
    return sum(all(getattr(row, name) == value for name, value in wanted.items()) for row in rows)


def test_filters_count_as_the_database_does(room: Showroom, page: Page) -> None:
    page.goto("/map/")
    page.wait_for_selector("#map[data-drawn]")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    resolved = counted(room, status="resolved")
    page.get_by_text(f"Trong khung bản đồ: 30 phản ánh, {resolved} đã giải quyết").wait_for()
    page.select_option("select[name=category]", "giao-thong")
    traffic = counted(room, category="giao-thong")
    page.get_by_text(f"{traffic} phản ánh").wait_for()
    assert page.locator("#view tbody tr").count() == 1
    page.select_option("select[name=standing]", "assigned")
    open_ones = counted(room, category="giao-thong", status="assigned")
    page.get_by_text(f"Trong khung bản đồ: {open_ones} phản ánh, 0 đã giải quyết").wait_for()
    page.get_by_role("button", name="Bỏ lọc").click()
    page.select_option("select[name=from]", "2025-05")
    with room.public.reading() as session:
        may = sum(f"{row.received:%Y-%m}" >= "2025-05" for row in session.exec(select(PublicReport)))
    page.get_by_text(f"Trong khung bản đồ: {may} phản ánh").wait_for()
    cells = page.locator("#view tbody td:nth-child(2)").all_inner_texts()
    assert sum(map(int, cells)) == may


def test_a_host_without_ranges_serves_the_map_too(page: Page) -> None:
    def whole(route: object) -> None:
        headers = {name: value for name, value in route.request.headers.items() if name != "range"}  # type: ignore[attr-defined]
        route.continue_(headers=headers)  # type: ignore[attr-defined]

    page.route("**/*.pmtiles", whole)
    page.goto("/en/map/")
    page.wait_for_selector("#map[data-drawn]")
    page.get_by_text("On the map now: 30 reports").wait_for()


def test_no_tiles_yet_is_said(chromium: Browser, room: Showroom, listen: Callable[..., str]) -> None:
    page = chromium.new_page(viewport=PHONE, base_url=listen(create_public_app(room.settings, opened=room)))
    page.goto("/map/")
    page.get_by_text("Không đọc được dữ liệu bản đồ").wait_for()
    assert page.locator("table.units tbody tr").count() == 2
    page.close()


def test_without_javascript_every_ward_is_a_link(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport=PHONE, java_script_enabled=False)
    page.goto(f"{address}/map/")
    assert page.locator("noscript .panel").is_visible()
    assert not page.locator("#map").is_visible()
    assert page.locator("table.units tbody a").count() == 2
    page.close()


def test_the_live_app_answers_range_requests(room: Showroom, tmp_path: Path) -> None:
    publish_site(room, tmp_path / "build")
    app = create_public_app(room.settings, opened=room)
    serve_published(app, tmp_path / "build")
    path = "/data/latest/reports.pmtiles"
    headers = {"Range": "bytes=0-6", "Accept-Encoding": "gzip, br"}
    answer = app.test_client().get(path, headers=headers, buffered=True)
    assert (answer.status_code, answer.data, answer.mimetype) == (206, b"PMTiles", "application/vnd.pmtiles")
