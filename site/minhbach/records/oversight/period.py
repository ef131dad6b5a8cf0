"""A stretch of days on the city's clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import and_, col


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both within."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)

    def holds(self, column: datetime) -> ColumnElement[bool]:
        """The condition that a table's column of moments lies within."""
        return and_(col(column) >= self.start, col(column) < self.end)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def ending(last: date, days: int, zone: ZoneInfo) -> Period:
    """So many days that end with `last`."""
    return Period(last - timedelta(days=days - 1), last, zone)
