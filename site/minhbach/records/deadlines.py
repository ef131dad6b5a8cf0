"""When the result of a report is due: under the rule that it came in under, in the city's working hours.

A deadline ends with the work of its last day; the day on which a report came in is not counted. While its
sender is being asked, the clock stands still. Where the pack's calendar does not reach, there is no
deadline (`due_at` is None) until the calendar is extended: `minhbach remind` then fills it in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from minhbach.city import Category, City
from minhbach.city.calendar import Calendar, CalendarEnds
from minhbach.city.rules import Practice, Rule, Rules
from minhbach.records.steps import Standing
from minhbach.records.work import NewReport
from minhbach.records.workflow import RUNNING, UNSETTLED


@dataclass(frozen=True)
class Deadlines:
    """A pack's rules and calendar, and the days of its categories."""

    rules: Rules
    calendar: Calendar
    categories: Mapping[str, Category]
    zone: ZoneInfo
    _days: dict[tuple[str, date, int | None, bool], date | None] = field(default_factory=dict, repr=False)
    """Last days found before: an import asks for every row."""

    @classmethod
    def load(cls, data: Path, city: City) -> "Deadlines":
        """Read the pack's rules.toml and calendar.toml; BadInput where they are wrong."""
        return cls(Rules.load(data), Calendar.load(data), city.categories, city.timezone)

    @property
    def practice(self) -> Practice:
        """What the office does by itself."""
        return self.rules.practice

    def stamped(self, new: NewReport) -> NewReport:
        """A new report with the rule in force when it came in, and with its deadline."""
        rule = self.rules.in_force(self._local(new.received_at).date())
        return replace(new, rule=rule.id, due_at=self._due(rule, new.received_at, new.category, False))

    def again(self, report: Standing, at: datetime) -> datetime | None:
        """When the result is due of a report that starts over at a moment: the whole time again."""
        return self._due(self.rule_of(report), at, report.category, report.several)

    def resumed(self, report: Standing, at: datetime) -> datetime | None:
        """The deadline after a pause that ends at a moment: moved by the working time that passed in it."""
        if report.due_at is None or report.waiting_since is None:
            return report.due_at
        moved = self._later(report.due_at, report.waiting_since, at)
        return moved or report.due_at + (at - report.waiting_since)

    def changed(self, report: Standing, values: dict[str, Any]) -> datetime | None:
        """The deadline with another category, or once several agencies are involved; pauses stay counted."""
        if report.due_at is None:
            return None
        rule, category = self.rule_of(report), values.get("category", report.category)
        several = values.get("several", report.several)
        before = self._due(rule, report.received_at, report.category, report.several)
        after = self._due(rule, report.received_at, category, several)
        if before is None or after is None or before == after:
            return report.due_at
        return self._later(report.due_at, before, after) or report.due_at

    def rule_of(self, report: Standing) -> Rule:
        """The rule that a report is handled under; of one that the pack has no more, that of its day."""
        return self.rules.called(report.rule) or self.rules.in_force(self._local(report.received_at).date())

    def pass_on_by(self, report: Standing) -> datetime | None:
        """By when an operator has passed on a report that nobody handles yet, if its rule says."""
        if report.status not in UNSETTLED:
            return None
        return self._minutes_from(report.received_at, self.rule_of(report).classify_minutes)

    def reassign_by(self, returned_at: datetime, report: Standing) -> datetime | None:
        """By when an operator has found another agency for a report that one returned, if its rule says."""
        return self._minutes_from(returned_at, self.rule_of(report).unclear_minutes)

    def remind_at(self, due_at: datetime) -> datetime | None:
        """When an agency is reminded of a coming deadline: its working time ends so many days before."""
        return self._days_from(due_at, -self.practice.remind_days)

    def escalate_at(self, report: Standing) -> datetime | None:
        """When a late report is told to those above its agency: a working day later, or as its rule says."""
        if report.due_at is None:
            return None
        return self._days_from(report.due_at, self.rule_of(report).overdue_days or 1)

    def is_late(self, report: Standing, now: datetime) -> bool:
        """Whether a report is worked on after its deadline; while it waits for its sender, never."""
        return report.due_at is not None and report.status in RUNNING and report.due_at < now

    def working_days_left(self, due_at: datetime, now: datetime) -> int | None:
        """Working days after today up to the deadline's; negative once it is over."""
        try:
            return self.calendar.working_days_between(self._local(now).date(), self._local(due_at).date())
        except CalendarEnds:
            return None

    def _due(self, rule: Rule, since: datetime, category: str, several: bool) -> datetime | None:
        known = self.categories.get(category)
        day = self._last_day(rule, self._local(since).date(), known.days if known else None, several)
        return None if day is None else self._aware(self.calendar.closing(day))

    def _last_day(self, rule: Rule, since: date, own: int | None, several: bool) -> date | None:
        asked = (rule.id, since, own, several)
        if asked not in self._days:
            try:
                self._days[asked] = rule.due(since, self.calendar, several, own)
            except CalendarEnds:
                self._days[asked] = None
        return self._days[asked]

    def _later(self, due_at: datetime, since: datetime, until: datetime) -> datetime | None:
        """`due_at` moved by the working time between two moments."""
        try:
            passed = self.calendar.working_time_between(self._local(since), self._local(until))
            return self._aware(self.calendar.add_working_time(self._local(due_at), passed))
        except CalendarEnds:
            return None

    def _days_from(self, moment: datetime, days: int) -> datetime | None:
        return self._after(moment, days * self.calendar.hours.length)

    def _minutes_from(self, moment: datetime, minutes: int | None) -> datetime | None:
        return None if minutes is None else self._after(moment, timedelta(minutes=minutes))

    def _after(self, moment: datetime, span: timedelta) -> datetime | None:
        try:
            return self._aware(self.calendar.add_working_time(self._local(moment), span))
        except CalendarEnds:
            return None

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def _aware(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self.zone)
