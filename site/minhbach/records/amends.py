"""What an operator corrects beside the workflow: words hidden or shown, boxes drawn on a photo.

Each raises the report's version, so that it passes the door again, and stands in the trail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from minhbach.records.models import Photo, RedactionEdit, Report
from minhbach.records.steps import leads, require_version
from minhbach.records.work import Actor, NotAllowed, rewrite
from minhbach.records.workflow import ANSWERED, OPEN, OPERATOR, WORKED_ON

AMENDABLE = (*OPEN, *ANSWERED)
"""What was refused, merged or withdrawn is public nowhere, so there is nothing to correct."""
HIDE, SHOW, BOXES = "hide", "show", "boxes"
LET, HELD = "let-photo", "hold-photo"
AFTER = "after"
"""The kind of a photo that shows what was done."""


@dataclass(frozen=True)
class Amends:
    """A correction: who makes it when, and the version that they saw."""

    actor: Actor
    at: datetime
    version: int | None
    note: str | None
    """For the trail: what and why, but never the value itself."""


def may_amend(report: Report, actor: Actor) -> bool:
    """Whether `actor` may correct this report."""
    return actor.role == OPERATOR and report.status in AMENDABLE


def may_draw(report: Report, photo: Photo, actor: Actor) -> bool:
    """Whether `actor` may draw on a photo and let it be published: an operator, or the agency on its own."""
    return may_amend(report, actor) or (photo.kind == AFTER and may_show_work(report, actor))


def may_show_work(report: Report, actor: Actor) -> bool:
    """Whether `actor` may add photos of what was done: the agency in the lead, from its work on."""
    return leads(report, actor) and report.status in (*WORKED_ON, *ANSWERED)


def edits_of(session: Session, report_ids: Sequence[int]) -> dict[int, list[RedactionEdit]]:
    """The edits of some reports, each report's in the order they were made."""
    found: dict[int, list[RedactionEdit]] = {}
    query = select(RedactionEdit).where(col(RedactionEdit.report_id).in_(report_ids))
    for edit in session.exec(query.order_by(col(RedactionEdit.id))):
        found.setdefault(edit.report_id, []).append(edit)
    return found


def keep_edits(session: Session, report: Report, edits: Sequence[RedactionEdit], amends: Amends) -> None:
    """Keep edits that are all of one kind: words hidden, or words shown."""
    hides = {edit.hide for edit in edits}
    if len(hides) != 1:
        raise ValueError("edits of one step must all hide or all show")
    _amend(session, report, HIDE if hides == {True} else SHOW, amends)
    session.add_all(edits)


def keep_boxes(session: Session, report: Report, photo: Photo, boxes: str, amends: Amends) -> None:
    """Keep what was drawn on a photo, as JSON text, in place of what was drawn before."""
    _require(may_draw(report, photo, amends.actor), report, amends)
    rewrite(session, report, amends.actor, amends.at, BOXES, {}, amends.note)
    photo.boxes = boxes
    session.add(photo)


def let_photo(session: Session, report: Report, photo: Photo, amends: Amends, *, publish: bool) -> None:
    """Let a photo be published, or hold it back. Raises NotAllowed or ChangedMeanwhile."""
    _require(may_draw(report, photo, amends.actor), report, amends)
    rewrite(session, report, amends.actor, amends.at, LET if publish else HELD, {}, amends.note)
    photo.may_publish = publish
    session.add(photo)


def _amend(session: Session, report: Report, action: str, amends: Amends) -> None:
    _require(may_amend(report, amends.actor), report, amends)
    rewrite(session, report, amends.actor, amends.at, action, {}, amends.note)


def _require(allowed: bool, report: Report, amends: Amends) -> None:
    if not allowed:
        raise NotAllowed(f"{amends.actor.role} cannot correct a report that is {report.status}")
    require_version(report, amends.version)
