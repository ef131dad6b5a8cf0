"""How long a city keeps what is private about a report, by kind and by category."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from minhbach.city.pack import Words
from minhbach.errors import BadInput
from minhbach.toml import read_toml

CONTACT, PHOTOS, EXACT, TEXT, ACCESS = KINDS = ("contact", "photos", "exact", "text", "access")
OF_REPORTS = (CONTACT, PHOTOS, EXACT, TEXT)
"""Counted from the day on which a report was closed; ACCESS from the day of the entry."""


@dataclass(frozen=True)
class Period:
    """For how many days one kind of data is kept, and on what ground."""

    days: int
    ground: Words


@dataclass(frozen=True)
class Retention:
    """The periods in force."""

    valid_from: date
    periods: Mapping[str, Period]
    of_category: Mapping[str, Mapping[str, int]]
    """Days of categories that differ: category, kind, days."""
    assumed: bool
    """True until the city has signed the periods off."""

    @classmethod
    def load(cls, data: Path, categories: Collection[str]) -> "Retention":
        """Read data/retention.toml; BadInput names the entry and what is wrong with it."""
        path = data / "retention.toml"
        table = read_toml(path)
        if type(table.get("valid_from")) is not date:
            raise BadInput(f"{path}: valid_from is a day, written YYYY-MM-DD without quotes")
        if unknown := sorted(set(table.get("category", {})) - set(categories)):
            raise BadInput(f"{path}: [category.{unknown[0]}]: no such code in categories.toml")
        return cls(
            table["valid_from"],
            {kind: _period(table.get(kind), f"{path}: [{kind}]") for kind in KINDS},
            {code: _overrides(days, f"{path}: [category.{code}]")
             for code, days in table.get("category", {}).items()},
            bool(table.get("assumed", False)),
        )  # fmt: skip

    def days(self, kind: str, category: str = "") -> int:
        """For how many days data of a kind is kept."""
        return self.of_category.get(category, {}).get(kind, self.periods[kind].days)

    def shortest(self) -> int:
        """The fewest days that anything of a report is kept."""
        usual = [self.periods[kind].days for kind in OF_REPORTS]
        return min([*usual, *(days for own in self.of_category.values() for days in own.values())])


def _period(entry: Any, where: str) -> Period:
    if not isinstance(entry, Mapping):
        raise BadInput(f"{where} is missing: say for how many days it is kept, and why")
    ground = entry.get("ground")
    if not isinstance(ground, Mapping) or not any(ground.values()):
        raise BadInput(f"{where}: ground is empty: say on what ground it is kept so long")
    return Period(_whole(entry.get("days"), where), Words(ground))


def _overrides(entry: Mapping[str, Any], where: str) -> dict[str, int]:
    for kind in entry:
        if kind not in OF_REPORTS:
            raise BadInput(f"{where}: {kind!r} is no kind: use {', '.join(OF_REPORTS)}")
    return {kind: _whole(days, where) for kind, days in entry.items()}


def _whole(days: Any, where: str) -> int:
    if type(days) is not int or days < 1:
        raise BadInput(f"{where}: days is {days!r}: write a whole number above 0")
    return days
