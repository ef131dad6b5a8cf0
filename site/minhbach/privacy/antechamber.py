"""Where what passed the door waits until the gate lets it out, all at once or not at all.

The antechamber holds the public tables as they would be; public.db holds them as they are shown. A release
that is refused stays in the antechamber, where the next publish mends it, and the live pages go on with what
they had. On SQLite it is a file beside public.db, on a server a schema beside its tables.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    MetaData,
    String,
    Table,
    and_,
    delete,
    exists,
    insert,
    inspect,
    select,
)
from sqlalchemy.schema import CreateSchema, DropSchema

from minhbach.databases import Database, said_plainly
from minhbach.errors import BadInput
from minhbach.public.counting.releases import newest_release
from minhbach.public.models import PublicRelease, PublicRisk, PublicTable

NEXT = "next"
"""The antechamber's schema, and as what its file is attached."""
LIVE = PublicTable.metadata.sorted_tables
_NEXT_TABLES = MetaData()
WAITING = [table.to_metadata(_NEXT_TABLES, schema=NEXT) for table in LIVE]
_MARK = Table("antechamber", MetaData(), Column("mark", String(32), primary_key=True))
_RELEASES = [table for table in LIVE if table.name in (PublicRelease.__tablename__, PublicRisk.__tablename__)]


@dataclass(frozen=True)
class Antechamber:
    """A database to open the door into."""

    database: Database
    mark: str
    """Random, made with it: what passed into another antechamber has to pass into this one again."""
    public: Database

    def let_out(self) -> None:
        """Make public.db say what waits here, in one transaction: a reader sees the old state or the new."""
        with _both(self.public) as connection:
            moved = LIVE if self._differs() else _RELEASES
            _carry(connection, _waiting(moved), moved)

    def _differs(self) -> bool:
        """Whether the newest release here is another than that shown: their digests cover every row."""
        with self.database.reading() as waiting, self.public.reading() as shown:
            here, there = newest_release(waiting), newest_release(shown)
            return here is None or there is None or (here.id, here.digest) != (there.id, there.digest)


@contextmanager
def antechamber(public: Database, home: Path) -> Iterator[Antechamber]:
    """Open the antechamber, one publisher at a time; BadInput while another has it.

    What waits in it is let out where the work goes well, and stays where it does not.
    """
    with _only_one(home / ".antechamber.lock"):
        waiting = _beside(public)
        try:
            room = Antechamber(waiting, _mark(waiting) or _furnish(public, waiting), public)
            _forget_unshown(public)
            yield room
            room.let_out()
        finally:
            waiting.engine.dispose()


def forget_antechamber(public: Database) -> None:
    """Throw the antechamber away, as after a restored backup: everything passes the door again."""
    if path := _file(public):
        for part in ("", "-wal", "-shm"):
            path.with_name(path.name + part).unlink(missing_ok=True)
        return
    with public.engine.begin() as connection:
        connection.execute(DropSchema(NEXT, cascade=True, if_exists=True))


def _beside(public: Database) -> Database:
    """The antechamber's own database, its schema brought up to date."""
    url = public.engine.url
    if path := _file(public):
        url = url.set(database=str(path))
    else:
        with public.engine.begin() as connection:
            connection.execute(CreateSchema(NEXT, if_not_exists=True))
        options = f"{url.query.get('options', '')} -csearch_path={NEXT}".strip()
        url = url.update_query_dict({"options": options}).set(drivername="postgresql")
    waiting = Database(url.render_as_string(hide_password=False), public.migrations)
    waiting.upgrade()
    return waiting


def _file(public: Database) -> Path | None:
    """The antechamber's file; None on a server."""
    if public.engine.dialect.name != "sqlite":
        return None
    path = Path(public.engine.url.database or "public.db")
    return path.with_name(f"{path.stem}.{NEXT}{path.suffix}")


def _mark(waiting: Database) -> str | None:
    """The mark that it was furnished with; None for one that is new, or that a crash left half furnished."""
    if not inspect(waiting.engine).has_table(_MARK.name):
        return None
    with waiting.engine.connect() as connection:
        return connection.scalar(select(_MARK.c.mark))


def _furnish(public: Database, waiting: Database) -> str:
    """Copy what is shown into it, and mark it: last, for the mark says that all is there."""
    with _both(public) as connection:
        _carry(connection, LIVE, WAITING)
    mark = secrets.token_hex(16)
    _MARK.create(waiting.engine, checkfirst=True)
    with waiting.engine.begin() as connection:
        connection.execute(insert(_MARK).values(mark=mark))
    return mark


def _forget_unshown(public: Database) -> None:
    """Take releases out that were refused: nobody saw them, so their number is free again."""
    with _both(public) as connection:
        _carry(connection, _RELEASES, _waiting(_RELEASES))


def _waiting(shown: Sequence[Table]) -> list[Table]:
    """The tables that wait to be these, in the same order."""
    names = {table.name for table in shown}
    return [table for table in WAITING if table.name in names]


@contextmanager
def _both(public: Database) -> Iterator[Connection]:
    """A transaction that reaches the shown tables by their names and those that wait by the schema."""
    with said_plainly(), public.engine.connect() as opened:
        driver = opened.connection.driver_connection
        path = _file(public)
        if path and driver:
            driver.execute("ATTACH DATABASE ? AS next", [str(path)])
        try:
            connection = opened.execution_options(minhbach_writes=True)
            with connection.begin():
                yield connection
        finally:
            if path and driver:
                driver.execute("DETACH DATABASE next")


def _carry(connection: Connection, sources: Sequence[Table], targets: Sequence[Table]) -> None:
    """Make each target say what its source says; rows that agree are not touched."""
    for source, target in reversed(list(zip(sources, targets, strict=True))):
        said = source.alias("said")
        connection.execute(delete(target).where(~_agrees(said, target, target.c.keys())))
    for source, target in zip(sources, targets, strict=True):
        said, there, names = source.alias("said"), target.alias("there"), target.c.keys()
        keys = [column.name for column in target.primary_key]
        missing = select(*(said.c[name] for name in names)).where(~_agrees(there, said, keys))
        connection.execute(insert(target).from_select(names, missing))


def _agrees(inner: FromClause, outer: FromClause, names: Sequence[str]) -> ColumnElement[bool]:
    """Whether `inner` holds a row that is the same as `outer`'s in these columns."""
    keys = {column.name for column in outer.primary_key}
    alike = (
        inner.c[name] == outer.c[name] if name in keys else inner.c[name].is_not_distinct_from(outer.c[name])
        for name in names
    )
    return exists().where(and_(*alike)).correlate(outer)


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInput("another publish is under way: wait until it is done") from None
        yield
    finally:
        os.close(handle)
