"""Both databases, by migrations alone, say exactly what the models say; and no write is lost."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import select

from minhbach.config import Settings
from minhbach.databases import Database
from minhbach.errors import BadInput
from minhbach.public.models import PublicTable
from minhbach.public.store import public_database
from minhbach.records.models import PrivateTable, Report
from minhbach.records.store import private_database


@pytest.fixture
def private(settings: Settings) -> Database:
    return private_database(settings.private_url)


def test_migrations_build_what_the_models_say(settings: Settings) -> None:
    for database, base in (
        (private_database(settings.private_url), PrivateTable),
        (public_database(settings.public_url), PublicTable),
    ):
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, base.metadata) == []


def test_no_public_table_shares_a_registry_with_a_private_one() -> None:
    private, public = set(PrivateTable.metadata.tables), set(PublicTable.metadata.tables)
    assert private
    assert public
    assert not private & public


def test_a_missing_or_empty_database_is_told_how_to_be_made(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.db", tmp_path / "empty.db"):
        if path.stem == "empty":
            path.touch()
        with pytest.raises(BadInput, match="minhbach db upgrade"):
            private_database(f"sqlite:///{path}").require_current()
    assert not (tmp_path / "missing.db").exists()


def test_a_newer_schema_is_told_and_left_alone(private: Database) -> None:
    with private.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadInput, match="9999"):
        private.require_current()
    with pytest.raises(BadInput, match="upgrade minhbach"):
        private.upgrade()


@pytest.mark.parametrize("url", ["", "mysql://x", "private.db", "sqlite", "postgresql"])
def test_a_wrong_url_is_one_clear_line(url: str) -> None:
    with pytest.raises(BadInput, match="sqlite:///"):
        private_database(url)


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    gone = private_database(f"sqlite:///{tmp_path / 'no' / 'such.db'}")
    with pytest.raises(BadInput, match="cannot be used"), gone.reading() as session:
        session.execute(text("SELECT 1"))


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "private.db").write_bytes(b"not a database, but a text of some length" * 40)
    with pytest.raises(BadInput, match="cannot be used"):
        private_database(f"sqlite:///{tmp_path / 'private.db'}").require_current()


def test_many_writers_lose_nothing(private: Database, make_report) -> None:
    """Read, change, commit from many threads: without the lock up front most of these would be lost."""
    make_report()

    def raise_version(_: int) -> None:
        with private.writing() as session:
            report = session.exec(select(Report).with_for_update()).one()
            report.version += 1
            session.add(report)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(raise_version, range(80)))
    with private.reading() as session:
        assert session.exec(select(Report)).one().version == 81
