"""What is late and what comes due, by agency: read from the reports' own due moments, never computed anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, select

from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Actor
from minhbach.records.workflow import AGENCY, RETURNED, WORKED_ON

LATE, TODAY, WEEK, LATER = BUCKETS = ("late", "today", "week", "later")
MOST_LISTED = 50
RUNNING = (*WORKED_ON, RETURNED)
"""While its sender is asked, the clock of a report stands still."""


@dataclass(frozen=True)
class Board:
    """The deadline board of one agency, or of all."""

    by_agency: tuple[tuple[str, dict[str, int]], ...]
    """How many reports in each bucket; the agency with most late ones first."""
    totals: dict[str, int]
    listed: dict[str, tuple[Report, ...]]
    """The first of each bucket but the last, by due moment."""


def read_board(session: Session, office: Office, actor: Actor) -> Board:
    """What is due when: all agencies' for an operator or inspector, its own for an agency."""
    query = select(Report).where(col(Report.status).in_(RUNNING), col(Report.due_at).is_not(None))
    if actor.role == AGENCY:
        query = query.where(Report.agency == actor.agency)
    edges = edges_of(office)
    listed: dict[str, list[Report]] = {bucket: [] for bucket in BUCKETS}
    counted: dict[str, dict[str, int]] = {}
    for report in session.exec(query.order_by(col(Report.due_at), col(Report.id))):
        bucket = bucket_of(report.due_at, edges)
        counted.setdefault(report.agency or "", dict.fromkeys(BUCKETS, 0))[bucket] += 1
        if bucket != LATER and len(listed[bucket]) < MOST_LISTED:
            listed[bucket].append(report)
    ordered = sorted(counted.items(), key=lambda row: ([-row[1][bucket] for bucket in BUCKETS], row[0]))
    totals = {bucket: sum(row[bucket] for row in counted.values()) for bucket in BUCKETS}
    return Board(tuple(ordered), totals, {bucket: tuple(some) for bucket, some in listed.items()})


def bucket_of(due_at: datetime | None, edges: Sequence[datetime]) -> str:
    """Late, due by the end of today or of this week, or later."""
    if due_at is None:
        return LATER
    passed = sum(due_at > edge for edge in edges)
    return BUCKETS[passed]


def edges_of(office: Office) -> tuple[datetime, datetime, datetime]:
    """Now, the end of today and the end of this week (Sunday), on the city's clock."""
    today = office.local_day(office.now())
    ends = [today, today + timedelta(days=6 - today.weekday())]
    tonight, sunday = (datetime.combine(day, time.max, office.city.timezone) for day in ends)
    return office.now(), tonight, sunday
