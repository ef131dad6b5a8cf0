"""A random sample for review that anybody with the seed draws again: chance, and provably nothing else.

The reports of the period stand in the order of SHA-256 over the UTF-8 bytes of "<seed> <public id>"; the
first ones are the sample. Who announces the seed beforehand cannot choose what is looked at.
"""

import hashlib
import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, select

from minhbach.records.models import Report
from minhbach.records.oversight.period import Period

MOST = 200


@dataclass(frozen=True, order=True)
class Drawn:
    """A report that was drawn, with what put it there."""

    key: str
    public_id: str
    report_id: int


def draw(session: Session, period: Period, seed: str, size: int, status: str | None = None) -> list[Drawn]:
    """The sample among the reports received in a period, of one status if named."""
    asked = select(Report.public_id, Report.id).where(period.holds(Report.received_at))
    if status:
        asked = asked.where(Report.status == status)
    rows = session.exec(asked.execution_options(yield_per=10_000))
    return draw_among(((public_id, number or 0) for public_id, number in rows), seed, size)


def draw_among(reports: Iterable[tuple[str, int]], seed: str, size: int) -> list[Drawn]:
    """The sample among these, whatever order they come in."""
    keyed = (Drawn(draw_key(seed, public_id), public_id, number) for public_id, number in reports)
    return heapq.nsmallest(min(size, MOST), keyed)


def draw_key(seed: str, public_id: str) -> str:
    """Where a report stands in the order of a seed."""
    return hashlib.sha256(f"{seed} {public_id}".encode()).hexdigest()
