"""The only ways to write a report: receive one, and do one step of the workflow to it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import update
from sqlmodel import Session, col, select

from minhbach.errors import MinhBachError
from minhbach.places.units import Place
from minhbach.records import workflow
from minhbach.records.contacts import Reach, keep_contact
from minhbach.records.keyring import Keyring
from minhbach.records.models import Event, Photo, Report, ReportAnswer, ReportPlace, new_public_id


class NotAllowed(MinhBachError):
    """The workflow has no such step for this report, this role or this agency."""


class Incomplete(MinhBachError):
    """The step needs something that was not given."""


class ChangedMeanwhile(MinhBachError):
    """Somebody else changed the report since it was shown; nothing was written."""


@dataclass(frozen=True)
class Actor:
    """Who does it: a staff member, the citizen, or the system."""

    name: str
    role: str
    agency: str | None = None


@dataclass(frozen=True)
class NewReport:
    """A checked report on its way in; intake makes these."""

    text: str
    category: str
    received_at: datetime
    lat: float | None = None
    lon: float | None = None
    places: tuple[Place, ...] = ()
    """One a vintage."""
    reach: Reach = Reach()
    """The sender's contact; sealed before it is written."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """To the city's questions, by their codes."""
    may_publish: bool = True
    made_up: bool = False
    channel: str = "web"
    source: str = "web"
    source_id: str | None = None
    tracking_hash: str | None = None
    submission_key: str | None = None
    public_id: str = field(default_factory=new_public_id)
    """Also the name of the report's key; bulk intake prepares many keys at once by it."""


_APART = ("places", "reach", "answers")
_ARRIVES = tuple(part.name for part in fields(NewReport) if part.name not in _APART)
"""What of a new report are columns of its own table."""


@dataclass
class Step:
    """One step to be done; `version` is the one that the person saw."""

    action: str
    actor: Actor
    at: datetime
    version: int | None = None
    given: dict[str, str | None] = field(default_factory=dict)
    """Any of category, agency, refusal, refusal_note, answer."""
    note: str | None = None
    """For the trail behind the door; never public."""


def receive(session: Session, new: NewReport, keyring: Keyring) -> Report:
    """Write a new report, its place in every vintage, its sealed contact and its first event."""
    report = Report(**arrival(new))
    session.add(report)
    session.flush()
    assert report.id is not None  # noqa: S101  (flush gives it; for the type checker)
    session.add_all(_places(report.id, new.places))
    session.add_all(ReportAnswer(report_id=report.id, question=question, value=value)
                    for question, value in new.answers.items())  # fmt: skip
    keep_contact(session, keyring, report, new.reach)
    session.add(Event(report_id=report.id, **arrival_event(new)))
    return report


def arrival(new: NewReport) -> dict[str, Any]:
    """A new report as columns of its table."""
    return {name: getattr(new, name) for name in _ARRIVES}


def arrival_event(new: NewReport) -> dict[str, Any]:
    """The first line of a report's trail, as columns."""
    return {
        "at": new.received_at,
        "actor": new.channel,
        "role": workflow.CITIZEN,
        "action": "receive",
        "from_status": None,
        "to_status": workflow.RECEIVED,
    }


def act(session: Session, report_id: int, step: Step) -> Report:
    """Do one step of the workflow, or raise NotAllowed, Incomplete or ChangedMeanwhile."""
    report = session.get(Report, report_id)
    if report is None:
        raise NotAllowed(f"no report {report_id}")
    found, values = decide(report, step)
    _swap(session, report, values)
    session.add(Event(report_id=report_id, **step_event(found, step)))
    session.refresh(report)
    return report


class Standing(Protocol):
    """What decides whether a step may be done: a stored report, or one on its way in."""

    public_id: str
    status: str
    version: int
    agency: str | None


def decide(report: Standing, step: Step) -> tuple[workflow.Transition, dict[str, Any]]:
    """What a step changes in a report, or NotAllowed, Incomplete or ChangedMeanwhile."""
    found = workflow.transition(step.action, report.status)
    if step.version is not None and step.version != report.version:
        raise ChangedMeanwhile(f"report {report.public_id} was changed by somebody else: look at it again")
    if found is None or not _allowed(found, step.actor, report):
        raise NotAllowed(f"{step.actor.role} cannot {step.action} a report that is {report.status}")
    missing = [name for name in found.requires if not (step.given.get(name) or "").strip()]
    if missing:
        raise Incomplete(f"{step.action} needs {', '.join(missing)}")
    stamp = {workflow.ASSIGNED: "accepted_at", workflow.RESOLVED: "resolved_at"}.get(found.target)
    values: dict[str, Any] = {k: v for k, v in step.given.items() if v is not None}
    values |= {"status": found.target, "version": report.version + 1}
    return found, values | ({stamp: step.at} if stamp else {})


def step_event(found: workflow.Transition, step: Step) -> dict[str, Any]:
    """A step's line in the trail, as columns."""
    return {
        "at": step.at,
        "actor": step.actor.name,
        "role": step.actor.role,
        "action": step.action,
        "from_status": found.source,
        "to_status": found.target,
        "note": step.note,
    }


def choose_photos(session: Session, report_id: int, allowed: Collection[int]) -> None:
    """Let exactly these of a report's photos be published; the step that was decided with says who did."""
    session.connection().execute(
        update(Photo)
        .where(col(Photo.report_id) == report_id)
        .values(may_publish=col(Photo.id).in_(allowed))
    )


def withhold(session: Session, report_id: int) -> None:
    """Keep a report out of everything public but the totals, whatever its sender chose."""
    session.connection().execute(update(Report).where(col(Report.id) == report_id).values(may_publish=False))


def witness(
    session: Session, report_id: int, actor: Actor, at: datetime, action: str, note: str | None = None
) -> None:
    """Put into the trail what is no step of the workflow, such as the opening of a contact."""
    report = session.get_one(Report, report_id)
    session.add(
        Event(report_id=report_id, at=at, actor=actor.name, role=actor.role, action=action,
              from_status=report.status, to_status=report.status, note=note)
    )  # fmt: skip


def rewrite(
    session: Session, report: Report, actor: Actor, at: datetime, action: str, values: dict[str, Any],
    note: str | None = None,
) -> None:  # fmt: skip
    """Change what a report lets be known, and put that into the trail; raises ChangedMeanwhile."""
    _swap(session, report, values | {"version": report.version + 1})
    witness(session, report.id or 0, actor, at, action, note)
    session.refresh(report)


def by_tracking_hash(session: Session, tracking_hash: str) -> Report | None:
    """The report whose tracking code hashes to this."""
    return session.exec(select(Report).where(Report.tracking_hash == tracking_hash)).first()


def _allowed(found: workflow.Transition, actor: Actor, report: Standing) -> bool:
    if actor.role == workflow.ADMIN:
        return False  # administrators run the system; they do not decide about reports
    if found.role != actor.role:
        return False
    return found.role != workflow.AGENCY or actor.agency == report.agency


def _swap(session: Session, report: Report, values: dict[str, Any]) -> None:
    """Compare and swap on the version: of two changes made on the same version, one loses and is told."""
    done = session.connection().execute(
        update(Report)
        .where(col(Report.id) == report.id, col(Report.version) == report.version)
        .values(**values)
    )
    if done.rowcount != 1:
        raise ChangedMeanwhile(f"report {report.public_id} was changed by somebody else: look at it again")


def _places(report_id: int, places: Iterable[Place]) -> list[ReportPlace]:
    return [
        ReportPlace(report_id=report_id, vintage=p.vintage, ward_code=p.ward_code,
                    district_code=p.district_code, method=p.method)
        for p in places
    ]  # fmt: skip
