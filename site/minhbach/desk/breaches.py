"""The breach record on the desk: personal data got where it should not, and 72 hours run."""

from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from minhbach.desk.decisions import tidy
from minhbach.desk.guard import current_actor, for_roles
from minhbach.errors import BadInput
from minhbach.records import breaches as record_of
from minhbach.records.office import office
from minhbach.records.workflow import ADMIN, INSPECTOR

STEPS = ("", record_of.TOLD, record_of.CLOSED)


@for_roles(INSPECTOR, ADMIN)
def breaches() -> str:
    """Every breach with its clock, and the form to write one down."""
    return _list()


@for_roles(INSPECTOR, ADMIN)
def record() -> Any:
    """Write down a breach: its clock runs from when it was found."""
    what, found_at = tidy(request.form.get("what", "")), _moment(request.form.get("found", ""))
    if found_at is None or found_at > office().now():
        return _list(_("Ghi thời điểm phát hiện, không muộn hơn bây giờ.")), 422
    try:
        with office().private.writing() as session:
            kept = record_of.record_breach(session, current_actor().name, found_at, what, office().now())
            number = kept.id
    except BadInput:
        return _list(_words_wanted()), 422
    flash(_("Đã ghi nhận. Đồng hồ 72 giờ tính từ lúc phát hiện."))
    return redirect(url_for("desk.breach", id=number), 303)


@for_roles(INSPECTOR, ADMIN)
def breach(id: int) -> str:
    """One breach with its log."""
    return _one(id)


@for_roles(INSPECTOR, ADMIN)
def add(id: int) -> Any:
    """Add a line to the log; it may say that the authority was told, or that the breach is closed."""
    text, step = tidy(request.form.get("text", "")), request.form.get("step", "")
    if step not in STEPS:
        abort(400)
    _case(id)  # 404 where there is none
    try:
        with office().private.writing() as session:
            name, now = current_actor().name, office().now()
            if not step:
                record_of.add_entry(session, id, name, text, now)
            elif not record_of.mark_breach(session, id, step, name, text, now):
                return _one(id, _("Việc này đã được ghi trước đó; hãy ghi thêm một dòng thường.")), 409
    except BadInput:
        return _one(id, _words_wanted()), 422
    flash(_("Đã ghi vào nhật ký vụ việc."))
    return redirect(url_for("desk.breach", id=id), 303)


def _list(wrong: str | None = None) -> str:
    with office().private.reading() as session:
        found = record_of.list_breaches(session)
    return render_template("desk/breaches.html", found=found, wrong=wrong, **_clock())


def _one(id: int, wrong: str | None = None) -> str:
    return render_template("desk/breach.html", case=_case(id), wrong=wrong, **_clock())


def _case(id: int) -> record_of.BreachCase:
    with office().private.reading() as session:
        return record_of.find_breach(session, id) or abort(404)


def _clock() -> dict[str, Any]:
    local = office().now().astimezone(office().city.timezone)
    return {
        "tell_by": record_of.tell_by,
        "told_in_time": record_of.told_in_time,
        "now": office().now(),
        "local_now": f"{local:%Y-%m-%dT%H:%M}",
        "typed": request.form,
    }


def _words_wanted() -> str:
    return _("Viết từ %(least)d đến %(most)d ký tự.", least=record_of.SHORTEST, most=record_of.LONGEST)


def _moment(text: str) -> datetime | None:
    """A moment on the city's clock, as a browser's field sends it."""
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (
        typed.replace(tzinfo=office().city.timezone) if typed.tzinfo is None and typed.year > 1990 else None
    )
