"""A citizen at the form: opens it, fills it in, sends it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import select
from werkzeug.test import TestResponse

from minhbach.records.models import Report
from minhbach.records.office import Office

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


@pytest.fixture
def citizen(service: FlaskClient, office: Office) -> Citizen:
    return Citizen(service, office)


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
