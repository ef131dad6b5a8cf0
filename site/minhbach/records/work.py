"""The only ways to write a report: receive one, and do one step of the workflow to it."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from minhbach.places.units import Place
from minhbach.records import workflow
from minhbach.records.contacts import Reach, keep_contact
from minhbach.records.keyring import Keyring
from minhbach.records.models import (
    Addition,
    Event,
    Passed,
    Photo,
    Report,
    ReportAnswer,
    ReportPlace,
    new_public_id,
)
from minhbach.records.steps import (
    Actor,
    ChangedMeanwhile,
    Clock,
    Incomplete,
    NotAllowed,
    Step,
    beside_event,
    decide,
    step_addition,
    step_event,
)
from minhbach.records.tidings import tell_arrival, tell_step
from minhbach.records.trail import add_line, chained

__all__ = [
    "Actor", "ChangedMeanwhile", "Incomplete", "NewReport", "NotAllowed", "Step", "act", "by_tracking_hash",
    "carry_again", "choose_photos", "decide", "receive", "rewrite", "withhold", "witness",
]  # fmt: skip


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
    urgent: bool = False
    rule: str | None = None
    due_at: datetime | None = None
    """Both from the office's deadlines."""
    language: str = "vi"
    made_up: bool = False
    channel: str = "web"
    source: str = "web"
    source_id: str | None = None
    tracking_hash: str | None = None
    receipt_tag: str | None = None
    submission_key: str | None = None
    public_id: str = field(default_factory=new_public_id)
    """Also the name of the report's key; bulk intake prepares many keys at once by it."""
    salt: str = field(default_factory=lambda: secrets.token_hex(16))


_APART = ("places", "reach", "answers")
_ARRIVES = tuple(part.name for part in fields(NewReport) if part.name not in _APART)
"""What of a new report are columns of its own table."""


def receive(session: Session, new: NewReport, keyring: Keyring) -> Report:
    """Write a new report, its place in every vintage, its sealed contact and its first event."""
    (first,), trail = chained(new.public_id, [arrival_event(new)])
    report = Report(**arrival(new), trail=trail)
    session.add(report)
    session.flush()
    assert report.id is not None  # noqa: S101  (flush gives it; for the type checker)
    session.add_all(_places(report.id, new.places))
    session.add_all(ReportAnswer(report_id=report.id, question=question, value=value)
                    for question, value in new.answers.items())  # fmt: skip
    keep_contact(session, keyring, report, new.reach)
    session.add(Event(report_id=report.id, **first))
    tell_arrival(session, report, new.received_at)
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


def act(session: Session, report_id: int, step: Step, clock: Clock | None = None) -> Report:
    """Do one step of the workflow, or raise NotAllowed, Incomplete or ChangedMeanwhile.

    `clock` is the office's deadlines; without it a pause moves the day that a result is due hour by hour.
    """
    report = session.get(Report, report_id)
    if report is None:
        raise NotAllowed(f"no report {report_id}")
    found, values = decide(report, step, clock)
    _check_others(session, report, found, values)
    leads = {report.duplicate_of, values.get("duplicate_of", report.duplicate_of)}
    _swap(session, report, values)
    add_line(session, report_id, step_event(found, step))
    if addition := step_addition(step):
        session.add(Addition(report_id=report_id, **addition))
    session.refresh(report)
    tell_step(session, report, found, step.at)
    _carry_on(session, report, found, step, clock)
    if len(leads) > 1:
        carry_again(session, *(lead for lead in leads if lead is not None))
    return report


def choose_photos(session: Session, report_id: int, allowed: Collection[int]) -> None:
    """Let exactly these of a report's photos be published; the step that was decided with says who did."""
    session.connection().execute(
        update(Photo).where(col(Photo.report_id) == report_id).values(may_publish=col(Photo.id).in_(allowed))
    )


def withhold(session: Session, report_id: int) -> None:
    """Keep a report out of everything public but the totals, whatever its sender chose."""
    session.connection().execute(update(Report).where(col(Report.id) == report_id).values(may_publish=False))


def witness(
    session: Session, report_id: int, actor: Actor, at: datetime, action: str, note: str | None = None
) -> None:
    """Put into the trail what is no step of the workflow, such as the opening of a contact."""
    # Under lock: the line must tell the status that stands when it is written.
    status = session.exec(select(Report.status).where(Report.id == report_id).with_for_update()).one()
    add_line(session, report_id, beside_event(status, actor, at, action, note))


def rewrite(
    session: Session, report: Report, actor: Actor, at: datetime, action: str, values: dict[str, Any],
    note: str | None = None,
) -> None:  # fmt: skip
    """Change what a report lets be known, and put that into the trail; raises ChangedMeanwhile."""
    _swap(session, report, values | {"version": report.version + 1})
    witness(session, report.id or 0, actor, at, action, note)
    session.refresh(report)


def carry_again(session: Session, *report_ids: int) -> None:
    """Let reports pass the door again though they did not change: what is told beside them did.

    Their versions stay, so that nobody who works on them is turned away.
    """
    stale = update(Passed).where(col(Passed.report_id).in_(report_ids)).values(recipe="")
    session.connection().execute(stale)


def by_tracking_hash(session: Session, tracking_hash: str) -> Report | None:
    """The report whose tracking code hashes to this."""
    return session.exec(select(Report).where(Report.tracking_hash == tracking_hash)).first()


def _check_others(
    session: Session, report: Report, found: workflow.Transition, values: dict[str, Any]
) -> None:
    """What only the database can tell of a step."""
    if found.action == "merge":
        _lead_report(session, report, values["duplicate_of"])
    if values.get("outcome") == workflow.FIXED_EVIDENCE:
        after = select(Photo.id).where(Photo.report_id == report.id, Photo.kind == "after")
        if session.exec(after.limit(1)).first() is None:
            raise Incomplete("this outcome needs a photo taken afterwards")


def _lead_report(session: Session, report: Report, other_id: Any) -> None:
    """The report that a duplicate tells again: another one, taken in or to be, no duplicate itself."""
    # Both rows in one order: two operators who merge two reports into each other wait, and do not deadlock.
    both = select(Report.id, Report.public_id, Report.status).where(col(Report.id).in_((report.id, other_id)))
    rows = session.exec(both.order_by(col(Report.id)).with_for_update())
    found = {number: (public_id, status) for number, public_id, status in rows}
    if other_id not in found or other_id == report.id:
        raise Incomplete("merge needs the number of another report")
    public_id, status = found[other_id]
    if status in workflow.GONE:
        raise NotAllowed(f"report {public_id} is {status}: merge into one that is not")


def _carry_on(
    session: Session, report: Report, found: workflow.Transition, step: Step, clock: Clock | None
) -> None:
    """What a step means for the reports that were merged into this one."""
    if found.target not in workflow.GONE:
        return
    merged = session.exec(select(Report).where(Report.duplicate_of == report.id).order_by(col(Report.id)))
    for one in merged.all():
        if found.target == workflow.DUPLICATE:
            moved = {"duplicate_of": report.duplicate_of}
            rewrite(session, one, step.actor, step.at, "move", moved, f"{report.id} → {report.duplicate_of}")
        else:
            note = f"report {report.public_id} was {found.target}"
            again = Step("unmerge", Actor("workflow", workflow.SYSTEM), step.at, note=note)
            act(session, one.id or 0, again, clock)


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
