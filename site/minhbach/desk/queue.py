"""One page of a shelf: its reports, how many there are, and how many came since somebody looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func

from minhbach.desk.shelves import Shelf, order_of, shelves_of, within
from minhbach.privacy.wording.edits import TEXT, redact_parts
from minhbach.records.amends import edits_of
from minhbach.records.models import Event, Photo, Report, ReportPlace, Support
from minhbach.records.work import Actor
from minhbach.records.workflow import AGENCY

PER_PAGE = 25
MOST_PAGES = 1000
MOST_REDACTED = 5000
OPENING = 180
Rows = Select[*tuple[Any, ...]]

_REDACTED: dict[tuple[str, int], str] = {}
"""Texts as the public reads them, by public id and version: every correction raises the version."""


@dataclass(frozen=True)
class Line:
    """One report of a queue."""

    report: Report
    opening: str
    """The first words of the text."""
    ward_code: str | None
    photos: int
    others: int
    """How many more told of the same: duplicates and "me too"."""
    text: str
    """As whoever looks may read it without a reason."""


@dataclass(frozen=True)
class Queue:
    """One page of a shelf."""

    shelf: Shelf
    lines: tuple[Line, ...]
    total: int | None
    """None on a shelf of what is over: nobody needs the number, and it takes a second to count."""
    page: int
    more: bool
    """There is another page."""
    by_category: dict[str, int]
    """How many lie on a live shelf in each category, whatever the filter."""
    at: datetime
    """When it was read."""


def read_queue(
    session: Session, actor: Actor, shelf: Shelf, category: str | None, page: int, vintage: str, at: datetime
) -> Queue:
    """A page of a shelf, filtered, with wards as of `vintage`; a page past the end is the last one."""
    conditions = within(shelf, actor)
    by_category = _by_category(session, conditions) if shelf.live else {}
    total = by_category.get(category, 0) if category else sum(by_category.values())
    last = max(1, -(-total // PER_PAGE)) if shelf.live else MOST_PAGES
    page = min(max(page, 1), last)
    if category:
        conditions.append(col(Report.category) == category)
    wanted = lines_of(vintage).where(*conditions).order_by(*order_of(shelf, actor))
    lines = read_lines(session, actor, wanted.offset((page - 1) * PER_PAGE).limit(PER_PAGE + 1))
    shown = lines[:PER_PAGE]
    return Queue(shelf, shown, total if shelf.live else None, page, len(lines) > PER_PAGE, by_category, at)


def _by_category(session: Session, conditions: list[ColumnElement[bool]]) -> dict[str, int]:
    counted = select(col(Report.category), func.count()).where(*conditions).group_by(col(Report.category))
    return {str(code): int(number) for code, number in session.connection().execute(counted)}


def count_shelves(session: Session, actor: Actor) -> dict[str, int]:
    """How many reports lie on each shelf that asks for work; of the others nobody needs a number."""
    counted = {}
    for shelf in shelves_of(actor):
        if shelf.live:
            query = select(func.count()).select_from(Report).where(*within(shelf, actor))
            counted[shelf.code] = session.execute(query).scalar_one()
    return counted


def count_fresh(session: Session, actor: Actor, shelf: Shelf, since: datetime) -> int:
    """How many reports something happened to since a moment, and that lie on the shelf now."""
    touched = select(col(Event.id)).where(col(Event.report_id) == col(Report.id), col(Event.at) > since)
    query = select(func.count()).select_from(Report).where(*within(shelf, actor), touched.exists())
    return int(session.execute(query).scalar_one())


def count_by_status(session: Session) -> dict[str, int]:
    """How many reports are in each status: all that an administrator sees of them."""
    query = select(col(Report.status), func.count()).group_by(col(Report.status))
    return {str(status): int(number) for status, number in session.connection().execute(query)}


def lines_of(vintage: str) -> Rows:
    """Reports with their ward as of `vintage`, their photos and how many others told of the same."""
    here = and_(col(ReportPlace.report_id) == col(Report.id), col(ReportPlace.vintage) == vintage)
    again = aliased(Report)
    owners = ((Photo, Photo.report_id), (Support, Support.report_id), (again, again.duplicate_of))
    counts = [_count(table, belongs) for table, belongs in owners]
    return select(Report, col(ReportPlace.ward_code), *counts).join(ReportPlace, here, isouter=True)


def read_lines(session: Session, actor: Actor, rows: Rows) -> tuple[Line, ...]:
    """Rows of lines_of() as the page shows them; an agency reads of each what the public does."""
    found = session.execute(rows).all()
    reports = [row[0] for row in found]
    hides = actor.role == AGENCY
    texts = _as_public(session, reports) if hides else {report.id: report.text for report in reports}
    return tuple(
        Line(report, opening_of(texts[report.id]), ward_code, photos, supports + duplicates, texts[report.id])
        for report, ward_code, photos, supports, duplicates in found
    )


def _as_public(session: Session, reports: Sequence[Report]) -> dict[int | None, str]:
    """Each report's text as the public reads it; redacted once a version, for that takes its time."""
    new = [report for report in reports if (report.public_id, report.version) not in _REDACTED]
    if len(_REDACTED) + len(new) > MOST_REDACTED:
        _REDACTED.clear()
        new = list(reports)
    edits = edits_of(session, [report.id or 0 for report in new])
    for report in new:
        shown = redact_parts({TEXT: report.text}, edits.get(report.id or 0, ()))[TEXT].text
        _REDACTED[report.public_id, report.version] = shown
    return {report.id: _REDACTED[report.public_id, report.version] for report in reports}


def opening_of(text: str) -> str:
    """The first words of a text, on one line."""
    opening = " ".join(text[: OPENING * 2].split())
    return opening if len(opening) <= OPENING else opening[:OPENING].rsplit(" ", 1)[0] + "…"


def _count(table: Any, belongs: Any) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(belongs == Report.id).scalar_subquery()
