"""Reports that may tell of the same thing: laid side by side for an operator, who alone decides."""

from typing import Any

from flask import abort, render_template, request
from sqlmodel import Session, select

from minhbach.desk.cases import Case, open_case
from minhbach.desk.decisions import tidy
from minhbach.desk.guard import current_actor, for_roles
from minhbach.desk.queue import opening_of
from minhbach.records.alike import Alike, alike
from minhbach.records.models import Report
from minhbach.records.office import office
from minhbach.records.steps import allowed
from minhbach.records.workflow import OPERATOR

MOST = 8
LONGEST_ID = 40


@for_roles(OPERATOR)
def compare(id: int) -> Any:
    """One report beside its likeliest twin, or beside the one that was asked for by number or public id."""
    with office().private.reading() as session:
        case = open_case(session, office(), id, current_actor()) or abort(404)
        twins = likely_twins(case)
        asked = tidy(request.args.get("other", "")[:LONGEST_ID])
        number = _number_of(session, asked) if asked else (twins[0][0].report_id if twins else None)
        beside = open_case(session, office(), number, current_actor()) if number and number != id else None
    return render_template(
        "desk/compare.html",
        case=case,
        beside=beside,
        why=next((one for one, _opening in twins if beside and one.report_id == beside.report.id), None),
        twins=twins,
        asked=asked,
        unknown=bool(asked) and beside is None,
        may={row.action for row in allowed(case.report, current_actor())},
    )


def likely_twins(case: Case) -> list[tuple[Alike, str]]:
    """The likeliest twins of a report that may be merged, each with its first words."""
    report = case.report
    may_merge = any(row.action == "merge" for row in allowed(report, current_actor()))
    if not may_merge or report.lat is None or report.lon is None:
        return []
    apart = [report.id or 0, *(one.id or 0 for one in case.duplicates)]
    spot = (report.category, report.lat, report.lon)
    return with_openings(alike(office(), *spot, report.text, report.received_at, MOST, apart))


def with_openings(found: list[Alike]) -> list[tuple[Alike, str]]:
    """Each with the first words of its report."""
    with office().private.reading() as session:
        return [(one, opening_of(session.get_one(Report, one.report_id).text)) for one in found]


def _number_of(session: Session, asked: str) -> int | None:
    """The number of the report that was asked for by its number or its public id."""
    if asked.isascii() and asked.isdecimal() and len(asked) < 19:  # longer numbers than the databases have
        return int(asked)
    return session.exec(select(Report.id).where(Report.public_id == asked.lstrip("#").lower())).first()
