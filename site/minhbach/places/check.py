"""Check a whole city pack: its data, its boundaries, and that both fit. Every fault, where, what to do."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely

from minhbach.city import City
from minhbach.city.check import check_data
from minhbach.city.findings import ERROR, NOTICE, WARNING, Finding, in_order
from minhbach.config import Settings
from minhbach.errors import BadInput
from minhbach.places.abbreviations import SearchWords
from minhbach.places.atlas import Atlas
from minhbach.places.coverage import area_km2
from minhbach.places.examine import Candidate, examine
from minhbach.places.gazetteer_entries import read_spots
from minhbach.places.outlines import tile_layer
from minhbach.places.recipe import read_recipe
from minhbach.places.store import FILES, BoundarySet, read_set, set_folders
from minhbach.places.units import DISTRICT, WARD, Unit
from minhbach.toml import read_toml

OUTSIDE_KM2 = 0.01
"""How much of a ward may lie outside its district: the noise of two drawings."""
_MENDS = {
    "code": "give it a code",
    "name": "give it a name",
    "shape": "draw it, or leave it out",
    "place": "give the file in its right projection",
    "duplicate": "give each its own code",
}
_REPAIR = "mend the file, or add it again with `boundaries add --repair`"


def check(settings: Settings) -> list[Finding]:
    """Everything to know about the pack and the boundaries of an installation, errors first."""
    today = settings.today or _today(settings.data)
    findings = check_data(settings.data, today)
    sets, unread = _sets(settings)
    findings += unread
    enclaves, wrong = _enclaves(settings.geo)
    findings += wrong
    for one in sets:
        findings += _boundaries(one, enclaves)
    findings += _dates(sets, today)
    if sets and not any(finding.severity == ERROR for finding in findings):
        findings += _together(settings, Atlas(sets), City.load(settings.data), today)
    return in_order(findings)


def is_clean(findings: Sequence[Finding]) -> bool:
    """Whether nothing keeps the pack from serving: notices are no faults."""
    return all(finding.severity == NOTICE for finding in findings)


def _today(data: Path) -> date:
    try:
        return datetime.now(City.load(data).timezone).date()
    except BadInput:
        return date.today()


def _sets(settings: Settings) -> tuple[list[BoundarySet], list[Finding]]:
    sets, findings = [], []
    for home in set_folders(settings.boundaries):
        try:
            sets.append(read_set(home))
        except BadInput as wrong:
            findings.append(Finding(f"boundaries/{home.name}", "", str(wrong), "build or add it again"))
    if not sets and not findings:
        findings += _no_sets(settings)
    return sets, findings


def _no_sets(settings: Settings) -> Iterator[Finding]:
    """What to do where no boundary is there yet: build the recipe, or add a file where there is no recipe."""
    mend = "run `minhbach boundaries build`"
    try:
        if not read_recipe(settings.geo).vintages:
            mend = "add the city's own file with `minhbach boundaries add`"
    except BadInput as wrong:
        yield Finding("geo", "", str(wrong), "compare with the default pack's geo/")
    yield Finding("boundaries", "", "no boundary set is there", mend)


def _enclaves(geo: Path) -> tuple[list[shapely.Point], list[Finding]]:
    """Points in places that the city surrounds but that are not of it: [[enclave]] in vintages.toml."""
    try:
        listed = read_toml(geo / "vintages.toml").get("enclave", [])
        return [shapely.Point(float(one["lon"]), float(one["lat"])) for one in listed], []
    except (BadInput, KeyError, TypeError, ValueError) as wrong:
        return [], [Finding("geo/vintages.toml", "enclave", str(wrong), "write name, lat and lon of each")]


def _boundaries(one: BoundarySet, enclaves: Sequence[shapely.Point]) -> Iterator[Finding]:
    """Shapes, codes and parents of one vintage."""
    for level, units in ((WARD, one.wards), (DISTRICT, one.districts)):
        file = f"boundaries/{one.vintage.id}/{FILES[level]}"
        candidates = [
            Candidate(row, unit.code, unit.name, unit.geometry) for row, unit in enumerate(units, 1)
        ]
        candidates += _filled(candidates, enclaves)
        for wrong in examine(candidates):
            yield Finding(file, "", wrong.message, _MENDS.get(wrong.kind, _REPAIR))
    if not one.wards:
        yield Finding(f"boundaries/{one.vintage.id}", "", "holds no ward", "build or add it again")
    yield from _parents(one)
    yield from _licence(one)


def _filled(candidates: Sequence[Candidate], enclaves: Sequence[shapely.Point]) -> list[Candidate]:
    """A feature in each enclave's place, so that it is no gap."""
    if not candidates or not enclaves:
        return []
    whole = shapely.unary_union(shapely.make_valid([candidate.shape for candidate in candidates]))
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
    surrounded = [hole for hole in holes if any(hole.contains(point) for point in enclaves)]
    return [
        Candidate(len(candidates) + number, f"enclave {number}", "enclave", hole)
        for number, hole in enumerate(surrounded, 1)
    ]


def _parents(one: BoundarySet) -> Iterator[Finding]:
    file = f"boundaries/{one.vintage.id}/{FILES[WARD]}"
    districts = {district.code: district for district in one.districts}
    for ward in one.wards:
        feature = f"{ward.code} {ward.name}"
        if ward.parent is None and districts:
            yield Finding(file, feature, "has no district", "set its `parent` to a district's code")
        elif ward.parent is not None and ward.parent not in districts:
            what = f"its district {ward.parent} is not in {FILES[DISTRICT]}"
            yield Finding(file, feature, what, "add the district or correct `parent`")
    members = {ward.parent for ward in one.wards}
    for district in one.districts:
        if district.code not in members:
            file = f"boundaries/{one.vintage.id}/{FILES[DISTRICT]}"
            yield Finding(
                file, f"{district.code} {district.name}", "has no ward", "add its wards or remove it"
            )
    yield from _strays(one.wards, districts)


def _strays(wards: Sequence[Unit], districts: dict[str, Unit]) -> Iterator[Finding]:
    """Wards that do not lie in the district that they name."""
    placed = [ward for ward in wards if ward.parent in districts]
    if not placed:
        return
    within = np.array([districts[ward.parent or ""].geometry for ward in placed], dtype=object)
    outside = shapely.difference(np.array([ward.geometry for ward in placed], dtype=object), within)
    for ward, rest in zip(placed, outside, strict=True):
        if area_km2(rest) > OUTSIDE_KM2:
            what = f"{area_km2(rest):.2f} km² of it lie outside its district {ward.parent}"
            file = f"boundaries/{ward.vintage}/{FILES[WARD]}"
            yield Finding(file, f"{ward.code} {ward.name}", what, "correct `parent` or the shapes")


def _licence(one: BoundarySet) -> Iterator[Finding]:
    file = f"boundaries/{one.vintage.id}"
    if not one.vintage.redistributable:
        what = f"is for trial and non-commercial use, and is published generalised ({one.vintage.licence})"
        mend = "load the city's own boundaries with `minhbach boundaries add` before going live"
        yield Finding(file, "", what, mend, NOTICE)
    if not one.vintage.attribution:
        yield Finding(file, "", "names no attribution for its maps", "add one with its source", WARNING)


def _dates(sets: Sequence[BoundarySet], today: date) -> Iterator[Finding]:
    """Each day must belong to one vintage."""
    for older, newer in pairwise(one.vintage for one in sets):
        if older.valid_to is not None and older.valid_to + timedelta(days=1) != newer.valid_from:
            what = f"ends on {older.valid_to} and the next begins on {newer.valid_from}"
            mend = "let valid_to be the day before the next vintage's valid_from"
            yield Finding(f"boundaries/{older.id}", "", what, mend, WARNING)
    if sets:
        last = sets[-1].vintage
        if last.valid_to is not None and last.valid_to < today:
            what = f"the last vintage ended on {last.valid_to}: none is in force"
            yield Finding(f"boundaries/{last.id}", "", what, "add the boundaries in force today")


def _together(settings: Settings, atlas: Atlas, city: City, today: date) -> Iterator[Finding]:
    """Whether the city's data and its boundaries speak of one place."""
    now = atlas.in_force(today)
    if all(place.ward_code is None for place in atlas.locate(*city.centre)):
        what = f"{list(city.centre)} lies in no ward of any vintage"
        yield Finding(
            "data/city.toml", "centre", what, "write [latitude, longitude] of the city's middle", WARNING
        )
    yield from _agencies(atlas, city, now.id)
    try:
        tile_layer(city.facts)
    except BadInput as wrong:
        yield Finding("data/city.toml", "tiles", str(wrong), "compare with what `minhbach city new` writes")
    try:
        SearchWords.load(settings.data)
        spots = read_spots(settings.geo)
    except BadInput as wrong:
        yield Finding("geo or data/search.toml", "", str(wrong), "mend that line")
        return
    for spot in spots:
        if all(place.ward_code is None for place in atlas.locate(spot.lat, spot.lon)):
            mend = "correct its lat and lon"
            yield Finding(f"geo/{spot.kind}s.csv", spot.name, "lies outside the city", mend, WARNING)


def _agencies(atlas: Atlas, city: City, vintage: str) -> Iterator[Finding]:
    """Every ward in force has an agency of its own, and none takes the code of another."""
    taken = {code: f"agency {code}" for code in city.agencies}
    for pattern in city.per_unit:
        units = atlas.wards(vintage) if pattern.level == WARD else atlas.districts(vintage)
        for unit in units:
            code = pattern.of(unit.code, {"vi": unit.name, "en": unit.name_en}).code
            if code in taken:
                what = f"its agency would be {code}, which is that of {taken[code]}"
                feature = f"{unit.code} {unit.name}"
                yield Finding("data/agencies.toml", feature, what, "change the pattern's code")
            taken[code] = f"{unit.code} {unit.name}"
