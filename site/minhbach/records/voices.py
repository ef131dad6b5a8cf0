"""What citizens say beside their reports: how good the answer was, and "I saw this too"."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from minhbach.records import workflow
from minhbach.records.models import Report, Support
from minhbach.records.work import Actor, Incomplete, NotAllowed, carry_again, rewrite, witness

RATE, SUPPORT = "rate", "support"
WORST, BEST = 1, 5


def rate(session: Session, report: Report, actor: Actor, at: datetime, rating: int) -> None:
    """Keep the sender's word on the answer, WORST to BEST; the last one counts. NotAllowed, Incomplete."""
    if report.status not in workflow.ANSWERED or actor.role != workflow.CITIZEN:
        raise NotAllowed(f"{actor.role} cannot rate a report that is {report.status}")
    if not WORST <= rating <= BEST:
        raise Incomplete(f"a rating is a number from {WORST} to {BEST}")
    rewrite(session, report, actor, at, RATE, {"rating": rating, "rated_at": at})


def support(session: Session, report: Report, actor: Actor, at: datetime, browser_hash: str) -> bool:
    """Count somebody who saw the same, once a browser; whether they are new. NotAllowed once it has ended."""
    if report.accepted_at is None or report.status not in workflow.TAKEN_IN:
        raise NotAllowed(f"nobody can join a report that is {report.status}")
    try:
        with session.begin_nested():
            session.add(Support(report_id=report.id or 0, browser_hash=browser_hash, at=at))
    except IntegrityError:
        return False
    # The version stays: an operator at work must not be turned away because somebody else saw it too.
    witness(session, report.id or 0, actor, at, SUPPORT)
    carry_again(session, report.id or 0)
    return True
