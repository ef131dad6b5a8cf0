"""One report on the desk: its page, its map and photos, and what may be decided about it."""

from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from minhbach.desk.cases import Case, find_report, open_case, pieces, surroundings
from minhbach.desk.decisions import Decision, read_decision, read_reason, tidy
from minhbach.desk.guard import current_actor, for_roles
from minhbach.privacy.photos import PhotoRefused, clean_photo
from minhbach.privacy.text import redact
from minhbach.records.contacts import reveal_contact
from minhbach.records.keyring import Erased
from minhbach.records.models import Photo
from minhbach.records.office import office
from minhbach.records.originals import open_original
from minhbach.records.work import ChangedMeanwhile, NotAllowed, Step, act, choose_photos, withhold, witness
from minhbach.records.workflow import AGENCY, OPERATOR, TRANSITIONS


@for_roles(OPERATOR, AGENCY)
def report(id: int) -> str:
    """Everything about one report, with the forms for what may be done next."""
    return _page(id)


@for_roles(OPERATOR, AGENCY)
def place(id: int) -> Response:
    """The wards around the pin, for the small map."""
    return jsonify(surroundings(office(), _case_or_404(id).report))


@for_roles(OPERATOR, AGENCY)
def photo(id: int, photo_id: int) -> Response:
    """One photo from its sealed original, cleaned like any stranger's file before it reaches a browser."""
    case = _case_or_404(id)
    found: Photo | None = next((p for p in case.photos if p.id == photo_id), None)
    if found is None:
        abort(404)
    try:
        original = open_original(office().keyring, office().settings.originals, case.report, found)
        return Response(clean_photo(original).data, mimetype="image/jpeg")
    except (Erased, FileNotFoundError, PhotoRefused):
        abort(404)


@for_roles(OPERATOR)
def suggest_agency(id: int) -> str:
    """The agency field for another category: a fragment."""
    case = _case_or_404(id)
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
    _case_or_404(id)
    shown = pieces(tidy(request.form.get("answer", "")))
    if request.headers.get("HX-Request"):
        return render_template("desk/_preview.html", preview=shown)
    return _page(id, read_decision("resolve", request.form, office()), preview=shown)


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


def _decide(id: int, action: str, done: str) -> Any:
    """Do one step; what cannot be done is shown with everything that was typed."""
    decision = read_decision(action, request.form, office())
    _case_or_404(id)
    if decision.errors:
        return _page(id, decision), 422
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
        return _page(id, decision, changed=True), 409
    except NotAllowed:
        abort(403)
    flash(done)
    return redirect(url_for("desk.home"), 303)


def _case_or_404(id: int) -> Case:
    with office().private.reading() as session:
        return open_case(session, office(), id, current_actor()) or abort(404)


def _contact(id: int, **what: Any) -> str:
    if request.headers.get("HX-Request"):
        return render_template("desk/_contact.html", case=_case_or_404(id), **what)
    return _page(id, **what)


def _page(id: int, decision: Decision | None = None, **what: Any) -> str:
    case = _case_or_404(id)
    typed = decision.given if decision else {}
    suggested = office().agency_for(case.report.category, list(case.places))
    may = {t.action for t in TRANSITIONS if (t.source, t.role) == (case.report.status, current_actor().role)}
    return render_template(
        "desk/report.html",
        case=case,
        pieces=pieces(case.report.text),
        public_text=redact(case.report.text).text,
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
