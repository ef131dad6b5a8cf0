"""What senders answered to the city's questions: read by who works on a report, gone with its wording."""

from sqlmodel import Session, col, delete, select

from minhbach.records.models import ReportAnswer


def answers_of(session: Session, report_id: int) -> dict[str, str]:
    """The answers to a report's questions, by question code."""
    rows = session.exec(select(ReportAnswer).where(ReportAnswer.report_id == report_id))
    return {row.question: row.value for row in rows}


def drop_answers(session: Session, report_id: int) -> None:
    """Delete a report's answers: they tell of the exact spot, as its wording does."""
    session.connection().execute(delete(ReportAnswer).where(col(ReportAnswer.report_id) == report_id))
