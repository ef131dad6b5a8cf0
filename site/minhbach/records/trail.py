"""A report's trail: who did what, when and why, each line sealed to the one before it by its hash.

The hash of a line is SHA-256 over the UTF-8 bytes of a JSON list without spaces:
  [FORMAT, hash of the line before or "", the report's public_id, number, at, actor, role, action,
   from_status, to_status, note]
with `at` in UTC as ISO 8601 to the microsecond, null for what is not there, and letters unescaped. The last
hash stands in Report.trail: a line that is changed, missing, added or out of order shows. Lines from before
trails were chained have no hash; they can only stand at the beginning.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row, Select, update
from sqlmodel import Session, col, func, select

from minhbach.records.models import Event, Report

FORMAT = "minhbach-trail-1"
_COLUMNS = ("at", "actor", "role", "action", "from_status", "to_status", "note")


@dataclass(frozen=True)
class Trail:
    """What a look at one report's trail found; `broken` says what is wrong with it, if anything."""

    report_id: int
    lines: int
    unchained: int
    """Lines from before trails were chained: nothing proves them."""
    broken: str | None = None


def link(before: str | None, public_id: str, number: int, line: dict[str, Any]) -> str:
    """The hash of a line by its columns, and so of all before it."""
    at: datetime = line["at"]
    told = [at.astimezone(UTC).isoformat(timespec="microseconds"), *(line.get(name) for name in _COLUMNS[1:])]
    sealed = [FORMAT, before or "", public_id, number, *told]
    return hashlib.sha256(json.dumps(sealed, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def chained(public_id: str, lines: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], str | None]:
    """The lines of a new report's whole trail with their numbers and hashes; and the last hash."""
    done, head = [], None
    for number, line in enumerate(lines, start=1):
        head = link(head, public_id, number, line)
        done.append(line | {"number": number, "hash": head})
    return done, head


def add_line(session: Session, report_id: int, line: dict[str, Any]) -> None:
    """Write one more line of a report's trail.

    Holds the report's row until the transaction ends: of two that write at once, the second goes on from
    what the first wrote.
    """
    session.flush()
    here = select(Report.public_id, Report.trail).where(col(Report.id) == report_id)
    public_id, head = session.exec(here.with_for_update()).one()
    last = select(func.max(Event.number), func.count()).where(Event.report_id == report_id)
    highest, lines = session.exec(last).one()
    number = (highest or lines) + 1
    sealed = link(head, public_id, number, line)
    session.add(Event(report_id=report_id, number=number, hash=sealed, **line))
    session.connection().execute(update(Report).where(col(Report.id) == report_id).values(trail=sealed))


def check_trail(session: Session, report_id: int) -> Trail:
    """Whether nothing in a report's trail was changed, taken out or put in by anything but add_line()."""
    rows = session.execute(_lines().where(col(Report.id) == report_id)).all()
    return _check(report_id, rows)


def check_trails(session: Session) -> Iterator[Trail]:
    """Look at every trail, in the order of the reports."""
    rows = session.execute(_lines().execution_options(yield_per=5000))
    for report_id, lines in groupby(rows, key=lambda row: row.report_id):
        yield _check(int(report_id), list(lines))


def _lines() -> Select[Any]:
    """Reports with their lines; a report without any has one row without a number."""
    line = [getattr(Event, name) for name in ("number", "hash", *_COLUMNS)]
    seen = sa.select(col(Report.id).label("report_id"), col(Report.public_id), col(Report.trail), *line)
    joined = seen.join(Event, col(Event.report_id) == col(Report.id), isouter=True)
    return joined.order_by(col(Report.id), col(Event.id))


def _check(report_id: int, rows: Sequence[Row[Any]]) -> Trail:
    lines = [row for row in rows if row.at is not None]
    unchained = next((at for at, row in enumerate(lines) if row.hash is not None), len(lines))
    return Trail(report_id, len(lines), unchained, _fault(rows, lines, unchained))


def _fault(rows: Sequence[Row[Any]], lines: Sequence[Row[Any]], unchained: int) -> str | None:
    if not lines:
        return "no line at all"
    head = None
    for number, row in enumerate(lines[unchained:], start=unchained + 1):
        if row.number != number:
            return f"line {number} is missing or out of order"
        head = link(head, row.public_id, number, {name: getattr(row, name) for name in _COLUMNS})
        if row.hash != head:
            return f"line {number} was changed"
    return None if rows[0].trail == head else "its last line is missing or was added"
