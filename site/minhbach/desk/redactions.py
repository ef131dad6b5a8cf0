"""The operator's eye on words: let be read what a rule hid by mistake, hide what no rule found."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from minhbach.desk.cases import Case, find_report
from minhbach.desk.decisions import read_reason, tidy
from minhbach.desk.guard import current_actor, for_roles
from minhbach.desk.page import case_or_404, may, page, wording
from minhbach.desk.reasons import DETAILS
from minhbach.privacy.recipe import recipe
from minhbach.privacy.text import Span
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.wording.corrections import case_of
from minhbach.privacy.wording.edits import TEXT, Sheet, find_words, parts_of
from minhbach.records.amends import Amends, keep_edits
from minhbach.records.models import RedactionEdit
from minhbach.records.office import office
from minhbach.records.work import ChangedMeanwhile
from minhbach.records.workflow import OPERATOR


@for_roles(OPERATOR)
def show(id: int) -> Any:
    """Let one hidden stretch be read, and all that says the same, for a reason that is kept."""
    case, part = case_or_404(id), _part()
    hidden = case.wording()[part].spans if part in case.wording() else ()
    chosen = [span for span in hidden if f"{span.start}-{span.end}" == request.form.get("span")]
    if not chosen or _version() != case.report.version:
        return _answer(id, 409, changed_words=True)
    reason, wrong = read_reason(request.form)
    if wrong:
        return _answer(id, 422, wrong_show={"part": part, "span": chosen[0], "reason": reason, "said": wrong})
    masked = Sheet(reason)
    masked.hide_value(chosen)  # the reason is kept for longer than the value
    return _keep(case, part, chosen, masked.redaction().text, hide=False)


@for_roles(OPERATOR)
def hide(id: int) -> Any:
    """Hide some words, wherever they stand in the report."""
    case, part = case_or_404(id), _part()
    typed, kind = tidy(request.form.get("words", "")), request.form.get("kind", "")
    if _version() != case.report.version or part not in parts_of(case.report):
        return _answer(id, 409, changed_words=True)
    text, hidden = parts_of(case.report)[part], case.wording()[part].spans
    found = _chosen(text, typed) or find_words(text, typed)
    stretches = [(a, b) for a, b in found if not any(span.start <= a and b <= span.end for span in hidden)]
    if kind not in DETAILS:
        abort(400)
    if not stretches:
        said = _("Không thấy những chữ này, hoặc chúng đã được che.")
        return _answer(id, 422, wrong_hide={"part": part, "words": typed, "said": said})
    spans = [Span(start, end, kind, text[start:end], Reason.BY_HAND) for start, end in stretches]
    return _keep(case, part, spans, None, hide=True)


def _keep(case: Case, part: str, spans: list[Span], reason: str | None, *, hide: bool) -> Any:
    """Write the edits, their line in the trail and a case for the benchmark; then show the words again."""
    actor, at, report_id = current_actor(), office().now(), case.report.id or 0
    edits = [
        RedactionEdit(report_id=report_id, part=part, start=span.start, end=span.end, kind=span.kind,
                      hide=hide, reason=reason, actor=actor.name, at=at)
        for span in spans
    ]  # fmt: skip
    text, hidden = parts_of(case.report)[part], case.wording()[part].spans
    label = case_of(text, hidden, spans[0], hide, recipe(office()), office().today())
    try:
        with office().private.writing() as session:
            report = find_report(session, report_id, actor) or abort(404)
            keep_edits(session, report, edits, Amends(actor, at, _version(), _note(part, spans[0], reason)))
            session.add(label)
    except ChangedMeanwhile:
        return _answer(report_id, 409, changed_words=True)
    return _answer(report_id, 200, told=_said(hide))


def _said(hide: bool) -> str:
    if hide:
        return _("Đã che ở mọi chỗ trong phản ánh này. Mời bạn đọc lại phần công chúng sẽ đọc.")
    return _("Đã cho hiện lại. Quyết định và lý do được ghi vào lịch sử.")


def _note(part: str, span: Span, reason: str | None) -> str:
    where = _("Trong nội dung") if part == TEXT else _("Trong câu trả lời")
    said = f"{where}: {str(DETAILS[span.kind]).lower()}."
    return f"{said} {reason}" if reason else said


def _answer(id: int, status: int, told: str | None = None, **what: Any) -> Any:
    """The words again: as a fragment for htmx, else as the whole page."""
    if request.headers.get("HX-Request"):
        case = case_or_404(id)
        given = wording(case) | {"case": case, "found": case.report, "may": may(case), "told": told} | what
        return render_template("desk/_reworded.html", done=status == 200, **given), status
    if status == 200:
        flash(told or "")
        return redirect(url_for("desk.report", id=id, _anchor="wording"), 303)
    return page(id, **what), status


def _part() -> str:
    return request.form.get("part", "")


def _version() -> int:
    return request.form.get("version", -1, type=int)


def _chosen(text: str, typed: str) -> list[tuple[int, int]]:
    """The stretch that was selected on the page, if it says what was typed; a field drops line breaks."""
    start, end = (request.form.get(name, -1, type=int) for name in ("start", "end"))
    if not 0 <= start < end <= len(text):
        return []
    same = "".join(tidy(text[start:end]).split()) == "".join(typed.split())
    return [(start, end)] if same else []
