"""Several agencies on one report: one leads and answers the public, others help when asked."""

from datetime import datetime

from sqlmodel import Session, col, select

from minhbach.records.models import CoAgency, Report
from minhbach.records.steps import leads
from minhbach.records.work import Actor, NotAllowed, witness
from minhbach.records.workflow import AGENCY, OPERATOR, WORKED_ON

ASK, ANSWER = "co-ask", "co-answer"


def helpers_of(session: Session, report_id: int) -> list[CoAgency]:
    """The agencies that help with a report, in the order they were asked."""
    query = select(CoAgency).where(CoAgency.report_id == report_id)
    return list(session.exec(query.order_by(col(CoAgency.asked_at), col(CoAgency.agency))))


def may_ask(report: Report, actor: Actor) -> bool:
    """Whether `actor` may bring another agency in: who leads or an operator may, while it is worked on."""
    return report.status in WORKED_ON and (leads(report, actor) or actor.role == OPERATOR)


def ask_agency(
    session: Session, report: Report, actor: Actor, at: datetime, agency: str, asked: str
) -> CoAgency:
    """Ask an agency to help; one that was asked before is asked again. Raises NotAllowed."""
    if not may_ask(report, actor) or agency == report.agency:
        raise NotAllowed(f"{actor.role} cannot ask {agency} to help with a report that is {report.status}")
    row = session.get(CoAgency, (report.id, agency)) or CoAgency(
        report_id=report.id or 0, agency=agency, asked_at=at
    )
    row.asked_at, row.asked, row.done_at, row.answer = at, asked, None, None
    session.add(row)
    witness(session, report.id or 0, actor, at, ASK, agency)
    return row


def answer_lead(session: Session, report: Report, actor: Actor, at: datetime, answer: str) -> CoAgency:
    """Tell the agency in the lead what was done. Raises NotAllowed where `actor`'s agency was not asked."""
    row = session.get(CoAgency, (report.id, actor.agency or ""))
    if actor.role != AGENCY or row is None or row.done_at is not None:
        raise NotAllowed(f"{actor.agency or actor.role} was not asked to help with this report")
    row.done_at, row.answer = at, answer
    session.add(row)
    witness(session, report.id or 0, actor, at, ANSWER, actor.agency)
    return row
