"""What a map of units may be coloured by: counts, reports per 1,000 people, median days, share on time."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask_babel import gettext

from minhbach.errors import BadInput
from minhbach.places.units import Unit
from minhbach.public.counting.edition import Edition
from minhbach.public.wording import counted, median

FILE = "population.csv"
"""In the pack's geo/: vintage, level, code, people, day, source; a pack may do without."""
REPORTS, RATE, DAYS, ON_TIME = "reports", "rate", "days", "on-time"
ENOUGH = 10
"""Reports below which a share or a rate says more about chance than about a place."""
UnitKey = tuple[str, str, str]


@dataclass(frozen=True)
class Metric:
    """One way of colouring a map."""

    code: str
    value: Callable[[Unit], int | None]
    """Whole numbers for the shades; None where too little stands behind one."""
    said: Callable[[Unit], str]


def metrics(shown: Edition, level: str, vintage: str) -> dict[str, Metric]:
    """Those that the data have for a level of a vintage, by code, counts first."""
    figures = _Figures(shown, load_population(shown.showroom.settings.geo))
    found = [
        Metric(REPORTS, figures.reports, lambda unit: counted(shown.tally(unit))),
        Metric(DAYS, figures.days, figures.days_said),
        Metric(ON_TIME, figures.on_time, figures.on_time_said),
    ]
    if any(key[:2] == (vintage, level) for key in figures.people):
        found.append(Metric(RATE, figures.rate, figures.rate_said))
    return {metric.code: metric for metric in found}


def metric_name(code: str) -> str:
    """What a metric is called."""
    return {
        REPORTS: gettext("Số phản ánh"),
        RATE: gettext("Phản ánh trên 1.000 dân"),
        DAYS: gettext("Số ngày giải quyết trung vị"),
        ON_TIME: gettext("Tỷ lệ đúng hạn (phần trăm)"),
    }[code]


@lru_cache(maxsize=8)
def load_population(geo: Path) -> Mapping[UnitKey, int]:
    """People by vintage, level and code; empty where the pack has no such file. BadInput names the line."""
    path = geo / FILE
    if not path.is_file():
        return {}
    found: dict[UnitKey, int] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), 2):
            try:
                people = int(row["people"])
                found[row["vintage"], row["level"], row["code"]] = people
            except (KeyError, TypeError, ValueError):
                people = 0
            if people <= 0:
                raise BadInput(f"{path}, line {number}: needs vintage, level, code, and people above 0")
    return found


@dataclass(frozen=True)
class _Figures:
    """A unit's values: whole numbers for the shades, words for people."""

    shown: Edition
    people: Mapping[UnitKey, int]

    def reports(self, unit: Unit) -> int | None:
        return self.shown.tally(unit).reports or None

    def days(self, unit: Unit) -> int | None:
        value = self.shown.tally(unit).telling_median
        return None if value is None else round(value)

    def days_said(self, unit: Unit) -> str:
        value = self.shown.tally(unit).telling_median
        return _too_few() if value is None else gettext("%(days)s ngày", days=median(value))

    def on_time(self, unit: Unit) -> int | None:
        tally = self.shown.tally(unit)
        return round(100 * tally.in_time / tally.judged) if tally.judged >= ENOUGH else None

    def on_time_said(self, unit: Unit) -> str:
        value = self.on_time(unit)
        return _too_few() if value is None else f"{value} % (n = {self.shown.tally(unit).judged})"

    def rate(self, unit: Unit) -> int | None:
        reports, people = self.shown.tally(unit).reports, self._people(unit)
        return round(1000 * reports / people) if people and reports >= ENOUGH else None

    def rate_said(self, unit: Unit) -> str:
        reports, people = self.shown.tally(unit).reports, self._people(unit)
        if not people or reports < ENOUGH:
            return _too_few()
        return f"{1000 * reports / people:.1f} ({reports} / {people})"

    def _people(self, unit: Unit) -> int | None:
        return self.people.get((unit.vintage, unit.level, unit.code))


def _too_few() -> str:
    return gettext("chưa đủ số liệu")
