"""Public pages through a browser's eyes: what stands on them, and what may not."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from tests.public.conftest import FillPublic
from tests.public.filling import fill
from tests.stores import Store

from minhbach.config import Settings
from minhbach.pages import CONTENT_SECURITY
from minhbach.public.app import create_public_app
from minhbach.public.counting import queries
from minhbach.public.counting.current import Current
from minhbach.public.pages.addresses import addresses
from minhbach.public.showroom import Showroom

PLACES = (
    "/", "/wards/2025-01-01/", "/districts/2025-01-01/", "/wards/2025-01-01/26740-phuong-ben-nghe/",
    "/districts/2025-01-01/760-quan-1/", "/categories/", "/categories/giao-thong/", "/reports/", "/data/",
    "/data/changes/",
    "/about/", "/vintages/", "/wards/2019-01-01/", "/districts/2019-01-01/769-quan-2/", "/404.html",
)  # fmt: skip


def app_of(room: Showroom) -> Flask:
    app = create_public_app(room.settings, opened=room)
    app.config.update(TESTING=True)
    return app


@pytest.fixture(scope="module")
def visitor(
    tmp_path_factory: pytest.TempPathFactory, boundaries: Path, store: Store
) -> Iterator[FlaskClient]:
    """Somebody looking at 200 reports, which no test changes."""
    home = tmp_path_factory.mktemp("home")
    (home / "boundaries").symlink_to(boundaries)
    settings = Settings.from_environment({"MINHBACH_HOME": str(home)} | store.fill(home))
    room = fill(Showroom.open(settings), reports=200)
    yield app_of(room).test_client()
    room.public.engine.dispose()


class Links(HTMLParser):
    """Every address that a page points at, and whatever a strict content policy would stop."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [(tag, given[name] or "") for name in ("href", "src") if name in given]
        self.ids += [given["id"] or ""] if "id" in given else []
        bad = [name for name in given if name == "style" or name.startswith("on")]
        runs = tag == "script" and given.get("type") != "application/ld+json"  # which is data
        if bad or tag == "style" or (runs and "src" not in given):
            self.inline.append(self.get_starttag_text() or tag)


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_opens_in_both_languages(visitor: FlaskClient, path: str, prefix: str) -> None:
    if path == "/404.html" and prefix:
        return
    answer = visitor.get(prefix + path)
    assert answer.status_code == 200
    assert f'<html lang="{prefix[1:] or "vi"}">' in answer.text
    assert "Dữ liệu minh họa" in answer.text or prefix
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY


def test_every_page_and_link_holds_together(visitor: FlaskClient) -> None:
    """Walk from the home page: each link opens, stays on this host, and carries nothing inline."""
    queue, seen = ["/", "/en/"], {"/", "/en/"}
    outside = {"/report/", "/track/"}
    while queue and len(seen) < 160:
        page = visitor.get(queue.pop(0), buffered=True)
        assert page.status_code == 200, page.request.path
        if page.mimetype != "text/html":
            continue
        links = Links(page.text)
        assert links.inline == [], page.request.path
        assert len(links.ids) == len(set(links.ids)), page.request.path
        for tag, link in links.found:
            if link.startswith("https://creativecommons.org/") and tag == "a":
                continue
            assert re.match(r"/(?!/)|#", link), f"{page.request.path}: {tag} {link}"
            path = link.partition("#")[0]
            if path and path not in seen | outside:
                seen.add(path)
                queue.append(path)


def test_every_route_is_frozen_and_only_read(fill_public: FillPublic) -> None:
    room = fill_public(reports=150, photo="a.jpg", photo_after="b.jpg")
    app = app_of(room)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    assert all(rule.methods == {"GET", "HEAD", "OPTIONS"} for rule in rules)
    assert all(rule.rule == rule.rule.lower() for rule in rules)
    wanted = list(addresses(Current(room)))
    assert {endpoint for endpoint, _ in wanted} == {rule.endpoint for rule in rules}
    with app.test_request_context():
        paths = [url_for(endpoint, **values) for endpoint, values in wanted]
    assert len(paths) == len(set(paths))
    assert all(re.fullmatch(r"[a-z0-9/._-]+", path) for path in paths)


@pytest.mark.parametrize(
    "path",
    ["/nope", "/wards/1999-01-01/", "/wards/2025-01-01/26740/", "/wards/2025-01-01/26740-other-name/",
     "/districts/2025-01-01/999-x/", "/categories/nope/", "/reports/zzzzzzzzzz/", "/reports/page-0/",
     "/reports/page-99/", "/maps/nope.js", "/maps/wards-1999-01-01.js", "/photos/../public.db", "/en/nope"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert "Không tìm thấy trang này" in answer.text or path.startswith("/en")


def test_text_of_strangers_never_becomes_markup(fill_public: FillPublic) -> None:
    evil = '<script>alert(1)</script>{{ 7*7 }}<img src=x onerror=alert(1)>'
    room = fill_public(reports=20, text=evil, answer=evil, category="giao-thong")
    client = app_of(room).test_client()
    with room.public.reading() as session:
        public_id = queries.resolved_ids(session)[0]
    for path in ("/", "/reports/", f"/reports/{public_id}/", "/categories/giao-thong/"):
        page = client.get(path).text
        assert "&lt;script&gt;alert(1)" in page
        assert "<img src=x" not in page
        assert Links(page).inline == []


def test_a_report_still_being_worked_on_has_no_page(fill_public: FillPublic) -> None:
    room = fill_public(reports=5, status="assigned", resolved=None, days=None, answer=None)
    page = app_of(room).test_client().get("/reports/")
    assert "/reports/page" not in page.text
    assert "Chưa có phản ánh nào được giải quyết" in page.text


def test_home_adds_up(fill_public: FillPublic) -> None:
    room = fill_public(reports=100)
    edition, _ = Current(room).now()
    for prefix in ("", "2025", "2025-05"):
        figures = edition.figures(prefix)
        assert figures.received == figures.published + figures.refused + figures.waiting + figures.withheld
        assert figures.resolved <= figures.published
    assert edition.figures().published == 100
    wards = edition.all_units(edition.in_force.id, "ward")
    assert sum(edition.tally(unit).reports for unit in wards) == 100


def test_no_banner_where_nothing_is_made_up(fill_public: FillPublic) -> None:
    page = app_of(fill_public(reports=5, made_up=False)).test_client().get("/")
    assert "minh họa" not in page.text


def test_an_empty_city_has_whole_pages(fill_public: FillPublic) -> None:
    client = app_of(fill_public(reports=0)).test_client()
    for path in PLACES:
        assert client.get(path).status_code == 200, path


def test_before_the_first_release_home_says_so(public_app: Flask) -> None:
    assert "Chưa có đợt công bố nào" in public_app.test_client().get("/").text


def test_a_sensitive_report_tells_the_month_only(fill_public: FillPublic) -> None:
    room = fill_public(reports=30, date_precision="month", location_method="ward", category="y-te")
    with room.public.reading() as session:
        report = queries.latest_resolved(session, 1)[0]
        page = app_of(room).test_client().get(f"/reports/{report.public_id}/").text
    assert f"{report.received:%m/%Y}" in page
    assert f"{report.received:%d/%m/%Y}" not in page
    assert 'class="dot' not in page
