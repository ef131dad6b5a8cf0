"""What waits for whom, oldest first: the operator's queue, an agency's inbox; an administrator's counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, select

from minhbach.records.models import Photo, Report, ReportPlace
from minhbach.records.work import Actor
from minhbach.records.workflow import AGENCY, ASSIGNED, RECEIVED

PER_PAGE = 25
OPENING = 180


@dataclass(frozen=True)
class Waiting:
    """One line of a queue."""

    id: int
    opening: str
    """The first words of the text."""
    category: str
    received_at: datetime
    ward_code: str | None
    photos: int


@dataclass(frozen=True)
class Queue:
    """One page of what waits."""

    lines: tuple[Waiting, ...]
    total: int
    page: int
    pages: int
    by_category: dict[str, int]
    """How many wait in each category, whatever the filter."""


def read_queue(session: Session, actor: Actor, category: str | None, page: int, vintage: str) -> Queue:
    """What waits for `actor`, filtered, with wards as of `vintage`; a page past the end is the last one."""
    waiting = _waiting(actor)
    counted = select(Report.category, func.count()).where(*waiting).group_by(Report.category)
    by_category = dict(session.exec(counted).all())
    total = by_category.get(category, 0) if category else sum(by_category.values())
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    if category:
        waiting.append(col(Report.category) == category)
    photos = select(func.count()).where(col(Photo.report_id) == col(Report.id)).scalar_subquery()
    here = and_(col(ReportPlace.report_id) == col(Report.id), col(ReportPlace.vintage) == vintage)
    lines = (
        select(Report, ReportPlace.ward_code, photos)
        .join(ReportPlace, here, isouter=True)
        .where(*waiting)
        .order_by(col(Report.received_at), col(Report.id))
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    found = session.exec(lines).all()
    return Queue(tuple(_line(*row) for row in found), total, page, pages, by_category)


def count_by_status(session: Session) -> dict[str, int]:
    """How many reports are in each status: all that an administrator sees of them."""
    return dict(session.exec(select(Report.status, func.count()).group_by(Report.status)).all())


def _waiting(actor: Actor) -> list[ColumnElement[bool]]:
    if actor.role == AGENCY:
        return [col(Report.status) == ASSIGNED, col(Report.agency) == actor.agency]
    return [col(Report.status) == RECEIVED]


def _line(report: Report, ward_code: str | None, photos: int) -> Waiting:
    opening = " ".join(report.text[: OPENING * 2].split())
    if len(opening) > OPENING:
        opening = opening[:OPENING].rsplit(" ", 1)[0] + "…"
    return Waiting(report.id or 0, opening, report.category, report.received_at, ward_code, photos)
