"""Queue what a step of the workflow tells people, as its row in the table says: in this one place."""

from datetime import datetime

from sqlmodel import Session, col, select

from minhbach.records.codes import EMAIL
from minhbach.records.models import Contact, Report
from minhbach.records.outbox import queue
from minhbach.records.workflow import AGENCY, CITIZEN, Transition


def tell_arrival(session: Session, report: Report, at: datetime) -> None:
    """Confirm to its sender that a report came in."""
    # Who wrote an e-mail saw no receipt: only then does an e-mail hold the tracking code.
    _tell(session, report, "receive-mail" if report.source == EMAIL else "receive", CITIZEN, at)


def tell_step(session: Session, report: Report, done: Transition, at: datetime) -> None:
    """Queue the messages of a step that was just written."""
    for reader in done.tells:
        _tell(session, report, done.action, reader, at)


def _tell(session: Session, report: Report, kind: str, reader: str, at: datetime) -> None:
    # Made-up people have made-up addresses, which might be somebody's.
    if report.made_up or (reader == AGENCY and report.agency is None):
        return
    if reader == CITIZEN and not _left_contact(session, report):
        return
    queue(
        session, f"{kind}:{report.id}:v{report.version}:{reader}", kind=kind, recipient=reader, at=at,
        report_id=report.id, agency=report.agency if reader == AGENCY else None, language=report.language,
    )  # fmt: skip


def _left_contact(session: Session, report: Report) -> bool:
    kept = select(Contact.report_id).where(col(Contact.report_id) == report.id)
    return session.exec(kept).first() is not None
