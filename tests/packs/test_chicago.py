"""The second pack carried through everything: build, check, locate, find, draw, take in, publish, show."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlmodel import select
from tests.stores import Store

from minhbach.city.calendar import Calendar
from minhbach.city.findings import NOTICE
from minhbach.city.rules import Rules
from minhbach.config import Settings
from minhbach.intake.bulk import import_file
from minhbach.places.build import build
from minhbach.places.check import check
from minhbach.places.outlines import MOST_BYTES, outlines, packed
from minhbach.privacy.door import open_door
from minhbach.public.app import create_public_app
from minhbach.public.models import PublicPlace, PublicReport
from minhbach.public.showroom import Showroom
from minhbach.public.store import public_database
from minhbach.records.keyring import Keyring
from minhbach.records.office import Office
from minhbach.records.store import private_database
from minhbach.web import create_service_app

PACK = Path(__file__).parent / "chicago"
AREAS = "1980-01-01"
NOW = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def areas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack's boundaries, built once from the registry package that it pins."""
    home = tmp_path_factory.mktemp("chicago")
    settings = Settings.from_environment(
        os.environ | {"MINHBACH_HOME": str(home), "MINHBACH_CITY": str(PACK)}
    )
    build(settings)
    return settings.boundaries


@pytest.fixture(scope="module")
def fresh_home(areas: Path, store: Store, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Settings]:
    """Makes fresh homes of the second city."""

    def make() -> Settings:
        home = tmp_path_factory.mktemp("home")
        (home / "boundaries").symlink_to(areas)
        found = {"MINHBACH_HOME": str(home), "MINHBACH_CITY": str(PACK)}
        return Settings.from_environment(found | store.fill(home))

    return make


@pytest.fixture(scope="module")
def chicago(fresh_home: Callable[[], Settings]) -> Settings:
    """The home that these tests read; one that takes reports in makes its own."""
    return fresh_home()


@pytest.fixture(scope="module")
def chicago_office(chicago: Settings) -> Iterator[Office]:
    office = Office.open(chicago, now=lambda: NOW)
    yield office
    office.private.engine.dispose()


@pytest.fixture(scope="module")
def citizen(chicago: Settings, chicago_office: Office) -> FlaskClient:
    """A browser at the second city's form."""
    app = create_service_app(chicago, chicago_office)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app.test_client()


def test_the_pack_is_clean(chicago: Settings) -> None:
    assert [finding.line for finding in check(chicago) if finding.severity != NOTICE] == []


@pytest.mark.parametrize(
    ("lat", "lon", "area", "side"),
    [
        pytest.param(41.8838, -87.6323, "Loop", "Central", id="city hall"),
        pytest.param(41.9484, -87.6553, "Lake View", "North Side", id="a ball park"),
        pytest.param(41.9786, -87.9048, "O'Hare", "Far North Side", id="the airport"),
        pytest.param(41.9638, -87.8117, None, None, id="a village that the city surrounds"),
        pytest.param(41.8781, -87.3, None, None, id="in the lake"),
    ],
)
def test_a_point_lies_in_its_area(
    chicago_office: Office, lat: float, lon: float, area: str | None, side: str | None
) -> None:
    (place,) = chicago_office.atlas.locate(lat, lon)
    assert (place.ward, place.district) == (area, side)


def test_its_outlines_fit_a_phone(chicago_office: Office) -> None:
    drawn = packed(outlines(chicago_office.atlas, AREAS))
    assert 10_000 < len(drawn) <= MOST_BYTES


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("lakeview", "Lake View, North Side"),
        ("Rogers Pk", "Rogers Park, Far North Side"),
        ("mt greenwood", "Mount Greenwood, Far Southwest Side"),
        ("wrigley field", "Wrigley Field, Lake View, North Side"),
        ("Magnificent Mile", "North Michigan Avenue, Near North Side, Central"),
        ("86HJV9JC+GV", "41.88131, -87.62781 (Loop)"),
        ("-87.6323, 41.8838", "41.88380, -87.63230 (Loop)"),
    ],
)
def test_a_place_is_found_in_its_own_words(citizen: FlaskClient, asked: str, label: str) -> None:
    answer = citizen.post("/report/find", data={"q": asked}, headers={"HX-Request": "true"})
    assert label in answer.get_data(as_text=True).replace("&#39;", "'")


def test_the_form_is_in_the_packs_first_language(citizen: FlaskClient) -> None:
    pin = {"point": "41.8838, -87.6323", "key": "k" * 32}
    citizen.post("/report/place/", data=pin)
    page = citizen.get("/report/").text + citizen.get("/report/what/").text
    assert '<html lang="en">' in page
    assert "Potholes and pavement" in page
    assert "911" in page


def test_working_days_are_the_citys_own(chicago_office: Office) -> None:
    rule = Rules.load(PACK / "data").in_force(NOW.date())
    due = rule.due(datetime(2025, 6, 27).date(), Calendar.load(PACK / "data"))
    assert due.isoformat() == "2025-07-14"  # the fourth of July is no working day


@pytest.fixture(scope="module")
def published(fresh_home: Callable[[], Settings], chicago_office: Office) -> Iterator[Showroom]:
    """The public side after the made-up requests came in and the door was opened."""
    settings = fresh_home()
    office = replace(chicago_office, settings=settings, private=private_database(settings.private_url))
    office = replace(office, keyring=Keyring.at(settings.home / "keys"))
    room = Showroom.open(settings)
    result = import_file(office, PACK / "requests.json", PACK / "data/mappings/open311.toml")
    assert (result.read, result.added) == (6, 6)
    open_door(office, room.public)
    yield room
    office.private.engine.dispose()
    room.public.engine.dispose()


def test_requests_come_in_and_are_published_by_area(published: Showroom) -> None:
    with published.public.reading() as showing:
        reports = {report.category: report for report in showing.exec(select(PublicReport))}
        places = showing.exec(select(PublicPlace)).all()
    assert {"pothole", "street-light", "abandoned-vehicle", "other"} <= set(reports)
    assert {place.vintage for place in places} == {AREAS}
    assert {"32", "6"} <= {place.ward_code for place in places}


@pytest.mark.parametrize(
    "path", ["/", f"/wards/{AREAS}/32-loop/", f"/districts/{AREAS}/central-central/", "/about/"]
)
def test_its_public_pages_are_in_its_language(published: Showroom, path: str) -> None:
    app = create_public_app(published.settings, opened=published)
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "Hồ Chí Minh" not in page
    assert "Chicago" in page


def test_a_real_export_comes_in_and_is_published(fresh_home: Callable[[], Settings]) -> None:
    real = Path(os.environ.get("MINHBACH_REAL") or Path(__file__).parents[3] / "shared" / "real")
    sample = real / "reports" / "chicago_open311_sample.json"
    if not sample.is_file():
        pytest.skip(f"{sample.name} is not here: set MINHBACH_REAL to the folder of real data")
    settings = fresh_home()
    office = Office.open(settings, now=lambda: NOW)
    result = import_file(office, sample, PACK / "data/mappings/open311.toml")
    assert result.added == result.read == len(json.loads(sample.read_text()))
    assert result.outside_wards == 0
    passage = open_door(office, public_database(settings.public_url))
    assert passage.passed > 30
