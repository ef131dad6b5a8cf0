"""Which pages of the last site still say what is so: those told from records that did not change.

A page is kept only where all that it is made from is known: a report's pages follow from its record, a unit's
from the records that lie in it or in units that it is tied to by a reform. Every other page is made again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from minhbach.ledger.layout import RECORDS
from minhbach.places.units import DISTRICT, WARD
from minhbach.public.counting.edition import Edition
from minhbach.public.counting.queries import UnitKey
from minhbach.public.interface.api import LEVELS
from minhbach.public.pages.addresses import Address
from minhbach.release.bundle import read_about
from minhbach.release.index import read_index, site_digest

OF_A_UNIT = {
    f"{level}{kind}": level for level in (WARD, DISTRICT) for kind in ("", "_feed", "_embed", "_sheet")
}


@dataclass(frozen=True)
class Kept:
    """A site whose pages may be taken over, but for those of what changed since."""

    site: Path
    reports: set[str] = field(default_factory=set)
    """Public ids that are new, gone or told otherwise."""
    units: set[UnitKey] = field(default_factory=set)
    """Units in which one of them lies or lay, and units tied to those."""

    def holds(self, address: Address) -> bool:
        """Whether the page of an address is as it was."""
        endpoint, values = address
        name = endpoint.rpartition(".")[2]
        if "public_id" in values:
            return values["public_id"] not in self.reports
        if name in OF_A_UNIT:
            return (values["vintage"], OF_A_UNIT[name], values["key"].partition("-")[0]) not in self.units
        if endpoint == "api.unit":
            return (values["vintage"], LEVELS[values["level"]], values["code"]) not in self.units
        return False


def kept_of(place: Path, made_by: str, new: Path, edition: Edition) -> Kept | None:
    """What of the site in `place` holds for the release in the folder `new`; None where nothing may.

    The site must have been made by the same code from the same pack, and no byte of it may have changed.
    """
    index = read_index(place)
    latest = index.get("latest", "")
    old = place / "data" / latest / RECORDS
    about = read_about(place / "data" / latest)
    if (
        index.get("made_by") != made_by
        or not old.is_file()
        # What every page says: that all is made up, and which boundaries are in force.
        or (about.get("made_up"), about.get("wards_vintage")) != (edition.made_up, edition.in_force.id)
        or index.get("tree") != site_digest(place, latest)
    ):
        return None
    kept = Kept(place)
    for record in _changed(old, new / RECORDS):
        kept.reports.add(record["public_id"])
        kept.units.update(_units_of(record))
    kept.units.update(list(_tied(kept.units, edition)))
    return kept


def _changed(old: Path, new: Path) -> Iterator[dict[str, Any]]:
    """Records that stand in one file only, or otherwise in the other; both are in order of public ids."""
    with old.open("rb") as before, new.open("rb") as after:
        one, other = next(before, b""), next(after, b"")
        while one or other:
            if one == other:
                one, other = next(before, b""), next(after, b"")
                continue
            # The one with the lower id first: the other file may hold the same report in other words.
            if one and (not other or _id(one) <= _id(other)):
                yield orjson.loads(one)
                one = next(before, b"")
            else:
                yield orjson.loads(other)
                other = next(after, b"")


def _id(record: bytes) -> str:
    return str(orjson.loads(record)["public_id"])


def _units_of(record: dict[str, Any]) -> Iterator[UnitKey]:
    """The units in which a record counts in any vintage."""
    for place in (record, *record["places"]):
        for level, code in ((WARD, place["ward_code"]), (DISTRICT, place["district_code"])):
            if place["vintage"] and code:
                yield place["vintage"], level, code


def _tied(units: set[UnitKey], edition: Edition) -> Iterator[UnitKey]:
    """The units before, after and above the given ones: their pages tell of them."""
    for vintage, level, code in units:
        unit = edition.unit(vintage, code, level)
        if unit is None:
            continue
        lineage = edition.lineage
        for tie in chain(lineage.became(unit), lineage.made_from(unit), lineage.ground_of(unit)):
            for other in (tie.old, tie.new):
                yield other.vintage, other.level, other.code
        if unit.parent:
            yield vintage, DISTRICT, unit.parent
