"""One state of public.db that several processes see to its end, whoever writes meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

from minhbach.databases import Database

FIRST_READ = "SELECT 1 FROM public_release"
"""A state begins with the first row that is looked for."""


class State:
    """A session that reads one state, and how forked processes come to read the same one."""

    def __init__(self, database: Database, session: Session) -> None:
        self.session = session
        self._database = database
        self._sqlite = database.engine.dialect.name == "sqlite"
        self._watch = database.engine.connect() if self._sqlite else None
        self._begin()

    def _begin(self) -> None:
        if not self._sqlite:
            self.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        while True:
            self._commits = self._committed()
            self.session.connection().exec_driver_sql(FIRST_READ)
            if self.unchanged():
                return
            self.session.rollback()

    def ticket(self) -> str:
        """What a forked process needs to join."""
        if self._sqlite:
            return ""
        return str(self.session.connection().exec_driver_sql("SELECT pg_export_snapshot()").scalar_one())

    def join(self, ticket: str) -> Session:
        """In a forked process: a session of its own. On SQLite only good where afterwards, in the process
        that forked, the state is `unchanged`."""
        self._database.engine.dispose(close=False)  # what is open there belongs to the other process
        session = Session(self._database.engine)
        if not self._sqlite:
            connection = session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{ticket}'")
        session.connection().exec_driver_sql(FIRST_READ)
        return session

    def unchanged(self) -> bool:
        """Whether who begins to read now sees the same; always true where a ticket says what to see."""
        return self._committed() == self._commits

    def close(self) -> None:
        """Stop watching."""
        if self._watch is not None:
            self._watch.close()

    def _committed(self) -> Any:
        """Another value as soon as anybody else has committed; SQLite says so for nothing."""
        if self._watch is None:
            return None
        value = self._watch.exec_driver_sql("PRAGMA data_version").scalar_one()
        self._watch.rollback()  # inside a transaction it would stay as it is
        return value


@contextmanager
def one_state(database: Database) -> Iterator[State]:
    """Hold on to the database as it is now."""
    with database.reading() as session:
        state = State(database, session)
        try:
            yield state
        finally:
            state.close()
