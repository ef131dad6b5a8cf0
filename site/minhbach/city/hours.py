"""The hours in which a city works on a working day, and how much of a day's work is done at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from minhbach.errors import BadInput

_DAY = timedelta(days=1, seconds=-1)
"""To its last second, so that what ends with a day ends on that day."""


@dataclass(frozen=True)
class Hours:
    """Spans of a working day, from and until, counted from midnight; in order and apart."""

    spans: tuple[tuple[timedelta, timedelta], ...] = ((timedelta(), _DAY),)
    """Where a pack names none, the whole day."""

    @classmethod
    def read(cls, entries: Sequence[Mapping[str, Any]], where: str) -> "Hours":
        """Read [[hours]] of data/calendar.toml; BadInput where they are no times or overlap."""
        spans = tuple(_span(entry, where) for entry in entries)
        for before, after in pairwise(spans):
            if after[0] < before[1]:
                raise BadInput(f"{where}: hours overlap or stand out of order: write them as the day goes")
        return cls(spans) if spans else cls()

    @property
    def length(self) -> timedelta:
        """The work of a whole day."""
        return sum((until - start for start, until in self.spans), timedelta())

    def worked(self, moment: time) -> timedelta:
        """How much of a day's work lies before a moment of it."""
        since = _since_midnight(moment)
        done = (min(since, until) - start for start, until in self.spans if since > start)
        return sum(done, timedelta())

    def moment(self, worked: timedelta) -> timedelta:
        """When so much of a day's work is done, from midnight: the earliest such moment."""
        for start, until in self.spans:
            if worked <= until - start:
                return start + worked
            worked -= until - start
        return self.spans[-1][1]


def _span(entry: Mapping[str, Any], where: str) -> tuple[timedelta, timedelta]:
    start, until = entry.get("from"), entry.get("until")
    if type(start) is not time or type(until) is not time:
        raise BadInput(f"{where}: hours need `from` and `until`, times such as 07:30:00 without quotes")
    if until <= start:
        raise BadInput(f"{where}: hours until {until} end before they begin at {start}")
    return _since_midnight(start), _since_midnight(until)


def _since_midnight(moment: time) -> timedelta:
    return datetime.combine(datetime.min, moment) - datetime.min
