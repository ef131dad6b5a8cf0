"""What time alone brings about: reminders, escalation, questions that lapse, answers that become final.

For a scheduler, as often as it likes: a second run, or two at once, queue no message and do no step twice.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from minhbach.records.breaches import remind_of_breaches
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.outbox import queue
from minhbach.records.work import Actor, Step, act
from minhbach.records.workflow import (
    AGENCY,
    INSPECTOR,
    OPEN,
    OPERATOR,
    RESOLVED,
    RUNNING,
    SYSTEM,
    WAITING,
    WORKED_ON,
)

ACTOR = Actor("reminder", SYSTEM)
SOON, DUE, OVERDUE = "due-soon", "due", "overdue"
BATCH = 25
"""Reports a transaction: people who write wait no longer than that takes."""
_AHEAD = timedelta(days=30)
"""More than any reminder's working days are, with the longest holidays between."""


@dataclass(frozen=True)
class Reminded:
    """What one run did."""

    dated: int
    """Open reports that had no deadline and have one now."""
    undated: int
    """Open reports that have none: the calendar does not reach so far."""
    lapsed: int
    closed: int
    queued: int
    """Messages that wait to be sent now and did not before."""

    def line(self) -> str:
        """For a person at a terminal."""
        words = {
            "dated": "deadlines filled in", "lapsed": "questions lapsed", "closed": "answers final",
            "queued": "messages queued", "undated": "reports without a deadline",
        }  # fmt: skip
        counts = asdict(self)
        return ", ".join(f"{counts[name]} {said}" for name, said in words.items())


def remind(office: Office) -> Reminded:
    """Do everything whose time has come."""
    now, practice = office.now(), office.deadlines.practice
    dated, undated = _date(office)
    asked = now - timedelta(days=practice.ask_days)
    answered = now - timedelta(days=practice.close_days)
    return Reminded(
        dated,
        undated,
        _step_all(office, "lapse", now, col(Report.status) == WAITING, col(Report.waiting_since) <= asked),
        _step_all(office, "close", now, col(Report.status) == RESOLVED, col(Report.resolved_at) <= answered),
        _queue_all(office, now),
    )


def _date(office: Office) -> tuple[int, int]:
    """Give a deadline to open reports that came in when the calendar did not reach it."""
    missing = select(Report).where(col(Report.due_at).is_(None), col(Report.status).in_(OPEN))

    def date(session: Session, report: Report) -> bool:
        report.due_at = office.deadlines.again(report, report.received_at)
        report.rule = report.rule or office.deadlines.rule_of(report).id
        session.add(report)
        return report.due_at is not None

    seen = _each(office, missing, date)
    return sum(seen), len(seen) - sum(seen)


def _step_all(office: Office, action: str, now: datetime, *when: ColumnElement[bool]) -> int:
    def step(session: Session, report: Report) -> bool:
        act(session, report.id or 0, Step(action, ACTOR, now), office.deadlines)
        return True

    return len(_each(office, select(Report).where(*when), step))


def _each(office: Office, query: SelectOfScalar[Report], do: Callable[[Session, Report], bool]) -> list[bool]:
    """Do something to every report that a query finds, a batch at a time; another run's are left to it."""
    done: list[bool] = []
    last = 0
    while True:
        with office.private.writing() as session:
            part = query.where(col(Report.id) > last).order_by(col(Report.id)).limit(BATCH)
            reports = session.exec(part.with_for_update(skip_locked=True)).all()
            done += [do(session, report) for report in reports]
            last = max((report.id or 0 for report in reports), default=last)
        if len(reports) < BATCH:
            return done


def _queue_all(office: Office, now: datetime) -> int:
    """Reminders before and at a deadline to who has the report; a working day later to those above; and of a
    breach whose 72 hours end.
    """
    with office.private.writing() as session:
        waits = select(Report).where(col(Report.status).in_(RUNNING), col(Report.due_at) <= now + _AHEAD)
        return remind_of_breaches(session, now) + sum(
            _queue(office, session, report, now) for report in session.exec(waits).all()
        )


def _queue(office: Office, session: Session, report: Report, now: datetime) -> int:
    """The messages about one report whose time has come; a deadline that was moved is told of anew."""
    if report.due_at is None:
        return 0
    holder = AGENCY if report.status in WORKED_ON else OPERATOR
    soon, over = office.deadlines.remind_at(report.due_at), office.deadlines.escalate_at(report)
    told: list[tuple[str, str]] = []
    if now >= report.due_at:
        told.append((DUE, holder))
    elif soon is not None and now >= soon:
        told.append((SOON, holder))
    if over is not None and now >= over:
        told += [(OVERDUE, OPERATOR), (OVERDUE, INSPECTOR)]
    due = f"{report.due_at:%Y-%m-%dT%H:%M}"
    return sum(
        queue(session, f"{kind}:{report.id}:{due}:{recipient}", kind=kind, recipient=recipient, at=now,
              report_id=report.id, agency=report.agency if recipient == AGENCY else None,
              language=office.city.languages[0])
        for kind, recipient in told
    )  # fmt: skip
