"""Count what came in and where it stands, so that the public can add up what it sees."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime

from sqlmodel import Session, select

from minhbach.public.models import PublicReport, PublicTotal
from minhbach.records.models import Report
from minhbach.records.workflow import DUPLICATE, REFUSED, UNSETTLED, WITHDRAWN

PUBLISHED = "published"
PARTS = (PUBLISHED, "refused", "duplicates", "waiting", "withheld", "withdrawn")
STANDINGS = dict.fromkeys(UNSETTLED, "waiting") | {
    REFUSED: "refused", DUPLICATE: "duplicates", WITHDRAWN: "withdrawn",
}  # fmt: skip


def standing_of(status: str, accepted: bool, shown: bool) -> str:
    """Which of PARTS a report is counted in."""
    if shown:
        return PUBLISHED
    return STANDINGS.get(status, "withheld" if accepted else "waiting")


def count_totals(
    private: Session, showing: Session, local_day: Callable[[datetime], date]
) -> list[PublicTotal]:
    """One row a month: received = published + refused + duplicates + waiting + withheld + withdrawn."""
    published = set(showing.exec(select(PublicReport.public_id)))
    months: dict[str, Counter[str]] = defaultdict(Counter)
    seen = select(Report.public_id, Report.status, Report.received_at, Report.accepted_at)
    rows = private.exec(seen.execution_options(yield_per=5000))
    for public_id, status, received_at, accepted_at in rows:
        month = f"{local_day(received_at):%Y-%m}"
        months[month][standing_of(status, accepted_at is not None, public_id in published)] += 1
    return [
        PublicTotal(month=month, received=counts.total(), **{name: counts[name] for name in PARTS})
        for month, counts in sorted(months.items())
    ]
