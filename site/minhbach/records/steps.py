"""What one step of the workflow changes in a report: pure rules, decided before anything is written.

decide() knows one report. What a step does to others, and what only the database can tell (does the other
report exist? is there a photo taken afterwards?), is records.work's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from minhbach.errors import MinhBachError
from minhbach.records import workflow
from minhbach.records.workflow import Transition


class NotAllowed(MinhBachError):
    """The workflow has no such step for this report, this role or this agency."""


class Incomplete(MinhBachError):
    """The step needs something that was not given, or not in this form."""


class ChangedMeanwhile(MinhBachError):
    """Somebody else changed the report since it was shown; nothing was written."""


@dataclass(frozen=True)
class Actor:
    """Who does it: a staff member, the citizen, or the system."""

    name: str
    role: str
    agency: str | None = None


@dataclass
class Step:
    """One step to be done; `version` is the one that the person saw."""

    action: str
    actor: Actor
    at: datetime
    version: int | None = None
    given: dict[str, Any] = field(default_factory=dict)
    """Columns that the step's row in the table requires or takes."""
    note: str | None = None
    """For the trail behind the door, never public; a citizen's becomes an Addition and stays out of the
    trail, for it may hold personal data and a trail is never rewritten."""


class Standing(Protocol):
    """What decides about a step: a stored report, or one on its way in."""

    public_id: str
    status: str
    version: int
    category: str
    agency: str | None
    received_at: datetime
    accepted_at: datetime | None
    rule: str | None
    several: bool
    due_at: datetime | None
    waiting_since: datetime | None
    reopened: int
    contested_at: datetime | None


class Clock(Protocol):
    """How the city counts deadlines (records.deadlines)."""

    def again(self, report: Standing, at: datetime) -> datetime | None:
        """When the result is due of a report that starts over at a moment."""
        ...

    def resumed(self, report: Standing, at: datetime) -> datetime | None:
        """When it is due after the clock stood still since it began to wait."""
        ...

    def changed(self, report: Standing, values: dict[str, Any]) -> datetime | None:
        """When it is due with another category, or once several agencies are involved."""
        ...


def allowed(report: Standing, actor: Actor) -> tuple[Transition, ...]:
    """The rows of the table that `actor` may take with this report now."""
    return tuple(row for row in workflow.TRANSITIONS
                 if row.source == report.status and _may(row, report, actor))  # fmt: skip


def decide(report: Standing, step: Step, clock: Clock | None = None) -> tuple[Transition, dict[str, Any]]:
    """What a step changes in a report, or NotAllowed, Incomplete or ChangedMeanwhile."""
    if step.version is not None:
        require_version(report, step.version)
    rows = workflow.transitions(step.action, report.status)
    found = next((row for row in rows if _may(row, report, step.actor)), None)
    if found is None:
        raise NotAllowed(f"{step.actor.role} cannot {step.action} a report that is {report.status}")
    _require(found, step)
    values = {name: value for name, value in step.given.items() if value is not None}
    values |= {"status": found.target, "version": report.version + 1}
    for name, value in _effects(report, found, step):
        values[name] = value
    if report.due_at is not None:
        values |= _deadline(report, found, step, values, clock or _PlainClock())
    return found, values


def leads(report: Standing, actor: Actor) -> bool:
    """Whether `actor` is of the agency that the report is with."""
    return actor.role == workflow.AGENCY and actor.agency is not None and actor.agency == report.agency


def require_version(report: Standing, seen: int | None) -> None:
    """Raise ChangedMeanwhile unless the report is still as somebody saw it."""
    if seen != report.version:
        raise ChangedMeanwhile(f"report {report.public_id} was changed by somebody else: look at it again")


def step_event(found: Transition, step: Step) -> dict[str, Any]:
    """A step's line in the trail, as columns."""
    return {
        "at": step.at,
        "actor": step.actor.name,
        "role": step.actor.role,
        "action": step.action,
        "from_status": found.source,
        "to_status": found.target,
        "note": None if step.actor.role == workflow.CITIZEN else step.note,
    }


def beside_event(status: str, actor: Actor, at: datetime, action: str, note: str | None) -> dict[str, Any]:
    """The line of what is no step and changes no status, as columns."""
    here = {"from_status": status, "to_status": status}
    return here | {"at": at, "actor": actor.name, "role": actor.role, "action": action, "note": note}


def step_addition(step: Step) -> dict[str, Any] | None:
    """What a citizen said with a step, as columns: apart from the trail, so that it can be deleted."""
    said = (step.note or "").strip()
    return {"at": step.at, "text": said} if said and step.actor.role == workflow.CITIZEN else None


def _may(row: Transition, report: Standing, actor: Actor) -> bool:
    if row.role != actor.role:
        return False
    if row.when == workflow.ONCE:
        return report.contested_at is None
    if row.when is not None:
        return (report.agency is not None) == (row.when == workflow.WITH_AGENCY)
    return row.role != workflow.AGENCY or leads(report, actor)


def _require(found: Transition, step: Step) -> None:
    given = step.given | {"note": step.note}
    missing = [name for name in found.requires if not str(given.get(name) or "").strip()]
    if missing:
        raise Incomplete(f"{found.action} needs {', '.join(missing)}")
    known = {*found.requires, *found.takes} - {"note"}
    if strange := sorted(set(step.given) - known):
        raise Incomplete(f"{found.action} takes no {', '.join(strange)}")
    outcome = step.given.get("outcome")
    if outcome is not None and outcome not in workflow.OUTCOMES:
        raise Incomplete(f"{found.action} needs an outcome out of {', '.join(workflow.OUTCOMES)}")


def _effects(report: Standing, found: Transition, step: Step) -> Iterator[tuple[str, Any]]:
    """What follows from a step beside what was given with it."""
    if found.source == workflow.WAITING:
        yield from (("waiting_since", None), ("question", None))
    match found.action:
        case "classify" | "accept":  # of a refusal that was contested
            yield from (("refusal", None), ("refusal_note", None))
            if found.action == "accept" and report.accepted_at is None:
                yield "accepted_at", step.at
        case "assign":
            yield "proposal", None
        case "ask":
            yield "waiting_since", step.at
        case "resolve":
            yield "resolved_at", step.at
        case "close":
            yield "closed_at", step.at
        case "contest":
            yield "contested_at", step.at
            yield "accepted_at", None  # what was taken in once and then refused is not public again by itself
        case "unmerge" | "withdraw":
            yield "duplicate_of", None
        case "reopen":
            yield from (("reopened", report.reopened + 1), ("outcome", None), ("resolved_at", None))
            yield "closed_at", None


def _deadline(
    report: Standing, found: Transition, step: Step, values: dict[str, Any], clock: Clock
) -> dict[str, Any]:
    """Time spent waiting for the sender is not the agency's; who starts over has the whole time again."""
    if found.action in ("reply", "lapse"):
        return {"due_at": clock.resumed(report, step.at)}
    if found.action in ("reopen", "contest", "unmerge"):
        return {"due_at": clock.again(report, step.at)}
    if {"category", "several"} & set(step.given):
        return {"due_at": clock.changed(report, values)}
    return {}


class _PlainClock:
    """Where no calendar is at hand: every hour counts alike."""

    def again(self, report: Standing, at: datetime) -> datetime | None:
        return at + (report.due_at - report.received_at) if report.due_at else None

    def resumed(self, report: Standing, at: datetime) -> datetime | None:
        if report.due_at is None or report.waiting_since is None:
            return report.due_at
        return report.due_at + (at - report.waiting_since)

    def changed(self, report: Standing, values: dict[str, Any]) -> datetime | None:
        return report.due_at
