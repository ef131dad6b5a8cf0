"""The register of refusals: how many reports of each month were refused on which ground."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

from sqlmodel import Session, col, select

from minhbach.public.models import PublicRefusal
from minhbach.records.models import Report
from minhbach.records.workflow import REFUSED

UNSAID = "other"
"""The ground of what came from another system without one."""


def count_refusals(session: Session, local_day: Callable[[datetime], date]) -> list[PublicRefusal]:
    """A row a month of receipt and ground, without place or category; it adds up to the totals' `refused`."""
    refused, contested = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    query = select(Report.received_at, Report.refusal, Report.contested_at).where(
        col(Report.status) == REFUSED
    )
    for received_at, ground, contested_at in session.exec(query.execution_options(yield_per=5000)):
        cell = f"{local_day(received_at):%Y-%m}", ground or UNSAID
        refused[cell] += 1
        contested[cell] += contested_at is not None
    return [
        PublicRefusal(month=month, ground=ground, reports=count, contested=contested[month, ground])
        for (month, ground), count in sorted(refused.items())
    ]
