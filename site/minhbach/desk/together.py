"""What those who work on one report tell each other: notes, an agency asked to help, an operator's flags."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from minhbach.desk.cases import find_report
from minhbach.desk.decisions import LONGEST, SHORTEST_REASON, Decision, read_text
from minhbach.desk.guard import current_actor, for_roles
from minhbach.desk.page import case_or_404, page
from minhbach.records.flags import Flags, set_flags
from minhbach.records.joint import answer_lead, ask_agency
from minhbach.records.notes import add_note
from minhbach.records.office import office
from minhbach.records.work import ChangedMeanwhile
from minhbach.records.workflow import AGENCY, OPERATOR


@for_roles(OPERATOR, AGENCY)
def note(id: int) -> Any:
    """Write an internal note."""
    case_or_404(id)
    text, wrong = read_text(request.form, "internal", SHORTEST_REASON, LONGEST)
    if wrong:
        return _again(id, "note", {"internal": text}, {"internal": wrong})
    with office().private.writing() as session:
        find_report(session, id, current_actor()) or abort(404)
        add_note(session, id, current_actor(), office().now(), text)
    return _done(id, _("Đã ghi chú nội bộ."), "notes-heading")


@for_roles(OPERATOR, AGENCY)
def ask_help(id: int) -> Any:
    """Ask another agency to help; the one in the lead stays in the lead."""
    case_or_404(id)
    asked, wrong = read_text(request.form, "asked", SHORTEST_REASON, LONGEST)
    helper = request.form.get("helper", "")
    errors = {"asked": wrong} if wrong else {}
    if helper not in office().agencies():
        errors["helper"] = _("Chọn một đơn vị trong danh sách.")
    if errors:
        return _again(id, "ask-help", {"asked": asked, "helper": helper}, errors)
    with office().private.writing() as session:
        report = find_report(session, id, current_actor()) or abort(404)
        ask_agency(session, report, current_actor(), office().now(), helper, asked)
    return _done(id, _("Đã nhờ đơn vị phối hợp."), "helpers-heading")


@for_roles(AGENCY)
def help_done(id: int) -> Any:
    """Tell the agency in the lead what was done."""
    case_or_404(id)
    text, wrong = read_text(request.form, "helped", SHORTEST_REASON, LONGEST)
    if wrong:
        return _again(id, "help-done", {"helped": text}, {"helped": wrong})
    with office().private.writing() as session:
        report = find_report(session, id, current_actor()) or abort(404)
        answer_lead(session, report, current_actor(), office().now(), text)
    return _done(id, _("Đã trả lời đơn vị chủ trì."), "helpers-heading")


@for_roles(OPERATOR)
def flag(id: int) -> Any:
    """Say that a report is urgent, or that several agencies are involved."""
    case_or_404(id)
    flags = Flags("urgent" in request.form, "several" in request.form)
    version = request.form.get("version", -1, type=int)
    try:
        with office().private.writing() as session:
            report = find_report(session, id, current_actor()) or abort(404)
            set_flags(session, report, current_actor(), office().now(), version, flags, office().deadlines)
    except ChangedMeanwhile:
        return page(id, changed=True), 409
    return _done(id, _("Đã ghi dấu của phản ánh."), "flags-heading")


def _again(id: int, action: str, typed: dict[str, str], errors: dict[str, str]) -> tuple[str, int]:
    return page(id, Decision(action, typed=typed, errors=errors)), 422


def _done(id: int, said: str, where: str) -> Response:
    flash(said)
    return redirect(url_for("desk.report", id=id, _anchor=where), 303)
