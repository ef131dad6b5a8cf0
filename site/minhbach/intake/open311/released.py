"""Service requests as anybody may read them: rows of public.db and nothing else.

The private database is not opened here, so what an operator has not accepted, what its sender keeps
private and what the door took out cannot be asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from minhbach.intake.open311.reply import Refused
from minhbach.public.interface.open311 import CLOSED, MOST, OPEN, WORKED_ON, service_request
from minhbach.public.models import PublicReport
from minhbach.records.office import Office

SPAN = timedelta(days=90)
_LONGEST_LIST = 200


@dataclass(frozen=True)
class Wanted:
    """What is asked for; ids override all else."""

    ids: tuple[str, ...]
    categories: tuple[str, ...]
    statuses: frozenset[str]
    first: date
    last: date
    page: int
    size: int


def read_wanted(args: Mapping[str, str], office: Office) -> Wanted:
    """Read a query's parameters; raises Refused with what is wrong in them."""
    statuses = frozenset(_listed(args, "status")) or frozenset((OPEN, CLOSED))
    if statuses - {OPEN, CLOSED}:
        raise Refused(400, "status must be open, closed or both with a comma between")
    first, last = _span(args, office)
    return Wanted(
        ids=_listed(args, "service_request_id"),
        categories=_listed(args, "service_code"),
        statuses=statuses,
        first=first,
        last=last,
        page=_whole(args, "page", 1, 100_000),
        size=_whole(args, "page_size", MOST, MOST),
    )


def find(session: Session, wanted: Wanted) -> tuple[Sequence[PublicReport], bool]:
    """One page of public reports, newest first, and whether there are more."""
    query = select(PublicReport)
    if wanted.ids:
        query = query.where(col(PublicReport.public_id).in_(wanted.ids))
    else:
        query = query.where(col(PublicReport.received).between(wanted.first, wanted.last))
        if wanted.categories:
            query = query.where(col(PublicReport.category).in_(wanted.categories))
        if len(wanted.statuses) == 1:
            is_open = col(PublicReport.status) == WORKED_ON
            query = query.where(is_open if OPEN in wanted.statuses else ~is_open)
    query = query.order_by(col(PublicReport.received).desc(), col(PublicReport.public_id))
    rows = session.exec(query.offset((wanted.page - 1) * wanted.size).limit(wanted.size + 1)).all()
    return rows[: wanted.size], len(rows) > wanted.size


def tell(reports: Sequence[PublicReport], office: Office, site: str, language: str) -> list[dict[str, Any]]:
    """Public reports as service requests; `site` is where the public pages are."""
    names = {code: agency.name.within(language) for code, agency in office.agencies().items()}

    def agency(report: PublicReport) -> str | None:
        return names.get(report.agency, report.agency) if report.agency else None

    return [
        service_request(report, office.city, office.atlas, agency, site, language) for report in reports
    ]


def _listed(args: Mapping[str, str], name: str) -> tuple[str, ...]:
    values = tuple(filter(None, (part.strip() for part in args.get(name, "").split(","))))
    if len(values) > _LONGEST_LIST or any(len(value) > 64 or not value.isprintable() for value in values):
        raise Refused(400, f"{name} is too long: name at most {_LONGEST_LIST}, with commas between")
    return values


def _span(args: Mapping[str, str], office: Office) -> tuple[date, date]:
    """First and last day: at most 90 days, and the latest 90 where nothing is said."""
    first, last = _day(args, "start_date", office), _day(args, "end_date", office)
    try:
        last = last or (first + SPAN if first else office.today())
        first = first or last - SPAN
    except OverflowError:
        raise Refused(400, "start_date or end_date is out of range") from None
    if first > last:
        raise Refused(400, "start_date is after end_date")
    if last - first > SPAN:
        raise Refused(400, f"start_date and end_date may span at most {SPAN.days} days: ask in parts")
    return first, last


def _day(args: Mapping[str, str], name: str, office: Office) -> date | None:
    text = args.get(name, "").strip().replace(" ", "+")  # a + that was not escaped arrives as a space
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return office.local_day(moment) if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        raise Refused(400, f"{name} must be a date like 2025-01-31T00:00:00Z") from None


def _whole(args: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = args.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal()) or len(text) > 6 or not 1 <= int(text) <= most:
        raise Refused(400, f"{name} must be a whole number from 1 to {most}")
    return int(text)
