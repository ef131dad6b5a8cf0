"""What the rooms behind the door share while an app or a command runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from flask import current_app

from minhbach.city import Agency, City
from minhbach.config import Settings
from minhbach.databases import Database
from minhbach.places.atlas import Atlas
from minhbach.places.units import WARD, Place
from minhbach.records.deadlines import Deadlines
from minhbach.records.keyring import Keyring
from minhbach.records.store import open_records


def clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    """The city pack, its boundaries and the private database."""

    settings: Settings
    city: City
    atlas: Atlas
    private: Database
    keyring: Keyring
    now: Callable[[], datetime] = clock

    @classmethod
    def open(cls, settings: Settings, now: Callable[[], datetime] = clock) -> "Office":
        """Open everything, or say in one line what is missing."""
        private = open_records(settings)
        return cls(
            settings,
            City.load(settings.data),
            Atlas.load(settings.boundaries),
            private,
            Keyring.at(settings.home / "keys"),
            now,
        )

    @cached_property
    def deadlines(self) -> Deadlines:
        """When results are due; BadInput where the pack's rules or calendar are wrong."""
        return Deadlines.load(self.settings.data, self.city)

    def local_day(self, moment: datetime) -> date:
        """The calendar day of a moment in the city."""
        return moment.astimezone(self.city.timezone).date()

    def today(self) -> date:
        """Today in the city, or the day that the settings fix."""
        return self.settings.today or self.local_day(self.now())

    def agency_for(self, category: str, places: list[Place]) -> str | None:
        """Whom the pack routes a category to: a fixed agency, or that of the ward in force."""
        agency = self.city.categories[category].agency
        if agency != "@ward":
            return agency
        today = self.atlas.in_force(self.today()).id
        ward = next((p.ward_code for p in places if p.vintage == today), None)
        pattern = next((p for p in self.city.per_unit if p.level == WARD), None)
        return pattern.code.format(code=ward) if pattern and ward else None

    def agencies(self) -> dict[str, Agency]:
        """Every agency by code: the pack's own, then one a ward in force today."""
        found = dict(self.city.agencies)
        vintage = self.atlas.in_force(self.today()).id
        for pattern in self.city.per_unit:
            units = self.atlas.wards(vintage) if pattern.level == WARD else self.atlas.districts(vintage)
            for unit in units:
                agency = pattern.of(unit.code, {"vi": unit.name, "en": unit.name_en})
                found[agency.code] = agency
        return found


def office() -> Office:
    """The running service app's office."""
    found: Office = current_app.extensions["minhbach.office"]
    return found
