"""Public rows as a stranger reads them: what each says of place and time, and whether that is too much."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from minhbach.city import City
from minhbach.privacy.disclosure.crowd import CROWDED, DAY, MONTH, QUARTER, YEAR, Standing, coarse, period_of
from minhbach.privacy.disclosure.risk import Row
from minhbach.public.models import PublicEvent, PublicPlace, PublicReport

_PRECISIONS = {"home": (DAY, QUARTER, YEAR), "sensitive": (MONTH, QUARTER, YEAR)}
_READ = (
    PublicReport.public_id, PublicReport.category, PublicReport.date_precision, PublicReport.received,
    PublicReport.vintage, PublicReport.ward_code, PublicReport.district_code, PublicReport.location_method,
    PublicReport.resolved, PublicReport.agency, PublicReport.lat, PublicReport.due, PublicReport.reports,
    PublicReport.on_time,
)  # fmt: skip


SPACED_KINDS = {"received", "resolved"}
"""Steps that may be told of a record whose day is not: an operator's come within minutes of it."""


@dataclass(frozen=True)
class PublicRow:
    """One row about a home or a sensitive matter."""

    public_id: str
    category: str
    concerns: str
    standing: Standing
    method: str
    elsewhere: tuple[str, ...]
    """Its wards in the other vintages."""
    whole_periods: bool
    """True where its days are the first of their periods."""
    names_place: bool
    """True where its agency is that of one ward, or a point is told."""
    due: bool = False
    """True where the day on which its result was due is told."""
    late_before_answer: bool = False
    """True where it is called late though it is not answered."""
    people: int = 1
    kinds: tuple[str, ...] = ()
    """Its steps, by their kind."""

    @property
    def is_coarsest(self) -> bool:
        """True where no more than the year is told."""
        return self.standing.precision == YEAR and not self.standing.place

    def as_row(self) -> Row:
        """As risk.py counts it: rows of different precision are no crowd for each other."""
        finer = self.standing.precision in (DAY, MONTH)
        period = self.standing.period if finer else f"{self.standing.period} ({self.standing.precision})"
        return Row(self.public_id, self.standing.place or "no place", self.category, period)

    def tells_how_many(self, size: int) -> bool:
        """Whether it tells of fewer people than a crowd, or of one who joined: other than in whole crowds."""
        return self.people > 1 and self.people % size != 0

    def _steps_tell(self) -> bool:
        return not set(self.kinds) <= SPACED_KINDS

    def tells_too_much(self) -> str:
        """What the row tells beyond its own standing; empty where nothing."""
        if self.standing.precision not in _PRECISIONS[self.concerns]:
            return f"tells the {self.standing.precision}, which its category does not allow"
        if not self.whole_periods:
            return f"tells a day, though only the {self.standing.precision} is public"
        if self.standing.precision != DAY and (self.due or self.late_before_answer or self._steps_tell()):
            return (
                f"tells by its deadline or steps a day, though only the {self.standing.precision} is public"
            )
        if not self.standing.ward and (self.names_place or self.elsewhere):
            return "tells a ward or a point, though none is public"
        if self.standing.precision in (QUARTER, YEAR) and self.method not in ("ward", "none"):
            return "tells a point within its ward, though its crowd is the whole ward"
        return ""


def crowded_rows(session: Session, city: City) -> Iterator[PublicRow]:
    """Every public row that needs a crowd."""
    concerns = {c.code: c.concerns for c in city.categories.values() if c.concerns in CROWDED}
    elsewhere, steps = _elsewhere(session, list(concerns)), _steps(session, list(concerns))
    query = select(*(col(column) for column in _READ)).where(col(PublicReport.category).in_(list(concerns)))
    rows = session.execute(query.execution_options(yield_per=5000))
    for (name, category, precision, received, vintage, ward, district, method,
         resolved, agency, lat, due, people, on_time) in rows:  # fmt: skip
        told = steps.get(name, ())
        days = [day for day in (received, resolved, *(day for _, day in told)) if day]
        yield PublicRow(
            public_id=name,
            category=category,
            concerns=concerns[category],
            standing=Standing(precision, received, vintage, ward, district),
            method=method,
            elsewhere=tuple(place for era, place in elsewhere.get(name, ()) if era != vintage),
            whole_periods=all(day == coarse(day, precision) for day in days),
            names_place=lat is not None or (agency is not None and agency not in city.agencies),
            due=due is not None,
            late_before_answer=on_time is not None and resolved is None,
            people=people,
            kinds=tuple(kind for kind, _ in told),
        )


def open_rows(session: Session, city: City) -> Iterator[Row]:
    """Every public row about a public space, for the figures."""
    codes = [c.code for c in city.categories.values() if c.concerns not in CROWDED]
    columns = (PublicReport.public_id, PublicReport.category, PublicReport.received,
               PublicReport.vintage, PublicReport.ward_code)  # fmt: skip
    query = select(*(col(column) for column in columns)).where(col(PublicReport.category).in_(codes))
    for name, category, received, vintage, ward in session.execute(query.execution_options(yield_per=5000)):
        yield Row(name, f"{vintage}/{ward}", category, period_of(received, MONTH))


def _elsewhere(session: Session, categories: list[str]) -> dict[str, list[tuple[str, str]]]:
    columns = (col(PublicPlace.public_id), col(PublicPlace.vintage), col(PublicPlace.ward_code))
    query = (
        select(*columns)
        .join(PublicReport, col(PublicReport.public_id) == col(PublicPlace.public_id))
        .where(col(PublicReport.category).in_(categories))
        .order_by(*columns)
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, vintage, ward in session.execute(query):
        found[name].append((vintage, f"{vintage}/{ward}"))
    return found


def _steps(session: Session, categories: list[str]) -> dict[str, list[tuple[str, date]]]:
    """Kind and day of each step, by report."""
    columns = (col(PublicEvent.public_id), col(PublicEvent.kind), col(PublicEvent.day))
    query = (
        select(*columns)
        .join(PublicReport, col(PublicReport.public_id) == col(PublicEvent.public_id))
        .where(col(PublicReport.category).in_(categories))
    )
    found: dict[str, list[tuple[str, date]]] = defaultdict(list)
    for name, kind, day in session.execute(query.execution_options(yield_per=5000)):
        found[name].append((kind, day))
    return found
