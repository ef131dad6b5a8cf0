"""Pages in English say nothing in Vietnamese, but names and what people wrote themselves."""

import io
import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import select
from tests.intake.conftest import FILLED, Citizen
from tests.public.filling import TEXTS, fill

from minhbach.city.rules import Rules
from minhbach.config import Settings
from minhbach.privacy.text import PLACEHOLDERS
from minhbach.public.app import create_public_app
from minhbach.public.models import PublicReport
from minhbach.public.showroom import Showroom
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.originals import keep_original
from minhbach.records.staff import add_staff
from minhbach.records.work import Actor, Step, act
from minhbach.records.workflow import ADMIN, AGENCY, OPERATOR

VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I)
PASSWORD = "một mật khẩu rất dài"  # noqa: S105  (opens only homes made by these tests)
DRAINS = "tt-ha-tang-ky-thuat"
SAID = "Nap cong bi vo, goi chi Lan 0900 000 001 hoac lan@example.org"
ANSWER = "Đội đã thay nắp cống mới trong sáng nay."
PUBLIC = (
    "", "wards/2025-01-01/", "districts/2025-01-01/", "categories/", "categories/thoat-nuoc/", "reports/",
    "data/", "data/changes/", "about/", "agencies/", "months/", "refusals/", "rules/", "merit/", "verify/",
    "search/", "map/", "protect/", "wards/2025-01-01/by/days/", "nowhere/",
)  # fmt: skip
GIVEN: dict[str, dict[str, str | None]] = {
    "refuse": {"refusal": "spam"},
    "accept": {"category": "thoat-nuoc", "agency": DRAINS},
    "resolve": {"answer": ANSWER, "outcome": "fixed_stated"},
}
WRONG = {
    "refuse": {"refusal": ""},
    "accept": {"category": "", "agency": ""},
    "reveal": {"reason": ""},
    "hide": {"part": "text", "words": "nowhere", "kind": "PERSON"},
    "show": {"part": "text", "span": "nowhere"},
}


class Said(HTMLParser):
    """What a page says: its text, and the attributes that are read to people."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value for name, value in attrs if value and name not in ("href", "value", "src")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def foreign(page: str, names: Iterable[str]) -> list[str]:
    """What an English page says in Vietnamese, beside the names and texts that it may."""
    said = Said()
    said.feed(page)
    known = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    return [text for text in said.texts if VIETNAMESE.search(known.sub("", text))]


def names_of(room: Showroom | Office) -> set[str]:
    """The names and credits that stay as they are in every language."""
    vintages = room.atlas.vintages
    units = [unit for v in vintages for unit in (*room.atlas.wards(v.id), *room.atlas.districts(v.id))]
    names = {room.city.service.within("en"), "Tiếng Việt"}
    names |= {rule.name.within("en") for rule in Rules.load(room.settings.data).rules}
    return names | {unit.name for unit in units}


@pytest.fixture
def room(settings: Settings) -> Showroom:
    """Filled public pages."""
    return fill(Showroom.open(settings), reports=60)


def test_public_pages_in_english(room: Showroom) -> None:
    browser = create_public_app(room.settings, opened=room).test_client()
    with room.public.reading() as session:
        one = session.exec(select(PublicReport).where(PublicReport.status == "resolved")).first()
    assert one is not None
    known = names_of(room) | {line for text in TEXTS for line in text.split("\n")} | {*TEXTS, str(one.answer)}
    paths = [f"/en/{path}" for path in PUBLIC] + [f"/en/reports/{one.public_id}/"]
    paths += [first_link(browser, f"/en/{level}/2025-01-01/") for level in ("wards", "districts")]
    for path in paths:
        page = browser.get(path).text
        assert '<html lang="en">' in page
        assert foreign(page, known) == [], path


def first_link(browser: FlaskClient, path: str) -> str:
    """The first unit that a list leads to."""
    found = re.search(rf'href="({path}[^"]+)"', browser.get(path).text)
    assert found
    return found[1]


@pytest.fixture
def english(service: FlaskClient, office: Office) -> Citizen:
    """A citizen who chose English."""
    service.get("/report/?lang=en")
    return Citizen(service, office)


def test_form_and_tracking_in_english(english: Citizen) -> None:
    known = names_of(english.office) | {FILLED["text"], *re.findall(r"\w+", FILLED["text"])}
    form = english.open_form()
    for step in ("place", "what", "details"):
        english.step(step, form)
    steps = [
        english.browser.get(f"/report/{step}/") for step in ("place", "what", "details", "preview", "offline")
    ]
    english.send(form)
    code = english.code()
    pages = [
        *english.answers,
        *steps,
        english.send({"key": form["key"]}, text="x", phone="12", email="y", point="1, 2"),
        english.browser.post("/report/hint", data={"text": "You idiot, call 0900 000 001"}),
        english.browser.post("/report/spot", data=form),
        english.browser.post("/report/find", data={"q": "Plus"}),
        english.look_up("2222-2222-2222-2222-2222"),
        english.look_up(code),
        english.browser.post("/track/erase/", data={"code": code}),
        english.browser.post("/track/withdraw/", data={"code": code, "sure": "yes"}),
        english.browser.post("/report/receipt/close/", follow_redirects=True),
        english.browser.get("/track/nowhere"),
    ]
    for number, page in enumerate(pages):
        assert foreign(page.text, known) == [], number


@pytest.fixture
def signed_in(service_app: Flask, office: Office) -> Callable[..., FlaskClient]:
    """signed_in(role, agency) is an English browser at the desk."""

    def enter(role: str, agency: str | None = None) -> FlaskClient:
        with office.private.writing() as session:
            add_staff(session, role, PASSWORD, role, agency, at=office.now())
        browser = service_app.test_client()
        assert foreign(browser.get("/desk/sign-in/?lang=en").text, {office.city.service.within("en")}) == []
        browser.post("/desk/sign-in/", data={"username": role, "password": PASSWORD})
        return browser

    return enter


def test_the_desk_in_english(
    signed_in: Callable[..., FlaskClient], office: Office, make_report: Callable[..., Report]
) -> None:
    waiting, refused, resolved = make_report(text=SAID), make_report(), make_report()
    lan, minh = Actor("lan", OPERATOR), Actor("minh", AGENCY, DRAINS)
    steps = ((refused, "refuse", lan), (resolved, "accept", lan), (resolved, "resolve", minh))
    for report, action, actor in steps:
        with office.private.writing() as session:
            act(session, report.id or 0, Step(action, actor, office.now(), given=GIVEN[action]))
    photo = add_photo(office, waiting)
    known = names_of(office) | {refused.text, ANSWER} | set(PLACEHOLDERS.values())
    operator, agency, admin = signed_in(OPERATOR), signed_in(AGENCY, DRAINS), signed_in(ADMIN)
    page = f"/desk/reports/{waiting.id}/"
    cases = [(browser, "/desk/") for browser in (operator, agency, admin)]
    cases += [(agency, f"/desk/reports/{resolved.id}/"), (operator, f"/desk/reports/{refused.id}/")]
    cases += [(operator, page), (operator, f"{page}photos/{photo}/")]
    for browser, path in cases:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert foreign(answer.text, known) == [], path
    for act_on, given in WRONG.items():
        answer = operator.post(page + act_on, data={"version": str(waiting.version)} | given)
        assert answer.status_code in (409, 422), act_on
        assert foreign(answer.text, known) == [], act_on


def add_photo(office: Office, report: Report) -> int:
    """Keep a grey photo with a report."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(picture, "PNG")
    with office.private.writing() as session:
        folder = office.settings.originals
        kept = keep_original(session, office.keyring, folder, report, picture.getvalue(), office.now())
        session.flush()
        return kept.id or 0
