"""When people write during a made-up year: seasons, weekdays, hours, holidays, growth."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from minhbach.demo.material import Theme

DAYS = 365


def moments(
    rng: Random,
    themes: Mapping[str, Theme],
    year: Mapping[str, Any],
    end: datetime,
    zone: ZoneInfo,
    count: int,
) -> list[tuple[datetime, str]]:
    """`count` moments of the year before `end`, in order, each with the category written about."""
    last = end.astimezone(zone)
    days = [last.date() - timedelta(days=back) for back in range(DAYS, -1, -1)]
    holidays = set(_holidays(year))
    weights = [
        _busy(day, number / DAYS, year, holidays) * _season(day, themes) for number, day in enumerate(days)
    ]
    weights[-1] *= (last.hour + 1) / 24  # today is not over
    drawn = rng.choices(days, weights, k=count)
    found = [(_moment(rng, day, year, last), _category(rng, day, themes)) for day in drawn]
    return sorted(found)


def _season(day: date, themes: Mapping[str, Theme]) -> float:
    return sum(theme.weight * theme.months[day.month - 1] for theme in themes.values())


def _busy(day: date, passed: float, year: Mapping[str, Any], holidays: set[date]) -> float:
    growth: float = 1 + (year["growth"] - 1) * passed
    weekday: float = year["weekday"][day.weekday()]
    rest: float = year["holiday_factor"] if day in holidays else 1.0
    return growth * weekday * rest


def _category(rng: Random, day: date, themes: Mapping[str, Theme]) -> str:
    weights = [theme.weight * theme.months[day.month - 1] for theme in themes.values()]
    return rng.choices(list(themes), weights)[0]


def _moment(rng: Random, day: date, year: Mapping[str, Any], last: datetime) -> datetime:
    hours = year["hour"] if day < last.date() else year["hour"][: last.hour + 1]
    hour = rng.choices(range(len(hours)), hours)[0]
    at = time(hour, rng.randrange(60), rng.randrange(60))
    return min(datetime.combine(day, at, last.tzinfo), last)


def _holidays(year: Mapping[str, Any]) -> Iterator[date]:
    for span in year["holidays"]:
        for first, final in pairwise(date.fromisoformat(text) for text in span.split("/")):
            yield from (first + timedelta(days=n) for n in range((final - first).days + 1))
