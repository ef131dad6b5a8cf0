"""What both databases share: engines for SQLite and PostgreSQL, honest transactions, migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, DateTime, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

from minhbach.errors import BadInput


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment: UTC in the database (SQLite keeps no zone), UTC again when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """One database by URL, with the migrations that shape it."""

    def __init__(self, url: str, migrations: Path) -> None:
        self.url = url
        self.migrations = migrations
        self.engine = _engine(url)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose changes are thrown away."""
        with said_plainly(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits on success. On SQLite it holds the write lock from its first statement,
        because read-change-commit without it silently loses updates."""
        with said_plainly(), Session(self.engine) as session:
            session.connection(execution_options={"minhbach_writes": True})
            yield session
            session.commit()

    def upgrade(self) -> None:
        """Bring the schema to the newest revision."""
        if self.engine.dialect.name == "sqlite" and self.engine.url.database:
            path = Path(self.engine.url.database)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # SQLite gives its journals the same mode
        config = Config()
        config.set_main_option("script_location", str(self.migrations).replace("%", "%%"))
        with said_plainly(), self.engine.begin() as connection:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as wrong:
                raise BadInput(
                    f"{self.name}: its schema is not one that this version knows ({wrong}): "
                    "upgrade minhbach, or restore a backup"
                ) from None

    def require_current(self) -> None:
        """Stop with one clear line unless the schema is the one that this code was written for."""
        if self.engine.dialect.name == "sqlite" and not Path(self.name).exists():
            raise BadInput(f"{self.name} is missing: run 'minhbach db upgrade' ('minhbach demo' to try it)")
        newest = ScriptDirectory(str(self.migrations)).get_current_head()
        with said_plainly(), self.engine.connect() as connection:
            here = MigrationContext.configure(connection).get_current_revision()
        if here is None:
            raise BadInput(f"{self.name} is empty: run 'minhbach db upgrade'")
        if here != newest:
            raise BadInput(
                f"{self.name} has schema {here}, this version needs {newest}: run 'minhbach db upgrade'"
            )

    @property
    def name(self) -> str:
        """The database for a message: never with its password."""
        return self.engine.url.database or self.engine.url.render_as_string(hide_password=True)


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            engine = create_engine(parsed, connect_args={"timeout": 30})
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        if parsed.get_backend_name() == "postgresql":
            return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError):
        pass
    raise BadInput("a database URL must start with sqlite:/// or postgresql://: set MINHBACH_DATABASE_URL")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's own BEGIN, below, decides
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("minhbach_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def said_plainly() -> Iterator[None]:
    """Tell a database that is locked, gone, read-only or full in one line, without the statement's values."""
    try:
        yield
    except (IntegrityError, DataError):
        raise  # our own rules, broken by our own code: not the database's fault
    except DBAPIError as wrong:
        reason = str(wrong.orig).strip().splitlines()[0]
        raise BadInput(f"the database cannot be used: {reason}") from None
