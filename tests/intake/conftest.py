"""A citizen at the form: opens it, fills it in, sends it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from sqlmodel import select
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from minhbach.intake import path
from minhbach.public.models import PublicReport
from minhbach.public.store import public_database
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act

FILLED = {
    "point": "10.7725, 106.6981",
    "category": "thoat-nuoc",
    "text": "Nắp cống trước chợ bị vỡ, xe máy dễ sụp bánh.",
}


@dataclass
class Citizen:
    """Somebody with a browser; `answers` are all that the server said to them."""

    browser: FlaskClient
    office: Office
    answers: list[TestResponse] = field(default_factory=list)

    def open_form(self) -> dict[str, str]:
        """A fresh form's fields, filled in believably."""
        page = self._said(self.browser.get("/report/"))
        key = re.search(r'name="key" value="([^"]+)"', page.text)
        assert key
        return FILLED | {"key": key[1]}

    def send(self, form: dict[str, str] | None = None, htmx: bool = False, **changes: object) -> TestResponse:
        """Send a form, by default a fresh one; `changes` overwrite fields."""
        data: dict[str, object] = {**(form or self.open_form()), **changes}
        headers = {"HX-Request": "true"} if htmx else {}
        return self._said(self.browser.post("/report/", data=data, headers=headers))

    def step(self, step: str, form: dict[str, str], htmx: bool = False, **changes: object) -> TestResponse:
        """Send one step's page; what is not among its fields is left out, as a browser does."""
        own = {"place": ("point",), "what": ("category", "text"), "details": (), "preview": ()}[step]
        fields = {name: form[name] for name in ("key", *own) if name in form}
        headers = {"HX-Request": "true"} if htmx else {}
        data: dict[str, object] = {**fields, "step": step, **changes}
        return self._said(self.browser.post(f"/report/{step}/", data=data, headers=headers))

    def open_preview(self, **changes: object) -> tuple[dict[str, str], str]:
        """Walk to the last step; the form's fields and that page."""
        form = self.open_form() | {name: str(value) for name, value in changes.items() if name in FILLED}
        rest = {name: value for name, value in changes.items() if name not in FILLED}
        for step in ("place", "what"):
            self.step(step, form)
        self.step("details", form, **rest)
        return form, self._said(self.browser.get("/report/preview/")).text

    def code(self) -> str:
        """The tracking code on the receipt that this browser may see."""
        page = self._said(self.browser.get("/report/receipt/"))
        found = re.search(r'id="code">\s*([A-Z0-9-]{24})', page.text)
        assert found, "no receipt"
        return found[1]

    def look_up(self, code: str) -> TestResponse:
        """Ask where the report with this code stands."""
        return self._said(self.browser.post("/track/", data={"code": code}))

    def reports(self) -> list[Report]:
        """What is in the private database."""
        with self.office.private.reading() as session:
            return list(session.exec(select(Report)))

    def _said(self, answer: TestResponse) -> TestResponse:
        answer.request.environ["wsgi.input"].close()  # the client leaves a large body's file open
        self.answers.append(answer)
        return answer


@pytest.fixture(autouse=True)
def _without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Photos are cleaned here and now: the models that find faces take seconds to load for each upload."""
    monkeypatch.setattr(path, "models_at", lambda cache: None)


@pytest.fixture
def citizen(service: FlaskClient, office: Office) -> Citizen:
    return Citizen(service, office)


@pytest.fixture
def code(citizen: Citizen) -> str:
    """The code of a report that has come in."""
    citizen.send()
    return citizen.code()


@pytest.fixture
def photo() -> Callable[..., tuple[BytesIO, str]]:
    """photo(format, name, width) is an upload of a small picture that tells where it was taken."""

    def make(
        kind: str = "JPEG", name: str = "Canary-of-the-sender.jpg", width: int = 320
    ) -> tuple[BytesIO, str]:
        exif = Image.Exif()
        exif[0x010E] = "Canary description"
        data = BytesIO()
        Image.linear_gradient("L").resize((width, 240)).convert("RGB").save(data, kind, exif=exif)
        data.seek(0)
        return data, name

    return make


TODAY = date(2025, 3, 5)
"""Of the office in these tests."""
OPERATOR = Actor("Canary Operator", "operator")


@dataclass
class Published:
    """Puts rows into public.db, as the door does."""

    office: Office
    make_report: Callable[..., Report]

    def row(self, public_id: str = "bcdfghjkmn", **changes: object) -> None:
        values = {
            "public_id": public_id, "status": "assigned", "category": "thoat-nuoc", "received": TODAY,
            "text": "Nắp hố ga trước chợ bị vỡ, rất nguy hiểm.", "lat": 10.7726, "lon": 106.6982,
            "location_method": "grid-10m", "location_uncertainty_m": 10, "vintage": "2025-01-01",
            "ward_code": "26743", "district_code": "760", "channel": "web",
        }  # fmt: skip
        with public_database(self.office.settings.public_url).writing() as session:
            session.add(PublicReport(**(values | changes)))

    def report(self, **changes: object) -> Report:
        """A report that is being worked on, with its public row."""
        report = self.make_report(**changes)
        given = {"category": "thoat-nuoc", "agency": "tt-ha-tang-ky-thuat"}
        with self.office.private.writing() as session:
            act(session, report.id or 0, Step("accept", OPERATOR, self.office.now(), given=given))
        self.row(report.public_id)
        return report


@pytest.fixture
def published(office: Office, make_report: Callable[..., Report]) -> Published:
    return Published(office, make_report)


PHONE: ViewportSize = {"width": 390, "height": 844}


class Plug:
    """The service app on a port of its own, whose cable can be pulled."""

    def __init__(self, app: Flask) -> None:
        self.app, self.port = app, 0
        self.put_in()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put_in(self) -> None:
        self._server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self._server.port
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    def pull(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def plug(service_app: Flask) -> Iterator[Plug]:
    """plug.pull() and plug.put_in() take the network away and give it back."""
    made = Plug(service_app)
    yield made
    made.pull()


@pytest.fixture
def phone(chromium: Browser, plug: Plug) -> Iterator[Callable[..., Page]]:
    """phone(**options) is a page at the form; none may ask another host for anything, or fail."""
    contexts: list[BrowserContext] = []
    strangers: list[str] = []
    failures: list[str] = []

    def make(path: str = "/report/", **options: object) -> Page:
        given: dict[str, Any] = {"viewport": PHONE, "locale": "vi-VN"} | options
        context = chromium.new_context(**given)
        contexts.append(context)
        ours = (plug.address, "data:", "blob:")
        context.on(
            "request", lambda asked: None if asked.url.startswith(ours) else strangers.append(asked.url)
        )
        context.on("weberror", lambda failed: failures.append(str(failed.error)))
        page = context.new_page()
        page.goto(plug.address + path)
        return page

    yield make
    for context in contexts:
        context.close()
    assert strangers == []
    assert failures == []
