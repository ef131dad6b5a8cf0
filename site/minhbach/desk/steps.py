"""The steps of the workflow as doors: one for each action that staff may take, open to the table's roles."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from minhbach.desk.decisions import Decision, read_decision
from minhbach.desk.evidence import keep_sent
from minhbach.desk.guard import current_actor, for_roles
from minhbach.desk.page import case_or_404, page
from minhbach.records.office import office
from minhbach.records.work import ChangedMeanwhile, Incomplete, Step, act, choose_photos, withhold
from minhbach.records.workflow import FIXED_EVIDENCE, STAFF_ROLES, TRANSITIONS

DONE: dict[str, LazyString] = {
    "classify": _l("Đã ghi lĩnh vực."),
    "accept": _l("Đã tiếp nhận và chuyển phản ánh cho đơn vị xử lý."),
    "assign": _l("Đã chuyển phản ánh cho đơn vị khác."),
    "refuse": _l("Đã từ chối tiếp nhận. Người gửi sẽ đọc được lý do khi tra cứu."),
    "merge": _l("Đã gộp vào phản ánh chính; người gửi theo dõi được ở đó."),
    "unmerge": _l("Đã tách ra, phản ánh lại chờ tiếp nhận."),
    "ask": _l("Đã hỏi người gửi. Đồng hồ thời hạn dừng cho đến khi có trả lời."),
    "start": _l("Đã bắt đầu xử lý."),
    "interim": _l("Đã ghi trả lời bước đầu, ai cũng đọc được."),
    "return": _l("Đã chuyển lại cho tổng đài."),
    "resolve": _l("Đã ghi nhận kết quả xử lý và câu trả lời công khai."),
    "close": _l("Đã kết thúc phản ánh."),
    "reopen": _l("Đã mở lại phản ánh."),
}
STAYS = ("classify", "start", "interim", "unmerge", "reopen")
"""After these there is more to do with the same report."""


def step_doors(prefix: str) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
    """A door for each action of the table that some staff may take."""
    return tuple(("POST", prefix + action, _door(action)) for action in DONE)


def _door(action: str) -> Callable[..., Any]:
    roles = {row.role for row in TRANSITIONS if row.action == action} & set(STAFF_ROLES)

    @for_roles(*roles)
    def take(id: int) -> Any:
        return _decide(id, action)

    take.__name__, take.__doc__ = action, f"Take the step `{action}` with one report."
    return take


def _decide(id: int, action: str) -> Any:
    """Do one step; what cannot be done is shown with everything that was typed."""
    decision = read_decision(action, request.form, office())
    case = case_or_404(id)
    if action == "resolve" and (wrong := keep_sent(case, request.files.getlist("after"))):
        decision.errors["after"] = wrong
    if decision.errors:
        return page(id, decision), 422
    try:
        _write(id, decision)
    except ChangedMeanwhile:
        return page(id, decision, changed=True), 409
    except Incomplete:
        decision.errors |= _missing(decision)
        return page(id, decision), 422
    flash(str(DONE[action]))
    stay = url_for("desk.report", id=id) if action in STAYS else url_for("desk.home")
    return redirect(stay, 303)


def _write(id: int, decision: Decision) -> None:
    note = _("Không công bố nội dung.") if decision.withhold else decision.note
    given = dict(decision.given)
    step = Step(decision.action, current_actor(), office().now(), decision.version, given, note)
    with office().private.writing() as session:
        act(session, id, step, office().deadlines)
        if decision.action == "accept":
            choose_photos(session, id, decision.photos)
            if decision.withhold:
                withhold(session, id)


def _missing(decision: Decision) -> dict[str, str]:
    """What only the database could tell of a step that asks for more."""
    if decision.given.get("outcome") == FIXED_EVIDENCE:
        return {"after": _("Kết quả này cần ít nhất một ảnh chụp sau khi xử lý.")}
    return {"duplicate_of": _("Không thấy phản ánh chính này.")}
