"""Nearby and "me too": what is public already, counted once a browser, never a second case."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlmodel import select

from minhbach.intake import support as supporting
from minhbach.records.models import Event, Photo, Report, Support
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act

from .conftest import FILLED, TODAY, Citizen, Published

Make = Callable[..., tuple[BytesIO, str]]


def near(citizen: Citizen, **changes: str) -> str:
    return citizen.browser.post("/report/nearby", data=FILLED | changes).text


def supports(office: Office) -> list[Support]:
    with office.private.reading() as session:
        return list(session.exec(select(Support)))


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        pytest.param({}, True, id="open-and-near"),
        pytest.param({"received": TODAY - timedelta(days=150)}, True, id="open-for-long"),
        pytest.param({"received": TODAY - timedelta(days=200)}, False, id="long-ago"),
        pytest.param(
            {"status": "resolved", "resolved": TODAY - timedelta(days=5)}, True, id="resolved-lately"
        ),
        pytest.param({"status": "resolved", "resolved": TODAY - timedelta(days=60)}, False, id="resolved"),
        pytest.param({"category": "tieng-on"}, False, id="another-matter"),
        pytest.param({"lat": 10.7825, "ward_code": "26740"}, False, id="a-kilometre-away"),
        pytest.param({"lat": None, "lon": None, "location_method": "ward"}, True, id="ward-and-same-words"),
        pytest.param(
            {"lat": None, "lon": None, "text": "Nước ngập ngang gối mỗi lần mưa."},
            False,
            id="ward-other-words",
        ),
    ],
)
def test_what_may_be_the_same_is_shown(
    citizen: Citizen, published: Published, row: dict[str, object], shown: bool
) -> None:
    published.row(**row)
    assert ("Nắp hố ga" in near(citizen)) is shown


def test_nothing_private_is_nearby(citizen: Citizen, make_report: Callable[..., Report]) -> None:
    make_report(text="Canary nắp cống trước chợ bị vỡ")
    assert near(citizen).strip() == ""


@pytest.mark.parametrize("changes", [{"point": ""}, {"point": "0,0"}, {"category": "none"}, {"category": ""}])
def test_nothing_is_nearby_without_place_or_category(
    citizen: Citizen, published: Published, changes: dict[str, str]
) -> None:
    published.row()
    assert near(citizen, **changes).strip() == ""


def test_the_nearest_comes_first_and_four_are_enough(citizen: Citizen, published: Published) -> None:
    for number in range(6):
        published.row(f"bcdfghjkm{number}", lat=10.7726 + number * 0.0004, text=f"Nắp cống số {number} vỡ")
    page = near(citizen)
    assert page.count('class="card"') == 4
    assert page.index("Nắp cống số 0") < page.index("Nắp cống số 1")


def test_without_scripts_the_next_step_shows_them(citizen: Citizen, published: Published) -> None:
    published.row()
    form = citizen.open_form()
    citizen.step("place", form)
    citizen.step("what", form)
    page = citizen.browser.get("/report/details/").text
    assert "Nắp hố ga" in page[page.index("<noscript>") : page.index("</noscript>")]


def test_me_too_counts_once_a_browser_and_makes_no_second_case(
    citizen: Citizen, published: Published, service_app: Flask, office: Office
) -> None:
    report = published.report()
    address = f"/report/me-too/{report.public_id}/"
    assert "Nắp hố ga" in citizen.browser.get(address).text
    assert "Đã ghi thêm một người" in citizen.browser.post(address).text
    assert "không có gì được thêm" in citizen.browser.post(address).text
    assert len(supports(office)) == 1
    assert "Đã ghi thêm một người" in service_app.test_client().post(address).text
    assert len(supports(office)) == 2
    (kept,) = citizen.reports()
    assert kept.version == 2, "who works on it is not turned away because somebody else saw it too"
    with office.private.reading() as session:
        actions = [event.action for event in session.exec(select(Event)) if event.action == "support"]
    assert len(actions) == 2


def test_a_cookie_of_two_reports_leaves_no_trace_that_they_are_one(
    citizen: Citizen, published: Published, office: Office
) -> None:
    for report in (published.report(), published.report()):
        citizen.browser.post(f"/report/me-too/{report.public_id}/")
    assert len({one.browser_hash for one in supports(office)}) == 2
    cookie = citizen.browser.get_cookie("browser", path="/report/me-too/")
    assert cookie
    assert not [one for one in supports(office) if cookie.value in one.browser_hash]


def test_a_crowd_at_once_is_counted_right(published: Published, service_app: Flask, office: Office) -> None:
    report = published.report()
    browsers = [service_app.test_client() for _ in range(6)]

    def press(number: int) -> int:
        return browsers[number % 6].post(f"/report/me-too/{report.public_id}/").status_code

    for browser in browsers:  # each has its cookie before the storm
        browser.post(f"/report/me-too/{report.public_id}/")
    fresh = [service_app.test_client() for _ in range(6)]
    with ThreadPoolExecutor(6) as hands:
        assert set(hands.map(press, range(18))) == {200}
        assert {answer.status_code for answer in hands.map(
            lambda browser: browser.post(f"/report/me-too/{report.public_id}/"), fresh)} == {200}  # fmt: skip
    assert len(supports(office)) == 12


def test_a_photo_of_who_saw_it_too_waits_for_an_operator(
    citizen: Citizen, published: Published, office: Office, photo: Make
) -> None:
    report = published.report()
    citizen.browser.post(f"/report/me-too/{report.public_id}/", data={"photo": photo()})
    with office.private.reading() as session:
        row = session.exec(select(Photo)).one()
    assert (row.kind, row.may_publish, row.report_id) == ("support", False, report.id)


def test_no_more_photos_than_anybody_looks_at(
    published: Published, service_app: Flask, office: Office, photo: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supporting, "MOST_PHOTOS", 1)
    report = published.report()
    for _ in range(2):
        service_app.test_client().post(f"/report/me-too/{report.public_id}/", data={"photo": photo()})
    with office.private.reading() as session:
        assert len(session.exec(select(Photo)).all()) == 1
    assert len(supports(office)) == 2


def test_a_hostile_photo_counts_nobody(citizen: Citizen, published: Published, office: Office) -> None:
    report = published.report()
    answer = citizen.browser.post(
        f"/report/me-too/{report.public_id}/", data={"photo": (BytesIO(b"<svg onload=alert(1)>"), "x.jpg")}
    )
    assert answer.status_code == 422
    assert supports(office) == []


def test_what_is_answered_or_private_meanwhile_is_not_supported(
    citizen: Citizen, published: Published, office: Office
) -> None:
    report = published.report()
    with office.private.writing() as session:
        act(session, report.id or 0, Step("withdraw", Actor("web", "citizen"), office.now()))
    assert citizen.browser.post(f"/report/me-too/{report.public_id}/").status_code == 409
    assert supports(office) == []


@pytest.mark.parametrize("public_id", ["bcdfghjkmn", "x", "..%2f..", "<script>"])
def test_what_is_not_public_cannot_be_supported(citizen: Citizen, public_id: str) -> None:
    assert citizen.browser.get(f"/report/me-too/{public_id}/").status_code == 404
    assert citizen.browser.post(f"/report/me-too/{public_id}/").status_code == 404
