"""Receipts: where each report stands, under a tag that only its tracking code's holder can derive.

A row may tell no more than the public record that it names. So its month is as coarse as that record's dates,
and a duplicate names the report that it is counted with only where that one is about a public space.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select
from sqlmodel import Session, col, delete, select

from minhbach.privacy.counted.totals import standing_of
from minhbach.privacy.disclosure.crowd import CROWDED, period_of
from minhbach.public.models import PublicReceipt, PublicReport
from minhbach.records.models import Report
from minhbach.records.office import Office

BOUNDS = "0123456789abcdefg"
"""A tag's first signs, and one more where the last part ends: tags are compared a part at a time."""
_AT_ONCE = 500
Said = tuple[str, str, str | None]
"""Standing, month and public id."""


def replace_receipts(office: Office, private: Session, showing: Session) -> None:
    """Make the public receipts say where every report with a tracking code stands; those that do stay."""
    precisions = dict(showing.exec(select(PublicReport.public_id, PublicReport.date_precision)).all())
    leads = _leads(office, private)
    for first, end in pairwise(BOUNDS):
        wanted = dict(_wanted(office, private, precisions, leads, first, end))
        part = select(PublicReceipt).where(col(PublicReceipt.tag) >= first, col(PublicReceipt.tag) < end)
        there = {row.tag: (row.standing, row.month, row.public_id) for row in showing.exec(part)}
        showing.expunge_all()
        gone = [tag for tag, said in there.items() if wanted.get(tag) != said]
        for start in range(0, len(gone), _AT_ONCE):
            some = col(PublicReceipt.tag).in_(gone[start : start + _AT_ONCE])
            showing.execute(delete(PublicReceipt).where(some))
        showing.add_all(
            PublicReceipt(tag=tag, standing=standing, month=month, public_id=public_id)
            for tag, (standing, month, public_id) in wanted.items()
            if there.get(tag) != (standing, month, public_id)
        )
        showing.flush()


def _wanted(
    office: Office, private: Session, precisions: Mapping[str, str], leads: Mapping[int, str],
    first: str, end: str,
) -> Iterator[tuple[str, Said]]:  # fmt: skip
    """Tags from `first` to before `end`, and what stands beside each."""
    seen: Select[*tuple[Any, ...]] = (
        sa.select(
            col(Report.receipt_tag), col(Report.public_id), col(Report.status), col(Report.received_at),
            col(Report.accepted_at), col(Report.duplicate_of),
        )
        .where(col(Report.receipt_tag) >= first, col(Report.receipt_tag) < end)
        .order_by(col(Report.receipt_tag))
    )  # fmt: skip
    for tag, name, status, received_at, accepted_at, lead in private.execute(seen):
        day = office.local_day(received_at)
        standing = standing_of(status, accepted_at is not None, name in precisions)
        if name in precisions:
            yield tag, (standing, period_of(day, precisions[name]), name)
        else:
            counted_with = leads.get(lead) if lead else None
            shown = counted_with if counted_with in precisions else None
            yield tag, (standing, f"{day:%Y-%m}", shown)


def _leads(office: Office, private: Session) -> dict[int, str]:
    """Public ids of the reports about public spaces that others were merged into, by their numbers."""
    apart = [c.code for c in office.city.categories.values() if c.concerns not in CROWDED]
    merged = select(col(Report.duplicate_of)).where(col(Report.duplicate_of).is_not(None))
    query = select(Report.id, Report.public_id).where(
        col(Report.id).in_(merged), col(Report.category).in_(apart)
    )
    return {number: name for number, name in private.exec(query) if number is not None}
