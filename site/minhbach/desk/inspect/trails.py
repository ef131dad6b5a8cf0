"""The trail of one report, who opened personal data, and whether every trail is whole."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from sqlmodel import Session, col, func, select

from minhbach.desk.guard import for_roles
from minhbach.desk.inspect.asked import PER_PAGE, asked_page, asked_period, in_address, pages_of
from minhbach.desk.inspect.pages import shown
from minhbach.privacy.wording.edits import parts_of, redact_parts
from minhbach.records.amends import edits_of
from minhbach.records.models import Event, Report
from minhbach.records.office import office
from minhbach.records.oversight import access
from minhbach.records.trail import Trail, check_trail, check_trails
from minhbach.records.workflow import INSPECTOR

MOST_TRAILS = 50_000
"""More are checked by a command: a page would keep its reader waiting for minutes."""


@for_roles(INSPECTOR)
def inspect_access() -> str:
    """Who opened which personal data, when and why; what is out of the ordinary stands first."""
    period, page = asked_period(), asked_page()
    person = request.args.get("person", "")[:80] or None
    with office().private.reading() as session:
        people = access.openers(session, period, office().deadlines.calendar)
        openings, total = access.openings(session, period, person, page, PER_PAGE)
    return shown("inspect_access", period, people=people, openings=openings, total=total, person=person,
                 page=page, pages=pages_of(total), rule=access)  # fmt: skip


@for_roles(INSPECTOR)
def inspect_find() -> Any:
    """From a report's public id to its trail."""
    asked = request.args.get("id", "").strip().lower()[:16]
    with office().private.reading() as session:
        found = session.exec(select(Report.id).where(Report.public_id == asked)).first()
    if found is None:
        return shown("inspect_find", asked_period(), asked=asked,
                     wrong=_("Không có phản ánh nào mang mã này.")), 404  # fmt: skip
    return redirect(url_for("desk.inspect_report", id=found, **in_address(asked_period())), 303)


@for_roles(INSPECTOR)
def inspect_report(id: int) -> str:
    """One report as the public would read it, with its whole trail. No contact, no hidden word, no photo."""
    with office().private.reading() as session:
        found = session.get(Report, id) or abort(404)
        events = session.exec(select(Event).where(Event.report_id == id).order_by(col(Event.id))).all()
        wording = redact_parts(parts_of(found), edits_of(session, [id]).get(id, ()))
        trail = check_trail(session, id)
    return shown("inspect_report", asked_period(), found=found, events=events, wording=wording, trail=trail)


@for_roles(INSPECTOR)
def inspect_trails() -> str:
    """Check every trail, when asked to."""
    with office().private.reading() as session:
        reports = session.exec(select(func.count()).select_from(Report)).one()
        checked = look_at_trails(session) if "check" in request.args and reports <= MOST_TRAILS else None
    return shown("inspect_trails", asked_period(), checked=checked, reports=reports, most=MOST_TRAILS)


def look_at_trails(session: Session) -> dict[str, Any]:
    """How many trails and lines there are, and which trails are broken."""
    reports = lines = unchained = 0
    broken: list[Trail] = []
    for trail in check_trails(session):
        reports, lines, unchained = reports + 1, lines + trail.lines, unchained + trail.unchained
        if trail.broken:
            broken.append(trail)
    return {"reports": reports, "lines": lines, "unchained": unchained, "broken": broken}
