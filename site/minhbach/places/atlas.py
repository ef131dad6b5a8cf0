"""All vintages of a city in one place: where a point lies in each, and what a unit is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely

from minhbach.errors import BadInput
from minhbach.places.crosswalk import FOLDER, Link, crosswalk, read_crosswalk
from minhbach.places.grid import EDGE, INSIDE, NEAREST, Grid
from minhbach.places.store import BoundarySet, read_set, set_folders
from minhbach.places.units import DISTRICT, WARD, Neighbour, Place, Unit, Vintage
from minhbach.places.water import FILE as WATER

METHODS = np.array(["inside", "edge", "nearest", "outside"])


class Generation:
    """One vintage with its units and its index of points, made when first asked."""

    def __init__(self, boundaries: BoundarySet) -> None:
        self.boundaries = boundaries
        self.wards = tuple(sorted(boundaries.wards, key=lambda unit: unit.code))
        self.districts = tuple(sorted(boundaries.districts, key=lambda unit: unit.code))
        self.by_level = {
            WARD: {unit.code: unit for unit in self.wards},
            DISTRICT: {unit.code: unit for unit in self.districts},
        }

    @cached_property
    def grid(self) -> Grid:
        return Grid([unit.geometry for unit in self.wards], self.boundaries.nearest_m)

    @cached_property
    def places(self) -> dict[tuple[int, int], Place]:
        """Every answer there is, by (ward's index, method): a point picks one."""
        outside = Place(self.boundaries.vintage.id, None, None, None, None, "outside")
        return {(-1, 3): outside} | {
            (index, how): self._place(unit, str(METHODS[how]))
            for index, unit in enumerate(self.wards)
            for how in (INSIDE, EDGE, NEAREST)
        }

    def _place(self, ward: Unit, method: str) -> Place:
        district = self.by_level[DISTRICT].get(ward.parent or "")
        return Place(
            ward.vintage,
            ward.code,
            ward.name,
            district.code if district else None,
            district.name if district else None,
            method,
        )


class Atlas:
    """The boundary sets of one installation."""

    def __init__(self, sets: Sequence[BoundarySet], folder: Path | None = None) -> None:
        self._folder = folder
        self._generations = {
            one.vintage.id: Generation(one) for one in sorted(sets, key=lambda one: one.vintage.id)
        }
        self._vintages = _in_turn([one.boundaries.vintage for one in self._generations.values()])

    @classmethod
    def load(cls, folder: Path) -> "Atlas":
        """Read every set in a folder of boundaries; BadInput when there is none."""
        sets = [read_set(home) for home in set_folders(folder)]
        if not sets:
            raise BadInput(f"{folder} holds no boundary set: run `minhbach boundaries build`")
        return cls(sets, folder)

    @cached_property
    def water(self) -> bytes | None:
        """GeoJSON of the rivers to find one's way by; None where the installation has none."""
        file = self._folder / WATER if self._folder else None
        return file.read_bytes() if file and file.is_file() else None

    @property
    def vintages(self) -> tuple[Vintage, ...]:
        """In date order; each ends at the latest on the day before the next begins."""
        return self._vintages

    def in_force(self, day: date) -> Vintage:
        """The vintage in force on `day`; a day before the first vintage is answered by the first."""
        begun = [vintage for vintage in self.vintages if vintage.valid_from <= day]
        return begun[-1] if begun else self.vintages[0]

    def wards(self, vintage: str) -> tuple[Unit, ...]:
        """The wards of a vintage by code."""
        return self._generation(vintage).wards

    def districts(self, vintage: str) -> tuple[Unit, ...]:
        """The districts of a vintage by code; empty where districts do not exist."""
        return self._generation(vintage).districts

    def unit(self, vintage: str, code: str, level: str = WARD) -> Unit | None:
        """The unit with that key, or None."""
        return self._generation(vintage).by_level[level].get(code)

    def locate(self, lat: float, lon: float) -> list[Place]:
        """Where a point lies, one answer a vintage in date order; BadInput for what is no coordinate."""
        if not (-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0):  # NaN fails every comparison
            raise BadInput(
                f"{lat}, {lon} is not a place: latitude is -90…90 and longitude -180…180, in degrees"
            )
        return [
            generation.places[generation.grid.find(lon, lat)] for generation in self._generations.values()
        ]

    def neighbour(self, lat: float, lon: float, vintage: str) -> Neighbour | None:
        """What a point outside the city lies in, where the pack knows: for a sentence, not for counting."""
        point = shapely.Point(lon, lat)
        around = self._generation(vintage).boundaries.neighbours
        return next((one for one in around if one.geometry.intersects(point)), None)

    def locate_many(self, lats: np.ndarray, lons: np.ndarray, vintage: str) -> tuple[np.ndarray, np.ndarray]:
        """Ward codes (None outside) and methods of many points in one vintage: what `locate` says of each.

        BadInput names the first row that is no coordinate.
        """
        y, x = np.asarray(lats, dtype=float), np.asarray(lons, dtype=float)
        bad = np.flatnonzero(~((np.abs(y) <= 90) & (np.abs(x) <= 180)))
        if len(bad):
            raise BadInput(
                f"row {bad[0]}: {y[bad[0]]}, {x[bad[0]]} is not a place: latitude is -90…90 and "
                "longitude -180…180, in degrees"
            )
        generation = self._generation(vintage)
        found, how = generation.grid.find_many(x, y)
        codes = np.array([*(unit.code for unit in generation.wards), None], dtype=object)
        return codes[found], METHODS[how]

    def successors(self, vintage: str, code: str, level: str = WARD) -> tuple[Link, ...]:
        """What a unit became in the next vintage, the largest share first; empty in the last vintage."""
        mine = [
            link
            for link in self._links
            if (link.old_vintage, link.old_level, link.old_code) == (vintage, level, code)
        ]
        return tuple(sorted(mine, key=lambda link: (-link.area_share, link.new_code)))

    def predecessors(self, vintage: str, code: str, level: str = WARD) -> tuple[Link, ...]:
        """What a unit was made of, the largest share of it first; empty where it was outside the city."""
        mine = [
            link
            for link in self._links
            if (link.new_vintage, link.new_level, link.new_code) == (vintage, level, code)
            and link.old_level == level
        ]
        return tuple(sorted(mine, key=lambda link: (-link.share_of_new, link.old_code)))

    def links(self) -> tuple[Link, ...]:
        """The whole crosswalk, vintage by vintage."""
        return self._links

    @cached_property
    def _links(self) -> tuple[Link, ...]:
        links: list[Link] = []
        for old, new in pairwise(generation.boundaries for generation in self._generations.values()):
            path = self._folder / FOLDER / f"{old.vintage.id}--{new.vintage.id}.csv" if self._folder else None
            links += read_crosswalk(path) if path and path.is_file() else crosswalk(old, new)
        return tuple(links)

    def _generation(self, vintage: str) -> Generation:
        if vintage not in self._generations:
            raise BadInput(f"no vintage {vintage!r}; there are {', '.join(self._generations)}")
        return self._generations[vintage]


def _in_turn(vintages: list[Vintage]) -> tuple[Vintage, ...]:
    """The vintages with last days that end before the next one's first."""
    turns = []
    for vintage, after in zip(vintages, [*vintages[1:], None], strict=True):
        if after is not None:
            last = after.valid_from - timedelta(days=1)
            vintage = replace(vintage, valid_to=min(vintage.valid_to or last, last))
        turns.append(vintage)
    return tuple(turns)
