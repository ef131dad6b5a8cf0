"""Which reports are or were late, and which answers did not stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, case, col, func, or_, select

from minhbach.records.models import Report
from minhbach.records.oversight.access import count_openings
from minhbach.records.oversight.period import Period
from minhbach.records.workflow import ANSWERED, OPEN, RUNNING


@dataclass(frozen=True)
class Figures:
    """What came in during a period and what became of it."""

    received: int
    by_status: dict[str, int]
    by_outcome: dict[str, int]
    answered: int
    answered_late: int
    open_late: int
    """Worked on after its deadline, now."""
    without_deadline: int
    """The calendar did not reach to where it would lie."""
    reopened: int
    contested: int
    openings: int
    """How often personal data was opened in the period, of whichever report."""


def figures(session: Session, period: Period, now: datetime) -> Figures:
    """Count the reports received in a period."""
    came = period.holds(Report.received_at)
    conditions = {
        "answered": col(Report.status).in_(ANSWERED),
        "answered_late": _answered_late(),
        "open_late": _open_late(now),
        "without_deadline": col(Report.due_at).is_(None),
        "reopened": col(Report.reopened) > 0,
        "contested": col(Report.contested_at).is_not(None),
    }
    sums = [
        func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)
        for name, condition in conditions.items()
    ]
    counted = sa.select(func.count().label("received"), *sums).where(came)
    counts = session.connection().execute(counted).one()
    status, outcome = (_by(session, column, came) for column in (Report.status, Report.outcome))
    return Figures(counts.received, status, outcome, counts.answered, counts.answered_late, counts.open_late,
                   counts.without_deadline, counts.reopened, counts.contested,
                   count_openings(session, period))  # fmt: skip


def late_cases(
    session: Session, period: Period, now: datetime, page: int = 1, per_page: int = 50
) -> tuple[Sequence[Report], int]:
    """One page of late reports, longest overdue first, and how many there are: open ones, then answered."""
    late = or_(_open_late(now), _answered_late())
    order = (case((col(Report.status).in_(OPEN), 0), else_=1), col(Report.due_at), col(Report.id))
    return _page(session, [period.holds(Report.received_at), late], order, page, per_page)


def reopened_cases(
    session: Session, period: Period, page: int = 1, per_page: int = 50
) -> tuple[Sequence[Report], int]:
    """One page of reports that were opened again after an answer, most often first."""
    order = (col(Report.reopened).desc(), col(Report.received_at).desc(), col(Report.id))
    asked = [period.holds(Report.received_at), col(Report.reopened) > 0]
    return _page(session, asked, order, page, per_page)


def _page(
    session: Session, asked: list[ColumnElement[bool]], order: tuple[Any, ...],
    page: int, per_page: int,
) -> tuple[Sequence[Report], int]:  # fmt: skip
    total = session.exec(select(func.count()).select_from(Report).where(*asked)).one()
    rows = select(Report).where(*asked).order_by(*order).offset((page - 1) * per_page).limit(per_page)
    return session.exec(rows).all(), total


def _by(session: Session, column: Any, asked: ColumnElement[bool]) -> dict[str, int]:
    rows = session.exec(select(column, func.count()).where(asked).group_by(column))
    return {value: number for value, number in rows if value is not None}


def _open_late(now: datetime) -> ColumnElement[bool]:
    return and_(col(Report.status).in_(RUNNING), col(Report.due_at) < now)


def _answered_late() -> ColumnElement[bool]:
    return and_(col(Report.status).in_(ANSWERED), col(Report.resolved_at) > col(Report.due_at))
