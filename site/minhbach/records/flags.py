"""What an operator says of a report beside the workflow: it is urgent, several agencies are involved."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from minhbach.records.models import Report
from minhbach.records.steps import Clock, require_version
from minhbach.records.work import Actor, NotAllowed, rewrite
from minhbach.records.workflow import OPEN, OPERATOR

FLAG = "flag"


@dataclass(frozen=True)
class Flags:
    """Both flags as they should stand."""

    urgent: bool
    several: bool

    @property
    def note(self) -> str | None:
        """For the trail."""
        return ", ".join(name for name in ("urgent", "several") if getattr(self, name)) or None


def may_flag(report: Report, actor: Actor) -> bool:
    """Whether `actor` may set the flags of this report."""
    return actor.role == OPERATOR and report.status in OPEN


def set_flags(
    session: Session, report: Report, actor: Actor, at: datetime, version: int, flags: Flags,
    clock: Clock | None = None,
) -> None:  # fmt: skip
    """Set both flags; the day that a result is due moves where the rule gives several agencies longer.

    Raises NotAllowed or ChangedMeanwhile.
    """
    if not may_flag(report, actor):
        raise NotAllowed(f"{actor.role} cannot flag a report that is {report.status}")
    require_version(report, version)
    values: dict[str, Any] = {"urgent": flags.urgent, "several": flags.several}
    if clock and flags.several != report.several and report.due_at is not None:
        values["due_at"] = clock.changed(report, values)
    rewrite(session, report, actor, at, FLAG, values, flags.note)
