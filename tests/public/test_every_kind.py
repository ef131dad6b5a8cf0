"""Every kind of page in both languages: open to all, valid, light, and on this host alone."""

import gzip
import re
from collections.abc import Callable
from urllib.parse import urljoin

import html5lib
import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlmodel import select
from tests import axe
from tests.public.filling import RELEASED, fill

from minhbach.config import Settings
from minhbach.public.app import create_public_app
from minhbach.public.counting.releases import date_release
from minhbach.public.models import PublicEvent, PublicMerit, PublicRefusal, PublicReport
from minhbach.public.pages.addresses import addresses
from minhbach.public.showroom import Showroom

Listen = Callable[..., str]
LIGHT = 60_000
"""Bytes of a ward's page with all that it loads, compressed."""


@pytest.fixture
def app(settings: Settings) -> Flask:
    """The public app with something of everything, long names and hostile words included."""
    room = fill(Showroom.open(settings), reports=160, on_time=True, outcome="fixed_stated")
    with room.public.writing() as session:
        for row in session.exec(select(PublicReport).where(PublicReport.status == "resolved").limit(20)):
            row.due, row.reports, row.reopened, row.rule = row.received, 3, 1, "2025"
            row.interim = "Đơn vị đã khảo sát, đang chờ vật tư <script>alert(1)</script> & sẽ làm trong tuần."
            session.add(row)
            session.add(PublicEvent(public_id=row.public_id, number=1, kind="received", day=row.received))
            session.add(PublicEvent(public_id=row.public_id, number=2, kind="resolved", day=RELEASED))
        for ground in room.city.refusals:
            session.add(PublicRefusal(month="2025-01", ground=ground, reports=2))
        session.add(PublicMerit(number=1, kind="violation", who="so-xay-dung", day="2025-05-01",
                                ground="Quyết định rất dài " * 8, text="Trễ hạn."))  # fmt: skip
        session.flush()
        date_release(session, RELEASED)
    return create_public_app(settings, opened=room)


@pytest.fixture
def kinds(app: Flask) -> list[str]:
    """An address of each kind of HTML page in each language: the last that the freeze names."""
    found = {}
    with app.test_request_context():
        for endpoint, values in addresses(app.extensions["minhbach.current"]):
            found[endpoint] = url_for(endpoint, **values)
    pages = [path for path in found.values() if path.endswith(("/", ".html"))]
    assert len(pages) > 40
    return pages


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    app: Flask, kinds: list[str], chromium: Browser, listen: Listen, scheme: str
) -> None:
    here = listen(app)
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda r: None if r.url.startswith((here, "data:")) else elsewhere.append(r.url))
    faults = {}
    # Dark colours are the same rules with other numbers: a third of the pages will do.
    for path in kinds if scheme == "light" else kinds[::3]:
        page.goto(here + path, wait_until="load")
        wide = page.evaluate("document.documentElement.scrollWidth")
        wrong = axe.check(page) + ([f"{wide} px wide"] if wide > 390 else [])
        if wrong:
            faults[path] = wrong
    context.close()
    assert faults == {}, "\n".join(f"{path}: {wrong}" for path, wrong in faults.items())
    assert elsewhere == []


def test_every_page_is_valid_html(app: Flask, kinds: list[str]) -> None:
    client = app.test_client()
    for path in kinds:
        parser = html5lib.HTMLParser()
        parser.parse(client.get(path).text)
        assert [(place, code) for place, code, _ in parser.errors] == [], path


def test_a_wards_page_is_light(app: Flask, kinds: list[str]) -> None:
    client = app.test_client()
    path = next(path for path in kinds if re.fullmatch(r"/wards/[^/]+/[^/]+/", path))
    html = read(client, path)
    names = r'(?:<link rel="(?:stylesheet|icon)" href|<script src|<img[^>]* src)="([^"]+)"'
    loaded = set(re.findall(names, html.decode()))
    for sheet in [one for one in loaded if one.endswith(".css")]:
        links = re.findall(r'url\("([^"]+)"\)', read(client, sheet).decode())
        loaded |= {urljoin(sheet, link) for link in links}
    weights = {one: len(gzip.compress(read(client, one))) for one in loaded}
    assert len(weights) >= 4
    assert len(gzip.compress(html)) + sum(weights.values()) <= LIGHT, weights


def read(client: FlaskClient, path: str) -> bytes:
    with client.get(path) as answer:
        return answer.data
