"""What the holder of a tracking code may do with their report now."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from minhbach.records import workflow
from minhbach.records.models import Addition, Credit, Event, Report
from minhbach.records.office import Office
from minhbach.records.steps import Actor, allowed
from minhbach.records.voices import RATE

ADD, CREDIT, UNCREDIT = "add", "credit", "uncredit"
REPLY, REOPEN, CONTEST, WITHDRAW = "reply", "reopen", "contest", "withdraw"
WORTHY = (*workflow.OPEN, *workflow.ANSWERED, workflow.DUPLICATE)
"""What is refused or taken back earns nobody a mention."""
CHANGE_RATING = timedelta(days=7)
MOST_ADDITIONS = 20


def sender_of(report: Report) -> Actor:
    """The one who holds its code, as the trail calls them."""
    return Actor(report.channel, workflow.CITIZEN)


def may_do(office: Office, session: Session, report: Report) -> frozenset[str]:
    """The acts that are open to its sender now."""
    found = {row.action for row in allowed(report, sender_of(report))}
    if REOPEN in found and not _answered_lately(office, report):
        found.remove(REOPEN)
    if report.status in workflow.RUNNING and _has_room(session, report):
        found.add(ADD)
    if report.status in workflow.ANSWERED and _rating_is_open(session, report, office.now()):
        found.add(RATE)
    if report.status in WORTHY:
        found.add(CREDIT)
    if session.get(Credit, report.id):
        found.add(UNCREDIT)
    return frozenset(found)


def reopen_until(office: Office, report: Report) -> datetime | None:
    """Until when an answer can be contested; None where there is none."""
    if report.status not in workflow.ANSWERED or report.resolved_at is None:
        return None
    return report.resolved_at + timedelta(days=office.deadlines.practice.close_days)


def reply_until(office: Office, report: Report) -> datetime | None:
    """When a question that nobody answers is asked no longer; None where nothing is asked."""
    if report.status != workflow.WAITING or report.waiting_since is None:
        return None
    return report.waiting_since + timedelta(days=office.deadlines.practice.ask_days)


def _answered_lately(office: Office, report: Report) -> bool:
    until = reopen_until(office, report)
    return until is not None and office.now() <= until


def _rating_is_open(session: Session, report: Report, now: datetime) -> bool:
    """Once an answer; and for a week after its first rating the sender may think better of it."""
    if report.resolved_at is None:
        return False
    mine = (Event.report_id == report.id, Event.action == RATE, col(Event.at) >= report.resolved_at)
    first = session.exec(select(func.min(Event.at)).where(*mine)).one()
    return first is None or now <= first + CHANGE_RATING


def _has_room(session: Session, report: Report) -> bool:
    # Once its wording was given up for good, nothing exact is kept of it again.
    if report.anonymised_at is not None:
        return False
    said = session.exec(select(func.count()).where(col(Addition.report_id) == report.id)).one()
    return said < MOST_ADDITIONS
