"""Signing in to the desk by a password, and signing out."""

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from minhbach.desk.arrival import admitted, begin, doorkeeper
from minhbach.desk.guard import TOKEN, find_actor, for_anyone, for_halfway, safe_next
from minhbach.desk.lockout import WINDOW
from minhbach.records.office import office
from minhbach.records.sessions import close_session
from minhbach.records.staff import plain_username, verify


@for_anyone
def sign_in() -> Any:
    """The sign-in page, and the way through it."""
    wanted = safe_next(request.values.get("next", ""))
    if request.method == "GET":
        return redirect(wanted, 303) if find_actor() else sign_in_page(wanted)
    username = plain_username(request.form.get("username", ""))
    origins = doorkeeper().origins(request, username)
    if not admitted(origins):
        return sign_in_page(wanted, too_often()), 429
    with office().private.reading() as database:  # slow on purpose, so not while holding the write lock
        member = verify(database, username, request.form.get("password", ""))
        member_id = member.id if member else None
    if member_id is None:
        return sign_in_page(wanted, _("Tên đăng nhập hoặc mật khẩu không đúng.")), 403
    return begin(member_id, wanted, forget=origins)


@for_halfway
def sign_out() -> Any:
    """End this session for good."""
    with office().private.writing() as database:
        close_session(database, session[TOKEN])
    session.clear()
    return redirect(url_for("desk.sign_in"), 303)


def too_often() -> str:
    """What is told to who tried too often."""
    minutes = int(WINDOW.total_seconds() // 60)
    return _("Bạn đã thử quá nhiều lần. Mời bạn đợi %(minutes)d phút rồi thử lại.", minutes=minutes)


def sign_in_page(wanted: str, wrong: str | None = None) -> str:
    """The page to sign in on, with what was wrong the last time."""
    username = request.form.get("username", "")[:64]
    return render_template("desk/sign-in.html", wanted=wanted, wrong=wrong, username=username,
                           provider=office().settings.oidc)  # fmt: skip
