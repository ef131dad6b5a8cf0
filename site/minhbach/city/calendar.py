"""When the city works: weekends, holidays, swapped days, hours; refuses to compute past its end.

Moments are wall-clock times of the city, without a zone.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from minhbach.city.hours import Hours
from minhbach.city.pack import Words
from minhbach.errors import BadInput
from minhbach.toml import read_toml

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class CalendarEnds(BadInput):
    """A day before the calendar's first or after its last: nobody knows yet whether it is worked."""


@dataclass(frozen=True)
class DayOff:
    """A holiday, in lieu of one, or a day swapped with a weekend's."""

    day: date
    name: Words
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Calendar:
    """The working days of one city between two days."""

    first: date
    last: date
    weekend: frozenset[int]
    """As date.weekday() counts."""
    off: Mapping[date, DayOff]
    worked: frozenset[date]
    """Days of a weekend that are worked, swapped for another day off."""
    hours: Hours = Hours()
    where: str = "the calendar"

    @classmethod
    def load(cls, data: Path) -> "Calendar":
        """Read data/calendar.toml; BadInput names the entry and what is wrong with it."""
        path = data / "calendar.toml"
        table = read_toml(path)
        first, last = (_day(table.get(key), f"{path}: `{key}`") for key in ("from", "until"))
        if last < first:
            raise BadInput(f"{path}: `until` {last} comes before `from` {first}")
        off = [
            one for number, entry in enumerate(table.get("off", []), 1) for one in _off(entry, path, number)
        ]
        swaps = [_swap(entry, path, number) for number, entry in enumerate(table.get("swap", []), 1)]
        calendar = cls(
            first,
            last,
            frozenset(_weekday(name, path) for name in table.get("weekend", ())),
            {one.day: one for one in (*off, *(away for away, _ in swaps))},
            frozenset(worked for _, worked in swaps),
            Hours.read(table.get("hours", []), str(path)),
            str(path),
        )
        calendar._check()
        return calendar

    def is_working(self, day: date) -> bool:
        """Whether the city works on `day`; CalendarEnds outside the calendar."""
        self._within(day)
        return day in self.worked or (day.weekday() not in self.weekend and day not in self.off)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start`, up to and with `end`; negative when `end` is the earlier."""
        self._within(start)
        self._within(end)
        return bisect_right(self._days, end) - bisect_right(self._days, start)

    def add_working_days(self, start: date, days: int) -> date:
        """The last of `days` working days after `start`; with 0, `start` or the next working day."""
        self._within(start)
        index = bisect_right(self._days, start) + days - 1 if days else bisect_left(self._days, start)
        return self._day(index, f"{days} working days after {start}")

    def closing(self, day: date) -> datetime:
        """When a working day's work ends."""
        return datetime.combine(day, time()) + self.hours.spans[-1][1]

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments; negative when `end` is the earlier."""
        return self._worked(end) - self._worked(start)

    def add_working_time(self, start: datetime, span: timedelta) -> datetime:
        """The earliest moment at which `span` of working time has passed since `start`."""
        total = self._worked(start) + span
        days, rest = divmod(total, self.hours.length)
        if not rest:  # a day's end, rather than the next one's beginning
            days, rest = days - 1, self.hours.length
        day = self._day(days, f"{span} of working time after {start}")
        return datetime.combine(day, time()) + self.hours.moment(rest)

    def _worked(self, moment: datetime) -> timedelta:
        """All the working time of the calendar until a moment."""
        day = moment.date()
        self._within(day)
        before = bisect_left(self._days, day) * self.hours.length
        return before + (self.hours.worked(moment.time()) if self.is_working(day) else timedelta())

    def _day(self, index: int, what: str) -> date:
        if not 0 <= index < len(self._days):
            raise CalendarEnds(self._ends(what))
        return self._days[index]

    @cached_property
    def _days(self) -> list[date]:
        every = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        return [day for day in every if self.is_working(day)]

    def _within(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise CalendarEnds(self._ends(str(day)))

    def _ends(self, what: str) -> str:
        return f"{self.where} covers {self.first} to {self.last}, not {what}: add the missing days there"

    def _check(self) -> None:
        for day in (*self.off, *self.worked):
            if not self.first <= day <= self.last:
                raise BadInput(f"{self.where}: {day} lies outside `from` … `until`; widen them or remove it")
        for day in self.worked:
            if day.weekday() not in self.weekend:
                raise BadInput(f"{self.where}: {day} is worked by a swap but is no day of the weekend")
            if day in self.off:
                raise BadInput(f"{self.where}: {day} is both off and worked; remove one")
        if len(self.weekend) == len(WEEKDAYS):
            raise BadInput(f"{self.where}: `weekend` holds every day of the week")


def _off(entry: Mapping[str, Any], path: Path, number: int) -> list[DayOff]:
    days = entry.get("days")
    if not days or not entry.get("name") or not entry.get("source"):
        raise BadInput(f"{path}: off {number}: needs `days`, `name` and `source`")
    name, confirmed = Words(entry["name"]), bool(entry.get("confirmed", True))
    return [
        DayOff(_day(day, f"{path}: off {number}: `days`"), name, entry["source"], confirmed) for day in days
    ]


def _swap(entry: Mapping[str, Any], path: Path, number: int) -> tuple[DayOff, date]:
    where = f"{path}: swap {number}"
    away, worked = (_day(entry.get(key), f"{where}: `{key}`") for key in ("off", "worked"))
    source = str(entry.get("source", ""))
    return DayOff(away, Words(entry.get("name", {})), source, bool(entry.get("confirmed", True))), worked


def _day(value: Any, where: str) -> date:
    if type(value) is not date:  # a TOML datetime is a date too
        raise BadInput(f"{where} is {value!r}: write a day as YYYY-MM-DD, without quotes")
    return value


def _weekday(name: str, path: Path) -> int:
    if name not in WEEKDAYS:
        raise BadInput(f"{path}: `weekend` has {name!r}: use {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(name)
