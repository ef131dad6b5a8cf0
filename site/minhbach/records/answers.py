"""What senders answered to the city's questions: read by who works on a report, gone with its wording."""

from sqlmodel import Session, select

from minhbach.records.models import ReportAnswer


def answers_of(session: Session, report_id: int) -> dict[str, str]:
    """The answers to a report's questions, by question code."""
    rows = session.exec(select(ReportAnswer).where(ReportAnswer.report_id == report_id))
    return {row.question: row.value for row in rows}
