"""When a result was due, whether it came by then, and by which rule, as far as that tells no hidden day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from minhbach.city.rules import Rules
from minhbach.privacy.disclosure.crowd import DAY, coarse, last_of
from minhbach.records.models import Report
from minhbach.records.workflow import ANSWERED


@dataclass(frozen=True)
class Told:
    """A report's deadline as the public may know it; each part is None where it would tell too much."""

    rule: str | None = None
    due: date | None = None
    on_time: bool | None = None


@dataclass(frozen=True)
class Watch:
    """The day on which it is asked, and the city's rules by date."""

    today: date
    local_day: Callable[[datetime], date]
    rules: Rules

    def tell(self, report: Report, received: date, precision: str) -> Told:
        """The deadline of a report whose public first day is `received`."""
        if report.due_at is None:
            return Told()
        due = self.local_day(report.due_at)
        if precision == DAY:
            return Told(report.rule, due, self._on_time(report, due))
        return Told(self._rule(report, received, precision), None, self._within(report, due, precision))

    def _on_time(self, report: Report, due: date) -> bool | None:
        if report.status in ANSWERED and report.resolved_at:
            return self.local_day(report.resolved_at) <= due
        return False if self.today > due else None

    def _rule(self, report: Report, received: date, precision: str) -> str | None:
        """Only of a period that lies within one rule: else the rule would tell a part of it."""
        first, last = self.rules.in_force(received), self.rules.in_force(last_of(received, precision))
        return report.rule if first is last else None

    def _within(self, report: Report, due: date, precision: str) -> bool | None:
        """Only of what was received and answered in one period: across two, it would tell days near the edge.

        Being late is not told before the answer: on which day that begins to be said would tell the day.
        """
        if report.status not in ANSWERED or report.resolved_at is None:
            return None
        received, resolved = self.local_day(report.received_at), self.local_day(report.resolved_at)
        if coarse(received, precision) != coarse(resolved, precision):
            return None
        return resolved <= due
