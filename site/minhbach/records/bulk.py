"""Write many reports at once by the rules that one is written by: for imports and demonstrations.

The rules are work.decide()'s; only the writing differs: rows go in by the thousand, not one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, func, insert, select, text
from sqlmodel import Session

from minhbach.places.units import Place
from minhbach.records.contacts import seal_contact
from minhbach.records.keyring import Keyring
from minhbach.records.models import Addition, Contact, Event, PrivateTable, Report, ReportPlace
from minhbach.records.steps import (
    Actor,
    Clock,
    Incomplete,
    Step,
    beside_event,
    decide,
    step_addition,
    step_event,
)
from minhbach.records.trail import chained
from minhbach.records.work import NewReport, arrival, arrival_event
from minhbach.records.workflow import FIXED_EVIDENCE, RECEIVED

_UNSET: dict[str, Any] = {
    name: None if field.is_required() or field.default_factory else field.default
    for name, field in Report.model_fields.items()
}


@dataclass(frozen=True)
class Beside:
    """What is no step of the workflow but stands in the trail, and changes columns if it has `values`."""

    action: str
    actor: Actor
    at: datetime
    values: dict[str, Any] | None = None
    note: str | None = None


@dataclass(frozen=True)
class History:
    """A report and what was done to it since, in the order of time."""

    new: NewReport
    steps: Sequence[Step | Beside] = ()
    evidence: bool = False
    """Its writer keeps a photo taken afterwards with it, in the same transaction."""


@dataclass(slots=True)
class _Standing:
    """A report on its way in, as far as its steps have brought it."""

    public_id: str
    category: str
    received_at: datetime
    status: str = RECEIVED
    version: int = 1
    agency: str | None = None
    accepted_at: datetime | None = None
    rule: str | None = None
    several: bool = False
    due_at: datetime | None = None
    waiting_since: datetime | None = None
    reopened: int = 0
    contested_at: datetime | None = None


_WATCHED = tuple(part.name for part in fields(_Standing))


@dataclass(frozen=True)
class Written:
    """A history as rows, before the report has its number."""

    report: dict[str, Any]
    events: list[dict[str, Any]]
    additions: list[dict[str, Any]]


def rows_of(history: History, clock: Clock | None = None) -> Written:
    """Do a history's steps by the workflow's rules; NotAllowed or Incomplete where one breaks them."""
    new = history.new
    report = _UNSET | {"status": RECEIVED, "version": 1} | arrival(new)
    events = [arrival_event(new) | {"note": None}]
    additions = []
    standing = _Standing(new.public_id, new.category, new.received_at, rule=new.rule, due_at=new.due_at)
    for step in history.steps:
        if isinstance(step, Beside):
            report |= (step.values | {"version": report["version"] + 1}) if step.values is not None else {}
            events.append(beside_event(report["status"], step.actor, step.at, step.action, step.note))
        else:
            found, values = decide(standing, step, clock)
            if values.get("outcome") == FIXED_EVIDENCE and not history.evidence:
                raise Incomplete("this outcome needs a photo taken afterwards")
            report |= values
            events.append(step_event(found, step))
            additions += [said] if (said := step_addition(step)) else []
        for name in _WATCHED:
            setattr(standing, name, report[name])
    events, report["trail"] = chained(new.public_id, events)
    return Written(report, events, additions)


def receive_many(
    session: Session, histories: Sequence[History], keyring: Keyring, clock: Clock | None = None
) -> list[int]:
    """Write reports with their places, contacts and trails; returns their ids in order.

    The session must be a writing one. Raises NotAllowed or Incomplete before anything is written.
    """
    written = [rows_of(history, clock) for history in histories]
    connection = session.connection()
    ids = _new_ids(connection, len(written))
    numbered = list(zip(ids, histories, written, strict=True))
    _insert(connection, Report, [rows.report | {"id": number} for number, _, rows in numbered])
    _insert(
        connection, ReportPlace, [_place(number, p) for number, one, _ in numbered for p in one.new.places]
    )
    _insert(connection, Contact, _contacts(ids, histories, keyring))
    events = [event | {"report_id": number} for number, _, rows in numbered for event in rows.events]
    _insert(connection, Event, events)
    said = [one | {"report_id": number} for number, _, rows in numbered for one in rows.additions]
    _insert(connection, Addition, said)
    return ids


def _place(report_id: int, place: Place) -> dict[str, Any]:
    return {
        "report_id": report_id,
        "vintage": place.vintage,
        "ward_code": place.ward_code,
        "district_code": place.district_code,
        "method": place.method,
    }


def _contacts(ids: Sequence[int], histories: Sequence[History], keyring: Keyring) -> list[dict[str, Any]]:
    reachable = [(number, one.new) for number, one in zip(ids, histories, strict=True) if one.new.reach]
    keyring.prepare(new.public_id for _number, new in reachable)
    return [
        {"report_id": number, "sealed": seal_contact(keyring, new.public_id, new.reach)}
        for number, new in reachable
    ]


def _insert(connection: Connection, model: type[PrivateTable], rows: list[dict[str, Any]]) -> None:
    """Hand rows to the driver as it takes them: SQLAlchemy's way costs more than SQLite's own work."""
    if not rows:
        return
    table, dialect = model.__table__, connection.dialect  # type: ignore[attr-defined]
    if not dialect.positional:
        connection.execute(insert(table), rows)
        return
    names = list(rows[0])
    for name in names:
        convert = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if convert:
            for row in rows:
                row[name] = convert(row[name])
    statement = insert(table).compile(dialect=dialect, column_keys=names)
    ordered = itemgetter(*(statement.positiontup or names))
    connection.exec_driver_sql(str(statement), [ordered(row) for row in rows])


def _new_ids(connection: Connection, count: int) -> list[int]:
    """Numbers for new reports: a server's sequence gives them; on SQLite our write lock holds the next."""
    if connection.dialect.name == "postgresql":
        drawn = text("SELECT nextval(pg_get_serial_sequence('report', 'id')) FROM generate_series(1, :n)")
        return [int(number) for number in connection.scalars(drawn, {"n": count})]
    last = connection.scalar(select(func.max(Report.__table__.c.id))) or 0  # type: ignore[attr-defined]
    return list(range(last + 1, last + 1 + count))
