"""The portal's rules by date, and when a report's result is due under the rule that it came in under."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from minhbach.city.calendar import Calendar
from minhbach.city.pack import Words
from minhbach.errors import BadInput
from minhbach.toml import read_toml

CALENDAR, WORKING = "calendar", "working"
_KEYS = ("id", "valid_from", "name", "days", "days_several", "counted", "source")


@dataclass(frozen=True)
class Rule:
    """One regulation: how many days an agency has, and how they are counted."""

    id: str
    valid_from: date
    name: Words
    days: int
    days_several: int
    """Where several agencies are involved."""
    counted: str
    """CALENDAR (a last day that is off moves to the next working day) or WORKING."""
    source: str
    assumed: bool = False
    """True where the numbers are not from that regulation's own text."""

    def due(self, received: date, calendar: Calendar, several: bool = False) -> date:
        """The last day for a result; CalendarEnds when the calendar does not reach it."""
        days = self.days_several if several else self.days
        if self.counted == WORKING:
            return calendar.add_working_days(received, days)
        return calendar.add_working_days(received + timedelta(days=days), 0)


@dataclass(frozen=True)
class Rules:
    """Every rule in date order."""

    rules: tuple[Rule, ...]

    @classmethod
    def load(cls, data: Path) -> "Rules":
        """Read data/rules.toml; BadInput names the rule and what is wrong with it."""
        path = data / "rules.toml"
        rules = [
            _rule(entry, path, number) for number, entry in enumerate(read_toml(path).get("rule", []), 1)
        ]
        if not rules:
            raise BadInput(f"{path} holds no [[rule]]: add the one in force")
        days = [rule.valid_from for rule in rules]
        if len(set(days)) < len(days):
            raise BadInput(f"{path}: two rules begin on one day; give each its own valid_from")
        return cls(tuple(sorted(rules, key=lambda rule: rule.valid_from)))

    def in_force(self, day: date) -> Rule:
        """The rule in force on `day`; a day before the first is answered by the first."""
        begun = [rule for rule in self.rules if rule.valid_from <= day]
        return begun[-1] if begun else self.rules[0]


def _rule(entry: Mapping[str, Any], path: Path, number: int) -> Rule:
    where = f"{path}: rule {entry.get('id', number)}"
    for key in _KEYS:
        if key not in entry or entry[key] == "":
            raise BadInput(f"{where}: `{key}` is missing or empty: fill it in")
    if not isinstance(entry["name"], dict) or not any(entry["name"].values()):
        raise BadInput(f"{where}: `name` is empty: write what the regulation is called")
    if type(entry["valid_from"]) is not date:
        raise BadInput(f"{where}: valid_from is a day, written YYYY-MM-DD without quotes")
    if entry["counted"] not in (CALENDAR, WORKING):
        raise BadInput(f"{where}: counted must be {CALENDAR!r} or {WORKING!r}")
    if not all(type(entry[key]) is int and entry[key] > 0 for key in ("days", "days_several")):
        raise BadInput(f"{where}: days and days_several are whole numbers above 0")
    known = {key: entry[key] for key in _KEYS} | {"assumed": entry.get("assumed", False)}
    return Rule(**known | {"name": Words(entry["name"])})
