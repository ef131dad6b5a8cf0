"""One report on the desk: its page, its map, and what is shown only for a reason or before a decision."""

from typing import Any

from flask import Response, abort, jsonify, render_template, request

from minhbach.desk.cases import Case, Piece, find_report, pieces, surroundings
from minhbach.desk.decisions import Decision, read_decision, read_reason
from minhbach.desk.guard import current_actor, for_roles
from minhbach.desk.page import case_or_404, drafts_for, page
from minhbach.privacy.wording.edits import parts_of, redact_parts
from minhbach.records.contacts import Reach, reveal_contact
from minhbach.records.keyring import Erased
from minhbach.records.office import office
from minhbach.records.work import witness
from minhbach.records.workflow import AGENCY, OPERATOR

PREVIEWED = {"resolve": "answer", "interim": "interim", "refuse": "refusal_note"}
"""What of a step somebody will read, and the field that it is typed into."""


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


@for_roles(OPERATOR, AGENCY)
def preview(id: int) -> str:
    """An answer as the public will read it, or a message as its sender will; nothing is written."""
    case = case_or_404(id)
    action = request.form.get("action", "resolve")
    if action not in PREVIEWED:
        abort(400)
    decision = read_decision(action, request.form, office())
    decision.errors = {}
    what = {"action": action, "preview": _as_read(case, decision), "typed": decision.typed}
    if request.headers.get("HX-Request"):
        return render_template("desk/_preview.html", **what)
    return page(id, decision, previewed=what)


@for_roles(AGENCY)
def draft(id: int) -> str:
    """Put one of the pack's answers into the field, after what stands there already; nothing is written."""
    case = case_or_404(id)
    decision = read_decision("resolve", request.form, office())
    decision.errors = {}
    chosen = next((one for one in drafts_for(case.report) if one.code == request.form.get("draft")), None)
    if chosen:
        text = chosen.text.within(case.report.language)
        decision.typed["answer"] = "\n".join(filter(None, (decision.typed["answer"], text)))
        decision.typed["outcome"] = chosen.outcome or decision.typed["outcome"]
    return page(id, decision)


@for_roles(OPERATOR, AGENCY)
def reveal(id: int) -> Any:
    """Show the sender's contact, once its opening and the reason stand in the trail."""
    reason, wrong = read_reason(request.form)
    if wrong:
        return _contact(id, reason=reason, wrong=wrong), 422
    return _contact(id, reach=open_contact(id, reason), revealed=True)


def open_contact(id: int, reason: str) -> Reach | None:
    """A sender's contact, once its opening stands in the trail; None where it was erased or never left."""
    with office().private.writing() as session:
        found = find_report(session, id, current_actor()) or abort(404)
        witness(session, id, current_actor(), office().now(), "reveal", reason)
        try:
            return reveal_contact(session, office().keyring, found)
        except Erased:
            return None


@for_roles(AGENCY)
def reveal_words(id: int) -> Any:
    """Show an agency the words that the public will not read, once the reason stands in the trail."""
    reason, wrong = read_reason(request.form)
    if wrong:
        return page(id, words_reason=reason, words_wrong=wrong), 422
    with office().private.writing() as session:
        find_report(session, id, current_actor()) or abort(404)
        witness(session, id, current_actor(), office().now(), "reveal-text", reason)
    return page(id, words_open=True)


def _as_read(case: Case, decision: Decision) -> list[Piece]:
    """What was typed, with what the public will not read of it replaced; a sender reads all of it."""
    name = PREVIEWED[decision.action]
    text = str(decision.given.get(name) or decision.typed.get(name, ""))
    if decision.action == "refuse":
        return [Piece(text)]
    return pieces(text, redact_parts(parts_of(case.report) | {name: text}, case.edits)[name])


def _contact(id: int, **what: Any) -> str:
    if request.headers.get("HX-Request"):
        return render_template("desk/_contact.html", case=case_or_404(id), **what)
    return page(id, **what)
