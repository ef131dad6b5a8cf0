"""Who opened which personal data, when and why; and what in that is out of the ordinary.

Out of the ordinary is what a person does not do otherwise: an hour or a day with many openings that is also
several times their own usual one, and openings outside the city's working hours. It is a reason to ask, not
a finding.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from minhbach.city.calendar import Calendar, CalendarEnds
from minhbach.records.models import Event, Report
from minhbach.records.oversight.period import Period

Moment = TypeVar("Moment", bound=date)
OPENS = "reveal"
"""Every step that shows personal data begins with this, and asks a reason."""
MANY_AN_HOUR, MANY_A_DAY, TIMES = 10, 20, 3


@dataclass(frozen=True)
class Opening:
    """Personal data of one report was opened."""

    at: datetime
    actor: str
    role: str
    action: str
    report_id: int
    public_id: str
    reason: str | None


@dataclass
class Opener:
    """What one person opened in a period."""

    actor: str
    role: str
    openings: int = 0
    by_hour: Counter[datetime] = field(default_factory=Counter)
    by_day: Counter[date] = field(default_factory=Counter)
    off_hours: int = 0

    @property
    def usual_day(self) -> float:
        """Their own median over the days on which they opened anything."""
        return median(self.by_day.values())

    @property
    def odd_hours(self) -> list[tuple[datetime, int]]:
        """Hours with many openings, several times the person's usual one; by the clock."""
        return _odd(self.by_hour, MANY_AN_HOUR)

    @property
    def odd_days(self) -> list[tuple[date, int]]:
        """Days with many openings, several times the person's usual one; in order."""
        return _odd(self.by_day, MANY_A_DAY)

    @property
    def is_odd(self) -> bool:
        return bool(self.odd_hours or self.odd_days or self.off_hours)


def openings(
    session: Session, period: Period, actor: str | None = None, page: int = 1, per_page: int = 50
) -> tuple[Sequence[Opening], int]:
    """One page of what was opened, newest first, and how many there are; of one person if named."""
    asked = _asked(period, actor)
    total = count_openings(session, period, actor)
    seen = select(Event, Report.public_id).join(Report).where(*asked)
    newest = seen.order_by(col(Event.at).desc(), col(Event.id).desc())
    rows = session.exec(newest.offset((page - 1) * per_page).limit(per_page))
    return [
        Opening(event.at, event.actor, event.role, event.action, event.report_id, public_id, event.note)
        for event, public_id in rows
    ], total


def count_openings(session: Session, period: Period, actor: str | None = None) -> int:
    """How often personal data was opened; by one person if named."""
    return session.exec(select(func.count()).select_from(Event).where(*_asked(period, actor))).one()


def openers(session: Session, period: Period, calendar: Calendar) -> list[Opener]:
    """Who opened personal data, who did most first."""
    seen = select(Event.actor, Event.role, Event.at).where(*_asked(period, None))
    return count_openers(session.exec(seen.execution_options(yield_per=5000)), calendar, period.zone)


def count_openers(
    rows: Iterable[tuple[str, str, datetime]], calendar: Calendar, zone: ZoneInfo
) -> list[Opener]:
    """The same from actor, role and moment of each opening."""
    found: dict[tuple[str, str], Opener] = {}
    for actor, role, at in rows:
        local = at.astimezone(zone).replace(tzinfo=None)
        one = found.setdefault((actor, role), Opener(actor, role))
        one.openings += 1
        one.by_hour[local.replace(minute=0, second=0, microsecond=0)] += 1
        one.by_day[local.date()] += 1
        one.off_hours += not in_hours(calendar, local)
    return sorted(found.values(), key=lambda one: (-one.openings, one.actor))


def in_hours(calendar: Calendar, local: datetime) -> bool:
    """Whether the city works at a moment on its own clock; where the calendar does not reach, it may."""
    try:
        working = calendar.is_working(local.date())
    except CalendarEnds:
        return True
    clock = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
    return working and any(start <= clock < until for start, until in calendar.hours.spans)


def _odd(counts: Counter[Moment], many: int) -> list[tuple[Moment, int]]:
    found = []
    for moment, number in sorted(counts.items()):
        others = [other for at, other in counts.items() if at != moment]
        usual = median(others) if others else 0
        if number >= many and number > TIMES * usual:
            found.append((moment, number))
    return found


def _asked(period: Period, actor: str | None) -> list[ColumnElement[bool]]:
    asked = [period.holds(Event.at), col(Event.action).startswith(OPENS)]
    return [*asked, col(Event.actor) == actor] if actor else asked
