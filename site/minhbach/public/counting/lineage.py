"""What each unit became and what it was made of: shares of its area, and of its published reports."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from minhbach.places.atlas import Atlas
from minhbach.places.crosswalk import Link
from minhbach.places.units import Unit
from minhbach.public.counting.carried import Crossing

UnitKey = tuple[str, str, str]
"""Vintage, level, code."""
WHOLE = 0.995
"""A share from here on is all of a unit: two drawings of one border never agree to the last metre."""


@dataclass(frozen=True)
class Tie:
    """One link of the crosswalk with its two units and the published reports that lie in both."""

    link: Link
    old: Unit
    new: Unit
    reports: int
    known: int = 0
    """Reports of the old unit in all its successors."""

    @property
    def report_share(self) -> float | None:
        """The share of the old unit's reports; the shares of one old unit sum to 1. None without any."""
        return self.reports / self.known if self.known else None

    @property
    def unchanged(self) -> bool:
        """True where the reform left the unit as it was, name and code included."""
        old, new = self.old, self.new
        same = (old.level, old.code, old.name) == (new.level, new.code, new.name)
        return same and not self.link.split and self.link.share_of_new >= WHOLE


class Lineage:
    """The crosswalk as pages read it, from a unit forwards and backwards."""

    def __init__(self, atlas: Atlas, carried: Mapping[Crossing, int], now: str) -> None:
        self._now = now
        self.ties: dict[tuple[str, str], list[Tie]] = defaultdict(list)
        """Every tie by its two vintages."""
        self._became: dict[UnitKey, list[Tie]] = defaultdict(list)
        self._made_from: dict[UnitKey, list[Tie]] = defaultdict(list)
        for tie in _ties(atlas, carried):
            self.ties[tie.old.vintage, tie.new.vintage].append(tie)
            self._became[_key(tie.old)].append(tie)
            self._made_from[_key(tie.new)].append(tie)

    def became(self, unit: Unit) -> list[Tie]:
        """What a unit became in the next vintage, the largest part first."""
        return sorted(self._became[_key(unit)], key=lambda tie: (-tie.link.area_share, tie.new.code))

    def made_from(self, unit: Unit) -> list[Tie]:
        """What a unit was made of, units of its own level, the largest part first."""
        ties = [tie for tie in self._made_from[_key(unit)] if tie.old.level == unit.level]
        return sorted(ties, key=lambda tie: (-tie.link.share_of_new, tie.old.code))

    def ground_of(self, unit: Unit) -> list[Tie]:
        """The abolished districts on whose ground a ward stands, the largest part first."""
        ties = [tie for tie in self._made_from[_key(unit)] if tie.old.level != unit.level]
        return sorted(ties, key=lambda tie: (-tie.link.share_of_new, tie.old.code))

    def ended(self, unit: Unit) -> date | None:
        """The first day on which the unit was no longer what it was; None where it still is today."""
        while unit.vintage < self._now:
            ties = self.became(unit)
            if len(ties) != 1 or not ties[0].unchanged:
                return date.fromisoformat(ties[0].new.vintage) if ties else None
            unit = ties[0].new
        return None

    def today(self, unit: Unit) -> list[Unit]:
        """The units in force today that stand on the unit's ground, in the order of their part of it."""
        found: dict[UnitKey, tuple[float, Unit]] = {_key(unit): (1.0, unit)}
        while any(one.vintage < self._now for _, one in found.values()):
            parts: dict[UnitKey, tuple[float, Unit]] = {}
            for part, one in found.values():
                for tie in self.became(one):
                    before = parts.get(_key(tie.new), (0.0, tie.new))[0]
                    parts[_key(tie.new)] = before + part * tie.link.area_share, tie.new
            found = parts
        return [one for _, one in sorted(found.values(), key=lambda item: (-item[0], item[1].code))]


def _ties(atlas: Atlas, carried: Mapping[Crossing, int]) -> list[Tie]:
    ties, known = [], defaultdict[UnitKey, int](int)
    for link in atlas.links():
        old = atlas.unit(link.old_vintage, link.old_code, link.old_level)
        new = atlas.unit(link.new_vintage, link.new_code, link.new_level)
        if old is not None and new is not None:
            tie = Tie(link, old, new, carried.get((*_key(old), *_key(new)), 0))
            known[_key(old)] += tie.reports
            ties.append(tie)
    return [replace(tie, known=known[_key(tie.old)]) for tie in ties]


def _key(unit: Unit) -> UnitKey:
    return unit.vintage, unit.level, unit.code
