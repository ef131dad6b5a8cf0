"""Compare agencies fairly: every figure with how many reports stand behind it and how far chance may move it.

Figures are of one vintage of boundaries, since wards and their agencies change with a reform. An agency is
set beside others of its kind only, and only where enough reports stand behind it; where chance explains the
difference, none is told. Shares have Wilson's interval (1927), medians and percentiles the distribution-free
one of order statistics; both at 95 %.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor, sqrt
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlmodel import Session, col

from minhbach.errors import BadInput
from minhbach.public.models import PublicRating, PublicReport

Z = 1.959963984540054
"""Of a normal distribution, 95 % lies within so many standard deviations."""
LEAST = 30
"""Where the pack names no other number: below it an agency is set beside nobody."""
ANSWERED = ("resolved", "answered")
BETTER, WORSE, SAME = "better", "worse", "same"


@dataclass(frozen=True)
class Share:
    """So many of so many, with the interval in which the true share lies."""

    part: int
    n: int

    @property
    def value(self) -> float | None:
        """None where there is nothing to have a share of."""
        return self.part / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval; None where n is 0."""
        if not self.n:
            return None
        rate, spread = self.part / self.n, Z * Z / self.n
        middle = (rate + spread / 2) / (1 + spread)
        half = Z * sqrt(rate * (1 - rate) / self.n + spread / (4 * self.n)) / (1 + spread)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Quantile:
    """So many days or fewer for this part of the answers, with its interval."""

    value: float | None
    n: int
    interval: tuple[int, int] | None
    """None where too few stand behind it for any."""


@dataclass
class Standing:
    """One agency's figures in one vintage."""

    agency: str
    vintage: str
    reports: int = 0
    """Published, whatever became of them."""
    answered: int = 0
    days: Counter[int] = field(default_factory=Counter)
    """How often each number of days to the answer occurs."""
    judged: int = 0
    """Answered, or late: those of which it can be said whether they were on time."""
    in_time: int = 0
    ever_answered: int = 0
    again: int = 0
    """Opened again after an answer, once or oftener."""
    open_again: int = 0
    ratings: int = 0
    good: int = 0

    @property
    def on_time(self) -> Share:
        """Answered by the deadline, of those answered or late."""
        return Share(self.in_time, self.judged)

    @property
    def median_days(self) -> Quantile:
        return quantile(self.days, 50)

    @property
    def slow_days(self) -> Quantile:
        """Nine in ten answers took no longer: the 90th percentile."""
        return quantile(self.days, 90)

    @property
    def reopened(self) -> Share:
        """Opened again after an answer, of those that ever had one."""
        return Share(self.again, self.ever_answered)

    @property
    def disputed(self) -> Share:
        """Open again now, the last answer not having stood, of those that ever had one."""
        return Share(self.open_again, self.ever_answered)

    @property
    def satisfaction(self) -> Share:
        """Senders who gave 4 or 5 of 5, of those who said anything. Of all vintages: ratings have none."""
        return Share(self.good, self.ratings)


@dataclass(frozen=True)
class Comparison:
    """Agencies of one kind in one vintage."""

    kind: str
    vintage: str
    compared: tuple[Standing, ...]
    """With enough reports; highest share on time first."""
    too_few: tuple[Standing, ...]
    """Set beside nobody, by code."""
    all_on_time: Share
    """Of the whole kind."""

    def verdict(self, standing: Standing) -> str | None:
        """BETTER or WORSE than its kind on the whole where chance does not explain it, else SAME.

        None for one with too few reports.
        """
        interval, whole = standing.on_time.interval, self.all_on_time.value
        if standing not in self.compared or interval is None or whole is None:
            return None
        return BETTER if interval[0] > whole else WORSE if interval[1] < whole else SAME


def least_reports(facts: Mapping[str, Any]) -> int:
    """The pack's own number of reports below which nobody is compared: [fairness] least in city.toml."""
    least = facts.get("fairness", {}).get("least", LEAST)
    if type(least) is not int or least < 1:
        raise BadInput(f"city.toml: [fairness] least is {least!r}: write a whole number above 0")
    return least


def standings(session: Session, in_force: Callable[[date], str]) -> list[Standing]:
    """Every agency's figures, a row a vintage, in two passes over public.db.

    `in_force` names the vintage of a day, for reports whose own is not public.
    """
    found: dict[tuple[str, str], Standing] = {}
    vintage = col(PublicReport.vintage)
    seen = (
        col(PublicReport.agency), vintage, case((vintage.is_(None), col(PublicReport.received)), else_=None),
        col(PublicReport.status), col(PublicReport.on_time), col(PublicReport.days),
        col(PublicReport.reopened) > 0,
    )  # fmt: skip
    query: Select[*tuple[Any, ...]] = select(*seen, func.count()).group_by(*seen)
    of_agencies = query.where(col(PublicReport.agency).is_not(None))
    for agency, known, received, *what in session.connection().execute(of_agencies):
        key = (agency, known or in_force(received))
        _count(found.setdefault(key, Standing(*key)), *what)
    _rate(session, found.values())
    return [found[key] for key in sorted(found)]


def compare(rows: Iterable[Standing], kind_of: Callable[[str], str], least: int) -> list[Comparison]:
    """Set agencies beside others of their kind and vintage, newest vintage first."""
    groups: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    for row in rows:
        groups[row.vintage, kind_of(row.agency)].append(row)
    newest = sorted(groups, key=lambda key: key[1])
    newest.sort(key=lambda key: key[0], reverse=True)
    return [_compare(kind, vintage, groups[vintage, kind], least) for vintage, kind in newest]


def quantile(days: Counter[int], percent: int) -> Quantile:
    """Within how many days so many percent of the answers came; between two, their middle."""
    n = days.total()
    if not n:
        return Quantile(None, 0, None)
    whole, rest = divmod(n * percent, 100)
    value = float(day_at(days, whole + 1)) if rest else (day_at(days, whole) + day_at(days, whole + 1)) / 2
    half = Z * sqrt(n * percent * (100 - percent)) / 100
    low, high = floor(n * percent / 100 - half), ceil(n * percent / 100 + half) + 1
    return Quantile(value, n, (day_at(days, low), day_at(days, high)) if low >= 1 and high <= n else None)


def day_at(days: Counter[int], place: int) -> int:
    """How long the answer at a place took, from 1 for the quickest."""
    passed = 0
    for value in sorted(days):
        passed += days[value]
        if passed >= place:
            break
    return value


def _count(one: Standing, status: str, on_time: bool | None, days: int | None, again: bool, n: int) -> None:
    answered = status in ANSWERED
    one.reports += n
    one.answered += n if answered else 0
    one.ever_answered += n if answered or again else 0
    one.again += n if again else 0
    one.open_again += n if again and not answered else 0
    if on_time is not None:
        one.judged += n
        one.in_time += n if on_time else 0
    if answered and days is not None:
        one.days[days] += n


def _rate(session: Session, rows: Iterable[Standing]) -> None:
    query = select(col(PublicRating.agency), func.sum(PublicRating.ratings), func.sum(PublicRating.good))
    said = session.connection().execute(query.group_by(col(PublicRating.agency)))
    ratings = {agency: (int(number), int(good)) for agency, number, good in said}
    for row in rows:
        row.ratings, row.good = ratings.get(row.agency, (0, 0))


def _compare(kind: str, vintage: str, rows: Sequence[Standing], least: int) -> Comparison:
    enough = [row for row in rows if row.judged >= least]
    enough.sort(key=lambda row: (-(row.on_time.value or 0), row.agency))
    few = sorted((row for row in rows if row.judged < least), key=lambda row: row.agency)
    whole = Share(sum(row.in_time for row in rows), sum(row.judged for row in rows))
    return Comparison(kind, vintage, tuple(enough), tuple(few), whole)
