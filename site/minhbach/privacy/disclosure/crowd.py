"""Let no report about a home or a sensitive matter stand alone: what has no crowd is told more coarsely.

A crowd is k published reports of one category from one ward in one month. Where there are fewer, the period
grows to the quarter and the year, then the place to the district, then to none. Each step is taken only by
those that found no crowd before, so whoever looks at a published row always looks at k rows or more; the
last step names no place at all. The same reports always come out the same. Reasons and limits:
data/decisions/2026-11-24-disclosure.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from minhbach.city import City
from minhbach.errors import BadInput

DAY, MONTH, QUARTER, YEAR = "day", "month", "quarter", "year"
CROWDED = ("home", "sensitive")
"""What a category must concern for its reports to need a crowd; a public space is nobody's own."""
_ASSUMED = {"home": 3, "sensitive": 5}
_TELLING_DAYS = 14
_RUNGS = 5


@dataclass(frozen=True)
class Standing:
    """When and where a report may be said to be from."""

    precision: str
    received: date
    """First day of the period."""
    vintage: str | None
    ward: str | None
    district: str | None

    @property
    def period(self) -> str:
        """The month, quarter or year: 2026-03, 2026-Q1, 2026."""
        return period_of(self.received, self.precision)

    @property
    def place(self) -> str:
        """The ward, the district or nothing, with its vintage."""
        if self.ward:
            return f"{self.vintage}/ward/{self.ward}"
        return f"{self.vintage}/district/{self.district}" if self.district else ""


@dataclass(frozen=True)
class Member:
    """What is true of one report, as far as its crowd goes."""

    key: int
    category: str
    concerns: str
    received: date
    vintage: str | None
    ward: str | None
    district: str | None

    def rungs(self) -> Iterator[Standing | None]:
        """From the finest to the coarsest; None where a rung does not exist for this report."""
        finest = DAY if self.concerns == "home" else MONTH
        at = (self.vintage, self.ward, self.district)
        yield Standing(finest, coarse(self.received, finest), *at)
        yield Standing(QUARTER, coarse(self.received, QUARTER), *at)
        year = coarse(self.received, YEAR)
        yield Standing(YEAR, year, *at)
        yield Standing(YEAR, year, self.vintage, None, self.district) if self.ward and self.district else None
        yield Standing(YEAR, year, None, None, None)


def crowd_sizes(city: City) -> Mapping[str, int]:
    """k by what a category concerns, as the pack's city.toml sets it under [disclosure]."""
    chosen = city.facts.get("disclosure", {})
    sizes = {concerns: chosen.get(concerns, _ASSUMED[concerns]) for concerns in CROWDED}
    for concerns, k in sizes.items():
        if type(k) is not int or k < 2:
            raise BadInput(f"city.toml: disclosure.{concerns} is {k!r}: give a whole number of 2 or more")
    return sizes


def crowd(members: Iterable[Member], sizes: Mapping[str, int]) -> dict[int, Standing]:
    """Give every report the finest standing in which it has its crowd; the coarsest where it has none."""
    settled: dict[int, Standing] = {}
    waiting = [(member, list(member.rungs())) for member in members]
    for rung in range(_RUNGS):
        groups: dict[tuple[str, str, str], list[tuple[int, Standing]]] = defaultdict(list)
        for member, rungs in waiting:
            if standing := rungs[rung]:
                group = member.category, standing.place, standing.period
                groups[group].append((member.key, standing))
        needed = {member.category: sizes[member.concerns] for member, _ in waiting}
        for (category, _, _), found in groups.items():
            if len(found) >= needed[category] or rung == _RUNGS - 1:
                settled.update(found)
        waiting = [(member, rungs) for member, rungs in waiting if member.key not in settled]
    return settled


def coarse(day: date, precision: str) -> date:
    """The first day of the period that a day lies in."""
    if precision == DAY:
        return day
    first = {MONTH: day.month, QUARTER: day.month - (day.month - 1) % 3, YEAR: 1}[precision]
    return day.replace(month=first, day=1)


def last_of(day: date, precision: str) -> date:
    """The last day of the period that a day lies in."""
    return day if precision == DAY else date.fromordinal(_ends(day, precision)[1])


def period_of(day: date, precision: str) -> str:
    """The name of the period that a day lies in; a day stands in its month: crowds are counted by month."""
    if precision == YEAR:
        return f"{day:%Y}"
    return f"{day:%Y}-Q{(day.month + 2) // 3}" if precision == QUARTER else f"{day:%Y-%m}"


def told_days(received: date, resolved: date, precision: str) -> int | None:
    """How many days it took; None where that and the two periods would tell the day after all."""
    taken = (resolved - received).days
    if precision == DAY:
        return taken
    start, last = _ends(received, precision)
    first_end, last_end = _ends(resolved, precision)
    # The days on which it can have come in, given when it ended and how long it took.
    possible = min(last, last_end - taken) - max(start, first_end - taken) + 1
    return taken if possible >= _TELLING_DAYS else None


def _ends(day: date, precision: str) -> tuple[int, int]:
    """Ordinals of the first and the last day of the period that a day lies in."""
    first = coarse(day, precision)
    months = {MONTH: 1, QUARTER: 3, YEAR: 12}[precision]
    after = date(first.year + (first.month - 1 + months) // 12, (first.month - 1 + months) % 12 + 1, 1)
    return first.toordinal(), after.toordinal() - 1
