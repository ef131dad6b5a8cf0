"""Write units as open data: their shapes as they may be passed on, and what was reported in each."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry
from sqlmodel import Session

from minhbach.places.units import DISTRICT, WARD, Unit
from minhbach.public.counting import queries
from minhbach.public.counting.edition import Edition
from minhbach.public.drawing.shapes import PUBLISHED_M, Known, exact, generalise
from minhbach.release.tables import write_table

LEVELS = {WARD: "wards", DISTRICT: "districts"}
Point = tuple[float, float, str, str | None]
"""Latitude, longitude, ward, district."""


class Outlines:
    """The shapes of a vintage as they may be passed on, made once."""

    def __init__(self, session: Session, edition: Edition) -> None:
        self._session, self._edition = session, edition
        self._made: dict[tuple[str, str], Mapping[str, BaseGeometry]] = {}

    def of(self, vintage: str, level: str) -> Mapping[str, BaseGeometry]:
        """Shapes by code: true ones where the source allows it, else generalised, with every published
        point still in the unit that the data name."""
        if (vintage, level) not in self._made:
            self._make(vintage)
        return self._made[vintage, level]

    def free(self, vintage: str) -> bool:
        """Whether the source of a vintage lets us pass its shapes on."""
        return next(v.redistributable for v in self._edition.showroom.atlas.vintages if v.id == vintage)

    def _make(self, vintage: str) -> None:
        """Both levels from one reading of the points."""
        free = self.free(vintage)
        points = [] if free else queries.known_in(self._session, vintage)
        for level in LEVELS:
            units = self._edition.all_units(vintage, level)
            shapes = exact(units) if free else generalise(units, _known(points, level), PUBLISHED_M)
            self._made[vintage, level] = shapes


def _known(points: Sequence[Point], level: str) -> Known:
    placed = [(ward if level == WARD else district, lat, lon) for lat, lon, ward, district in points]
    kept = sorted({(code, lat, lon) for code, lat, lon in placed if code is not None})
    return Known([code for code, _, _ in kept], [lat for _, lat, _ in kept], [lon for _, _, lon in kept])


def write_all_units(folder: Path, session: Session, edition: Edition) -> None:
    """wards, districts, by-vintage/ with the counts of every vintage, boundaries/ of those in reports."""
    outlines = Outlines(session, edition)
    now = edition.in_force.id
    write_units(folder / "wards.geojson", edition.all_units(now, WARD), edition, outlines)
    districts = edition.all_units(edition.with_districts.id, DISTRICT) if edition.with_districts else ()
    write_units(folder / "districts.geojson", districts, edition, outlines)
    for vintage in edition.vintages:
        for level, name in LEVELS.items():
            units = edition.all_units(vintage.id, level)
            if units:
                place = folder / "by-vintage" / vintage.id
                write_units(place / f"{name}.geojson", units, edition, outlines)
                write_unit_table(place / f"{name}.csv", units, edition, outlines)
    for used in edition.vintages_used:
        path = folder / "boundaries" / used / "wards.geojson"
        write_units(path, edition.all_units(used, WARD), edition, outlines, counts=False)


def write_units(
    path: Path, units: Sequence[Unit], edition: Edition, outlines: Outlines, counts: bool = True
) -> None:
    """Units as GeoJSON by code, with their counts if asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        handle.write(b'{"type":"FeatureCollection","features":[')
        for number, feature in enumerate(_features(units, edition, outlines, counts)):
            handle.write((b",\n" if number else b"\n") + orjson.dumps(feature))
        handle.write(b"\n]}\n")


def write_unit_table(path: Path, units: Sequence[Unit], edition: Edition, outlines: Outlines) -> None:
    """The same as CSV, without the shapes."""
    rows = [_row(unit, edition, outlines, counts=True) for unit in units]
    write_table(path, list(rows[0]), rows)


def _features(
    units: Sequence[Unit], edition: Edition, outlines: Outlines, counts: bool
) -> Iterator[dict[str, Any]]:
    for unit in units:
        shape = outlines.of(unit.vintage, unit.level)[unit.code]
        yield {
            "type": "Feature",
            "id": f"{unit.vintage}:{unit.code}",
            "geometry": orjson.loads(shapely.to_geojson(shape)),
            "properties": _row(unit, edition, outlines, counts),
        }


def _row(unit: Unit, edition: Edition, outlines: Outlines, counts: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "code": unit.code,
        "name": unit.name,
        "name_en": unit.name_en,
        "kind": unit.kind,
        "vintage": unit.vintage,
        **({"district_code": unit.parent} if unit.level == WARD else {}),
        "exact": unit.exact,
        "generalised": not outlines.free(unit.vintage),
    }
    if counts:
        tally = edition.tally(unit)
        row |= {
            "reports": tally.reports,
            "reports_then": edition.units.then[unit.vintage, unit.level, unit.code],
            "resolved": tally.resolved,
            "median_days": tally.median_days,
        }
    return row
