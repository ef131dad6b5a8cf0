"""The browsers that are signed in, to look through and to end; and one's own password."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from minhbach.desk.arrival import admitted, confirm_here, doorkeeper
from minhbach.desk.entry import too_often
from minhbach.desk.guard import TOKEN, for_roles
from minhbach.errors import BadInput
from minhbach.records.models import Staff
from minhbach.records.office import office
from minhbach.records.sessions import list_sessions, revoke_session
from minhbach.records.staff import change_staff, verify
from minhbach.records.workflow import ADMIN, STAFF_ROLES


@for_roles(*STAFF_ROLES)
def sessions() -> str:
    """One's own signed-in browsers; an administrator sees everybody's."""
    return _page()


@for_roles(*STAFF_ROLES)
def end_session(name: str) -> Any:
    """End one session: one's own, or anybody's for an administrator."""
    member = _member()
    with office().private.writing() as database:
        gone = revoke_session(database, name, None if member.role == ADMIN else member)
    if not gone:
        abort(404)
    flash(_("Đã kết thúc phiên đăng nhập."))
    return redirect(url_for("desk.sessions"), 303)


@for_roles(*STAFF_ROLES)
def change_password() -> Any:
    """A new password for oneself: asks for the old one, and ends every other session."""
    member = _member()
    origins = doorkeeper().origins(request, member.username)
    if not admitted(origins):
        return _page(too_often()), 429
    with office().private.reading() as database:
        right = verify(database, member.username, request.form.get("old", ""))
    if right is None:
        return _page(_("Mật khẩu hiện tại không đúng.")), 422
    try:
        with office().private.writing() as database:
            change_staff(database, member.username, password=request.form.get("new", ""))
    except BadInput:
        told = _("Mật khẩu mới cần ít nhất 12 ký tự, không chứa tên đăng nhập và không dễ đoán.")
        return _page(told), 422
    response = redirect(url_for("desk.sessions"), 303)
    confirm_here(member.id or 0, response, forget=origins)
    flash(_("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."))
    return response


def _member() -> Staff:
    found: Staff = g.signed_in.member
    return found


def _page(wrong: str | None = None) -> str:
    member, now, own = _member(), office().now(), session[TOKEN]
    with office().private.reading() as database:
        everyone = list_sessions(database, now, own) if member.role == ADMIN else []
        mine = list_sessions(database, now, own, member)
    return render_template("desk/sessions.html", mine=mine, everyone=everyone, member=member, wrong=wrong)
