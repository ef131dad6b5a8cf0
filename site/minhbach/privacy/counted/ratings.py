"""What senders said of an agency's answers, by fives: two releases never show one person's word."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime

from sqlmodel import Session, col, select

from minhbach.public.models import PublicRating
from minhbach.records.models import Report
from minhbach.records.workflow import WITHDRAWN

AT_ONCE = 5
"""Ratings that are added together; the rest wait for theirs."""
GOOD = 4


def count_ratings(session: Session, local_day: Callable[[datetime], date]) -> list[PublicRating]:
    """A row an agency and year of rating, of the first 5, 10, 15 … ratings in the order they came."""
    given: dict[tuple[str, str], list[bool]] = defaultdict(list)
    rated = (col(Report.rating).is_not(None), col(Report.rated_at).is_not(None))
    query = (
        select(Report.agency, Report.rated_at, Report.rating)
        .where(*rated, col(Report.agency).is_not(None), col(Report.status) != WITHDRAWN)
        .order_by(col(Report.rated_at), col(Report.id))
    )
    for agency, rated_at, rating in session.exec(query):
        if agency and rated_at and rating is not None:
            given[agency, f"{local_day(rated_at):%Y}"].append(rating >= GOOD)
    told = {cell: good[: len(good) - len(good) % AT_ONCE] for cell, good in sorted(given.items())}
    return [
        PublicRating(agency=agency, year=year, ratings=len(good), good=sum(good))
        for (agency, year), good in told.items()
        if good
    ]
