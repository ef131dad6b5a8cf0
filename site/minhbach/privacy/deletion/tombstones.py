"""What stays of a report that leaves the public record: that it went, when, and on what ground."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col

from minhbach.public.models import PublicTombstone
from minhbach.records.models import Report
from minhbach.records.workflow import WITHDRAWN

ERASED, RULE = "erased", "rule"
_AT_ONCE = 500


def ground_of(report: Report) -> str:
    """Why a report that was public no longer is; no more than this is ever said."""
    return WITHDRAWN if report.status == WITHDRAWN else RULE


def bury(showing: Session, grounds: Mapping[str, str], day: date) -> None:
    """Leave a tombstone for each report by its ground."""
    raise_again(showing, grounds)
    showing.add_all(
        PublicTombstone(public_id=name, day=day, ground=grounds[name]) for name in sorted(grounds)
    )
    showing.flush()


def raise_again(showing: Session, public_ids: Collection[str]) -> None:
    """Take away the tombstones of reports that are public once more."""
    names = list(public_ids)
    for start in range(0, len(names), _AT_ONCE):
        part = names[start : start + _AT_ONCE]
        showing.execute(delete(PublicTombstone).where(col(PublicTombstone.public_id).in_(part)))
