"""What all pages of one dated state share, counted once: an edition of the public site."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlmodel import Session

from minhbach.city import Agency
from minhbach.city.rules import Rules
from minhbach.places.units import DISTRICT, WARD, Unit, Vintage
from minhbach.public.counting import queries
from minhbach.public.counting.carried import Crossing, count_carried
from minhbach.public.counting.fairness import Comparison, Standing, compare, least_reports, standings
from minhbach.public.counting.lineage import Lineage
from minhbach.public.counting.queries import Tally, UnitTallies
from minhbach.public.counting.releases import newest_release
from minhbach.public.models import PublicRelease, PublicReport, PublicTotal
from minhbach.public.showroom import Showroom


@dataclass(frozen=True)
class Figures:
    """What came in over some months and where it stands; the parts add up to `received`."""

    received: int
    published: int
    resolved: int
    """A part of `published`."""
    refused: int
    waiting: int
    withheld: int
    withdrawn: int
    duplicates: int
    """Told again what another report tells."""


@dataclass(frozen=True)
class Edition:
    """The figures and boundaries of one release; every page of it says the same."""

    showroom: Showroom
    release: PublicRelease | None
    totals: tuple[PublicTotal, ...]
    units: UnitTallies
    categories: Mapping[str, Tally]
    resolved_by_month: Counter[str]
    made_up: bool
    vintages_used: tuple[str, ...]
    carried: Mapping[Crossing, int]
    by_month: Mapping[str, Mapping[str, Tally]]
    """By month of receipt and category, where the month is public."""
    outcomes: Counter[str]
    standings: tuple[Standing, ...]
    """Every agency in every vintage in which it had reports."""

    @classmethod
    def read(cls, showroom: Showroom, session: Session) -> "Edition":
        """Count public.db as the session sees it."""
        return cls(
            showroom=showroom,
            release=newest_release(session),
            totals=tuple(queries.totals(session)),
            units=queries.count_units(session),
            categories=queries.count_categories(session),
            resolved_by_month=queries.count_resolved_by_month(session),
            made_up=queries.anything_made_up(session),
            vintages_used=tuple(queries.vintages_used(session)),
            carried=count_carried(session, showroom.atlas),
            by_month=queries.count_by_month(session),
            outcomes=queries.count_outcomes(session),
            standings=tuple(standings(session, lambda day: showroom.atlas.in_force(day).id)),
        )

    @cached_property
    def in_force(self) -> Vintage:
        """The boundaries in force on the day of the release."""
        atlas = self.showroom.atlas
        return atlas.in_force(self.release.day) if self.release else atlas.vintages[-1]

    @cached_property
    def with_districts(self) -> Vintage | None:
        """The newest vintage up to the one in force that has districts; a reform may have abolished them."""
        atlas = self.showroom.atlas
        found = [v for v in atlas.vintages if v.id <= self.in_force.id and atlas.districts(v.id)]
        return found[-1] if found else None

    @cached_property
    def vintages(self) -> tuple[Vintage, ...]:
        """Vintages with pages of their own, newest first: all that have begun, for old addresses stay."""
        return tuple(v for v in reversed(self.showroom.atlas.vintages) if v.id <= self.in_force.id)

    @cached_property
    def lineage(self) -> Lineage:
        """What every unit became and was made of, with the reports that it shares."""
        return Lineage(self.showroom.atlas, self.carried, self.in_force.id)

    @cached_property
    def rules(self) -> Rules:
        """The pack's regulations and its own practice."""
        return Rules.load(self.showroom.settings.data)

    @cached_property
    def shown(self) -> frozenset[str]:
        return frozenset(vintage.id for vintage in self.vintages)

    @cached_property
    def months(self) -> tuple[str, ...]:
        return tuple(total.month for total in self.totals)

    def figures(self, prefix: str = "") -> Figures:
        """Sums over the months that start with `prefix`: "2026" is a year, "2026-11" a month, "" all."""
        rows = [total for total in self.totals if total.month.startswith(prefix)]
        return Figures(
            received=sum(row.received for row in rows),
            published=sum(row.published for row in rows),
            resolved=sum(n for month, n in self.resolved_by_month.items() if month.startswith(prefix)),
            refused=sum(row.refused for row in rows),
            waiting=sum(row.waiting for row in rows),
            withheld=sum(row.withheld for row in rows),
            withdrawn=sum(row.withdrawn for row in rows),
            duplicates=sum(row.duplicates for row in rows),
        )

    def vintage(self, id: str) -> Vintage:
        """A shown vintage by its id."""
        return next(vintage for vintage in self.vintages if vintage.id == id)

    def unit(self, vintage: str, code: str | None, level: str = WARD) -> Unit | None:
        """The unit with that key, where the atlas knows the vintage."""
        known = {v.id for v in self.showroom.atlas.vintages}
        return self.showroom.atlas.unit(vintage, code, level) if code and vintage in known else None

    def by_key(self, vintage: str, level: str) -> Mapping[str, Unit]:
        """The units of a shown vintage by the key that stands in their address: "26740-phuong-ben-nghe"."""
        if vintage not in self.shown:
            return {}
        keys = self._keys.get((vintage, level))
        if keys is None:
            keys = {key_of(unit): unit for unit in self.all_units(vintage, level)}
            self._keys[vintage, level] = keys
        return keys

    def all_units(self, vintage: str, level: str) -> tuple[Unit, ...]:
        atlas = self.showroom.atlas
        return tuple(atlas.wards(vintage) if level == WARD else atlas.districts(vintage))

    def tally(self, unit: Unit) -> Tally:
        return self.units.of(unit.vintage, unit.level, unit.code)

    def unplaced(self, vintage: str) -> int:
        """Public reports that lie in no ward of the vintage."""
        placed = sum(self.tally(unit).reports for unit in self.all_units(vintage, WARD))
        return sum(tally.reports for tally in self.categories.values()) - placed

    def agency(self, report: PublicReport) -> Agency | None:
        """Who handled a report: the pack's own agency, or that of a unit of the report's time."""
        return self.agency_of(report.agency, report.vintage) if report.agency else None

    def agency_of(self, code: str, vintage: str | None = None) -> Agency | None:
        """An agency by its code; that of a unit as it was called in a vintage, or is in the one in force."""
        known = self.showroom.city.agencies.get(code)
        eras = dict.fromkeys(v for v in (vintage, self.in_force.id) if v)
        return known or next((a for era in eras if (a := self._unit_agencies(era).get(code))), None)

    @cached_property
    def agency_codes(self) -> tuple[str, ...]:
        """Agencies with a page of their own: all that have a public report."""
        return tuple(sorted({one.agency for one in self.standings}))

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """Agencies beside others of their kind and vintage, newest vintage first."""
        return compare(self.standings, self._kind_of, least_reports(self.showroom.city.facts))

    def _kind_of(self, code: str) -> str:
        found = (self.agency_of(code, vintage.id) for vintage in self.vintages)
        return next((agency.kind for agency in found if agency), "")

    def _unit_agencies(self, vintage: str) -> Mapping[str, Agency]:
        if vintage not in self._agencies:
            self._agencies[vintage] = {agency.code: agency for agency in self._made_agencies(vintage)}
        return self._agencies[vintage]

    def _made_agencies(self, vintage: str) -> Iterable[Agency]:
        for pattern in self.showroom.city.per_unit:
            level = WARD if pattern.level == WARD else DISTRICT
            for unit in self.all_units(vintage, level):
                yield pattern.of(unit.code, {"vi": unit.name, "en": unit.name_en})

    @cached_property
    def _keys(self) -> dict[tuple[str, str], dict[str, Unit]]:
        return {}

    @cached_property
    def _agencies(self) -> dict[str, dict[str, Agency]]:
        return {}

    @property
    def day(self) -> date | None:
        return self.release.day if self.release else None


def key_of(unit: Unit) -> str:
    """How a unit is named in an address."""
    return f"{unit.code}-{unit.slug}"
