"""What the gazetteer knows: every unit once, in its newest vintage, and the pack's streets and landmarks."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import shapely

from minhbach.errors import BadInput
from minhbach.places.atlas import Atlas
from minhbach.places.names import fold
from minhbach.places.units import DISTRICT, WARD, Unit

STREET, LANDMARK = "street", "landmark"
FILES = {STREET: "streets.csv", LANDMARK: "landmarks.csv"}
_COLUMNS = ("name", "lat", "lon")
_LEAST_SHARE = 0.05
"""An heir of less of a unit's area is not named."""


@dataclass(frozen=True)
class Heir:
    """A unit in force that holds a part of one that is no more."""

    vintage: str
    code: str
    name: str
    name_en: str
    share: float
    """Of the old unit's area."""


@dataclass(frozen=True)
class Spot:
    """A street or landmark of the pack's geo/ folder."""

    kind: str
    name: str
    name_en: str
    lat: float
    lon: float
    also: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Entry:
    """One place with the names that it answers to."""

    level: str
    vintage: str
    code: str | None
    name: str
    label: str
    label_en: str
    kind_folded: str
    names: frozenset[str]
    """Folded, without the type of unit."""
    lat: float
    lon: float
    until: date | None = None
    within: tuple["Entry", ...] = ()
    unit: Unit | None = None
    became: tuple[Heir, ...] = ()
    """For a unit that is no more, the units in force on its land, the largest share first."""


def unit_entries(atlas: Atlas, now: str) -> list[Entry]:
    """Every unit of every vintage up to `now`; of those of one level, name and district only the newest."""
    newest: dict[tuple[str, ...], list[Entry]] = {}
    districts: dict[tuple[str, str], Entry] = {}
    for vintage in atlas.vintages:
        if vintage.id > now:
            break
        for unit in (*atlas.districts(vintage.id), *atlas.wards(vintage.id)):
            until = vintage.valid_to if vintage.id != now else None
            entry = _unit_entry(unit, districts.get((vintage.id, unit.parent or "")), until)
            if unit.level == DISTRICT:
                districts[vintage.id, unit.code] = entry
            alike = newest.setdefault(
                (unit.level, fold(unit.name), *(fold(one.name) for one in entry.within)), []
            )
            alike[:] = [one for one in alike if one.vintage == vintage.id] + [entry]
    return _with_heirs([entry for alike in newest.values() for entry in alike], atlas, now)


def spot_entries(spots: Sequence[Spot], atlas: Atlas, now: str) -> list[Entry]:
    """Streets and landmarks with the ward that holds each, and its district where there is one."""
    wards = {
        entry.code: entry
        for entry in unit_entries(atlas, now)
        if entry.vintage == now and entry.level == WARD
    }
    entries = []
    for spot in spots:
        place = next(place for place in atlas.locate(spot.lat, spot.lon) if place.vintage == now)
        ward = wards.get(place.ward_code)
        around = (ward, *ward.within) if ward else ()
        entries.append(
            Entry(
                spot.kind,
                now,
                place.ward_code,
                spot.name,
                f"{spot.name}, {ward.label}" if ward else spot.name,
                f"{spot.name_en}, {ward.label_en}" if ward else spot.name_en,
                "",
                frozenset(fold(name) for name in (spot.name, spot.name_en, *spot.also)),
                spot.lat,
                spot.lon,
                within=around,
            )
        )
    return entries


def read_spots(geo: Path) -> list[Spot]:
    """The pack's streets.csv and landmarks.csv, if it has them; BadInput names file and line."""
    return [spot for kind, name in FILES.items() for spot in _read_spots(geo / name, kind)]


def _read_spots(path: Path, kind: str) -> Iterator[Spot]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if missing := [column for column in _COLUMNS if column not in (rows.fieldnames or ())]:
            raise BadInput(
                f"{path}: no column {', '.join(missing)}; the first line names name,name_en,lat,lon,also"
            )
        for row in rows:
            try:
                lat, lon = float(row["lat"]), float(row["lon"])
                if not (row["name"].strip() and abs(lat) <= 90 and abs(lon) <= 180):
                    raise ValueError("a name, a latitude and a longitude are needed")
            except (TypeError, ValueError, AttributeError) as wrong:
                raise BadInput(f"{path}, line {rows.line_num}: {wrong}") from None
            also = tuple(name.strip() for name in (row.get("also") or "").split("|") if name.strip())
            yield Spot(kind, row["name"], row.get("name_en") or row["name"], lat, lon, also)


def _unit_entry(unit: Unit, district: Entry | None, until: date | None) -> Entry:
    point = shapely.point_on_surface(unit.geometry)
    own = unit.name.removeprefix(unit.kind).strip() if unit.kind else unit.name
    return Entry(
        unit.level,
        unit.vintage,
        unit.code,
        unit.name,
        f"{unit.name}, {district.name}" if district else unit.name,
        f"{unit.name_en}, {district.unit.name_en}" if district and district.unit else unit.name_en,
        fold(unit.kind),
        frozenset({fold(own)}),
        round(point.y, 6),
        round(point.x, 6),
        until,
        (district,) if district else (),
        unit,
    )


def _with_heirs(entries: list[Entry], atlas: Atlas, now: str) -> list[Entry]:
    """Wards went to wards, districts to districts or, where there are none any more, to wards."""
    told = {entry: entry.became for entry in entries}
    for level, heirs in ((WARD, atlas.wards(now)), (DISTRICT, atlas.districts(now) or atlas.wards(now))):
        gone = [entry for entry in entries if entry.until and entry.level == level]
        told |= dict(zip(gone, _heirs([entry.unit for entry in gone if entry.unit], heirs), strict=True))
    return [replace(entry, became=told[entry]) if told[entry] else entry for entry in entries]


def _heirs(units: Sequence[Unit], heirs: Sequence[Unit]) -> list[tuple[Heir, ...]]:
    old = np.array([unit.geometry for unit in units], dtype=object)
    new = np.array([heir.geometry for heir in heirs], dtype=object)
    who, whose = shapely.STRtree(new).query(old, predicate="intersects")
    shares = shapely.area(shapely.intersection(old[who], new[whose])) / shapely.area(old[who])
    found: list[list[Heir]] = [[] for _ in units]
    for index, heir, share in zip(who, whose, shares, strict=True):
        if share > _LEAST_SHARE:
            one = heirs[heir]
            found[index].append(Heir(one.vintage, one.code, one.name, one.name_en, float(share)))
    return [tuple(sorted(ones, key=lambda heir: (-heir.share, heir.code))) for ones in found]
