"""Homes to test in: fresh databases over real boundaries, and reports that show only what matters."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from minhbach.config import Settings
from minhbach.places.build import build
from minhbach.public.app import create_public_app
from minhbach.public.store import public_database
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.store import private_database
from minhbach.records.work import NewReport, receive
from minhbach.web import create_service_app

NOON = datetime(2025, 3, 5, 5, 0, tzinfo=UTC)  # noon in the city, while it still had districts
MARKET = (10.7725, 106.6981)


@pytest.fixture(scope="session")
def boundaries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default pack's real boundary sets, built once."""
    home = tmp_path_factory.mktemp("boundaries")
    settings = Settings.from_environment(os.environ | {"MINHBACH_HOME": str(home)})
    build(settings)
    return settings.boundaries


@pytest.fixture
def settings(tmp_path: Path, boundaries: Path) -> Settings:
    """A fresh home: both databases made, the boundaries linked in."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "boundaries").symlink_to(boundaries)
    found = Settings.from_environment(
        {"MINHBACH_HOME": str(home), "MINHBACH_CACHE": os.environ.get("MINHBACH_CACHE", str(tmp_path / "c"))}
    )
    private_database(found.private_url).upgrade()
    public_database(found.public_url).upgrade()
    return found


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    """The private side, at noon of a day that no test depends on the clock for."""
    found = Office.open(settings, now=lambda: NOON)
    yield found
    found.private.engine.dispose()


@pytest.fixture
def service_app(settings: Settings, office: Office) -> Flask:
    """The service app with CSRF off; tests of CSRF make their own."""
    app = create_service_app(settings, office)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture
def service(service_app: Flask) -> FlaskClient:
    """A browser at the service app."""
    return service_app.test_client()


@pytest.fixture
def public_app(settings: Settings) -> Flask:
    """The public app over the fresh public.db."""
    app = create_public_app(settings)
    app.config.update(TESTING=True)
    return app


@pytest.fixture
def make_report(office: Office) -> Callable[..., Report]:
    """make_report(**changes) receives a believable report; `at=(lat, lon)` moves it, None leaves it placeless."""

    def make(at: tuple[float, float] | None = MARKET, **changes: object) -> Report:
        new = NewReport(
            text="Nắp cống trước chợ bị vỡ, xe máy dễ sụp bánh.",
            category="thoat-nuoc",
            received_at=NOON,
            lat=at[0] if at else None,
            lon=at[1] if at else None,
            places=tuple(office.atlas.locate(*at)) if at else (),
        )
        with office.private.writing() as session:
            report = receive(session, replace(new, **changes), office.keyring)  # type: ignore[arg-type]
            session.flush()
            session.refresh(report)
            session.expunge(report)
        return report

    return make
