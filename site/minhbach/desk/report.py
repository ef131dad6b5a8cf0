"""One report on the desk: its page, its map and photos, and what may be decided about it."""

from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from minhbach.desk.cases import Case, find_report, open_case, pieces, surroundings
from minhbach.desk.decisions import Decision, read_decision, read_reason, tidy
from minhbach.desk.guard import current_actor, for_roles
from minhbach.privacy.wording.edits import ANSWER, parts_of, redact_parts
from minhbach.records.amends import may_amend
from minhbach.records.contacts import reveal_contact
from minhbach.records.keyring import Erased
from minhbach.records.office import office
from minhbach.records.work import ChangedMeanwhile, NotAllowed, Step, act, choose_photos, withhold, witness
from minhbach.records.workflow import AGENCY, OPERATOR, TRANSITIONS


@for_roles(OPERATOR, AGENCY)
def report(id: int) -> str:
    """Everything about one report, with the forms for what may be done next."""
    return page(id)


@for_roles(OPERATOR, AGENCY)
def place(id: int) -> Response:
    """The wards around the pin, for the small map."""
    return jsonify(surroundings(office(), case_or_404(id).report))


@for_roles(OPERATOR)
def suggest_agency(id: int) -> str:
    """The agency field for another category: a fragment."""
    case = case_or_404(id)
    category = request.args.get("category", "")
    if category not in office().city.categories:
        abort(400)
    chosen = office().agency_for(category, list(case.places))
    return render_template("desk/_agency.html", case=case, chosen=chosen, suggested=chosen,
                           agencies=office().agencies(), errors={})  # fmt: skip


@for_roles(OPERATOR)
def accept(id: int) -> Any:
    """Take a report in: settle its category, its agency, and which photos may be published."""
    return _decide(id, "accept", _("Đã tiếp nhận và chuyển phản ánh cho đơn vị xử lý."))


@for_roles(OPERATOR)
def refuse(id: int) -> Any:
    """Turn a report away with a reason that its sender reads."""
    return _decide(id, "refuse", _("Đã từ chối tiếp nhận. Người gửi sẽ đọc được lý do khi tra cứu."))


@for_roles(AGENCY)
def resolve(id: int) -> Any:
    """Answer in public and close the work."""
    return _decide(id, "resolve", _("Đã ghi nhận kết quả xử lý và câu trả lời công khai."))


@for_roles(AGENCY)
def preview(id: int) -> str:
    """The answer as the public will read it; nothing is written."""
    case, answer = case_or_404(id), tidy(request.form.get("answer", ""))
    shown = pieces(answer, redact_parts(parts_of(case.report) | {ANSWER: answer}, case.edits)[ANSWER])
    if request.headers.get("HX-Request"):
        return render_template("desk/_preview.html", preview=shown)
    return page(id, read_decision("resolve", request.form, office()), preview=shown)


@for_roles(OPERATOR, AGENCY)
def reveal(id: int) -> Any:
    """Show the sender's contact, once its opening and the reason stand in the trail."""
    reason, wrong = read_reason(request.form)
    if wrong:
        return _contact(id, reason=reason, wrong=wrong), 422
    with office().private.writing() as session:
        found = find_report(session, id, current_actor()) or abort(404)
        witness(session, id, current_actor(), office().now(), "reveal", reason)
        try:
            reach = reveal_contact(session, office().keyring, found)
        except Erased:
            reach = None
    return _contact(id, reach=reach, revealed=True)


def wording(case: Case) -> dict[str, Any]:
    """What the templates need to show the words of a report and what of them is hidden."""
    return {
        "words": parts_of(case.report),
        "wording": case.wording(),
        "pieces": pieces,
        "amendable": may_amend(case.report, current_actor()),
    }


def _decide(id: int, action: str, done: str) -> Any:
    """Do one step; what cannot be done is shown with everything that was typed."""
    decision = read_decision(action, request.form, office())
    case_or_404(id)
    if decision.errors:
        return page(id, decision), 422
    note = _("Không công bố nội dung.") if decision.withhold else None
    step = Step(action, current_actor(), office().now(), decision.version, dict(decision.given), note)
    try:
        with office().private.writing() as session:
            act(session, id, step)
            if action == "accept":
                choose_photos(session, id, decision.photos)
                if decision.withhold:
                    withhold(session, id)
    except ChangedMeanwhile:
        return page(id, decision, changed=True), 409
    except NotAllowed:
        abort(403)
    flash(done)
    return redirect(url_for("desk.home"), 303)


def case_or_404(id: int) -> Case:
    """The report that the person signed in may see, with what belongs to it."""
    with office().private.reading() as session:
        return open_case(session, office(), id, current_actor()) or abort(404)


def _contact(id: int, **what: Any) -> str:
    if request.headers.get("HX-Request"):
        return render_template("desk/_contact.html", case=case_or_404(id), **what)
    return page(id, **what)


def page(id: int, decision: Decision | None = None, **what: Any) -> str:
    """The whole page of one report; `what` goes to the template as it is."""
    case = case_or_404(id)
    typed = decision.given if decision else {}
    suggested = office().agency_for(case.report.category, list(case.places))
    may = {t.action for t in TRANSITIONS if (t.source, t.role) == (case.report.status, current_actor().role)}
    return render_template(
        "desk/report.html",
        case=case,
        **wording(case),
        decision=decision,
        typed=typed,
        errors=decision.errors if decision else {},
        may=may,
        suggested=suggested,
        chosen=typed.get("agency") or suggested,
        agencies=office().agencies(),
        titles={vintage.id: vintage for vintage in office().atlas.vintages},
        **what,
    )
