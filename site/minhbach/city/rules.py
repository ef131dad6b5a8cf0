"""The portal's rules by date, and when a report's result is due under the rule that it came in under."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from minhbach.city.calendar import Calendar
from minhbach.city.pack import Words
from minhbach.errors import BadInput
from minhbach.toml import read_toml

CALENDAR, WORKING = "calendar", "working"
_KEYS = ("id", "valid_from", "name", "days", "days_several", "counted", "source")
_SHORT = ("classify_minutes", "unclear_minutes", "overdue_days")


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
    classify_minutes: int | None = None
    """Within these minutes of working time an operator passes a report on."""
    unclear_minutes: int | None = None
    """The same where it is not clear who is in charge, and after an agency returned it."""
    overdue_days: int | None = None
    """Within these working days a late result is given, once leaders were told."""
    assumed: bool = False
    """True where the numbers are not from that regulation's own text."""

    def due(self, received: date, calendar: Calendar, several: bool = False, own: int | None = None) -> date:
        """The last day for a result; CalendarEnds when the calendar does not reach it."""
        days = self.days_for(own, several)
        if self.counted == WORKING:
            return calendar.add_working_days(received, days)
        return calendar.add_working_days(received + timedelta(days=days), 0)

    def days_for(self, own: int | None, several: bool) -> int:
        """The days for a result where a category has its `own`.

        They shorten a rule's; longer ones go as far as the rule lets several agencies take.
        """
        if own is None or own == self.days:
            return self.days_several if several else self.days
        if own > self.days:
            return self.days_several if several else min(own, self.days_several)
        return own + (self.days_several - self.days if several else 0)


@dataclass(frozen=True)
class Practice:
    """What an office does by itself, in days: no regulation's, the city's own."""

    remind_days: int = 2
    """Working days before a result is due, its agency is reminded."""
    ask_days: int = 7
    """A question that its sender has not answered for so long is asked no longer."""
    close_days: int = 15
    """An answered report that nobody opened again for so long is closed."""


@dataclass(frozen=True)
class Rules:
    """Every rule in date order."""

    rules: tuple[Rule, ...]
    practice: Practice = Practice()

    @classmethod
    def load(cls, data: Path) -> "Rules":
        """Read data/rules.toml; BadInput names the rule and what is wrong with it."""
        path = data / "rules.toml"
        table = read_toml(path)
        rules = [_rule(entry, path, number) for number, entry in enumerate(table.get("rule", []), 1)]
        if not rules:
            raise BadInput(f"{path} holds no [[rule]]: add the one in force")
        days = [rule.valid_from for rule in rules]
        if len(set(days)) < len(days):
            raise BadInput(f"{path}: two rules begin on one day; give each its own valid_from")
        ordered = tuple(sorted(rules, key=lambda rule: rule.valid_from))
        return cls(ordered, _practice(table.get("practice", {}), path))

    def in_force(self, day: date) -> Rule:
        """The rule in force on `day`; a day before the first is answered by the first."""
        begun = [rule for rule in self.rules if rule.valid_from <= day]
        return begun[-1] if begun else self.rules[0]

    def called(self, id: str | None) -> Rule | None:
        """The rule with an id; None where the pack has it no more."""
        return next((rule for rule in self.rules if rule.id == id), None)


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
    for key in _SHORT:
        if key in entry and (type(entry[key]) is not int or entry[key] < 1):
            raise BadInput(f"{where}: {key} is a whole number above 0")
    if entry["days_several"] < entry["days"]:
        raise BadInput(f"{where}: days_several are fewer than days: several agencies take no shorter")
    known = {key: entry[key] for key in (*_KEYS, *_SHORT, "assumed") if key in entry}
    return Rule(**known | {"name": Words(entry["name"])})


def _practice(entry: Mapping[str, Any], path: Path) -> Practice:
    names = tuple(part.name for part in fields(Practice))
    for key, days in entry.items():
        if key not in names:
            raise BadInput(f"{path}: [practice] has no {key!r}: use {', '.join(names)}")
        if type(days) is not int or days < 1:
            raise BadInput(f"{path}: [practice] {key} is a whole number of days above 0")
    return Practice(**entry)
