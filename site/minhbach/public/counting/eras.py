"""What there is to say about each vintage: how many units, how they were drawn, what the reform changed."""

from collections import defaultdict
from dataclasses import dataclass

from minhbach.places.units import DISTRICT, WARD, Vintage
from minhbach.public.counting.edition import Edition
from minhbach.public.counting.lineage import WHOLE, Tie


@dataclass(frozen=True)
class Change:
    """What became of the wards of the vintage before."""

    before: Vintage
    unchanged: int
    whole: int
    """Went as a whole into another unit, or took another name or code."""
    split: int
    districts_abolished: int
    joined: int
    """Wards of the vintage with land that was not in the city before."""


@dataclass(frozen=True)
class Era:
    """One vintage and its figures."""

    vintage: Vintage
    wards: int
    exact: int
    """Wards whose shape is a merge of whole units; all others are approximate."""
    districts: int
    received: int
    """Public reports that came in while it was in force and whose ward is public."""
    change: Change | None
    """None for the first."""


def eras(edition: Edition) -> list[Era]:
    """All vintages with pages, the newest first."""
    found = []
    atlas = edition.showroom.atlas
    for vintage in edition.vintages:
        wards = atlas.wards(vintage.id)
        found.append(
            Era(
                vintage=vintage,
                wards=len(wards),
                exact=sum(unit.exact for unit in wards),
                districts=len(atlas.districts(vintage.id)),
                received=sum(edition.units.then[vintage.id, WARD, unit.code] for unit in wards),
                change=_change(edition, vintage),
            )
        )
    return found


def _change(edition: Edition, vintage: Vintage) -> Change | None:
    older = [one for one in edition.showroom.atlas.vintages if one.id < vintage.id]
    if not older:
        return None
    before = older[-1]
    ties = edition.lineage.ties[before.id, vintage.id]
    wards = [tie for tie in ties if tie.old.level == WARD]
    still = {tie.old.code for tie in wards if tie.unchanged}
    split = {tie.old.code for tie in wards if tie.link.split}
    gone = {tie.old.code for tie in ties if tie.old.level == DISTRICT and not _stays(tie)}
    return Change(
        before=before,
        unchanged=len(still),
        whole=len({tie.old.code for tie in wards} - still - split),
        split=len(split),
        districts_abolished=len(gone),
        joined=_joined(edition, vintage, wards),
    )


def _stays(tie: Tie) -> bool:
    """True where a district goes on under its name, whatever happened to its borders."""
    return tie.new.level == DISTRICT and (tie.old.code, tie.old.name) == (tie.new.code, tie.new.name)


def _joined(edition: Edition, vintage: Vintage, ties: list[Tie]) -> int:
    known: dict[str, float] = defaultdict(float)
    for tie in ties:
        known[tie.new.code] += tie.link.share_of_new
    return sum(known[unit.code] < WHOLE for unit in edition.all_units(vintage.id, WARD))
