"""Refusals by ground and by operator: whether like cases are treated alike."""

from dataclasses import dataclass

from sqlmodel import Session, case, col, func, select

from minhbach.records.models import Event, Report
from minhbach.records.oversight.period import Period
from minhbach.records.workflow import REFUSED


@dataclass(frozen=True)
class Refusals:
    """How often one operator refused on one ground in a period."""

    ground: str | None
    """Code of the pack; None where the refusal does not stand any more: it was taken in after all."""
    operator: str
    times: int
    contested: int
    """Of these, how many senders objected."""


def count_refusals(session: Session, period: Period) -> list[Refusals]:
    """Every refusal decided in a period, most first."""
    stands = case((col(Report.status) == REFUSED, col(Report.refusal)), else_=None)
    contested = func.sum(case((col(Report.contested_at).is_not(None), 1), else_=0))
    asked = (
        select(stands, Event.actor, func.count(), contested)
        .select_from(Event)
        .join(Report)
        .where(Event.action == "refuse", period.holds(Event.at))
        .group_by(stands, col(Event.actor))
    )
    rows = [Refusals(ground, actor, times, int(said)) for ground, actor, times, said in session.exec(asked)]
    return sorted(rows, key=lambda one: (-one.times, one.ground or "", one.operator))
