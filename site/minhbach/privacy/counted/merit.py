"""Merit and fault that may be read by all: agencies' records, and senders who want their reports counted."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime

from sqlmodel import Session, col, select

from minhbach.privacy.text import redact
from minhbach.public.models import PublicMerit
from minhbach.records.models import AgencyRecord, Credit, Report
from minhbach.records.workflow import ANSWERED, COUNTS_AS_RESOLVED

CITIZEN = "citizen"
NAMES = frozenset({"PERSON"})
"""What a pseudonym may look like: its owner chose it and agreed. A number or an address is no name."""


def list_merit(session: Session, today: date, local_day: Callable[[datetime], date]) -> list[PublicMerit]:
    """Agencies' records by day, then senders by year and pseudonym, numbered in that order."""
    rows = [*_of_agencies(session), *_of_citizens(session, today, local_day)]
    for number, row in enumerate(rows, start=1):
        row.number = number
    return rows


def _of_agencies(session: Session) -> Iterator[PublicMerit]:
    query = select(AgencyRecord).where(col(AgencyRecord.public)).order_by(
        col(AgencyRecord.day), col(AgencyRecord.id)
    )  # fmt: skip
    for record in session.exec(query):
        yield PublicMerit(
            number=0, kind=record.kind, who=record.agency, day=record.day.isoformat(),
            ground=redact(record.ground).text[:200], text=redact(record.text).text,
        )  # fmt: skip


def _of_citizens(
    session: Session, today: date, local_day: Callable[[datetime], date]
) -> Iterator[PublicMerit]:
    """Useful reports (taken in, and solved) by pseudonym and year, of quarters that are over.

    Counted as soon as it is solved, a pseudonym's next report would show by the day its number grows.
    """
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    query = (
        select(Credit.pseudonym, Report.resolved_at)
        .join(Report, col(Report.id) == col(Credit.report_id))
        .where(col(Credit.public), col(Report.status).in_(ANSWERED))
        .where(col(Report.outcome).in_(COUNTS_AS_RESOLVED), col(Report.resolved_at).is_not(None))
    )
    useful: Counter[tuple[str, str]] = Counter()
    for pseudonym, resolved_at in session.exec(query):
        if resolved_at and (day := local_day(resolved_at)) < quarter:
            useful[f"{day:%Y}", pseudonym] += 1
    for (year, pseudonym), reports in sorted(useful.items()):
        if {span.kind for span in redact(pseudonym).spans} <= NAMES:
            yield PublicMerit(number=0, kind=CITIZEN, who=pseudonym, day=year, reports=reports)
