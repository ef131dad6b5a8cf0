"""Signing in and out of the desk."""

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from minhbach.desk.guard import TOKEN, find_actor, for_anyone, for_roles, safe_next
from minhbach.desk.lockout import WINDOW, Doorkeeper
from minhbach.records.models import Staff
from minhbach.records.office import office
from minhbach.records.staff import close_session, open_session, plain_username, verify
from minhbach.records.workflow import STAFF_ROLES


@for_anyone
def sign_in() -> Any:
    """The sign-in page, and the way through it."""
    wanted = safe_next(request.values.get("next", ""))
    if request.method == "GET":
        return redirect(wanted, 303) if find_actor() else _page(wanted)
    username, now = plain_username(request.form.get("username", "")), office().now()
    keeper = Doorkeeper(office().keyring.secret("desk"))
    origin = keeper.origin(request, username)
    with office().private.writing() as database:
        admitted = keeper.admit(database, origin, now)
    if not admitted:
        minutes = int(WINDOW.total_seconds() // 60)
        told = _("Bạn đã thử quá nhiều lần. Mời bạn đợi %(minutes)d phút rồi thử lại.", minutes=minutes)
        return _page(wanted, told), 429
    with office().private.reading() as database:  # slow on purpose, so not while holding the write lock
        member = verify(database, username, request.form.get("password", ""))
        member_id = member.id if member else None
    if member_id is None:
        return _page(wanted, _("Tên đăng nhập hoặc mật khẩu không đúng.")), 403
    return _enter(keeper, origin, member_id, wanted)


@for_roles(*STAFF_ROLES)
def sign_out() -> Any:
    """End this session for good."""
    with office().private.writing() as database:
        close_session(database, session[TOKEN])
    session.clear()
    return redirect(url_for("desk.sign_in"), 303)


def _enter(keeper: Doorkeeper, origin: str, member_id: int, wanted: str) -> Any:
    """Begin a session of its own: whatever the browser brought along is thrown away (no fixation)."""
    with office().private.writing() as database:
        member = database.get_one(Staff, member_id)
        if old := session.get(TOKEN):
            close_session(database, old)
        token, username = open_session(database, member, office().now()), member.username
        keeper.forget(database, origin)
    session.clear()
    session[TOKEN] = token
    response = redirect(wanted, 303)
    keeper.remember(response, username, request.is_secure)
    return response


def _page(wanted: str, wrong: str | None = None) -> str:
    username = request.form.get("username", "")[:64]
    return render_template("desk/sign-in.html", wanted=wanted, wrong=wrong, username=username)
