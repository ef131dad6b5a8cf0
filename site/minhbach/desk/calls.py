"""A call at the hotline: the operator fills in what the caller says, and reads them their tracking code.

The same rules take it in as the citizen's own form. What is looked for and where the pin lies travel in
the body of a request: it may be the caller's home.
"""

from dataclasses import dataclass, replace
from typing import Any

from flask import abort, g, redirect, render_template, request, session, url_for
from sqlmodel import Session, select

from minhbach.desk.guard import current_actor, for_roles
from minhbach.desk.twins import with_openings
from minhbach.intake.answers import field_of, questions_about
from minhbach.intake.drafts import Draft
from minhbach.intake.finding import Finding, find_places
from minhbach.intake.form import Filled, fill, new_key
from minhbach.intake.outlines import ward_choices
from minhbach.intake.pages import spot_told
from minhbach.intake.spot import Spot
from minhbach.intake.steps import faults_of
from minhbach.intake.still import Still
from minhbach.intake.submission import Origin, code_of, keyed, submit
from minhbach.records.alike import Alike, alike
from minhbach.records.flags import Flags, set_flags
from minhbach.records.models import Report
from minhbach.records.office import office
from minhbach.records.work import witness
from minhbach.records.workflow import OPERATOR

PHONE = "phone"
KEPT_SECONDS = 15 * 60
"""How long the code can be shown again, while the caller is on the line."""


@dataclass(frozen=True)
class Call:
    """The form as it stands, with what was looked for."""

    filled: Filled
    urgent: bool = False
    area: str = ""
    """The ward whose picture is shown, for who has no JavaScript."""
    finding: Finding | None = None


@for_roles(OPERATOR)
def new_call() -> Any:
    """The form for a caller's report; sent, it is a report like any other."""
    if request.method == "GET":
        return _form(Call(Filled(new_key())))
    call = _read()
    if request.form.get("do") != "send":
        return _form(call)
    spot, answers, faults = faults_of(Draft(call.filled, _answered(call.filled)), office())
    if faults or spot is None:
        return _form(call, faults), 422
    sent = submit(office(), call.filled, spot, [], answers, Origin(PHONE))
    if not sent.again:
        _sign(call)
    session["call"] = {"key": call.filled.key, "at": int(office().now().timestamp())}
    return redirect(url_for("desk.call_taken"), 303)


@for_roles(OPERATOR)
def call_taken() -> Any:
    """The tracking code to read to the caller or to print, for a short while."""
    kept = session.get("call")
    if not kept or office().now().timestamp() - kept["at"] > KEPT_SECONDS:
        session.pop("call", None)
        return redirect(url_for("desk.new_call"), 303)
    with office().private.reading() as database:
        report = _report_of(database, kept["key"]) or abort(404)
    code = code_of(office(), kept["key"])
    return render_template("desk/call-taken.html", report=report, code=code, now=office().now())


@for_roles(OPERATOR)
def call_over() -> Any:
    """Forget the code, and be ready for the next caller."""
    session.pop("call", None)
    return redirect(url_for("desk.new_call"), 303)


def _read() -> Call:
    """The form as sent, with a place that was looked for, chosen or clicked at."""
    filled, form = fill(request.form), request.form
    area, _, point = form.get("chosen", "")[:80].partition("|")
    if point:
        filled = replace(filled, point=point)
    area = area or form.get("area", "")[:16]
    still = Still.of(office().atlas, _vintage(), area, filled.point)
    if still and (clicked := still.clicked(form.get("still.x", ""), form.get("still.y", ""))):
        filled = replace(filled, point=clicked)
    asked = form.get("q", "")
    looks = form.get("do") == "find" and asked.strip()
    finding = find_places(office(), asked, g.language) if looks else None
    return Call(filled, "urgent" in form, area, finding)


def _form(call: Call, faults: dict[str, str] | None = None) -> str:
    filled = call.filled
    where = spot_told(filled.point) if filled.point else {"spot": None, "no_spot": None}
    still = Still.of(office().atlas, _vintage(), call.area, filled.point)
    return render_template(
        "desk/new-call.html",
        call=call,
        filled=filled,
        faults=faults or {},
        **where,
        still=still.drawn(filled.point) if still else None,
        wards=ward_choices(office().atlas, _vintage()),
        vintage=_vintage(),
        asked=questions_about(office(), filled.category),
        answered=_answered(filled),
        twins=_twins(filled, where["spot"]),
    )


def _answered(filled: Filled) -> dict[str, list[str]]:
    """What was typed for the city's questions, by code."""
    asked = questions_about(office(), filled.category)
    return {question.code: request.form.getlist(field_of(question)) for question in asked}


def _twins(filled: Filled, spot: Spot | None) -> list[tuple[Alike, str]]:
    """What was reported already: the caller can be told so while they are on the line."""
    if spot is None or filled.category not in office().city.categories:
        return []
    now = office().now()
    return with_openings(alike(office(), filled.category, spot.lat, spot.lon, filled.text, now, 3))


def _sign(call: Call) -> None:
    """Put into the trail which operator took the call, and that it is urgent where it is."""
    with office().private.writing() as database:
        report = _report_of(database, call.filled.key)
        if report is None:
            return
        witness(database, report.id or 0, current_actor(), office().now(), "call")
        if call.urgent:
            flags = Flags(urgent=True, several=False)
            set_flags(database, report, current_actor(), office().now(), report.version, flags)


def _report_of(database: Session, key: str) -> Report | None:
    mark = keyed(office(), "submission", key).hex()
    return database.exec(select(Report).where(Report.submission_key == mark)).first()


def _vintage() -> str:
    return office().atlas.in_force(office().today()).id
