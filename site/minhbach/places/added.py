"""A city's own file of boundaries takes the place of a derived set: checked, and mended only when asked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.config import Settings
from minhbach.errors import BadInput
from minhbach.places.cityfile import Columns, read_candidates
from minhbach.places.coverage import oriented, tile
from minhbach.places.crosswalk import refresh_crosswalks
from minhbach.places.examine import Candidate, Finding, examine, made_valid, noise
from minhbach.places.names import Naming, slug
from minhbach.places.recipe import Recipe, read_recipe
from minhbach.places.store import ADDED, BoundarySet, geometry_hash, read_set, write_set
from minhbach.places.units import DISTRICT, Unit, Vintage

FILL_KM2 = 1.0
"""A larger gap may be a lake or a unit that the file lacks: --repair leaves it and says so."""
_SHOWN = 5


@dataclass(frozen=True)
class Origin:
    """Where a city's file is from and what may be done with it."""

    source: str = ""
    licence: str = ""
    redistributable: bool = False
    attribution: str = ""


@dataclass(frozen=True)
class Added:
    """What `add_boundaries` did."""

    vintage: str
    units: int
    mended: tuple[Finding, ...]
    """What was wrong and has been repaired."""
    left: tuple[Finding, ...]
    """What is still there: gaps too large to be closed unasked."""
    noise: int
    """Overlaps and gaps of a few square metres, left as drawn."""


class FaultyBoundaries(BadInput):
    """A file that cannot be used as it is; `findings` has everything, the message the first few."""

    def __init__(self, file: Path, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        kinds = Counter(finding.kind for finding in findings)
        counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        first = "; ".join(finding.message for finding in findings[:_SHOWN])
        more = f"; and {len(findings) - _SHOWN} more" if len(findings) > _SHOWN else ""
        mendable = all(finding.mendable for finding in findings)
        advice = "run again with --repair to mend this" if mendable else "correct the file"
        super().__init__(f"{file} ({counted}): {first}{more}; {advice}")


def add_boundaries(
    settings: Settings,
    file: Path,
    level: str,
    columns: Columns,
    valid_from: date,
    origin: Origin | None = None,
    repair: bool = False,
) -> Added:
    """Put the units of `file` into the home as the set of `valid_from`; it wins over a derived one.

    FaultyBoundaries names every feature that is wrong; with `repair` what can be mended is, and told.
    Districts need the wards of the same day first: each ward goes to the district that holds most of it.
    """
    candidates = read_candidates(file, columns)
    findings = examine(candidates)
    refused = [finding for finding in findings if not (repair and finding.mendable)]
    if refused:
        raise FaultyBoundaries(file, refused)
    rounding = noise(candidates)
    if findings:
        candidates, rounding = _mend(candidates), 0
    left = examine(candidates) if findings else []
    recipe = read_recipe(settings.geo)
    units = _units(recipe.naming, valid_from.isoformat(), level, candidates)
    boundaries = _whole_set(settings, recipe, level, units, valid_from)
    boundaries = replace(
        boundaries,
        vintage=_vintage(recipe, valid_from, file, origin or Origin()),
        built_from=(*(one for one in boundaries.built_from if one != file.name), file.name),
    )
    write_set(settings.boundaries, boundaries)
    refresh_crosswalks(settings.boundaries)
    large = [one for one in findings if one.kind == "gap" and one.square_metres >= FILL_KM2 * 1e6]
    mended = tuple(finding for finding in findings if finding not in large)
    return Added(valid_from.isoformat(), len(units), mended, tuple(left), rounding)


def _mend(candidates: Sequence[Candidate]) -> list[Candidate]:
    """One feature a code, no crossing, no overlap, no gap of less than FILL_KM2."""
    shapes: dict[str, BaseGeometry] = {}
    first: dict[str, Candidate] = {}
    for candidate, shape in zip(candidates, made_valid([one.shape for one in candidates]), strict=True):
        first.setdefault(candidate.code, candidate)
        before = shapes.get(candidate.code)
        shapes[candidate.code] = shape if before is None else shapely.union(before, shape)
    tiled = tile(shapes, FILL_KM2)
    return [replace(candidate, shape=tiled[code]) for code, candidate in first.items()]


def _units(naming: Naming, vintage: str, level: str, candidates: Sequence[Candidate]) -> tuple[Unit, ...]:
    units = []
    for one in candidates:
        shape = oriented(one.shape)
        name_en = one.name_en or naming.english(one.name)
        key = (vintage, one.code, level, naming.kind(one.name), one.name, name_en, slug(one.name), one.parent)
        units.append(Unit(*key, exact=True, geometry=shape, geometry_hash=geometry_hash(shape)))
    return tuple(units)


def _whole_set(
    settings: Settings, recipe: Recipe, level: str, units: tuple[Unit, ...], day: date
) -> BoundarySet:
    """The day's set with this level replaced; the other level follows from what is there."""
    home = settings.boundaries / day.isoformat()
    present = read_set(home) if (home / "set.json").is_file() else None
    empty = Vintage(day.isoformat(), day, None, "", "", False, "")
    old = present or BoundarySet(empty, (), (), ADDED, (), recipe.nearest_m)
    kept = old.built_from if old.origin == ADDED else ()
    if level == DISTRICT:
        if not old.wards:
            raise BadInput(f"{day} has no wards yet: add the wards of that day first, then its districts")
        wards = _under(old.wards, units)
        return replace(old, wards=wards, districts=units, origin=ADDED, built_from=kept)
    parent_of = {ward.code: ward.parent for ward in old.wards}
    wards = tuple(replace(unit, parent=unit.parent or parent_of.get(unit.code)) for unit in units)
    return replace(old, wards=wards, districts=_districts(wards, old), origin=ADDED, built_from=kept)


def _districts(wards: tuple[Unit, ...], old: BoundarySet) -> tuple[Unit, ...]:
    """The districts that the wards name, each the union of its wards, called as in the old set."""
    known = {district.code: district for district in old.districts}
    members: dict[str, list[Unit]] = {}
    for ward in wards:
        if ward.parent is not None:
            members.setdefault(ward.parent, []).append(ward)
    districts = []
    for code, inside in sorted(members.items()):
        shape = oriented(shapely.unary_union([ward.geometry for ward in inside]))
        plain = Unit(inside[0].vintage, code, DISTRICT, "", code, code, slug(code), None, True, shape)
        districts.append(
            replace(known.get(code, plain), exact=True, geometry=shape, geometry_hash=geometry_hash(shape))
        )
    return tuple(districts)


def _under(wards: tuple[Unit, ...], districts: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Each ward with the district that holds most of it as its parent; None where none does."""
    tree = shapely.STRtree([district.geometry for district in districts])
    placed = []
    for ward in wards:
        near = sorted(tree.query(ward.geometry, predicate="intersects"))
        shared = {districts[i].code: ward.geometry.intersection(districts[i].geometry).area for i in near}
        placed.append(replace(ward, parent=max(shared, key=lambda code: shared[code]) if shared else None))
    return tuple(placed)


def _vintage(recipe: Recipe, day: date, file: Path, origin: Origin) -> Vintage:
    """The pack's own title of that day where it has one; the source is the city's."""
    planned = {one.vintage.valid_from: one.vintage for one in recipe.vintages}.get(day)
    title = planned.title if planned else f"Từ {day:%d/%m/%Y}"
    title_en = planned.title_en if planned else f"From {day.isoformat()}"
    return Vintage(
        day.isoformat(),
        day,
        planned.valid_to if planned else None,
        origin.source or file.name,
        origin.licence or "not stated",
        origin.redistributable,
        origin.attribution,
        title,
        title_en,
    )
