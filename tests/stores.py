"""Fresh databases for each test: migrated once, then copied."""

import secrets
import shutil
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from sqlmodel import Session

from minhbach.databases import Database
from minhbach.public.store import public_database
from minhbach.records.store import private_database

MOST = 120
"""Databases kept at a time: more than any one module of tests makes and still holds."""


class Store(Protocol):
    """Something that gives a home two fresh, migrated databases."""

    def fill(self, home: Path) -> dict[str, str]:
        """Make them; returns the MINHBACH_* variables that name them, where the defaults do not."""
        ...


@contextmanager
def fresh_session(database: Database) -> Iterator[Session]:
    """An open transaction on the database, its tables made first."""
    database.upgrade()
    with database.writing() as opened:
        yield opened
    database.engine.dispose()


def _upgrade(private_url: str, public_url: str) -> None:
    for database in (private_database(private_url), public_database(public_url)):
        database.upgrade()
        database.engine.dispose()


class SQLite:
    """Files in the home, copied from two that were migrated."""

    def __init__(self, folder: Path) -> None:
        self._files = (folder / "private.db", folder / "public.db")
        _upgrade(*(f"sqlite:///{path}" for path in self._files))

    def fill(self, home: Path) -> dict[str, str]:
        for path in self._files:
            shutil.copy(path, home / path.name)
        return {}


class PostgreSQL:
    """Databases on a server, made from two templates that were migrated.

    A copy takes megabytes of what is mostly memory: the oldest go when there are many.
    """

    def __init__(self, server: str) -> None:
        self._server = server
        self._templates = ("private_template", "public_template")
        self._made: deque[str] = deque()
        for name in self._templates:
            self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        _upgrade(*(self._url(name) for name in self._templates))

    def fill(self, home: Path) -> dict[str, str]:
        urls = []
        for template in self._templates:
            name = f"{template.removesuffix('_template')}_{secrets.token_hex(6)}"
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log")
            self._run(copy.format(sql.Identifier(name), sql.Identifier(template)))
            self._made.append(name)
            urls.append(self._url(name))
        while len(self._made) > MOST:
            gone = sql.Identifier(self._made.popleft())
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(gone))
        return dict(zip(("MINHBACH_DATABASE_URL", "MINHBACH_PUBLIC_DATABASE_URL"), urls, strict=True))

    def _url(self, name: str) -> str:
        return self._server.replace("/postgres?", f"/{name}?")

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)
