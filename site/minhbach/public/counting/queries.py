"""Read public.db: a few queries that count everything at once, and small ones for a single page."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, String, cast, exists, func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from minhbach.places.units import DISTRICT, WARD
from minhbach.public.counting.fairness import day_at
from minhbach.public.counting.memory import learn_answer, memory_of, remembered
from minhbach.public.models import (
    PublicAnswer,
    PublicEvent,
    PublicMerit,
    PublicPlace,
    PublicRefusal,
    PublicReport,
    PublicTotal,
)

RESOLVED = "resolved"
WITH_MONTH = ("day", "month")
"""Precisions of a date that tell its month."""
ENOUGH = 5
"""A median over fewer reports than this says more about chance than about the work."""


@dataclass
class Tally:
    """How many reports, how many of them resolved, and in how many days."""

    reports: int = 0
    resolved: int = 0
    days: Counter[int] = field(default_factory=Counter)
    """How often each number of days occurs, so that a median needs no second look at the reports."""

    judged: int = 0
    """Of which it can be said whether they were on time."""
    in_time: int = 0

    def add(self, status: str, days: int | None, reports: int, on_time: bool | None = None) -> None:
        self.reports += reports
        self.judged += reports if on_time is not None else 0
        self.in_time += reports if on_time else 0
        if status == RESOLVED:
            self.resolved += reports
            if days is not None:
                self.days[days] += reports

    @property
    def median_days(self) -> float | None:
        """Half of the resolved reports took no longer than this; None where none is resolved."""
        total = self.days.total()
        if not total:
            return None
        return (day_at(self.days, total // 2 + total % 2) + day_at(self.days, total // 2 + 1)) / 2

    @property
    def telling_median(self) -> float | None:
        """The median where enough reports stand behind it to be shown as a figure of the unit."""
        return self.median_days if self.days.total() >= ENOUGH else None


UnitKey = tuple[str, str, str]
"""Vintage, level, code."""


@dataclass
class UnitTallies:
    """Tallies of every ward and district of every vintage, whole and by category."""

    units: dict[UnitKey, Tally] = field(default_factory=lambda: defaultdict(Tally))
    categories: dict[UnitKey, dict[str, Tally]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Tally))
    )
    then: Counter[UnitKey] = field(default_factory=Counter)
    """Those of a unit's reports that came in while its boundaries were in force."""

    def of(self, vintage: str, level: str, code: str) -> Tally:
        """The unit's tally; zero where nothing was reported."""
        return self.units.get((vintage, level, code), Tally())

    def by_category(self, vintage: str, level: str, code: str) -> dict[str, Tally]:
        return self.categories.get((vintage, level, code), {})


def count_units(session: Session) -> UnitTallies:
    """Count every report in every vintage in two passes over the database."""
    tallies = UnitTallies()
    for query in (_placed(), _only_ward_known()):
        for row in session.connection().execute(query):
            vintage, own, ward, district, category, status, days, on_time, reports = row
            for level, code in ((WARD, ward), (DISTRICT, district)):
                if code is not None:
                    key = (vintage, level, code)
                    tallies.units[key].add(status, days, reports, on_time)
                    tallies.categories[key][category].add(status, days, reports, on_time)
                    tallies.then[key] += reports if own == vintage else 0
    return tallies


def _placed() -> Select[*tuple[Any, ...]]:
    seen = (
        col(PublicPlace.vintage), col(PublicReport.vintage), col(PublicPlace.ward_code),
        col(PublicPlace.district_code), col(PublicReport.category), col(PublicReport.status),
        col(PublicReport.days), col(PublicReport.on_time),
    )  # fmt: skip
    return (
        select(*seen, func.count())
        .join(PublicReport, col(PublicReport.public_id) == col(PublicPlace.public_id))
        .where(col(PublicPlace.ward_code).is_not(None))
        .group_by(*seen)
    )


def _only_ward_known() -> Select[*tuple[Any, ...]]:
    """Reports whose ward or district is public and whose point is not: they have no row of PublicPlace."""
    seen: tuple[Any, ...] = (
        col(PublicReport.vintage), col(PublicReport.vintage).label("own"), col(PublicReport.ward_code),
        col(PublicReport.district_code), col(PublicReport.category), col(PublicReport.status),
        col(PublicReport.days), col(PublicReport.on_time),
    )  # fmt: skip
    placed = col(PublicReport.ward_code).is_not(None) | col(PublicReport.district_code).is_not(None)
    same = (col(PublicPlace.public_id) == col(PublicReport.public_id)) & (
        col(PublicPlace.vintage) == col(PublicReport.vintage)
    )
    return select(*seen, func.count()).where(placed, ~exists().where(same)).group_by(*seen)


def count_categories(session: Session) -> dict[str, Tally]:
    """A tally a category, over the whole city."""
    seen = (col(PublicReport.category), col(PublicReport.status), col(PublicReport.days))
    tallies: dict[str, Tally] = defaultdict(Tally)
    query = select(*seen, func.count()).group_by(*seen)
    for category, status, days, reports in session.connection().execute(query):
        tallies[category].add(status, days, reports)
    return tallies


def count_resolved_by_month(session: Session) -> Counter[str]:
    """Resolved reports by the month (YYYY-MM) in which they were received.

    Those whose month is not public stand under their year and no month of it ("2026-").
    """
    seen = (col(PublicReport.received), col(PublicReport.date_precision))
    query = select(*seen, func.count()).where(col(PublicReport.status) == RESOLVED).group_by(*seen)
    months: Counter[str] = Counter()
    for received, precision, reports in session.connection().execute(query):
        months[f"{received:%Y-%m}" if precision in WITH_MONTH else f"{received:%Y}-"] += reports
    return months


def count_by_month(session: Session) -> dict[str, dict[str, Tally]]:
    """Tallies by month of receipt and category, of reports whose month is public."""
    month = func.substr(cast(col(PublicReport.received), String), 1, 7)
    seen = (month, col(PublicReport.category), col(PublicReport.status), col(PublicReport.days))
    query: Select[*tuple[Any, ...]] = select(*seen, func.count()).group_by(*seen)
    found: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    told = query.where(col(PublicReport.date_precision).in_(WITH_MONTH))
    for received, category, status, days, reports in session.connection().execute(told):
        found[received][category].add(status, days, reports)
    return {received: dict(tallies) for received, tallies in found.items()}


def count_outcomes(session: Session) -> Counter[str]:
    """How many answered reports have each outcome."""
    query = select(col(PublicReport.outcome), func.count()).group_by(col(PublicReport.outcome))
    return Counter({outcome: n for outcome, n in session.connection().execute(query) if outcome})


def refusals(session: Session) -> list[PublicRefusal]:
    """The refusal register, newest month first."""
    query = select_rows(PublicRefusal).order_by(col(PublicRefusal.month).desc(), col(PublicRefusal.ground))
    return list(session.exec(query))


def merits(session: Session) -> list[PublicMerit]:
    """What was made public of commendations and violations, newest first."""
    newest = (col(PublicMerit.day).desc(), col(PublicMerit.number))
    return list(session.exec(select_rows(PublicMerit).order_by(*newest)))


def totals(session: Session) -> list[PublicTotal]:
    """What came in and where it stands, a row a month in order."""
    return list(session.exec(select_rows(PublicTotal).order_by(col(PublicTotal.month))))


def anything_made_up(session: Session) -> bool:
    """True where any public report is demonstration data."""
    query = select_rows(PublicReport.public_id).where(col(PublicReport.made_up)).limit(1)
    return session.exec(query).first() is not None


def vintages_used(session: Session) -> list[str]:
    """The vintages that were in force when public reports came in."""
    query = select_rows(PublicReport.vintage).distinct()
    return sorted(found for found in session.exec(query) if found)


@remembered
def resolved_ids(session: Session) -> Sequence[str]:
    """Public ids of all resolved reports, newest first: each has a page of its own."""
    query = select_rows(PublicReport.public_id).where(col(PublicReport.status) == RESOLVED)
    return list(session.exec(query.order_by(*NEWEST_FIRST)))


NEWEST_FIRST = (col(PublicReport.resolved).desc(), col(PublicReport.public_id))


@remembered
def latest_resolved(
    session: Session, most: int, skip: int = 0, category: str | None = None, agency: str | None = None
) -> Sequence[PublicReport]:
    """Resolved reports, newest first; of one category or agency if named."""
    if skip and category is None and agency is None and memory_of(session) is not None:
        # All pages of the list are being made: skipping ever further would read the table for each of them.
        return by_ids(session, resolved_ids(session)[skip : skip + most])
    query = select_rows(PublicReport).where(col(PublicReport.status) == RESOLVED)
    if category is not None:
        query = query.where(col(PublicReport.category) == category)
    if agency is not None:
        query = query.where(col(PublicReport.agency) == agency)
    return session.exec(query.order_by(*NEWEST_FIRST).offset(skip).limit(most)).all()


@remembered
def latest_resolved_in(session: Session, most: int, unit: UnitKey) -> Sequence[PublicReport]:
    """Resolved reports of one unit of one vintage, newest first."""
    vintage, level, code = unit
    place = col(PublicPlace.ward_code if level == WARD else PublicPlace.district_code)
    own = col(PublicReport.ward_code if level == WARD else PublicReport.district_code)
    inside = select(col(PublicPlace.public_id)).where(col(PublicPlace.vintage) == vintage, place == code)
    pointless = select(col(PublicReport.public_id)).where(
        col(PublicReport.vintage) == vintage, own == code, col(PublicReport.lat).is_(None)
    )
    # Nothing is added to the status but its index taken away: SQLite would read every resolved report.
    resolved = col(PublicReport.status).concat("") == RESOLVED
    here = col(PublicReport.public_id).in_(inside.union(pointless))
    query = select_rows(PublicReport).where(resolved, here)
    return session.exec(query.order_by(*NEWEST_FIRST).limit(most)).all()


@remembered
def points_in(session: Session, unit: UnitKey) -> Sequence[tuple[float, float, bool, int]]:
    """Published points in a unit: lat, lon, resolved or not, and how many reports share it.

    Without those told by the ward alone: their point stands for the ward, and would be taken for a place.
    """
    vintage, level, code = unit
    place = col(PublicPlace.ward_code if level == WARD else PublicPlace.district_code)
    seen = (col(PublicReport.lat), col(PublicReport.lon), col(PublicReport.status) == RESOLVED)
    query: Select[*tuple[Any, ...]] = (
        select(*seen, func.count())
        .join(PublicPlace, col(PublicReport.public_id) == col(PublicPlace.public_id))
        .where(col(PublicPlace.vintage) == vintage, place == code, col(PublicReport.lat).is_not(None))
        .where(col(PublicReport.location_method) != "ward")
        .group_by(*seen)
        .order_by(*seen)
    )
    return [(lat, lon, bool(done), n) for lat, lon, done, n in session.connection().execute(query)]


def known_in(session: Session, vintage: str) -> list[tuple[float, float, str, str | None]]:
    """Every published point with its ward and district in one vintage: lat, lon, ward, district."""
    query: Select[*tuple[Any, ...]] = (
        select(col(PublicReport.lat), col(PublicReport.lon), col(PublicPlace.ward_code),
               col(PublicPlace.district_code))
        .join(PublicPlace, col(PublicReport.public_id) == col(PublicPlace.public_id))
        .where(col(PublicPlace.vintage) == vintage, col(PublicPlace.ward_code).is_not(None))
        .where(col(PublicReport.lat).is_not(None))
        .distinct()
    )  # fmt: skip
    return [tuple(row) for row in session.connection().execute(query)]


def photos(session: Session) -> list[str]:
    """File names of all published photos."""
    columns = (PublicReport.photo, PublicReport.photo_after)
    return sorted({name for one in columns for name in session.exec(select_rows(one).distinct()) if name})


def public_ids(session: Session) -> Sequence[str]:
    """The ids of all public reports, in order."""
    return sorted(session.exec(select_rows(PublicReport.public_id)))


def newest(session: Session, most: int) -> Sequence[PublicReport]:
    """The reports that came in last."""
    query = select_rows(PublicReport).order_by(col(PublicReport.received).desc(), col(PublicReport.public_id))
    return session.exec(query.limit(most)).all()


@remembered
def places_of(session: Session, public_id: str) -> Sequence[PublicPlace]:
    """Where one report lies, a row a vintage in date order."""
    query = select_rows(PublicPlace).where(col(PublicPlace.public_id) == public_id)
    return session.exec(query.order_by(col(PublicPlace.vintage))).all()


@remembered
def events_of(session: Session, public_id: str) -> Sequence[PublicEvent]:
    """The steps of one report's life, in order."""
    query = select_rows(PublicEvent).where(col(PublicEvent.public_id) == public_id)
    return session.exec(query.order_by(col(PublicEvent.number))).all()


@remembered
def answers_of(session: Session, public_id: str) -> Sequence[PublicAnswer]:
    """What one report says to the city's public questions."""
    query = select_rows(PublicAnswer).where(col(PublicAnswer.public_id) == public_id)
    return session.exec(query.order_by(col(PublicAnswer.question))).all()


BELONGING: Mapping[str, tuple[Any, Callable[[Session, str], Sequence[Any]]]] = {
    "places": (PublicPlace, places_of),
    "events": (PublicEvent, events_of),
    "answers": (PublicAnswer, answers_of),
}
"""What belongs to a report, by its name in the record, and how it is asked for."""


def fetch_ahead(session: Session, public_ids: Sequence[str]) -> None:
    """Let a session that remembers read the rows of many reports' pages at once."""
    memory = memory_of(session)
    if memory is None or not public_ids:
        return
    for report in by_ids(session, public_ids):
        memory.learn(report.public_id, report)  # the session itself forgets what nobody holds
    for table, ask in BELONGING.values():
        rows: dict[str, list[Any]] = {public_id: [] for public_id in public_ids}
        query = select_rows(table).where(col(table.public_id).in_(public_ids))
        for row in session.exec(query.order_by(*table.__table__.primary_key)):
            rows[row.public_id].append(row)
        for public_id, found in rows.items():
            learn_answer(memory, ask, (public_id,), found)


def by_ids(session: Session, public_ids: Sequence[str]) -> list[PublicReport]:
    """Reports by their ids, in that order; without those that are not there."""
    query = select_rows(PublicReport).where(col(PublicReport.public_id).in_(public_ids))
    found = {report.public_id: report for report in session.exec(query)}
    return [found[public_id] for public_id in public_ids if public_id in found]
